"""Rows that nobody would find: told, and not mistaken for what a check or a visitor does meanwhile."""

from __future__ import annotations

from tests.proof.conftest import verdict_on

from etanche.proof import Sandbox, State
from etanche.proof.canary import scene
from etanche.proof.drills.saboteur import field_number, living_days, living_rows, number_of, put_row
from etanche.proof.hidden import _Lookup, disguised, unmarked
from etanche.proof.run import ProofRun
from etanche.store import records
from etanche.terms import new_id


def test_every_row_passed_off_as_a_canary_is_counted(sandbox: Sandbox) -> None:
    """A whole day hidden from every count is as many findings as it has records."""
    bench, day = sandbox.bench, living_days(sandbox.bench, "visit")[1]
    for row in living_rows(bench, "visit", day):
        put_row(bench, row._replace(canary=True), instead_of=row)
    told = verdict_on(bench, "sealed:records")

    assert (State.BROKEN, {"records": 40}) == (told.state, dict(told.measured))


def test_the_canaries_of_another_run_are_no_disguise(sandbox: Sandbox) -> None:
    """What another check is leaving at this moment opens as what it says it is."""
    with ProofRun(sandbox.bench) as other:
        left = scene(other, "visit").left
        with ProofRun(sandbox.bench) as run:
            found = disguised(run, "visit")

    assert left
    assert 0 == found


def test_every_record_of_the_last_day_without_a_mark_is_counted(sandbox: Sandbox) -> None:
    """A refusal would erase none of them."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM marks WHERE day = '2026-11-21'")
    with ProofRun(sandbox.bench) as run:
        found = unmarked(run, "visit")

    assert 40 == found


def test_a_mark_that_leads_elsewhere_is_no_mark(sandbox: Sandbox) -> None:
    """A record is found by its own mark or not at all."""
    bench, day = sandbox.bench, living_days(sandbox.bench, "visit")[-1]
    row = living_rows(bench, "visit", day)[0]
    with bench.store.writing() as connection:
        connection.exec_driver_sql("UPDATE marks SET mark = zeroblob(16) WHERE record = ?", (row.id,))
    told = verdict_on(bench, "objection:audience")

    assert ("objection.unmarked", {"records": 1}) == (told.because, dict(told.measured))


def test_who_opts_out_while_we_look_breaks_no_promise(sandbox: Sandbox) -> None:
    """A record that was read, and erased before its mark was looked up, needs no mark; one that is there does."""
    bench, day = sandbox.bench, living_days(sandbox.bench, "visit")[-1]
    number, findable = number_of(bench, "visit"), field_number(bench, "visit", "visitor-id")
    gone, left = living_rows(bench, "visit", day)[:2]
    with bench.store.writing() as connection:
        records.delete(connection, bench.organisation, number, day, [gone.id])
    with ProofRun(bench) as run:
        lookup = _Lookup(run, {findable})
        found = [lookup.lacks(row, {findable: "a pseudonym that has no mark"}) for row in (gone, left)]

    assert [False, True] == found


def test_a_key_of_somebody_else_is_told_too(sandbox: Sandbox) -> None:
    """What belongs to another organisation is nobody's to prove: a key on the shelf, and the count of changes that goes with it."""
    sandbox.bench.shelf.put(new_id(), new_id(), "bucket", bytes(95))
    told = verdict_on(sandbox.bench, "minimise:unused")

    assert ("minimise.rows-of-others", {"tables": 2}) == (told.because, dict(told.measured))
