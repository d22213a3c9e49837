"""The history of verdicts is as the runs wrote it, or it is not told and breaks a promise: "kept since" is not rewritten by SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.proof.conftest import MakeSandbox, verdict_on

from etanche.proof import Sandbox, State, Verdict, drill, history, latest, named, prove, remembered, since
from etanche.proof.hindsight import SABOTAGES
from etanche.proof.proving import write_down
from etanche.proof.run import ProofRun
from etanche.proof.vouched import doubts
from etanche.terms import PromiseId

PROMISE = PromiseId("logs:journal")


def looked(sandbox: Sandbox, *states: State, hours: int = 1) -> None:
    """Let one run after the other have found a promise so."""
    for state in states:
        sandbox.clock.advance(timedelta(hours=hours))
        with ProofRun(sandbox.bench, fast=True) as run:
            write_down(run, [Verdict(id=PROMISE, kind="logs", state=state, because="x", at=run.at)], 0.0)


def sql(sandbox: Sandbox, statement: str) -> None:
    """Work on the data file as somebody with the file and no key."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(statement)


def doubted(sandbox: Sandbox) -> tuple[int, int]:
    """Return how many lines are forged, and how many are missing."""
    bench = sandbox.bench
    signer = bench.keyring.signer(bench.organisation)
    return doubts(bench.store, bench.organisation, signer=signer, journal=bench.journal, now=bench.clock.now())


@pytest.mark.clause("P16")
@pytest.mark.parametrize("column", ["state", "at", "because", "measured", "digest", "run", "after"])
def test_a_line_that_somebody_edited_is_not_told_and_is_noticed(sandbox: Sandbox, column: str) -> None:
    """Whichever of its columns says something else, nothing rests on the line, and the chain's check says that it is not ours."""
    looked(sandbox, State.KEPT, State.BROKEN, State.KEPT)
    told = "'kept'" if column == "state" else f"{column} || '1'"
    sql(sandbox, f"UPDATE verdicts SET {column} = {told} WHERE state = 'broken'")  # words of this test
    bench = sandbox.bench
    signer = bench.keyring.signer(bench.organisation)
    found = since(bench.store, bench.organisation, PROMISE, clock=bench.clock, signer=signer)

    assert 1 == doubted(sandbox)[0]
    assert found is not None
    assert bench.clock.now() - timedelta(hours=2) == found.at
    assert "logs.verdicts-forged" == verdict_on(bench, "logs:chain").because


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    "change", ["number = 9223372036854775807", "number = 9e999", "number = 'many'", "number = 1.5", "at = 'tomorrow'"]
)
def test_a_number_that_leads_nowhere_stops_no_run(sandbox: Sandbox, change: str) -> None:
    """Whatever somebody writes in the place of a number or a moment, the next run is written down, and says that the line is not ours."""
    looked(sandbox, State.KEPT, State.BROKEN)
    sql(sandbox, f"UPDATE verdicts SET {change} WHERE state = 'broken'")  # words of this test
    looked(sandbox, State.KEPT)
    bench = sandbox.bench
    found = latest(bench.store, bench.organisation, clock=bench.clock, signer=bench.keyring.signer(bench.organisation))

    assert [State.KEPT] == [one.state for one in found.verdicts if one.id == PROMISE]
    assert "logs.verdicts-forged" == verdict_on(bench, "logs:chain").because


@pytest.mark.clause("P16")
@pytest.mark.parametrize("at_once", [True, False])
def test_a_last_line_taken_away_is_missed_after_the_next_run(sandbox: Sandbox, at_once: bool) -> None:
    """The look that found a promise broken goes, at once or after it was changed, and a fast run gives its number again: it is missed."""
    looked(sandbox, State.KEPT, State.BROKEN)
    sql(sandbox, "UPDATE verdicts SET number = 9223372036854775807 WHERE state = 'broken'")
    if at_once:
        sql(sandbox, "DELETE FROM verdicts WHERE state = 'broken'")
    looked(sandbox, State.KEPT)
    sql(sandbox, "DELETE FROM verdicts WHERE state = 'broken'")
    looked(sandbox, State.KEPT)

    assert (0, 1) == doubted(sandbox)
    assert "logs.verdicts-missing" == verdict_on(sandbox.bench, "logs:chain").because


