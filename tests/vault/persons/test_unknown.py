"""Dates that nobody recorded are listed, and supplied one by one or in bulk, as assumed by somebody's decision."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.keyring import Root
from etanche.vault import Assumed, NothingUnknown


@pytest.fixture
def strangers(firm: Company) -> list[bytes]:
    """Three customers of whom nobody knows since when; two have an invoice too."""
    people = [firm.person() for _ in range(3)]
    firm.put_for("account", *people, days_ago=2)
    firm.put_for("invoice", *people[:2])
    firm.put_for("account", firm.customer())
    return people


def test_what_nobody_recorded_is_listed(firm: Company, strangers: list[bytes]) -> None:
    """By category and event: how many records and persons wait, for which purposes; who has a date is not among them."""
    account, invoice = firm.vault.unknown()

    assert ("account", "contract-start", {"serving"}, 3, set(strangers), 0) == (
        *(account.category, account.event, account.purposes, account.records, account.persons, account.overdue),
    )
    assert ("invoice", 2, {"serving"}) == (invoice.category, invoice.records, invoice.purposes)


def test_after_ninety_days_it_is_overdue(firm: Company, strangers: list[bytes]) -> None:
    """Records that wait for a date for more than 90 days are told apart, counted from the day they were taken in."""
    oldest = firm.clock.now().date()
    firm.clock.advance(timedelta(days=91))

    (account, _) = firm.vault.unknown()

    assert (3, oldest) == (account.overdue, account.oldest)


@pytest.mark.parametrize("on", [None, date(2020, 1, 1)])
def test_a_date_is_supplied_for_everybody_who_waits(firm: Company, strangers: list[bytes], on: date | None) -> None:
    """In bulk, on one day or on that of each one's first record; it opens what waited, and stays marked with whose decision it was."""
    support = firm.as_("support", "serving")
    with pytest.raises(GateRefused):
        support.of_person(strangers[0])

    assert 3 == firm.vault.supply("contract-start", on=on, actor="dpo")

    assert 2 == len(support.of_person(strangers[0]))
    assert () == firm.vault.unknown()
    day = str(on or firm.clock.now().date() - timedelta(days=2))
    assert (Assumed(event="contract-start", by="dpo", events=3, first=day, last=day),) == firm.vault.assumed()
    assert (3, 3, 3) == tuple(firm.last("told").facts[name] for name in ("events", "assumed", "persons"))
    assert all(firm.vault.entries_about(person) for person in strangers)
    with pytest.raises(NothingUnknown):
        firm.vault.supply("contract-start", on=on, actor="dpo")


def test_a_date_is_supplied_for_one_category_only(firm: Company, strangers: list[bytes]) -> None:
    """With a category only those are told of whose records of it wait."""
    assert 2 == firm.vault.supply("contract-start", category="invoice", actor="dpo")

    assert [{strangers[2]}] == [one.persons for one in firm.vault.unknown()]


@pytest.mark.parametrize("event", ["contract-end", "account-opened", "objection", "marguerite"])
def test_only_what_is_waited_for_is_supplied(firm: Company, strangers: list[bytes], event: str) -> None:
    """An event that nothing waits for, an end above all, is not told of everybody; nor is a day that lies ahead."""
    with pytest.raises(NothingUnknown):
        firm.vault.supply(event, on=date(2020, 1, 1), actor="dpo")
    with pytest.raises(NothingUnknown):
        firm.vault.supply("contract-start", on=firm.clock.now().date() + timedelta(days=1), actor="dpo")

    assert 2 == len(firm.vault.unknown())


def test_a_date_that_lies_ahead_is_as_good_as_none(firm: Company) -> None:
    """A contract that begins tomorrow leaves today's record waiting, until its day comes."""
    person = firm.customer(since=firm.clock.now() + timedelta(days=1))
    firm.put_for("account", person)
    assert ["contract-start"] == [one.event for one in firm.vault.unknown()]

    firm.clock.advance(timedelta(days=1))

    assert () == firm.vault.unknown()


def test_nothing_is_supplied_for_who_was_erased(firm: Company, strangers: list[bytes]) -> None:
    """What the law keeps of somebody erased waits for no date of a purpose that ended."""
    firm.vault.erase(strangers[0], actor="dpo")

    assert [set(strangers[1:]), {strangers[1]}] == [one.persons for one in firm.vault.unknown()]


def test_an_end_that_was_assumed_waits_before_it_destroys(founded: Path, root: Root, tmp_path: Path) -> None:
    """A date supplied in bulk that is long past ends what waited for it at once, and destroys it 72 hours later."""
    plan = company(terms={("serving", "account"): "2 years after last-contact"})
    firm = Company(folder=copytree(founded, tmp_path / "instance"), root=root, clock=FixedClock(NOON), plan=plan)
    people = [firm.person() for _ in range(3)]
    firm.put_for("account", *people)
    assert 3 == firm.vault.supply("last-contact", on=date(2020, 1, 1), actor="dpo")
    firm.clock.advance(timedelta(hours=71))

    waiting = firm.vault.sweep(confirmed_by="dpo")

    assert (0, 3) == (waiting.records, sum(one.records for one in waiting.records_waiting))
    firm.clock.advance(timedelta(hours=2))
    assert 3 == firm.vault.sweep(confirmed_by="dpo").records
    firm.close()
