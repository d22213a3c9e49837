"""
What is kept of an account, and how it is read and written: records of the organisation `instance`, by the one way to personal data.

Three categories: what somebody typed whose address is not proved yet (`sign-up`, gone after two days), the account itself, and what
shows that it is them (`credential`), which no role sees but the program that lets people in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from etanche.accounts.records import (
    Credentials,
    Holder,
    SignUp,
    Weight,
    credentials_of,
    holder_of,
    sign_up_of,
    weight_text,
)
from etanche.clock import Clock
from etanche.errors import Refused
from etanche.terms import Language
from etanche.vault import Arrival, Erasure, Record, Session, Vault

CHANNEL: Final = "account-pages"
ROLE: Final = "running-instance"
SIGN_UP, ACCOUNT, CREDENTIALS = "sign-up", "account", "credential"
SIGNING_UP, KEEPING = "signing-up", "account-keeping"
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

    # — before the address is proved

    def sign_ups(self, email: str) -> tuple[SignUp, ...]:
        """Return those that wait under an address, all of which may be somebody else's."""
        return tuple(map(sign_up_of, self._acting(SIGNING_UP).find(SIGN_UP, "email", email)))

    def sign_up(self, account: bytes) -> SignUp | None:
        """Return one by its id."""
        found = self._acting(SIGNING_UP).of_person(account, SIGN_UP)
        return sign_up_of(found[0]) if found else None

    def make_room(self, email: str, *, most: int) -> None:
        """Forget some that wait under an address, of the earliest day first, so that with one more there are `most`."""
        waiting = sorted(self.sign_ups(email), key=lambda one: one.record.day)
        for one in waiting[: max(len(waiting) - most + 1, 0)]:
            self._acting(SIGNING_UP).forget(one.record.ref)

    def put_sign_up(self, *, email: str, name: str, language: Language, password: str, weight: Weight) -> bytes:
        """
        Keep one; return its id, which becomes the account's.

        Raises:
            NotKept: an address or a name is none.
        """
        account = self._vault().new_person()
        fields = {"email": email, "name": name or None, "language": language, "password": password}
        self._put(SIGN_UP, account, fields | {"weight": weight_text(weight)})
        return account

    def open(self, sign_up: SignUp) -> Holder:
        """Make an account of one whose address is proved; what others typed under that address goes with it."""
        vault, now = self._vault(), self._clock.now().isoformat()
        vault.tell(sign_up.id, "account-opened", actor=ACTOR)
        fields = {"email": sign_up.email, "name": sign_up.name or None, "language": sign_up.language, "opened": now}
        self._put(ACCOUNT, sign_up.id, fields)
        weight = weight_text(sign_up.weight)
        self._put(CREDENTIALS, sign_up.id, {"password": sign_up.password, "weight": weight, "set": now, "logins": "0"})
        opening = self._acting(SIGNING_UP)
        for other in self.sign_ups(sign_up.email):
            opening.forget(other.record.ref)
        holder = self.holder(sign_up.id)
        if holder is None:
            raise NotKept(
                "the account could not be read back", hint="look at the charter of the organisation `instance`"
            )
        return holder

    def open_proved(self, account: bytes, *, email: str, language: Language) -> Holder:
        """Make an account of a provisional person whose address somebody else proved; it has no password."""
        vault, now = self._vault(), self._clock.now().isoformat()
        vault.tell(account, "account-opened", actor=ACTOR)
        self._put(ACCOUNT, account, {"email": email, "language": language, "opened": now})
        self._put(CREDENTIALS, account, {"set": now, "logins": "0"})
        holder = self.holder(account)
        if holder is None:
            raise NotKept("this address cannot be taken", hint="come in by another way")
        return holder

    # — accounts

    def by_email(self, email: str) -> Holder | None:
        """Return whose account an address is; of two that were opened at one moment the first."""
        found = sorted(self._acting(KEEPING).find(ACCOUNT, "email", email), key=lambda one: one.id)
        return holder_of(found[0]) if found else None

    def holder(self, account: bytes) -> Holder | None:
        """Return whose account it is."""
        found = self._acting(KEEPING).of_person(account, ACCOUNT)
        return holder_of(found[0]) if found else None

    def credentials(self, account: bytes) -> Credentials | None:
        """Return what shows that it is them."""
        found = self._acting(KEEPING).of_person(account, CREDENTIALS)
        return credentials_of(found[0]) if found else None

    def change(self, of: Holder | Credentials, **fields: str | None) -> Record:
        """
        Change some fields, if nobody else changed any since they were read.

        Raises:
            Changed: somebody did.
            NotCorrected: an address or a name is none.
        """
        named: Mapping[str, object] = {name.rstrip("_").replace("_", "-"): value for name, value in fields.items()}
        return self._acting(KEEPING).update(of.record.ref, named, before=of.record)

    def logged_in(self, account: bytes) -> None:
        """Tell that somebody logged in: an account nobody uses ends."""
        self._vault().tell(account, "last-login", actor=ACTOR)

    def erase(self, account: bytes) -> Erasure:
        """Erase an account: its keys are destroyed before this returns."""
        vault = self._vault()
        vault.tell(account, "account-closed", actor=ACTOR)
        return vault.erase(account, actor=ACTOR)

    def _acting(self, purpose: str) -> Session:
        return self._vault().acting(ROLE, purpose=purpose, actor=ACTOR)

    def _put(self, category: str, account: bytes, fields: Mapping[str, str | None]) -> None:
        kept = {name: value for name, value in fields.items() if value is not None}
        arrival = Arrival(at=self._clock.now(), fields=kept, person=account)
        receipt = self._vault().door(CHANNEL, actor=ACTOR).put_many(category, [arrival])
        if receipt.stored != 1 or receipt.dropped:
            raise NotKept("this address or this name cannot be taken", hint="write it in another way")