def test_a_newest_line_that_is_not_ours_stands_for_nothing(sandbox: Sandbox) -> None:
    """Whoever turns the last finding green shows the one before it, and no green day."""
    looked(sandbox, State.BROKEN, hours=24)
    looked(sandbox, State.UNPROVEN, hours=24)
    sql(sandbox, "UPDATE verdicts SET state = 'kept' WHERE state = 'unproven'")
    bench = sandbox.bench
    signer = bench.keyring.signer(bench.organisation)
    found = latest(bench.store, bench.organisation, clock=bench.clock, signer=signer, promises=[PROMISE])
    seen = history(bench.store, bench.organisation, PROMISE, clock=bench.clock, signer=signer, zone="Europe/Paris")

    assert [State.BROKEN] == [one.state for one in found.verdicts]
    assert [State.BROKEN] == list(seen.values())


def test_an_untouched_history_raises_no_doubt(sandbox: Sandbox) -> None:
    """Looked at each hour for days, thinned, its oldest lines let go after their time, nothing is amiss."""
    looked(sandbox, State.KEPT, State.KEPT, State.KEPT, State.BROKEN, State.KEPT, State.KEPT, State.KEPT, hours=7)
    before = doubted(sandbox)
    sandbox.clock.advance(timedelta(days=399))
    looked(sandbox, State.KEPT, State.KEPT, hours=24)

    assert (0, 0) == before
    assert (0, 0) == doubted(sandbox)


def test_a_clock_put_right_raises_no_doubt(sandbox: Sandbox) -> None:
    """Lines written under a clock gone ahead keep their numbers, and those written after it was put right follow them."""
    looked(sandbox, State.KEPT)
    looked(sandbox, State.KEPT, hours=48)
    sandbox.clock.advance(timedelta(hours=-47))
    looked(sandbox, State.KEPT, State.BROKEN, State.KEPT)

    assert (0, 0) == doubted(sandbox)


def told(sandbox: Sandbox, subject: str) -> None:
    """Tell standing something of a day, and let two hours go by."""
    with sandbox.bench.store.writing() as connection:
        sandbox.bench.standing.record(
            connection, subject=subject, event="objection", effective=sandbox.clock.now(), because="test"
        )
    sandbox.clock.advance(timedelta(hours=2))


def whole_run(sandbox: Sandbox) -> bool:
    """Let a whole run look at the ledger and at the names, and write down their digests; return whether it found the ledger changed."""
    with ProofRun(sandbox.bench) as run:
        found = remembered.look(run)
        named.look(run)
    write_down(run, [], 0.0)
    return found.changed


def test_a_ledger_that_grows_is_not_changed(sandbox: Sandbox) -> None:
    """What is told between two runs, and what runs at work tell of persons they make up, is no change of what was told before."""
    told(sandbox, "one/2026-01-01")
    found = [whole_run(sandbox)]
    told(sandbox, "two/2026-01-01")
    found.append(whole_run(sandbox))
    prove(sandbox.bench)
    sandbox.clock.advance(timedelta(hours=2))
    found.append(whole_run(sandbox))

    assert [False, False, False] == found


def test_a_ledger_that_was_changed_stays_seen(sandbox: Sandbox) -> None:
    """The next run does not take what it found changed for what was told: it is red until another charter comes into force."""
    told(sandbox, "one/2026-01-01")
    whole_run(sandbox)
    sql(sandbox, "UPDATE standing SET event = 'consent-given' WHERE subject = 'one/2026-01-01'")

    assert [True, True] == [whole_run(sandbox), whole_run(sandbox)]
    assert "logs.standing-changed" == verdict_on(sandbox.bench, "logs:chain").because


@pytest.mark.clause("P16")
def test_what_was_rewritten_is_told_though_no_head_is_held_outside(sandbox: Sandbox) -> None:
    """Whoever takes the heads away hides nothing: a ledger that was changed breaks the promise all the same."""
    told(sandbox, "one/2026-01-01")
    whole_run(sandbox)
    sql(sandbox, "DELETE FROM instance_facts WHERE name LIKE 'anchor.%%'")
    before = verdict_on(sandbox.bench, "logs:chain").because
    sql(sandbox, "UPDATE standing SET event = 'consent-given' WHERE subject = 'one/2026-01-01'")

    assert ["logs.no-anchor", "logs.standing-changed"] == [before, verdict_on(sandbox.bench, "logs:chain").because]


