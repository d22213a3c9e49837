"""
Keys by which programs ask: each opens what it was made for, for a time, and nothing else.

    made = keys.create(scope, until=until, by="ann")
    made.secret                         # shown once: `etk_…`
    keys.of(made.secret).scope.acts     # frozenset({Act.PUT})

A key opens no more than a role of the charter would: whatever it asks for is decided by the gate, as for everybody. Its scope
takes away from that, by act, purpose and category. A *write-only* key acts in no role at all: if its scope were not looked at,
the gate would still have nobody to let in.

Of the secret a digest is kept: 256 random bits cannot be guessed at, so that a slow hash such as Argon2id, which makes guesses at
passwords of people dear, would protect nothing and cost each request a tenth of a second (NIST SP 800-63B §5.1.1.2 asks for it of
memorised secrets only). The row stands under a keyed mark: whoever writes into the store makes no key, and widens none.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import compare_digest, token_bytes
from typing import Final, NamedTuple

import msgspec

from etanche.accounts.api_scopes import Act, ApiKey, Scope, require_sound
from etanche.charter import Plan
from etanche.clock import Clock
from etanche.errors import NotFound, Refused, Unreadable
from etanche.journal import Entry, Fact, Journal
from etanche.store import ApiKeyRow, Store, moment_of, moment_text
from etanche.store import api_keys as kept
from etanche.terms import OrganisationId

PREFIX: Final = "etk_"
"""How every key begins, so that programs that look for leaked secrets know one."""

LONGEST: Final = timedelta(days=366)
"""A key that nobody renewed in a year is one that nobody looks after."""

USED_EVERY: Final = timedelta(minutes=1)
"""How exactly the last use is kept: not every request is a reason to write."""

_ORGANISATION: Final = 16
_ID: Final = 12
_SECRET: Final = 32
_WHOLE: Final = _ORGANISATION + _ID + _SECRET
_WRITTEN: Final = len(PREFIX) + _WHOLE * 4 // 3


class NotAKey(Refused):
    """What was shown is no key, or one that opens nothing any more: which of these is not told."""

    http_status = 401


class NoSuchKey(NotFound):
    """There is no such key, or it was revoked already."""


class Made(NamedTuple):
    """A new key, and the secret that is shown once and kept nowhere."""

    secret: str
    key: ApiKey

    def __repr__(self) -> str:
        """Show the key, never its secret."""
        return f"Made({self.key!r})"


@dataclass(frozen=True, kw_only=True)
class ApiKeys:
    """The keys of one organisation."""

    store: Store
    organisation: OrganisationId
    clock: Clock
    journal: Journal
    plan: Plan
    sign: Callable[[bytes], bytes] = field(repr=False)
    """Marks bytes under a key of the organisation's."""

    def create(self, scope: Scope, *, until: datetime, by: str) -> Made:
        """
        Make one; it opens what its scope says from now on.

        Raises:
            Unreadable: the scope names what the charter does not, or names too little or too much; or the end is past, or too far.
        """
        now = self.clock.now()
        require_sound(scope, self.plan)
        if not now < until <= now + LONGEST:
            raise Unreadable("a key ends within a year", hint="say until when: `--until 2027-05-01`")
        id_, secret = token_bytes(_ID), token_bytes(_SECRET)
        key = ApiKey(id=id_, organisation=self.organisation, scope=scope, made=now, made_by=by, until=until)
        row = ApiKeyRow(
            organisation=self.organisation,
            id=id_,
            digest=_digest(secret),
            scope=json.dumps(scope.as_json(), separators=(",", ":")),
            made=moment_text(now),
            made_by=by,
            until=moment_text(until),
        )
        with self.store.writing() as connection:
            kept.put(connection, replace(row, mark=self._mark(row)))
            facts: dict[str, Fact] = {"key": id_.hex(), "name": scope.name, "acts": len(scope.acts)}
            self.journal.write(connection, self._entry("key-created", by, facts | {"until": moment_text(until)}))
        written = urlsafe_b64encode(self.organisation + id_ + secret).decode()
        return Made(f"{PREFIX}{written}", key)

    def of(self, shown: str) -> ApiKey:
        """
        Return the key that was shown; its use is noted, to the minute.

        Raises:
            NotAKey: it is none of this organisation's, was revoked, is over, or was changed in the store.
        """
        held = _parts(shown)
        now = self.clock.now()
        if held is not None and held.organisation == self.organisation:
            with self.store.reading() as connection:
                row = kept.get(connection, self.organisation, held.id)
            if row is not None and self._opens(row, held.secret) and now < moment_of(row.until):
                return self._used(_key(row), now)
        raise not_a_key()

    def listed(self) -> tuple[ApiKey, ...]:
        """Return every key that we made, the first first, over or not; one that another hand says was revoked stands, to be ended like the others."""
        with self.store.reading() as connection:
            rows = kept.listed(connection, self.organisation)
        said = (row if self._ours(row) else replace(row, revoked=None) for row in rows)
        return tuple(_key(row) for row in said if self._ours(row))

    def revoke(self, id: bytes, *, by: str) -> None:  # noqa: A002  # the noun's own attribute
        """
        End a key; from now on it opens nothing.

        Raises:
            NoSuchKey: there is none, or it was ended already.
        """
        now = moment_text(self.clock.now())
        with self.store.writing() as connection:
            row = kept.get(connection, self.organisation, id)
            if row is None or (row.revoked is not None and self._ours(row)):
                raise NoSuchKey("there is no such key", hint="see `etanche api-key list`")
            over = replace(row, revoked=now)
            kept.revoke(connection, replace(over, mark=self._mark(over)), before=row.mark)
            self.journal.write(connection, self._entry("key-revoked", by, {"key": id.hex()}))

    def refused(self, key: ApiKey, act: str) -> None:
        """Write down that a key was used for what it was not made for."""
        self.journal.note(self._entry("key-used", key.actor, {"key": key.id.hex(), "for": act}, "outside-key"))

    def _used(self, key: ApiKey, now: datetime) -> ApiKey:
        """Note the use of a key; the first of each day is a line of the journal too, and each act it did has its own."""
        if key.used is not None and now < key.used + USED_EVERY:
            return key
        with self.store.writing() as connection:
            kept.use(connection, self.organisation, key.id, moment_text(now))
            if key.used is None or key.used.date() != now.date():
                self.journal.write(connection, self._entry("key-used", key.actor, {"key": key.id.hex()}))
        return replace(key, used=now)

    def _opens(self, row: ApiKeyRow, secret: bytes) -> bool:
        return compare_digest(row.digest, _digest(secret)) and row.revoked is None and self._ours(row)

    def _ours(self, row: ApiKeyRow) -> bool:
        return compare_digest(row.mark, self._mark(row))

    def _mark(self, row: ApiKeyRow) -> bytes:
        told = (row.organisation, row.id, row.digest, row.scope, row.made, row.made_by, row.until)
        return self.sign(msgspec.msgpack.encode(told if row.revoked is None else (*told, row.revoked)))

    def _entry(self, act: str, by: str, facts: dict[str, Fact], decision: str = "done") -> Entry:
        return Entry(
            organisation=self.organisation,
            at=self.clock.now(),
            actor=by,
            act=act,
            object="api-keys",
            decision=decision,
            facts=facts,
        )


