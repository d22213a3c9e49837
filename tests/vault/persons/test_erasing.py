"""A person is erased, for good, and whatever races it, is restored after it or is held meanwhile."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from tests.conftest import IN_FILES
from tests.vault.persons.conftest import EMAIL, Company, company
from tests.watching import Work, watched

from etanche.gate import GateRefused
from etanche.store import Connection, Store, entry_persons, facts, person_records, tables
from etanche.vault import Arrival, Kept, NoSuchPerson
from etanche.vault.erasing import Eraser
from etanche.vault.looked import catch_up
from etanche.vault.person_seal import slot_of

if TYPE_CHECKING:
    from pathlib import Path

    from etanche.keyring import Root


THREADS = 5
PUTS = 50
"""Batches that each thread puts, of four records each."""


def everything(firm: Company, person: bytes) -> None:
    """Put a record of every sort for somebody."""
    firm.vault.tell(person, "contract-start", actor="ann", effective=firm.clock.now())
    firm.vault.tell(person, "consent-given", actor="ann", purpose="writing", evidence=b"a signed letter of hers")
    for category in ("order", "account", "ticket", "invoice", "letter"):
        firm.put_for(category, person)


def sealed(firm: Company, person: bytes) -> list[bytes]:
    """Return what is sealed of somebody."""
    with firm.store.reading() as connection:
        return [row.sealed for row in person_records.of_person(connection, firm.organisation, person)]


def wrapped(firm: Company, person: bytes) -> list[bytes]:
    """Return the wrapped keys of somebody."""
    return [row[4] for row in firm.shelf.keys_of_persons(firm.organisation, [person])]


@pytest.mark.clause("C8", "C23")
def test_who_is_erased_is_gone(firm: Company) -> None:
    """Nothing of theirs is read or found; what the law keeps is told with its end, and only its purpose reads it."""
    person, other = firm.person(), firm.person()
    everything(firm, person)
    everything(firm, other)

    done = firm.vault.erase(person, actor="dpo")

    assert (Kept(category="invoice", purpose="bookkeeping", records=1, until="2036-12-31"),) == done.kept
    assert 4 == done.records
    assert done.unreadable is not None
    assert done.marks_gone is not None
    assert [other] == [one.person for one in firm.shop.find("order", "email", EMAIL)]
    assert () == firm.shop.of_person(person)
    with pytest.raises(GateRefused):
        firm.as_("support", "serving").of_person(person)
    assert [person] == [one.person for one in firm.as_("accountant", "bookkeeping").of_person(person)]
    assert () == firm.vault.evidence(person)
    assert 1 == len(firm.vault.evidence(other))
    assert firm.acts().index("erase-begun") < firm.acts().index("erased")


def test_two_erasures_at_once_tell_once_what_went(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever erases somebody after any commit of another's erasure, the records and keys that the two tell are those that went, each once."""
    writing, passed = type(firm.store).writing, 0

    def told(at: int) -> tuple[object, ...]:
        """Erase somebody, and again when the first erasure has made so many commits; return what a certificate would say."""
        nonlocal passed
        person, passed = firm.person(), 0
        everything(firm, person)

        @contextmanager
        def meeting(store: Store) -> Iterator[Connection]:
            nonlocal passed
            with writing(store) as connection:
                yield connection
            passed += 1
            if passed == at:
                firm.vault.erase(person, actor="another")

        with monkeypatch.context() as beside:
            beside.setattr(type(firm.store), "writing", meeting)
            firm.vault.erase(person, actor="dpo")
        found = firm.vault.erased(person)
        return found.destroyed, found.keys, found.kept

    alone = told(0)
    commits = passed

    assert commits > 3
    assert [alone] * commits == [told(at) for at in range(1, commits + 1)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_erasure_costs_the_same_however_much_the_journal_tells_of_others(firm: Company) -> None:
    """After three thousand lines about somebody else as many statements are made as before them, and hardly more steps of the database."""

    def cost() -> Work:
        person = firm.person()
        everything(firm, person)
        with watched() as work:
            firm.vault.erase(person, actor="dpo")
        return work

    cost()  # what is looked up once is known
    other, alone = firm.person(), cost()
    for _ in range(3_000):
        firm.vault._means.note_about(
            firm.vault._means.entry(actor="ann", act="told", object="letter", decision="done"), [other]
        )
    crowded = cost()

    assert len(alone.statements) == len(crowded.statements)
    assert crowded.steps <= alone.steps * 1.2 + 5


def test_what_an_older_version_told_of_an_erasure_is_told_once(firm: Company) -> None:
    """Lines without marks, as an upgrade finds them, are known to whoever goes on erasing, before a sweep marks them and after."""
    person = firm.person()
    everything(firm, person)
    firm.vault.erase(person, actor="dpo")
    before = firm.vault.erased(person)
    with firm.store.writing() as connection:
        last = max(seq for seq, _, _ in entry_persons.read(connection, firm.organisation))
        connection.execute(delete(tables.looked))
        facts.put(connection, firm.organisation, "told-before", str(last))

    Eraser(firm.vault._means).carry_out(person, actor="retention")
    unmarked = firm.vault.erased(person)
    catch_up(firm.vault._means)
    Eraser(firm.vault._means).carry_out(person, actor="retention")
    marked = firm.vault.erased(person)

    assert [before.keys] * 2 == [unmarked.keys, marked.keys]
    with firm.store.reading() as connection:
        assert facts.get(connection, firm.organisation, "told-before") is None


@pytest.mark.clause("C23")
@IN_FILES
def test_no_file_holds_what_was_erased(firm: Company) -> None:
    """After an erasure neither a sealed byte nor a wrapped key of the person is in any file; what the law keeps is."""
    person = firm.person()
    everything(firm, person)
    invoice = firm.as_("accountant", "bookkeeping").of_person(person)[0]
    rows, keys = sealed(firm, person), wrapped(firm, person)
    assert all(one in firm.bytes_on_disk() for one in rows + keys)

    firm.vault.erase(person, actor="dpo")

    left = firm.bytes_on_disk()
    assert 1 == sum(one in left for one in rows)
    assert 1 == sum(one in left for one in keys)
    assert (invoice,) == firm.as_("accountant", "bookkeeping").get(invoice.ref)


@IN_FILES
@pytest.mark.clause("C16")
@pytest.mark.parametrize("category", ["order", "account"])
def test_the_neighbours_of_what_is_kept_are_shredded(firm: Company, root: Root, tmp_path: Path, category: str) -> None:
    """A hold keeps one record: the others go with their key, so that old data with the shelf of now give back none of them."""
    person, other = firm.customer(), firm.customer()
    kept, *_ = firm.put_for(category, person, person, other)
    firm.vault.hold(kept, case="L-1", reason="a trial", owner="lawyer", review=date(2027, 1, 1), actor="dpo")
    copy = shutil.copytree(firm.folder, tmp_path / "copy")
    keys = wrapped(firm, person)

    firm.vault.erase(person, actor="dpo")

    assert not any(one in firm.bytes_on_disk() for one in keys)
    with firm.store.reading() as connection:
        (row,) = person_records.of_person(connection, firm.organisation, person)
    assert kept.id == row.id
    assert slot_of(row) in firm.keyring.persons.lend(firm.organisation, [slot_of(row)])
    firm.close()
    for file in copy.glob("data.sqlite*"):
        shutil.copy(file, firm.folder)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())
    with again.store.reading() as connection:
        rows = person_records.of_person(connection, again.organisation, person)
        theirs = person_records.of_person(connection, again.organisation, other)
    assert 2 == len(rows)
    assert {} == again.keyring.persons.lend(again.organisation, map(slot_of, rows))
    assert 1 == len(again.keyring.persons.lend(again.organisation, map(slot_of, theirs)))
    again.close()