def test_what_the_last_whole_run_knew_is_known_however_many_fast_ones_came_since(sandbox: Sandbox) -> None:
    """Somebody who lets fast runs go by, a day of one each minute and more, hides nothing behind them."""
    told(sandbox, "one/2026-01-01")
    whole_run(sandbox)
    (line,) = sandbox.bench.journal.entries(act="prove", last=1)
    fast = replace(line, facts={"run": "fast", "fast": 1, "lines": 0})
    with sandbox.bench.store.writing() as connection:
        for _ in range(2_001):
            sandbox.bench.journal.write(connection, fast)
    sql(sandbox, "UPDATE standing SET event = 'consent-given' WHERE subject = 'one/2026-01-01'")
    sql(sandbox, "UPDATE names SET name = name || 'x'")
    with ProofRun(sandbox.bench) as run:
        found = remembered.look(run).changed, named.look(run).changed

    assert (True, True) == found


FORGED = "INSERT INTO standing SELECT organisation, seq + 1, {} FROM standing ORDER BY seq DESC LIMIT 1"
COLUMNS = "subject, event, effective, recorded, because, purpose, evidence, assumed, mark"


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    ("column", "value"),
    [("mark", "mark"), ("mark", "NULL"), ("event", "'consent-given'"), ("recorded", "'9999'"), ("purpose", "9e999")],
)
def test_an_event_forged_behind_the_others_is_noticed(sandbox: Sandbox, column: str, value: str) -> None:
    """A copy of the last event, with its mark or none, of another thing or of days to come: the check says so, and goes on saying so."""
    told(sandbox, "one/2026-01-01")
    whole_run(sandbox)
    told(sandbox, "two/2026-01-01")
    before = verdict_on(sandbox.bench, "logs:chain").because
    sql(sandbox, FORGED.format(COLUMNS.replace(column, value)))  # words of this test
    whole_run(sandbox)
    verdict = verdict_on(sandbox.bench, "logs:chain")

    assert before.startswith("logs.chained")
    assert ("logs.standing-forged", 1) == (verdict.because, verdict.measured["events"])


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    "value",
    ["NULL", "'words'", "CAST(x'ffff' || substr(evidence, 3) AS BLOB)", "CAST(evidence || x'00' AS BLOB)"],
)
def test_what_shows_a_yes_does_not_go_before_its_key(sandbox: Sandbox, value: str) -> None:
    """Emptied, written over, said to be under a key that is gone: the check says so, and the next run goes on saying so."""
    vault, purpose = sandbox.bench.vault, min(sandbox.bench.plan.purposes)
    vault.tell(vault.new_person(), "consent-given", purpose=purpose, actor="desk", evidence=b"the words shown")
    told(sandbox, "one/2026-01-01")
    whole_run(sandbox)
    before = verdict_on(sandbox.bench, "logs:chain").because
    sql(sandbox, f"UPDATE standing SET evidence = {value} WHERE event = 'consent-given'")  # words of this test
    whole_run(sandbox)

    assert before.startswith("logs.chained")
    assert "logs.evidence-changed" == verdict_on(sandbox.bench, "logs:chain").because


def test_a_line_of_a_run_has_room_for_all_that_it_holds(sandbox: Sandbox) -> None:
    """A whole run that looked at everything is written down: digests and figures are fewer than the facts that a line takes."""
    prove(sandbox.bench)
    (line,) = sandbox.bench.journal.entries(act="prove", last=1)

    assert {"standing-digest", "standing-shown", "names-digest"} <= line.facts.keys()


def test_events_of_before_there_were_marks_are_not_doubted(sandbox: Sandbox) -> None:
    """An instance of before, whose last run asked for no mark, is asked for none until a run has covered what it was told."""
    told(sandbox, "one/2026-01-01")
    sql(sandbox, "UPDATE standing SET mark = NULL")

    assert [False, False] == [whole_run(sandbox), whole_run(sandbox)]
    assert verdict_on(sandbox.bench, "logs:chain").because.startswith("logs.chained")


def test_every_way_to_rewrite_the_past_is_noticed(make_sandbox: MakeSandbox) -> None:
    """Whitened, invented, cut out, cut off, begun anew, an objection forgotten: the check of the chain finds each."""
    names = {name for name, _, _ in SABOTAGES}
    found = {one.sabotage: one.noticed for one in drill(make_sandbox, only="logs:chain") if one.sabotage in names}

    assert dict.fromkeys(names, True) == found
