"""
Mail handed to the one server that the settings of an instance name: under TLS, or in clear if the settings say so in as many words.

A server whose certificate does not hold, or that offers no TLS where it was asked for, is not spoken to: nothing falls back to clear.
What a server answers is told by its kind alone: its own words may quote an address.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn

from etanche.errors import OutOfReach, Unreadable

_SECONDS: Final = 20
_PERMANENT: Final = 500
_NOBODY_THERE: Final = frozenset({550, 551, 553})
"""What a server says of an address that nobody is at, if it says no more (RFC 5321 §4.2.3)."""

_ENHANCED: Final = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


class MailOutOfReach(OutOfReach):
    """The mail server cannot be had, offers no TLS that holds, or takes nothing from us."""


class MailPasswordUnreadable(Unreadable):
    """The file with the password of the mail server cannot be read."""


class Security(StrEnum):
    """How a conversation with a mail server is kept to ourselves."""

    TLS = "tls"
    """From the first byte, as on port 465."""

    STARTTLS = "starttls"
    """After a word in clear, as on port 587; without it nothing is said."""

    CLEAR = "clear"
    """Not at all: for a server on this machine. It is journalled each time."""


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail server, as the settings name it."""

    server: str
    port: int = 465
    security: Security = Security.TLS
    user: str | None = None
    password_file: Path | None = None
    authorities: Path | None = None
    """A file of certificates that are believed in the place of the system's."""


class Outcome(StrEnum):
    """What became of one letter."""

    TAKEN = "taken"
    """The server answers for it from now on."""

    LATER = "later"
    """Not now: it may be tried again."""

    REFUSED = "refused"
    """Never, whatever the reason."""

    NOBODY = "nobody"
    """Never: nobody is at that address."""


class Carrier:
    """An open conversation with a mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        """Go on where it was opened."""
        self._server = server

    def carry(self, message: bytes, *, sender: str, to: str) -> Outcome:
        """
        Hand one letter over.

        Raises:
            SMTPServerDisconnected, OSError: the conversation is over; nobody knows what became of the letter.
        """
        try:
            self._server.sendmail(sender, [to], message)
        except smtplib.SMTPRecipientsRefused as refused:
            self._forget()
            return outcome_of(*next(iter(refused.recipients.values())))
        except smtplib.SMTPSenderRefused as refused:
            self._forget()
            return Outcome.REFUSED if refused.smtp_code >= _PERMANENT else Outcome.LATER
        except smtplib.SMTPDataError as refused:
            self._forget()
            return Outcome.REFUSED if refused.smtp_code >= _PERMANENT else Outcome.LATER
        return Outcome.TAKEN

    @property
    def protocol(self) -> str:
        """Return the version of TLS that is spoken, or nothing in clear."""
        return (self._server.sock.version() or "") if isinstance(self._server.sock, ssl.SSLSocket) else ""

    def _forget(self) -> None:
        """Begin anew within the conversation."""
        with suppress(smtplib.SMTPException, OSError):
            self._server.rset()


def outcome_of(code: int, said: bytes | str) -> Outcome:
    """
    Return what an answer to an address means (RFC 5321 §4.2, RFC 3463).

    A refusal by policy (`5.7.1`) says nothing of the address; `5.1.x`, or a bare `550`, says that nobody is there.
    """
    if code < _PERMANENT:
        return Outcome.LATER
    words = said if isinstance(said, bytes) else said.encode("utf-8", "replace")
    found = _ENHANCED.search(words[:40])
    if found is None:
        return Outcome.NOBODY if code in _NOBODY_THERE else Outcome.REFUSED
    return Outcome.NOBODY if found[1].startswith(b"5.1.") or found[1] == b"5.2.1" else Outcome.REFUSED


@contextmanager
def calling(relay: Relay) -> Iterator[Carrier]:
    """
    Hold a conversation with a server, let in by name if the settings have one.

    Raises:
        MailOutOfReach: there is none to be had, or it broke off.
        MailPasswordUnreadable: the file with the password cannot be read.
    """
    password = _password(relay)
    try:
        with _connected(relay) as server:
            if relay.user is not None:
                server.login(relay.user, password)
            yield Carrier(server)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _out_of_reach(relay, type(error).__name__)


def _connected(relay: Relay) -> smtplib.SMTP:
    if relay.security is Security.CLEAR:
        return smtplib.SMTP(relay.server, relay.port, timeout=_SECONDS)
    context = ssl.create_default_context(cafile=relay.authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if relay.security is Security.TLS:
        return smtplib.SMTP_SSL(relay.server, relay.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(relay.server, relay.port, timeout=_SECONDS)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _password(relay: Relay) -> str:
    if relay.password_file is None:
        return ""
    try:
        return relay.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError):
        raise MailPasswordUnreadable(
            f"`{relay.password_file}` cannot be read", hint="see `password-file` in `[mail]` of `instance.toml`"
        ) from None


def _out_of_reach(relay: Relay, why: str) -> NoReturn:
    """Say which server it was, in a word for why; never what it answered, which may quote an address."""
    raise MailOutOfReach(
        f"the mail server `{relay.server}` took nothing ({why})",
        hint="check `[mail]` in `instance.toml`; letters wait, and are tried again",
    ) from None
