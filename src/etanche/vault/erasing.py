"""
A person is erased.

The order, each step durable before the next: the person ends (their generation is bumped, the ledger told, the intent written down)
→ keys → tombstones → the line that it is done → rows and marks. From the first commit on nothing is taken in for them; after the keys
nothing of theirs opens; what the law orders to be kept, and what a hold keeps, stays under its key, with those purposes only.
Killed anywhere, the next sweep goes on from where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from etanche.journal import Fact
from etanche.standing import (
    ERASED,
    HELD,
    HELD_BY_NONE,
    MOVED,
    Record,
    Told,
    held,
    in_order,
    lives,
    person_subject,
    record_subject,
)
from etanche.store import Connection, PlaceRow, moment_text, person_records, persons
from etanche.vault.aliases import NoSuchPerson, group_of
from etanche.vault.asking import obeyed
from etanche.vault.bites import Bites
from etanche.vault.erased_lines import tell_what_went
from etanche.vault.means import Means
from etanche.vault.refs import written
from etanche.vault.refusals import keep_of

_LAST = 1 << 62


@dataclass(frozen=True, kw_only=True, order=True)
class Kept:
    """What stays of a person, for which purpose, and until when at most, if that is known."""

    category: str
    purpose: str
    records: int
    until: str | None


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What became of a person: the moments of it, and what stays."""

    unreadable: datetime | None
    """Since when no key of what is erased is left in any file; nothing while a reader keeps the log from being cut."""

    everywhere: datetime
    """From when on no other process can hold an opened key either."""

    marks_gone: datetime | None
    """Since when no row and no mark of what is erased is left; nothing if the next sweep has to see to it."""

    records: int
    """Records deleted."""

    kept: tuple[Kept, ...]

    keys: tuple[bytes, ...] = ()
    """The ids of the keys destroyed now, which mean nothing to who has them and stand among the tombstones."""

    def as_json(self) -> dict[str, object]:
        """Return the erasure for programs."""
        return {
            "unreadable": None if self.unreadable is None else self.unreadable.isoformat(),
            "everywhere": self.everywhere.isoformat(),
            "marks_gone": None if self.marks_gone is None else self.marks_gone.isoformat(),
            "records": self.records,
            "kept": [
                {"category": one.category, "purpose": one.purpose, "records": one.records, "until": one.until}
                for one in self.kept
            ],
        }


@dataclass(frozen=True, kw_only=True)
class _Split:
    """The records of a person: those that go, and those that stay."""

    going: tuple[PlaceRow, ...]
    staying: tuple[PlaceRow, ...]
    kept: tuple[Kept, ...]
    moved: tuple[bytes, ...] = ()
    """The ids of those that go and were filed under somebody else before: an old copy still has them there."""

    @property
    def surviving(self) -> set[int]:
        """Return the categories of which a key must live on."""
        return {place.category for place in self.staying}