class _Parts(NamedTuple):
    organisation: OrganisationId
    id: bytes
    secret: bytes


def organisation_of(shown: str) -> OrganisationId:
    """
    Return whose key it says it is; whether it is one, that organisation knows.

    Raises:
        NotAKey: it is not written like one.
    """
    held = _parts(shown)
    if held is None:
        raise not_a_key()
    return held.organisation


def not_a_key() -> NotAKey:
    """Return the one answer to everything that is no key."""
    return NotAKey(
        "this key opens nothing", hint="show one that was made here and is not over: `Authorization: Bearer …`"
    )


def _parts(shown: str) -> _Parts | None:
    if len(shown) != _WRITTEN or not shown.isascii() or not shown.startswith(PREFIX):
        return None
    try:
        held = urlsafe_b64decode(shown.removeprefix(PREFIX))
    except ValueError:
        return None
    if len(held) != _WHOLE or urlsafe_b64encode(held).decode() != shown.removeprefix(PREFIX):
        return None
    at = _ORGANISATION
    return _Parts(OrganisationId(held[:at]), held[at : at + _ID], held[at + _ID :])


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(b"etanche api key" + secret).digest()


def _key(row: ApiKeyRow) -> ApiKey:
    said = json.loads(row.scope)
    return ApiKey(
        id=row.id,
        organisation=OrganisationId(row.organisation),
        scope=Scope(
            name=said["name"],
            acts=frozenset(map(Act, said["acts"])),
            role=said["role"],
            purposes=frozenset(said["purposes"]),
            categories=frozenset(said["categories"]),
            channel=said["channel"],
        ),
        made=moment_of(row.made),
        made_by=row.made_by,
        until=moment_of(row.until),
        used=None if row.used is None else moment_of(row.used),
        revoked=None if row.revoked is None else moment_of(row.revoked),
    )
