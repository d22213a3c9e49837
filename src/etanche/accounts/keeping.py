"""
What is kept of an account, and how it is read and written: records of the organisation `instance`, by the one way to personal data.

Two categories: the account itself, and what shows that it is them (`credential`), which no role sees but the program that lets people
in. Of whoever asks for an account and has not shown that the address is theirs nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from etanche.accounts.records import Credentials, Holder, Weight, credentials_of, holder_of, weight_text
from etanche.clock import Clock
from etanche.errors import Refused
from etanche.store import Connection
from etanche.terms import Language
from etanche.vault import Alone, Arrival, BesidePut, Erasure, NotTaken, Record, Session, Vault

CHANNEL: Final = "account-pages"
ROLE: Final = "running-instance"
ACCOUNT, CREDENTIALS = "account", "credential"
KEEPING = "account-keeping"
"""Names of the charter of the organisation `instance`."""

ACTOR: Final = "accounts"


class NotKept(Refused):
    """The organisation `instance` did not take in what was typed: its charter says what a name or an address is."""


class Keeping:
    """Reads and writes the records of accounts."""

    def __init__(self, vault: Callable[[], Vault], clock: Clock) -> None:
        """Keep them in the vault of the organisation `instance`, as it is under the charter of each moment."""
        self._vault = vault
        self._clock = clock

    # — one more account

    def alone(self, email: str) -> Alone:
        """Return what there is under an address now, before somebody looks whose it is; see `vault.alone`."""
        return self._vault().alone_with(ACCOUNT, "email", email)

    def open(
        self,
        account: bytes,
        *,
        email: str,
        name: str,
        language: Language,
        password: str,
        weight: Weight,
        beside: BesidePut | None = None,
    ) -> Holder:
        """
        Make an account of a provisional person under an address that they showed to be theirs.

        What is written `beside` it is in the commit that makes it; if it raises there is none, and nothing is left of that person.

        Raises:
            NotKept: the name cannot be taken; nothing is left of it.
        """
        of = {"email": email, "name": name or None, "language": language}
        return self._opened(account, of, {"password": password, "weight": weight_text(weight)}, beside)

    def open_proved(self, account: bytes, *, email: str, language: Language, beside: BesidePut | None = None) -> Holder:
        """Make an account of a provisional person whose address somebody else proved; it has no password. `beside` as in `open`."""
        return self._opened(account, {"email": email, "language": language}, {}, beside)

    def _opened(
        self, account: bytes, of: Mapping[str, str | None], shows: Mapping[str, str], beside: BesidePut | None
    ) -> Holder:
        now = self._clock.now().isoformat()
        self._vault().tell(account, "account-opened", actor=ACTOR)
        try:
            # Killed in between there is no account, and the link works still.
            self._put(CREDENTIALS, account, {**shows, "set": now, "logins": "0"})
            self._put(ACCOUNT, account, {**of, "opened": now}, beside)
        except Refused:
            self._vault().erase(account, actor=ACTOR)
            raise
        holder = self.holder(account)
        if holder is None:
            raise NotKept("this address cannot be taken", hint="come in by another way")
        return holder

    # — accounts

    def by_email(self, email: str) -> Holder | None:
        """Return whose account an address is; of two, which only an older version let there be, the first."""
        found = sorted(self._acting().find(ACCOUNT, "email", email), key=lambda one: one.id)
        return holder_of(found[0]) if found else None

    def holder(self, account: bytes) -> Holder | None:
        """Return whose account it is."""
        found = self._acting().of_person(account, ACCOUNT)
        return holder_of(found[0]) if found else None

    def credentials(self, account: bytes) -> Credentials | None:
        """Return what shows that it is them."""
        found = self._acting().of_person(account, CREDENTIALS)
        return credentials_of(found[0]) if found else None

    def change(self, of: Holder | Credentials, **fields: str | None) -> Record:
        """
        Change some fields, if nobody else changed any since they were read.

        Raises:
            Changed: somebody did.
            NotCorrected: an address or a name is none.
        """
        named: Mapping[str, object] = {name.rstrip("_").replace("_", "-"): value for name, value in fields.items()}
        return self._acting().update(of.record.ref, named, before=of.record)

    def move(self, holder: Holder, email: str, *, beside: BesidePut) -> None:
        """
        Give an account the address that it was to have; what is written `beside` is in the same commit, and if it raises nothing is changed.

        Raises:
            Changed, NotCorrected: as `change`.
        """
        fields = {"email": email, "coming-email": None}
        ref = holder.record.ref

        def write(connection: Connection, _affected: object) -> None:
            beside(connection, (ref,))

        self._acting().update(ref, fields, before=holder.record, prepare=lambda _account: write)

    def logged_in(self, account: bytes) -> None:
        """Tell that somebody logged in: an account nobody uses ends."""
        self._vault().tell(account, "last-login", actor=ACTOR)

    def erase(self, account: bytes) -> Erasure:
        """Erase an account: its keys are destroyed before this returns."""
        vault = self._vault()
        vault.tell(account, "account-closed", actor=ACTOR)
        return vault.erase(account, actor=ACTOR)

    def _acting(self) -> Session:
        return self._vault().acting(ROLE, purpose=KEEPING, actor=ACTOR)

    def _put(
        self, category: str, account: bytes, fields: Mapping[str, str | None], beside: BesidePut | None = None
    ) -> None:
        kept = {name: value for name, value in fields.items() if value is not None}
        arrival = Arrival(at=self._clock.now(), fields=kept, person=account)
        try:
            self._vault().door(CHANNEL, actor=ACTOR).put(category, arrival, beside=beside)
        except NotTaken:
            raise NotKept("this address or this name cannot be taken", hint="write it in another way") from None