def test_nothing_is_taken_in_for_who_was_erased(firm: Company) -> None:
    """A put after the erasure is turned away, and so is one by a process that knows nothing of it yet."""
    person = firm.person()
    firm.put_for("order", person)
    firm.vault.erase(person, actor="dpo")

    receipt = firm.vault.door("desk", actor="ann").put_many(
        "order", [Arrival(at=firm.clock.now(), fields={}, person=person)]
    )

    assert (0, {"forgotten": 1}) == (receipt.stored, receipt.refused)
    assert {} == firm.keyring.persons.ensure(firm.organisation, 1, {person: 7})


def test_nobody_unknown_is_erased(firm: Company) -> None:
    """An id that nobody has gives the same answer as anything that is not there."""
    with pytest.raises(NoSuchPerson):
        firm.vault.erase(firm.person(), actor="dpo")


def test_erasing_twice_does_no_harm(firm: Company) -> None:
    """A second erasure finds nothing left to do."""
    person = firm.person()
    everything(firm, person)
    firm.vault.erase(person, actor="dpo")

    assert 0 == firm.vault.erase(person, actor="dpo").records


@pytest.mark.clause("C23")
@IN_FILES
@pytest.mark.parametrize("files", [("data.sqlite",), ("data.sqlite", "shelf.sqlite")])
def test_an_old_copy_brings_nobody_back(firm: Company, root: Root, tmp_path: Path, files: tuple[str, ...]) -> None:
    """With old data, or with old data and an old shelf, nothing of who was erased, and no record forgotten, opens again."""
    person = firm.person()
    everything(firm, person)
    gone, stays = firm.put_for("order", firm.person(), firm.person())
    copy = shutil.copytree(firm.folder, tmp_path / "copy")
    firm.vault.erase(person, actor="dpo")
    firm.shop.forget(gone)
    firm.close()
    for name in files:
        for file in firm.folder.glob(f"{name}*"):
            file.unlink()
        for file in copy.glob(f"{name}*"):
            shutil.copy(file, firm.folder)
    again = Company(folder=firm.folder, root=root, clock=firm.clock, plan=company())

    assert () == again.shop.of_person(person, "order")
    assert [stays] == [one.ref for one in again.shop.stream("order")]
    if files == ("data.sqlite",):
        again.vault.sweep()
        with pytest.raises(GateRefused):
            again.as_("support", "serving").of_person(person)
    again.close()


