"""
What stays of somebody who was erased, because the law or a hold keeps it, and how it is parted from what goes.

A key opens what must be forgotten together. Where one record of a category stays and others, without a secret of their own, go,
what stays is sealed anew first, under a key of the generation that the person's end began; then the old key dies with what goes.
After that no key is ever made for them: the shelf knows that they ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from etanche.keyring import Holding, SealBroken
from etanche.standing import (
    ERASED,
    HELD_BY_NONE,
    MOVED,
    MOVED_AWAY,
    Record,
    Told,
    held,
    in_order,
    lives,
    person_subject,
    record_subject,
)
from etanche.store import PlaceRow, RecordAt, person_places, person_records, persons
from etanche.vault.aliases import group_of
from etanche.vault.altered import alarm
from etanche.vault.means import Means
from etanche.vault.person_seal import Plain, opened_plain, seal, slot_of
from etanche.vault.refs import written
from etanche.vault.whole import parted, place_is_whole

HOLD = "hold"
"""In place of the purpose: what a hold keeps, as long as it stands."""

ELSEWHERE = "filed-elsewhere"
"""In place of the purpose: what was filed under somebody else while the person was known, and is not erased with them."""

BITE = 500
_LAST = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What stays of a person, for which purpose (or `hold`, or `filed-elsewhere`), and until when at most, if that is known."""

    category: str
    purpose: str
    records: int
    until: str | None


@dataclass(frozen=True, kw_only=True)
class Split:
    """The records of a person: those that go, and those that stay."""

    going: tuple[PlaceRow, ...]
    staying: tuple[PlaceRow, ...]
    kept: tuple[Kept, ...]
    moved: tuple[bytes, ...] = ()
    """The ids of those that go and were filed under somebody else before: an old copy still has them there."""


def split_of(means: Means, person: bytes) -> Split:
    """Return which records of somebody who ended go, and which stay, as things are now."""
    with means.store.reading() as connection:
        places = list(person_places.places(connection, means.organisation, person, person))
        history = means.standing.persons.between(connection, person, person)
    names = means.numbers.category_names()
    going: list[PlaceRow] = []
    staying: list[PlaceRow] = []
    moved: list[bytes] = []
    kept: dict[tuple[str, str, str | None], int] = {}
    for place in places:
        told = told_of_place(history, place)
        reasons = _kept_by(means, names.get(place.category, ""), place, told)
        (staying if reasons else going).append(place)
        if not reasons and any(one.event == MOVED for one in told):
            moved.append(place.id)
        for purpose, until in reasons:
            key = (names.get(place.category, ""), purpose, until)
            kept[key] = kept.get(key, 0) + 1
    for category, number in _elsewhere(means, person, history).items():
        kept[names.get(category, ""), ELSEWHERE, None] = number
    return Split(
        going=tuple(going),
        staying=tuple(staying),
        moved=tuple(moved),
        kept=kept_of(kept),
    )


def kept_of(counted: Mapping[tuple[str, str, str | None], int]) -> tuple[Kept, ...]:
    """Return what stays, counted by category, purpose and day, in that order; what has no day yet comes first."""
    found = sorted(counted.items(), key=lambda one: (one[0][0], one[0][1], one[0][2] or ""))
    return tuple(Kept(category=c, purpose=p, records=records, until=until) for (c, p, until), records in found)


def _elsewhere(means: Means, person: bytes, history: dict[str, list[Told]]) -> Counter[int]:
    """Return how many records of each category were filed under somebody else and are there, but for those they are joined with."""
    left = [subject for subject, told in history.items() if any(one.event == MOVED_AWAY for one in told)]
    if not left:
        return Counter()
    asked = [
        RecordAt(int(category), day, bytes.fromhex(record))
        for _, category, day, record in (subject.split("/") for subject in left)
    ]
    with means.store.reading() as connection:
        group = group_of(means, connection, person)
        found = person_records.at(connection, means.organisation, asked)
    forgotten = means.tombstones.among(at.id for at in found)
    return Counter(at.category for at, row in found.items() if row.person not in group and at.id not in forgotten)


