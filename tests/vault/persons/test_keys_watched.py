"""The keys of persons are looked after: one that is missing is told, one that nothing needs goes, and none that a put needs."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import Company

from etanche.store import Shelf, standing
from etanche.vault import Arrival
from etanche.vault.key_watch import KeyWatch
from etanche.vault.orphans import Orphans

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = timedelta(days=1)
ROUNDS = 12


class Thief(Shelf):
    """A shelf opened by somebody with the file and no respect."""

    def steal(self, statement: str, *values: object) -> None:
        """Do whatever SQL says."""
        with self._writing() as connection:
            connection.exec_driver_sql(statement, values)


@pytest.fixture
def thief(firm: Company) -> Iterator[Thief]:
    """Somebody who takes keys off the shelf, without a tombstone."""
    opened = Thief.open(firm.folder / "shelf.sqlite")
    yield opened
    opened.close()


def key_of(firm: Company, person: bytes, category: str) -> bytes:
    """Return the id of somebody's key."""
    number = firm.vault._means.numbers.categories[category]
    return next(row[3] for row in firm.shelf.keys_of_persons(firm.organisation, [person]) if row[1] == number)


def living(firm: Company) -> set[str]:
    """Return the kinds of keys of persons and records that live."""
    found = firm.shelf.living_keys(firm.organisation)
    return {kind for _, kind, _ in found if kind in {"person", "record"}}


def _events(firm: Company) -> int:
    """Return how many events there are."""
    with firm.store.reading() as connection:
        return standing.last(connection, firm.organisation)


def test_all_is_well_when_every_key_is_there(firm: Company) -> None:
    """Records of every holding, an erasure, a forgotten record and a day destroyed: nothing is lost of them."""
    one, other = firm.customer(), firm.customer()
    for category in ("order", "account", "ticket", "invoice"):
        firm.put_for(category, one, other)
    (gone,) = firm.put_for("order", other)
    firm.shop.forget(gone)
    firm.vault.erase(one, actor="dpo")

    assert 0 == firm.vault.sweep().keyless
    assert {} == firm.vault.keyless()


@pytest.mark.clause("C14")
@pytest.mark.parametrize(
    "theft", ["UPDATE keys SET destroyed = 1 WHERE key_id = ?", "DELETE FROM keys WHERE key_id = ?"]
)
def test_a_key_taken_away_is_told(firm: Company, thief: Thief, theft: str) -> None:
    """A person's key that is gone without a tombstone is data lost: a line says so at each sweep, and others are well."""
    person = firm.customer()
    firm.put_for("account", person, firm.customer())
    thief.steal(theft, key_of(firm, person, "account"))

    report = firm.vault.sweep()

    assert 1 == report.keyless
    assert {"account": 1} == firm.vault.keyless()
    assert ("lost", {"records": 1, "categories": 1}) == (
        firm.last("keys-missing").decision,
        firm.last("keys-missing").facts,
    )


def test_a_record_s_own_key_taken_away_is_told(firm: Company, thief: Thief) -> None:
    """So is the secret of one record."""
    person = firm.person()
    firm.put_for("ticket", person, person)
    secret = firm.shelf.secrets_after(firm.organisation, b"", 1)[0]
    thief.steal("UPDATE keys SET destroyed = 1 WHERE key_id = ?", secret)

    assert {"ticket": 1} == firm.vault.keyless()


