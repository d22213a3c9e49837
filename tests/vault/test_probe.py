"""A probe reaches its canaries and nothing else, and nobody else reaches them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.looking import counted, marked

from etanche.gate import GateRefused
from etanche.store import records
from etanche.vault import ProbeRun

if TYPE_CHECKING:
    from tests.vault.conftest import House

TODAY = date(2026, 5, 25)


@pytest.fixture
def probed(house: House) -> tuple[House, ProbeRun]:
    """One visit of a person, two of a probe."""
    run = ProbeRun(id="run-1")
    house.put(house.visit())
    house.vault.door("site", actor="proof", probe=run).put_many("visit", [house.visit(), house.visit(page="/canary")])
    return house, run


def test_canaries_are_in_nobody_s_readings(probed: tuple[House, ProbeRun]) -> None:
    """Reading, counting, counting people and finding give the person's record and not the probe's."""
    house, _ = probed

    assert ["/books"] == [record.fields["page"] for record in house.read()]
    assert {TODAY: 1} == house.analyst.count_by_day("visit", TODAY, TODAY)
    assert {TODAY: 1} == house.analyst.visitors_by_day("visit", TODAY, TODAY)
    assert 1 == len(house.analyst.find("visit", "address", "198.51.1.1"))


def test_a_probe_reads_canaries_only(probed: tuple[House, ProbeRun]) -> None:
    """With the credential of a run nobody's record is returned, counted or found."""
    house, run = probed
    session = house.vault.acting("analyst", purpose="audience", actor="proof", probe=run)

    assert {"/books", "/canary"} == {record.fields["page"] for record in session.read("visit")}
    assert {TODAY: 2} == session.count_by_day("visit", TODAY, TODAY)
    assert 2 == len(session.find("visit", "address", "198.51.1.1"))
    assert "run-1" == house.last("read").probe


def test_a_probe_is_refused_like_anybody(probed: tuple[House, ProbeRun]) -> None:
    """The credential opens no cell."""
    house, run = probed

    with pytest.raises(GateRefused):
        house.vault.acting("bookseller", purpose="audience", actor="proof", probe=run).read("visit")
    assert ("no-cell", "run-1") == (house.last("read").decision, house.last("read").probe)


def test_a_probe_forgets_canaries_only(probed: tuple[House, ProbeRun]) -> None:
    """The same visitor, as a probe and as a person, are two: each takes back their own."""
    house, run = probed

    assert 2 == house.vault.door("site", actor="proof", probe=run).forget("visit", "198.51.0.0 Firefox")
    assert 1 == len(house.read())
    assert 1 == house.door.forget("visit", "198.51.0.0 Firefox")


def test_what_a_probe_does_is_not_counted(probed: tuple[House, ProbeRun]) -> None:
    """Plain counts are about people."""
    house, run = probed
    door = house.vault.door("site", actor="proof", probe=run)
    door.put_many("visit", [house.visit(uid="x"), house.visit(days_ago=-2)])
    door.count({"opted-out": 1, "chose/out": 1})

    assert {} == counted(house.store, house.organisation, TODAY)


def test_a_run_cleans_up_after_itself(probed: tuple[House, ProbeRun]) -> None:
    """The canaries of this run go, with their marks and a line; those of another run and the person's stay."""
    house, run = probed
    other = ProbeRun()
    house.vault.door("site", actor="proof", probe=other).put_many("visit", [house.visit(days_ago=3)])

    assert 2 == len(run.written())
    assert 2 == house.vault.clean(run)
    assert (0, ()) == (house.vault.clean(run), run.written())
    assert ({"records": 2}, "run-1") == (house.last("clean").facts, house.last("clean").probe)
    assert 1 == len(list(house.vault.acting("analyst", purpose="audience", actor="proof", probe=other).read("visit")))
    assert 1 == len(house.read())
    with house.store.reading() as connection:
        assert 2 == len(marked(connection, house.organisation, 2, "2026-05-25"))


def test_canaries_go_with_their_day(probed: tuple[House, ProbeRun]) -> None:
    """What a killed run left behind dies with the bucket of its day, like everything else."""
    house, run = probed
    house.clock.advance(timedelta(days=180))
    house.vault.sweep(confirmed_by="Ann")

    session = house.vault.acting("analyst", purpose="audience", actor="proof", probe=run)

    assert [] == list(session.read("visit"))
    with house.store.reading() as connection:
        assert [] == records.days_with_rows(connection, house.organisation)


def test_two_runs_have_two_names() -> None:
    """A run without a name gets one of its own."""
    assert ProbeRun().id != ProbeRun().id