class Eraser:
    """Erases persons of one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def erase(self, person: bytes, *, actor: str, case: str | None = None) -> Erasure:
        """
        Erase a person, and everybody they are joined with; see `Vault.erase`.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        means = self._means
        with means.store.reading() as connection:
            group = sorted(group_of(means, connection, person))
        # While their addresses can be read: what they refused stays refused, whoever brings them back.
        for one in group:
            keep_of(means, one)
        with means.store.writing() as connection:
            obeyed(means, connection)
            found = persons.known(connection, means.organisation, [person])
            if person not in found:
                raise NoSuchPerson("there is no such person", hint="the id of a person has 32 hexadecimal digits")
            # All of an alias group end in one commit: killed after it, the next sweep erases them all.
            group = sorted(group_of(means, connection, person))
            for one in group:
                self._end(connection, one)
            entry = means.entry(actor=actor, act="erase-begun", object="person", decision="asked", case=case)
            means.write_about(connection, entry, group)
        return _together([self.carry_out(one, actor=actor) for one in group])

    def _end(self, connection: Connection, person: bytes) -> None:
        means = self._means
        row = persons.known(connection, means.organisation, [person]).get(person)
        if row is not None and row.ended is None:
            persons.advance(connection, means.organisation, person, ended=moment_text(means.clock.now()))
            means.standing.persons.tell(connection, person_subject(person), ERASED, because="rights:erasure")

    def carry_out(self, person: bytes, *, actor: str) -> Erasure:
        """Do what was decided; doing it again does no harm."""
        means = self._means
        # Where nothing can stay the keys go before the records are looked at: who left much waits no longer than who left little.
        split = None if self._nothing_stays(person) else self._split(person)
        final, dead = self._destroy(person, set() if split is None else split.surviving)
        unreadable = means.clock.now() if final else None
        # Every other process has let go of the keys, or may not use them any more, before anybody is told "erased".
        means.keyring.settled()
        everywhere = means.clock.now()
        split = split or self._split(person)
        with means.store.writing() as connection:
            facts: dict[str, Fact] = {
                "going": len(split.going),
                "staying": len(split.staying),
                "final": int(final),
            }
            if unreadable is not None:
                facts["unreadable"] = moment_text(unreadable)
            entry = means.entry(
                actor=actor,
                act="erased" if final else "destruction-waits",
                object="person",
                decision="done" if final else "log-not-cut",
                facts=facts,
            )
            means.write_about(connection, entry, [person])
        bury(means, split.moved)
        secrets: list[bytes] = []
        records = remove(means, split.going, dead=secrets)
        flushed = means.store.flush()
        marks_gone = means.clock.now() if flushed else None
        keys = tuple(sorted((*dead, *secrets)))
        tell_what_went(means, person, split.going, keys, actor=actor, flushed=flushed)
        return Erasure(
            unreadable=unreadable,
            everywhere=everywhere,
            marks_gone=marks_gone,
            records=records,
            kept=split.kept,
            keys=keys,
        )

    def kept(self, person: bytes) -> tuple[Kept, ...]:
        """Return what stays of a person who was erased, now."""
        return self._split(person).kept

    def unfinished(self) -> Iterator[bytes]:
        """Yield the persons who ended and of whom a key, or a row, is left that should not be."""
        means = self._means
        with means.store.reading() as connection:
            ended = [row.person for row in persons.ended(connection, means.organisation)]
        yield from (person for person in ended if self.is_unfinished(person))

    def is_unfinished(self, person: bytes) -> bool:
        """Tell whether a key, or a row, of a person who ended is left that should not be."""
        means = self._means
        split = self._split(person)
        left = {row[1] for row in means.shelf.keys_of_persons(means.organisation, [person])}
        return bool(split.going or left - split.surviving)

    def _nothing_stays(self, person: bytes) -> bool:
        """Tell, without looking at a record, that no law keeps any category of theirs and that no hold was ever placed."""
        means = self._means
        with means.store.reading() as connection:
            history = means.standing.persons.between(connection, person, person)
        if any(one.event == HELD for told in history.values() for one in told):
            return False
        names = means.numbers.category_names()
        keys = means.shelf.keys_of_persons(means.organisation, [person])
        used = {purpose for row in keys for purpose in means.plan.purposes_of(names.get(row[1], ""))}
        return used.isdisjoint(means.plan.exact)

    def _destroy(self, person: bytes, surviving: set[int]) -> tuple[bool, tuple[bytes, ...]]:
        means = self._means
        categories: list[int] | None = None
        if surviving:
            keys = means.shelf.keys_of_persons(means.organisation, [person])
            categories = sorted({row[1] for row in keys} - surviving)
        return means.keyring.persons.destroy(means.organisation, person, categories=categories, ended=True)

    def _split(self, person: bytes) -> _Split:
        means = self._means
        with means.store.reading() as connection:
            places = list(person_records.places(connection, means.organisation, person, person))
            history = means.standing.persons.between(connection, person, person)
        names = means.numbers.category_names()
        going: list[PlaceRow] = []
        staying: list[PlaceRow] = []
        moved: list[bytes] = []
        kept: dict[tuple[str, str, str | None], int] = {}
        for place in places:
            told = told_of_place(history, place)
            reasons = self._kept_by(names.get(place.category, ""), place, told)
            (staying if reasons else going).append(place)
            if not reasons and any(one.event == MOVED for one in told):
                moved.append(place.id)
            for purpose, until in reasons:
                key = (names.get(place.category, ""), purpose, until)
                kept[key] = kept.get(key, 0) + 1
        return _Split(
            going=tuple(going),
            staying=tuple(staying),
            moved=tuple(moved),
            kept=tuple(sorted(Kept(category=c, purpose=p, records=n, until=u) for (c, p, u), n in kept.items())),
        )

    def _kept_by(self, category: str, place: PlaceRow, told: Sequence[Told]) -> list[tuple[str, str | None]]:
        means = self._means
        now = means.clock.now()
        if held(told):
            return [("hold", None)]
        record = standings_of(category, place)
        told = [*told, Told(_LAST, ERASED, None, now, now)]
        found = zip(means.plan.purposes_of(category), lives(means.plan, record, told, now), strict=True)
        return [
            (purpose, None if one.not_after is None else one.not_after.isoformat())
            for purpose, one in found
            if one.status not in HELD_BY_NONE and purpose in means.plan.exact
        ]