def test_a_thousand_puts_race_one_erasure(firm: Company) -> None:
    """Whoever put before the erasure was told so, nothing is stored after it, and nothing of it is read again."""
    person, other = firm.person(), firm.person()
    firm.put_for("order", person, other)
    stored: list[int] = []
    begun, answered = threading.Event(), threading.Event()

    def put() -> None:
        door = firm.vault.door("desk", actor="ann")
        for number in range(PUTS):
            arrivals = [Arrival(at=firm.clock.now(), fields={}, person=one) for one in (person, other) * 2]
            receipt = door.put_many("order", arrivals)
            stored.append(receipt.stored)
            assert receipt.stored + receipt.refused.get("forgotten", 0) == len(arrivals)
            if answered.is_set():
                assert 2 == receipt.stored
            if number == 3:
                begun.set()

    threads = [threading.Thread(target=put) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    begun.wait()
    done = firm.vault.erase(person, actor="dpo")
    answered.set()
    for thread in threads:
        thread.join()

    assert THREADS * PUTS == len(stored)
    assert done.unreadable is not None
    assert () == firm.shop.of_person(person)
    assert [] == sealed(firm, person)
    assert [] == wrapped(firm, person)
    assert 1 + 2 * THREADS * PUTS == len(firm.shop.of_person(other))


def test_a_hold_keeps_a_record_whose_day_dies(firm: Company) -> None:
    """A record under a hold leaves the bucket of its day: the day is destroyed on time, and it opens for nobody, yet lives."""
    person, other = firm.person(), firm.person()
    kept, beside = firm.put_for("order", person, other)
    (ticket,) = firm.put_for("ticket", person)
    firm.vault.hold(kept, case="L-1", reason="a trial", owner="lawyer", review=date(2027, 1, 1), actor="dpo")
    before = firm.shop.get(kept)
    firm.clock.advance(timedelta(days=366))
    firm.vault.sweep(confirmed_by="dpo")

    assert () == firm.shop.get(beside)
    assert [] == sealed(firm, other)
    with pytest.raises(GateRefused):
        firm.shop.get(kept)
    with firm.store.reading() as connection:
        (row,) = person_records.of_person(connection, firm.organisation, person)
    assert kept.id == row.id
    assert before[0].fields == firm.shop._open([row])[0].fields
    assert () == firm.as_("support", "answering").get(ticket)

    firm.vault.release(kept, case="L-1", actor="dpo")
    report = firm.vault.sweep()

    assert [1] == [one.records for one in report.records_waiting]
    firm.clock.advance(timedelta(hours=47))
    firm.vault.sweep()
    firm.clock.advance(timedelta(hours=26))
    assert 1 == firm.vault.sweep().records
    assert [] == sealed(firm, person)


@pytest.mark.clause("P20")
def test_a_hold_stands_against_an_erasure(firm: Company) -> None:
    """What is held stays when its person is erased, is told so, and is read for nobody."""
    person = firm.person()
    kept, gone = firm.put_for("ticket", person, person)
    firm.vault.hold(kept, case="L-1", reason="a trial", owner="lawyer", review=date(2027, 1, 1), actor="dpo")

    done = firm.vault.erase(person, actor="dpo")

    assert (Kept(category="ticket", purpose="hold", records=1, until=None),) == done.kept
    assert 1 == done.records
    with pytest.raises(GateRefused):
        firm.as_("support", "answering").get(kept)
    assert () == firm.as_("support", "answering").get(gone)


@pytest.mark.clause("C23", "P20")
def test_what_a_hold_keeps_says_what_the_law_keeps_it_for_as_well(firm: Company) -> None:
    """Of a record that is held and ordered to be kept both reasons are told, the hold without a day and the law with its day, before and after."""
    person = firm.customer()
    held, _ = firm.put_for("invoice", person, person)
    (ticket,) = firm.put_for("ticket", person)
    for one in (held, ticket):
        firm.vault.hold(one, case="L-1", reason="a trial", owner="lawyer", review=date(2027, 1, 1), actor="dpo")

    plan = firm.vault.plan_of_erasure(person)
    done = firm.vault.erase(person, actor="dpo")

    assert (
        Kept(category="invoice", purpose="bookkeeping", records=2, until="2036-12-31"),
        Kept(category="invoice", purpose="hold", records=1, until=None),
        Kept(category="ticket", purpose="hold", records=1, until=None),
    ) == plan.kept
    assert plan.kept == done.kept
    assert 3 == plan.staying
