"""
The people of a sandbox: made up, a few dozen of them, over some recent days and some that are past every term.

They come in by the vault's own doors, so their records are sealed, marked and dated like anybody's;
then the house is swept once, so that it has dead days too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from etanche.backup import Manifest, Sources, take
from etanche.charter import CategoryPlan, FieldKind, FieldPlan, Status
from etanche.clock import Clock, day_of
from etanche.incidents import Watching
from etanche.keyring import NOBODY, digest
from etanche.proof import rehearsal
from etanche.proof.attestations import Attestations, Evidence
from etanche.proof.bench import Bench
from etanche.proof.persons.made_up import Marks, datum
from etanche.proof.reach import reach_of, starts
from etanche.standing import COLLECTED, life
from etanche.vault import Arrival

OF_A_PURPOSE: Final = 2
"""Persons for whom each purpose lives."""

RECENT_DAYS: Final = 5
A_DAY: Final = 40
_PEOPLE: Final = 25
_OLD_AGES: Final = (2, 8, 32, 100, 200, 400, 800, 1_600, 4_000)
_BROWSERS: Final = ("Firefox 145", "Chrome 142", "Safari 26", "Edge 142")
_PAGES: Final = ("/", "/books", "/books/sea", "/events", "/contact")


def people(bench: Bench) -> None:
    """Let everybody in, and sweep."""
    chance = Random(7)  # noqa: S311  # made-up people need no secrets
    held = reach_of(bench.charter).held
    for category in (planned for name, planned in bench.plan.categories.items() if name in held):
        door = bench.vault.door(min(category.channels), actor="sandbox")
        for age in _ages(bench, category):
            door.put_many(category.name, list(_visits(bench, category, age, chance)))
    for purpose in sorted(reach_of(bench.charter).charter.purposes):
        _persons(bench, purpose)
    bench.vault.sweep()
    bench.journal.seal()
    for name in bench.charter.attested:
        attest(bench, name)
    bench.journal.seal()
    _look(bench)
    if bench.backups is not None and bench.charter.vault.backups is not None:
        seen = rehearsal.revive(bench, bench, taken=bench.clock.now())
        made = back_up(bench, bench.backups)
        rehearsal.write_down(bench, by="sandbox", backup=made.id, taken=made.taken, found=rehearsal.SOUND, seen=seen)
        bench.journal.seal()


def _look(bench: Bench) -> None:
    """Let the detectors look once, as those of a living house do all the time."""
    Watching(incidents=bench.incidents, language="en", tell=lambda _connection, _incident: None).look()


def attest(bench: Bench, name: str) -> None:
    """Enter evidence for an attestation of the charter, of today."""
    Attestations.of_bench(bench).enter(
        Evidence(
            name=name,
            digest=digest(name.encode()),
            issuer="sandbox",
            owner=bench.charter.attested[name].by,
            made=day_of(bench.clock.now(), bench.plan.zone),
            about="somebody" if name in bench.plan.agreements.values() else None,
            by="sandbox",
        )
    )


def back_up(bench: Bench, folder: Path, clock: Clock | None = None) -> Manifest:
    """Make a backup of a house in a folder of backups, under its own clock or another one."""
    sources = Sources(
        organisation=bench.organisation,
        store=bench.store,
        shelf=bench.shelf,
        tombstones=bench.tombstones,
        settings=bench.folder / "instance.toml",
        charter=bench.plan.digest,
        signer=bench.keyring.signer(bench.organisation),
        clock=clock or bench.clock,
    )
    return take(sources, folder).manifest


def _persons(bench: Bench, purpose: str) -> None:
    """Let some persons in for whom a purpose lives, with a record in every category that it uses."""
    reach = reach_of(bench.charter)
    categories = sorted(set(bench.charter.purposes[purpose].uses) & reach.persons)
    if not categories or not reach.begins(purpose):
        return
    for _ in range(OF_A_PURPOSE):
        person = bench.vault.new_person()
        for event, about in _all_starts(bench, purpose, categories):
            bench.vault.tell(person, event, purpose=about, actor="sandbox")
        for category in (bench.plan.categories[name] for name in categories):
            made = Marks.made_up()
            fields = {name: datum(made, field) for name, field in category.fields.items()}
            door = min(name for name in category.channels if bench.plan.channels[name] not in NOBODY)
            bench.vault.door(door, actor="sandbox").put(
                category.name,
                Arrival(
                    at=bench.clock.now(),
                    fields={name: one.sent for name, one in fields.items() if one.kept is not None},
                    person=person,
                    feature=min(category.tied_to, default=None),
                ),
            )


def _all_starts(bench: Bench, purpose: str, categories: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Yield what makes a purpose live, and every other one that shares its data, but for a no that is of another purpose."""
    yield from starts(bench.charter, purpose)
    shared = {name for category in categories for name in bench.plan.purposes_of(category)} - {purpose}
    told = {event for event, _ in starts(bench.charter, purpose)} | {"objection", "death-notified"}
    for name in sorted(shared):
        for event, about in starts(bench.charter, name):
            if event not in told or event == "consent-given":
                told.add(event)
                yield event, about


def past_every_term(bench: Bench, category: str) -> int | None:
    """Return an age in days at which every purpose has let a day of a category go; None if none ever does."""
    now = bench.clock.now()
    for age in _OLD_AGES:
        events = {COLLECTED: day_of(now - timedelta(days=age), bench.plan.zone)}
        lives = [
            life(bench.plan, purpose=name, category=category, events=events, now=now)
            for name in bench.plan.purposes_of(category)
        ]
        if lives and all(one.status in (Status.DUE, Status.NOT_BEGUN) for one in lives):
            return age
    return None


def _ages(bench: Bench, category: CategoryPlan) -> Iterator[int]:
    """Yield how many days ago somebody came: the last days, and two that are over for good."""
    old = past_every_term(bench, category.name)
    if old is not None:
        yield from (old + 1, old)
    yield from (age for age in range(RECENT_DAYS) if old is None or age < old)


def _visits(bench: Bench, category: CategoryPlan, age: int, chance: Random) -> Iterator[Arrival]:
    at = bench.clock.now() - timedelta(days=age)
    for _ in range(A_DAY):
        person = chance.randrange(_PEOPLE)
        fields = {name: _value(field, person, chance) for name, field in category.fields.items()}
        yield Arrival(at=at, fields=fields, who=f"person {person}", feature=min(category.tied_to, default=None))


def _value(field: FieldPlan, person: int, chance: Random) -> object:
    said = {
        FieldKind.IP: f"198.{18 + person % 2}.{person}.{chance.randrange(1, 255)}",
        FieldKind.CHOICE: field.values[person % len(field.values)] if field.values else "",
        FieldKind.VERSION: _BROWSERS[person % len(_BROWSERS)],
        FieldKind.SCREEN: "1280x1024",
        FieldKind.URL: chance.choice(_PAGES),
        FieldKind.TEXT: "view",
        FieldKind.PSEUDONYM: "",
    }
    return said[field.kind] if field.kind in said else datum(Marks.made_up(), field).sent
