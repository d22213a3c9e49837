"""
What an instance does with letters: sends them, signs them, takes back those that came back, and says what a name server should say of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from etanche.errors import NotFound, Refused
from etanche.instance.mail_settings import MailSettings
from etanche.keyring import MailKey
from etanche.outbound import Delivered, Outbox, Seal, Security, SendingKey, SendingKeys, calling, deliver, sweep, take
from etanche.store import facts

KIND = "mail"
_USED = "mail-key"


class NoMailServer(Refused):
    """No mail server is configured, and what was asked for needs one."""


class NoMailKey(NotFound):
    """There is no key of letters of that selector."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A record that a name server should have."""

    use: str
    """`spf`, `dkim` or `dmarc`."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What the mail server is like."""

    server: str
    security: Security
    protocol: str
    """The version of TLS, or nothing in clear."""

    signed: str | None
    """The selector of the key that letters are signed with."""

    @property
    def well(self) -> bool:
        """Tell whether letters go under TLS, and signed."""
        return self.security is not Security.CLEAR and self.signed is not None


class Mailing:
    """The letters of one organisation and the server they go by; whoever's they are, the instance's own key signs them."""

    def __init__(
        self, *, outbox: Outbox, settings: MailSettings | None, keys: SendingKeys, write: Callable[[], object]
    ) -> None:
        """Keep what is needed; nobody is called yet. `write` writes what was asked for and is not written."""
        self._outbox = outbox
        self._settings = settings
        self._keys = keys
        self._write = write

    def send(self) -> Delivered:
        """
        Give up letters that have waited too long, write those that were asked for, and send those that are due; without a mail server nothing is sent, and they wait.

        Raises:
            MailOutOfReach: the server is not to be had; what it has not taken waits.
            MailPasswordUnreadable: the file with its password cannot be read.
        """
        given_up = sweep(self._outbox)
        done = Delivered()
        if self._settings is not None:
            # What nobody can send stays unwritten: the links in it begin to lapse when it is written.
            self._write()
            seal = self._seal()
            sign = None if seal is None else seal.sign
            done = deliver(self._outbox, self._settings.relay, sender=self._settings.sender, sign=sign)
        done.given_up += given_up
        return done

    def reached(self) -> Reached:
        """
        Talk to the server as far as being let in, and send nothing.

        Raises:
            NoMailServer: none is configured.
            MailOutOfReach: it is not to be had.
            MailPasswordUnreadable: the file with its password cannot be read.
        """
        relay, seal = self._configured().relay, self._seal()
        with calling(relay) as carrier:
            protocol = carrier.protocol
        signed = None if seal is None else seal.selector
        return Reached(server=relay.server, security=relay.security, protocol=protocol, signed=signed)

    def records(self) -> tuple[Published, ...]:
        """
        Return what a name server should say of the sender's domain (RFC 7208, RFC 6376, RFC 7489).

        Raises:
            NoMailServer: no server is configured, so there is no sender.
        """
        settings = self._configured()
        keys = [
            Seal(domain=settings.domain, selector=one.name, key=self._opened(one)) for one in self._keys.known(KIND)
        ]
        return (
            Published(use="spf", name=settings.domain, text=f"v=spf1 mx a:{settings.relay.server} -all"),
            *(Published(use="dkim", name=key.place, text=key.record) for key in keys),
            Published(
                use="dmarc",
                name=f"_dmarc.{settings.domain}",
                text=f"v=DMARC1; p=quarantine; adkim=s; rua=mailto:{settings.sender}",
            ),
        )

    # — keys

    def make_key(self, *, by: str) -> SendingKey:
        """
        Make a key for signing letters; none is signed with it before it is published and put to use.

        Raises:
            NoMailServer: no server is configured, so there is no domain that would vouch for it.
        """
        self._configured()
        box = self._outbox
        number = len(self._keys.known(KIND)) + 1
        selector = f"e{box.clock.now():%Y%m%d}-{number}"
        secret = MailKey.new().reveal()
        with box.store.writing() as connection:
            made = self._keys.add(connection, KIND, selector, secret)
            box.tell(connection, "mail-key-made", {"selector": selector}, actor=by)
        return made

    def use_key(self, selector: str, *, by: str) -> None:
        """
        Sign letters with a key from now on: its public half is published.

        Raises:
            NoMailKey: there is none of that selector.
        """
        if not self._keys.known(KIND, selector):
            raise NoMailKey(f"there is no key `{selector}`", hint="look with `etanche mail check`")
        box = self._outbox
        with box.store.writing() as connection:
            facts.put(connection, self._keys.organisation, _USED, selector)
            box.tell(connection, "mail-key-used", {"selector": selector}, actor=by)

    def bounced(self, data: bytes) -> int:
        """
        Take a report of a mail server about a letter that came back; return how many addresses it marked.

        Raises:
            BounceUnreadable: it is no report about a letter of ours.
        """
        return take(self._outbox, data)

    def _seal(self) -> Seal | None:
        """Return what letters are signed with, if a key was put to use."""
        box = self._outbox
        with box.store.reading() as connection:
            selector = facts.get(connection, self._keys.organisation, _USED)
        found = self._keys.known(KIND, selector) if selector is not None else ()
        if not found or self._settings is None:
            return None
        return Seal(domain=self._settings.domain, selector=found[-1].name, key=self._opened(found[-1]))

    def _opened(self, key: SendingKey) -> MailKey:
        return MailKey.read(self._keys.secret(key))

    def _configured(self) -> MailSettings:
        if self._settings is None:
            raise NoMailServer("no mail server is configured", hint="write a section `[mail]` into `instance.toml`")
        return self._settings
