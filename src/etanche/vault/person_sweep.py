"""
The sweep of records of persons that have a term of their own: ended for their person, or one by one.

For each batch of persons one transaction looks again, decides, and begins a new generation of the persons concerned,
so that nothing can come in under a key that is about to die; then keys and secrets are destroyed, then rows and marks go.
Killed anywhere, the next sweep finds the same records due. Records in the bucket of a day go with the day; here only those of them
are looked at of whose person something was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from etanche.clock import day_of
from etanche.journal import Fact
from etanche.keyring import Holding, holding
from etanche.standing import MOVED, End, Guard, Told, end_of, reasons_of, share_guard
from etanche.store import Connection, PlaceRow, person_places, persons
from etanche.vault import under_way
from etanche.vault.altered import alarm
from etanche.vault.erasing import Eraser
from etanche.vault.means import Means
from etanche.vault.person_due import FORGOTTEN, Found, Reasons, Why
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.removing import bury, remove
from etanche.vault.reviving import end_again
from etanche.vault.staying import standings_of, told_of_place
from etanche.vault.whole import place_is_whole

AT_ONCE = 200
"""Persons looked at in one transaction that holds nobody up."""

DECIDED_AT_ONCE = 1_000
"""Records of persons, or all of one person, that are looked at again while nobody else writes."""

_ACTOR = "sweep"


class PersonSweeper:
    """Sweeps the persons of one organisation."""

    def __init__(self, means: Means, applied: datetime | None) -> None:
        """Keep what is needed; `applied` is when the charter was, if that is known."""
        self._means = means
        self._applied = applied
        self._ends: dict[tuple[int, str], End | None] = {}
        self._names = means.numbers.category_names()
        self._in_bucket = {
            number
            for name, number in means.numbers.categories.items()
            if name in means.plan.categories and holding(means.plan, name) is Holding.BUCKET
        }
        self._last_tick = means.standing.last_tick()

    def look(self, *, why: bool = False) -> Found:
        """Return what is due now, and if asked why it is, and change nothing."""
        found = Found()
        for first, last in self._batches():
            with self._means.store.reading() as connection:
                found.add(self._due(connection, first, last, why=self._why if why else None))
        return found

    def _why(self, place: PlaceRow, told: Sequence[Told], *, forgotten: bool) -> Reasons:
        """Return why a record goes, for whoever asks before it does."""
        category = self._names.get(place.category, "")
        if forgotten:
            return ((FORGOTTEN, FORGOTTEN),)
        return reasons_of(self._means.plan, standings_of(category, place), told, self._means.clock.now())

    def ready_of(self, connection: Connection, person: bytes) -> list[PlaceRow]:
        """Return what of a person may be destroyed now, as a transaction sees it."""
        return self._due(connection, person, person).ready

    def guard(self, found: Found) -> Guard:
        """Judge whether so much may go at once."""
        return share_guard(unexplained=found.unexplained, living=found.living)

    def tidy(self, before: Collection[str]) -> None:
        """Strike the notes of destructions begun before a sweep that has looked at everybody since: nothing of them is left."""
        left = sorted(set(before) & set(under_way.noted(self._means)))
        if left:
            with self._means.store.writing() as connection:
                under_way.end(self._means, connection, left)

    def mend(self) -> int:
        """End again whom an old copy of the data brought back, and finish what was killed while it erased or forgot; return how many persons."""
        self._bury_forgotten()
        with self._means.store.writing() as connection:
            means = self._means
            end_again(
                connection,
                means.organisation,
                shelf=means.shelf,
                tombstones=means.tombstones,
                ledger=means.standing.persons,
                at=means.clock.now(),
            )
        eraser = Eraser(self._means)
        unfinished = list(eraser.unfinished())
        for person in unfinished:
            eraser.carry_out(person, actor=_ACTOR)
        return len(unfinished)

    def _bury_forgotten(self) -> None:
        """Give a tombstone to every record that was being forgotten: what has one is due, and comes back with no old copy."""
        means = self._means
        with means.store.reading() as connection:
            left = under_way.forgetting(means, connection)
        if left:
            bury(means, sorted(left))
            with means.store.writing() as connection:
                under_way.end_records(means, connection, left)

    def sweep(self) -> tuple[int, bool]:
        """Destroy what is due; return how many records went, and whether no byte of a key is left."""
        gone, final, altered = 0, True, 0
        for first, last in self._batches():
            with self._means.store.reading() as connection:
                found = self._due(connection, first, last)
            altered += found.altered
            # While their addresses can be read: who refused and is swept stays refused, whoever brings them back.
            for person in sorted({place.person for place in found.ready}):
                keep_of(self._means, person)
            for one, other in _groups(found):
                went, destroyed = self._carry_out(self._decide(one, other))
                gone, final = gone + went, destroyed and final
        if altered:
            alarm(self._means, altered)
        if gone:
            self._means.store.flush()
        return gone, final

    def let_go(self, who: Collection[bytes]) -> int:
        """Destroy what is due of some persons at once, because of a word of theirs; return how many records went."""
        gone = 0
        for person in sorted(who):
            with self._means.store.reading() as connection:
                due = self._due(connection, person, person).ready
            if due:
                keep_of(self._means, person)
                gone += self._carry_out(self._decide(person, person))[0]
        if gone:
            self._means.store.flush()
        return gone

    def _carry_out(self, decided: Found) -> tuple[int, bool]:
        """Destroy keys, then rows and marks; return how many records went, and whether no byte of a key is left."""
        final = self._means.keyring.persons.destroy_keys(
            self._means.organisation, decided.dying, before=decided.generations
        )
        bury(self._means, decided.moved)
        gone = remove(self._means, decided.ready)
        if decided.ready:
            self._write_down("records-destroyed" if final else "destruction-waits", decided)
        return gone, final

    def _decide(self, first: bytes, last: bytes) -> Found:
        """Look again while nobody else writes, and begin a new generation of whose key dies."""
        means = self._means
        with means.store.writing() as connection:
            found = self._due(connection, first, last)
            for person in sorted({person for person, _ in found.dying}):
                found.generations[person] = persons.advance(connection, means.organisation, person) or 0
            if found.ready:
                found.note = under_way.begin(means, connection, first, last)
                entry = means.entry(
                    actor=_ACTOR,
                    act="records-given-up",
                    object="vault",
                    decision="due",
                    because=self._because(found),
                    facts={"records": len(found.ready), "keys": len(found.dying)},
                )
                means.write_about(connection, entry, {place.person for place in found.ready})
        return found

    def _write_down(self, act: str, found: Found) -> None:
        facts: dict[str, Fact] = {"records": len(found.ready), "keys": len(found.dying)}
        with self._means.store.writing() as connection:
            entry = self._means.entry(actor=_ACTOR, act=act, object="vault", decision="done", facts=facts)
            under_way.end(self._means, connection, [found.note])
            self._means.write_about(connection, entry, {place.person for place in found.ready})

    def _because(self, found: Found) -> tuple[str, ...]:
        used = {self._names.get(place.category) for place in found.ready}
        terms = self._means.plan.terms
        return tuple(sorted(f"retention:{purpose}/{category}" for purpose, category in terms if category in used))

    def _batches(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the first and the last of some persons, until there is nobody left."""
        last = b""
        while True:
            with self._means.store.reading() as connection:
                rows = persons.after(connection, self._means.organisation, last, AT_ONCE)
            if not rows:
                return
            last = rows[-1].person
            yield rows[0].person, last

    def _due(self, connection: Connection, first: bytes, last: bytes, *, why: Why | None = None) -> Found:
        means = self._means
        history = means.standing.persons.between(connection, first, last)
        places = list(person_places.places(connection, means.organisation, first, last))
        forgotten = means.tombstones.among(place.id for place in places) | under_way.forgetting(means, connection)
        found = Found()
        kept: set[tuple[bytes, int]] = set()
        touched: set[tuple[bytes, int]] = set()
        broken: list[PlaceRow] = []
        today = day_of(means.clock.now(), means.plan.zone)
        for place in places:
            found.looked[place.person] += 1
            told = told_of_place(history, place) if history else []
            with_day = place.holding == Holding.BUCKET and place.category in self._in_bucket and not told
            found.living += not with_day
            end = End(since=today) if place.id in forgotten else None
            if end is None and not place_is_whole(place, self._names):
                broken.append(place)
                continue
            if end is None and not with_day:
                end = self._end(place, told)
            if end is not None and end.waits_until is None:
                because = () if why is None else why(place, told, forgotten=place.id in forgotten)
                found.take(place, self._names.get(place.category, "?"), end.since, because)
                found.moved += [place.id] if any(one.event == MOVED for one in told) else []
                found.unexplained += place.id not in forgotten and self._unexplained(end, place, told)
                touched.add((place.person, place.category))
                continue
            if end is not None and end.waits_until is not None:
                found.waiting[self._names.get(place.category, "?"), end.waits_until] += 1
            kept.add((place.person, place.category))
        found.dying = sorted(touched - kept)
        self._take_with_key(found, broken, today)
        return found

    def _take_with_key(self, found: Found, broken: Sequence[PlaceRow], today: date) -> None:
        """Let rows that somebody changed keep no key alive: they go with it, and wait for it."""
        dying = set(found.dying)
        found.altered += len(broken)
        for place in broken:
            if (place.person, place.category) in dying:
                found.take(place, self._names.get(place.category, "?"), today, ())

    def _end(self, place: PlaceRow, told: Sequence[Told]) -> End | None:
        key = (place.category, place.day)
        if not told and key in self._ends and self._applied is None:
            return self._ends[key]
        category = self._names.get(place.category, "")
        end = end_of(
            self._means.plan,
            standings_of(category, place),
            told,
            now=self._means.clock.now(),
            applied=self._applied,
        )
        if not told:
            self._ends[key] = end
        return end

    def _unexplained(self, end: End, place: PlaceRow, told: Sequence[Told]) -> bool:
        """Return whether an earlier sweep should have taken a record: it had ended, and nothing was told of it since."""
        tick = self._last_tick
        if tick is None or end.since > day_of(tick, self._means.plan.zone):
            return False
        record = standings_of("", place)
        return record.written <= tick and not any(one.recorded > tick for one in told)


def _groups(found: Found) -> Iterator[tuple[bytes, bytes]]:
    """Yield the first and the last of some neighbours who have something due, with not too many records between them."""
    due = {place.person for place in found.ready}
    groups: list[list[bytes]] = [[]]
    looked = 0
    for person, records in sorted(found.looked.items()):
        if groups[-1] and looked + records > DECIDED_AT_ONCE:
            groups.append([])
            looked = 0
        groups[-1].append(person)
        looked += records
    yield from ((group[0], group[-1]) for group in groups if not due.isdisjoint(group))