def _kept_by(means: Means, category: str, place: PlaceRow, told: Sequence[Told]) -> list[tuple[str, str | None]]:
    """Return every reason that keeps a record, each with its last day: a hold, which has none, and what the law orders beside it."""
    now = means.clock.now()
    reasons: list[tuple[str, str | None]] = [(HOLD, None)] if held(told) else []
    if not place_is_whole(place, means.numbers.category_names()):
        # Somebody changed it: it opens with no key, and the law keeps none alive for it.
        return reasons
    record = standings_of(category, place)
    told = [*told, Told(_LAST, ERASED, None, now, now)]
    found = zip(means.plan.purposes_of(category), lives(means.plan, record, told, now), strict=True)
    reasons += (
        (purpose, None if one.not_after is None else one.not_after.isoformat())
        for purpose, one in found
        if one.status not in HELD_BY_NONE and purpose in means.plan.exact
    )
    return reasons


def keys_of(means: Means, staying: Sequence[PlaceRow]) -> set[tuple[int, int]]:
    """Return the (category, generation) of the keys that must live on."""
    with means.store.reading() as connection:
        return person_places.generations(connection, means.organisation, staying)


def part(means: Means, person: bytes, split: Split) -> None:
    """
    Seal anew what stays of a person, where what goes would share its key.

    Nothing is done for somebody of whom the shelf knows that they ended: it was done before, or an old copy came back.
    """
    shared = {place.category for place in split.going if place.holding != Holding.RECORD}
    mixed = [place for place in split.staying if place.category in shared]
    if not mixed:
        return
    with means.store.reading() as connection:
        row = persons.known(connection, means.organisation, [person]).get(person)
    generation = 0 if row is None else row.generation
    for category in sorted({place.category for place in mixed}):
        made = means.keyring.persons.ensure(means.organisation, category, {person: generation})
        if person in made:
            some = [place for place in mixed if place.category == category]
            for begin in range(0, len(some), BITE):
                _renew(means, person, category, generation, some[begin : begin + BITE])


def _renew(means: Means, person: bytes, category: int, generation: int, places: Sequence[PlaceRow]) -> None:
    """Seal some records under the key of a generation; held as they were."""
    with means.store.reading() as connection:
        found = person_records.at(
            connection, means.organisation, [RecordAt(place.category, place.day, place.id) for place in places]
        )
    whole, altered = parted(means, found.values())
    old = [row for row in whole if row.generation != generation]
    new = [row._replace(generation=generation) for row in old]
    keys = means.keyring.persons.lend(means.organisation, map(slot_of, [*old, *new]))
    with means.store.writing() as connection:
        for row in (one for one in old if slot_of(one) in keys):
            try:
                plain = opened_plain(row, keys)
            except SealBroken:
                # It stays as it is, for whoever wants to know what was done to it; what opens is parted from what goes all the same.
                altered.append(row.id)
                continue
            (sealed,) = seal(
                [Plain(row.id, row.day, person, plain, row.own_key)],
                keys,
                organisation=row.organisation,
                category=category,
                generations={person: generation},
                holding=row.holding or 0,
                canary=row.canary,
            )
            person_records.replace(connection, sealed, before=row.sealed)
    if altered:
        alarm(means, len(altered))


def told_of_place(history: dict[str, list[Told]], place: PlaceRow) -> list[Told]:
    """Return what was told of a record's person and of itself, in order of commit."""
    subject = record_subject(place.person, place.category, place.day, place.id)
    return in_order(history.get(person_subject(place.person), ()), history.get(subject, ()))


def standings_of(category: str, place: PlaceRow) -> Record:
    """Return what standing needs to know of a record, from where it lies."""
    return Record(category, datetime.fromisoformat(place.day).date(), written(place.id))
