"""
Orphan keys: keys of persons, and secrets of records, that nothing is sealed with.

A put that was killed, or turned away, after its keys were durable leaves them behind; so does a record forgotten by itself.
They open nothing, and are destroyed all the same: seen without a record on one day, and on the next still without one.
No put in flight loses its key: it is said first, in a transaction, that keys are collected, the persons concerned begin a
new generation, and what was sealed before that and is not written yet is sealed anew (`Putting.outdated`).

At most `MOST` keys are looked at in a day, and the next day's look goes on where the last one stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from etanche.journal import Fact
from etanche.standing import person_subject
from etanche.store import Connection, KeyAt, facts, moment_of, moment_text, needed_keys, persons, standing
from etanche.vault.asking import governed
from etanche.vault.evidence import EVIDENCE
from etanche.vault.means import Means

AGE = timedelta(days=1)
"""So long a key has to be seen without a record."""

MOST = 20_000
_BITE = 500
_FACT = "keys-orphaned"
_Key = tuple[bytes, int, int, bytes]


@dataclass(frozen=True, kw_only=True)
class _Noted:
    """What was seen the last time, as it is remembered from one day to the next."""

    at: str = "1970-01-01T00:00:00.000000+00:00"
    keys: Sequence[_Key] = ()
    secrets: Sequence[bytes] = ()
    after_key: _Key | None = None
    after_secret: bytes = b""


@dataclass(kw_only=True)
class _Dying:
    keys: list[KeyAt] = field(default_factory=list)
    secrets: list[bytes] = field(default_factory=list)


class Orphans:
    """Collects the orphan keys of one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def collect(self) -> int:
        """Once a day: destroy what was an orphan yesterday and is one still, and note who is one now; return how many went."""
        noted, now = self._read(), self._means.clock.now()
        seen = moment_of(noted.at)
        if seen <= now < seen + AGE:
            return 0
        # What was noted under a clock that stood ahead is not believed.
        dying = self._still(noted) if seen <= now else _Dying()
        if dying.keys or dying.secrets:
            self._destroy(dying)
        self._note(noted, now)
        return len(dying.keys) + len(dying.secrets)

    def _still(self, noted: _Noted) -> _Dying:
        """Return what is an orphan still; whose key dies begins a new generation before anybody else can write."""
        means, dying = self._means, _Dying()
        wanted = [KeyAt._make(key) for key in noted.keys]
        for begin in range(0, len(wanted), _BITE):
            with means.store.writing() as connection:
                governed(means, connection)
                found = self._unheld(connection, wanted[begin : begin + _BITE])
                self._renew(connection, found)
            dying.keys += found
        if noted.secrets:
            with means.store.writing() as connection:
                governed(means, connection)
                needed_keys.collect(connection, means.organisation)
            # After that: what is written from now on with one of these was written before.
            dying.secrets = self._unused(noted.secrets)
        return dying

    def _renew(self, connection: Connection, dying: Sequence[KeyAt]) -> None:
        means = self._means
        who = sorted({key.person for key in dying})
        known = persons.known(connection, means.organisation, who)
        persons.add(connection, means.organisation, set(who) - known.keys(), moment_text(means.clock.now()))
        for person in who:
            row = known.get(person)
            newest = max(key.generation for key in dying if key.person == person)
            if row is None or (row.ended is None and row.generation <= newest):
                persons.advance(connection, means.organisation, person)

    def _destroy(self, dying: _Dying) -> None:
        means = self._means
        final = means.keyring.persons.destroy_unneeded(means.organisation, dying.keys, dying.secrets)
        told: dict[str, Fact] = {"keys": len(dying.keys), "secrets": len(dying.secrets), "final": int(final)}
        means.journal.note(
            means.entry(
                actor="vault", act="orphan-keys-destroyed", object="vault", decision="done", because=(), facts=told
            )
        )

    def _note(self, before: _Noted, now: datetime) -> None:
        """Note who is an orphan now, among the next keys on the shelf."""
        means = self._means
        keys, after_key = self._orphans(None if before.after_key is None else KeyAt._make(before.after_key))
        secrets = means.shelf.secrets_after(means.organisation, before.after_secret, MOST)
        noted = _Noted(
            at=moment_text(now),
            keys=keys,
            secrets=self._unused(secrets),
            after_key=after_key,
            after_secret=secrets[-1] if len(secrets) == MOST else b"",
        )
        with means.store.writing() as connection:
            facts.put(connection, means.organisation, _FACT, msgspec.json.encode(noted).decode())

    def _orphans(self, place: KeyAt | None) -> tuple[list[KeyAt], KeyAt | None]:
        means = self._means
        found: list[KeyAt] = []
        for _ in range(MOST // _BITE):
            bite = means.shelf.person_keys_after(means.organisation, place, _BITE)
            if bite:
                with means.store.reading() as connection:
                    found += self._unheld(connection, bite)
            if len(bite) < _BITE:
                return found, None
            place = bite[-1]
        return found, place

    def _unheld(self, connection: Connection, keys: Sequence[KeyAt]) -> list[KeyAt]:
        """Return those of some keys that neither a record nor evidence needs."""
        means = self._means
        held = needed_keys.held(connection, means.organisation, sorted({key.person for key in keys}))
        return [
            key
            for key in keys
            if key[:3] not in held
            and not (
                key.category == EVIDENCE
                and standing.has_evidence(connection, means.organisation, person_subject(key.person))
            )
        ]

    def _unused(self, secrets: Sequence[bytes]) -> list[bytes]:
        """Return those of some secrets that no record has."""
        if not secrets:
            return []
        with self._means.store.reading() as connection:
            used = needed_keys.own_keys_among(connection, self._means.organisation, set(secrets))
        return [key_id for key_id in secrets if key_id not in used]

    def _read(self) -> _Noted:
        with self._means.store.reading() as connection:
            fact = facts.get(connection, self._means.organisation, _FACT)
        return _Noted() if fact is None else msgspec.json.decode(fact, type=_Noted)