def _together(done: Sequence[Erasure]) -> Erasure:
    """Return what became of several persons as what became of one: each moment is that of the last of them."""
    unreadable = [one.unreadable for one in done if one.unreadable is not None]
    gone = [one.marks_gone for one in done if one.marks_gone is not None]
    kept: dict[tuple[str, str, str | None], int] = {}
    for part in (part for one in done for part in one.kept):
        key = (part.category, part.purpose, part.until)
        kept[key] = kept.get(key, 0) + part.records
    return Erasure(
        unreadable=max(unreadable) if len(unreadable) == len(done) else None,
        everywhere=max(one.everywhere for one in done),
        marks_gone=max(gone) if len(gone) == len(done) else None,
        records=sum(one.records for one in done),
        kept=tuple(
            Kept(category=category, purpose=purpose, records=records, until=until)
            for (category, purpose, until), records in sorted(kept.items(), key=_by_what)
        ),
        keys=tuple(sorted(key for one in done for key in one.keys)),
    )


def _by_what(kept: tuple[tuple[str, str, str | None], int]) -> tuple[str, str, str]:
    category, purpose, until = kept[0]
    return category, purpose, until or ""


def bury(means: Means, ids: Sequence[bytes]) -> None:
    """Put the ids of records among the tombstones, so that no old copy of the data brings them back."""
    if ids:
        dead = means.tombstones.among(ids)
        means.tombstones.append(means.organisation, [one for one in ids if one not in dead], means.clock.now())


def remove(means: Means, places: Sequence[PlaceRow], *, dead: list[bytes] | None = None) -> int:
    """
    Destroy the own keys of records, then delete rows and marks in small bites; return how many records went.

    Args:
        means: the rooms below.
        places: where the records lie.
        dead: takes the ids of the keys that were destroyed.
    """
    bites = Bites(means.store)
    gone = begin = 0
    while begin < len(places):
        bite = places[begin : begin + bites.size]
        with means.store.reading() as connection:
            secrets = person_records.secrets(connection, means.organisation, bite)
        if secrets:
            means.keyring.persons.destroy_secrets(means.organisation, secrets)
            if dead is not None:
                dead += secrets
        gone += bites.take(partial(_remove, means.organisation, bite))
        begin += len(bite)
    return gone


def _remove(organisation: bytes, bite: Sequence[PlaceRow], connection: Connection, _size: int) -> int:
    return person_records.remove(connection, organisation, bite)


def told_of_place(history: dict[str, list[Told]], place: PlaceRow) -> list[Told]:
    """Return what was told of a record's person and of itself, in order of commit."""
    subject = record_subject(place.person, place.category, place.day, place.id)
    return in_order(history.get(person_subject(place.person), ()), history.get(subject, ()))


def standings_of(category: str, place: PlaceRow) -> Record:
    """Return what standing needs to know of a record, from where it lies."""
    return Record(category, datetime.fromisoformat(place.day).date(), written(place.id))