@pytest.mark.clause("C14")
@pytest.mark.parametrize("window", [1, 5_000])
def test_the_key_of_evidence_taken_away_is_told(
    firm: Company, thief: Thief, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    """What shows a consent died without a tombstone, its row gone from the shelf too: a line says so, once a round; whom we erased ourselves lost nothing."""
    monkeypatch.setattr("etanche.vault.evidence_keys.WINDOW", window)
    people = [firm.person() for _ in range(3)]
    for person in people:
        firm.vault.tell(person, "consent-given", actor="ann", purpose="writing", evidence=b"a letter")
    firm.vault.erase(people[2], actor="dpo")
    watch = KeyWatch(firm.vault._means)
    before = [watch.look_on() for _ in range(9)]
    thief.steal("DELETE FROM person_keys WHERE person = ? AND category = 0", people[0])
    found = [watch.look_on() for _ in range(_events(firm) if window == 1 else 1)]

    assert [0] * 9 == before
    assert 1 == sum(found)
    assert {"records": 0, "categories": 0, "evidence": 1} == firm.last("keys-missing").facts
    assert window == 1 or firm.vault.keyless_evidence() == 1


def test_a_sweep_looks_at_so_many_and_goes_on(firm: Company, thief: Thief) -> None:
    """Of many records some are looked at a time, the next ones the next time, and in the end all of them, once."""
    persons = [firm.customer() for _ in range(7)]
    firm.put_for("account", *persons)
    for person in persons[:3]:
        thief.steal("DELETE FROM keys WHERE key_id = ?", key_of(firm, person, "account"))
    watch = KeyWatch(firm.vault._means)

    found = [watch.look_on(most=2) for _ in range(7)]

    assert 6 == sum(found)
    assert max(found) <= 2


def test_a_key_that_nothing_needs_goes_after_a_day(firm: Company) -> None:
    """Keys and secrets of a put that was killed before its rows were there are destroyed, with tombstones, a day later, not before."""
    person = firm.person()
    keyring, organisation = firm.keyring.persons, firm.organisation
    keyring.ensure(organisation, firm.vault._means.numbers.categories["ticket"], {person: 0})
    keyring.new_secrets(organisation, 1)
    key = key_of(firm, person, "ticket")
    orphans = Orphans(firm.vault._means)

    assert 0 == orphans.collect()
    firm.clock.advance(DAY - timedelta(seconds=1))
    assert 0 == orphans.collect()
    firm.clock.advance(timedelta(seconds=1))
    assert 2 == orphans.collect()
    assert set() == living(firm)
    assert key in firm.tombstones
    assert {"keys": 1, "secrets": 1, "final": 1} == firm.last("orphan-keys-destroyed").facts
    assert 1 == len(firm.put_for("ticket", person))
    assert 1 == len(firm.as_("support", "answering").of_person(person))


def test_what_is_needed_is_no_orphan(firm: Company) -> None:
    """Keys with records, or with evidence, and those that get a record within the day, stay."""
    person, late = firm.person(), firm.person()
    firm.vault.tell(person, "consent-given", actor="ann", purpose="writing", evidence=b"a letter")
    firm.put_for("letter", person)
    firm.put_for("ticket", person)
    firm.keyring.persons.ensure(firm.organisation, firm.vault._means.numbers.categories["ticket"], {late: 0})
    firm.vault.sweep()
    firm.put_for("ticket", late)
    firm.clock.advance(DAY)

    firm.vault.sweep()

    assert [b"a letter"] == [words for _, words in firm.vault.evidence(person)]
    assert 2 == len(firm.as_("support", "answering").of_person(person)) + len(
        firm.as_("support", "answering").of_person(late)
    )
    assert {} == firm.vault.keyless()
    assert "orphan-keys-destroyed" not in firm.acts()


def test_a_clock_that_went_back_collects_nothing(firm: Company) -> None:
    """What was noted under a clock that stood ahead is noted again, not believed."""
    firm.clock.advance(10 * DAY)
    firm.keyring.persons.new_secrets(firm.organisation, 1)
    orphans = Orphans(firm.vault._means)
    orphans.collect()
    firm.clock.advance(-10 * DAY)

    assert 0 == orphans.collect()
    firm.clock.advance(DAY)
    assert 1 == orphans.collect()
    assert [] == list(firm.shelf.secrets_after(firm.organisation, b"", 9))


@pytest.mark.parametrize("category", ["order", "account", "ticket"])
def test_no_put_in_flight_loses_its_key(firm: Company, category: str) -> None:
    """While orphans are collected again and again, whoever puts is told the truth: what was stored opens."""
    persons = [firm.customer() for _ in range(4)]
    number = firm.vault._means.numbers.categories[category]
    stored: list[int] = []
    over = threading.Event()

    def collect() -> None:
        while not over.is_set():
            orphans = Orphans(firm.vault._means)
            noted = orphans._read()
            orphans._note(noted, firm.clock.now())
            dying = orphans._still(orphans._read())
            orphans._destroy(dying)

    firm.keyring.persons.ensure(firm.organisation, number, dict.fromkeys(persons, 0))
    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for _ in range(ROUNDS):
            door = firm.vault.door("desk", actor="ann")
            receipt = door.put_many(
                category, [Arrival(at=firm.clock.now(), fields={"town": "vannes"}, person=one) for one in persons]
            )
            stored.append(receipt.stored)
    finally:
        over.set()
        collector.join()

    assert [len(persons)] * ROUNDS == stored
    role = {"order": ("shop", "selling"), "account": ("support", "serving"), "ticket": ("support", "answering")}
    assert sum(stored) == sum(len(firm.as_(*role[category]).of_person(one)) for one in persons)
    assert {} == firm.vault.keyless()
