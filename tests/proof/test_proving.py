"""A run of checks: every promise gets a verdict, nothing of the run stays, and what it saw is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from tests.looking import marked
from tests.proof.conftest import HARBOUR, MakeSandbox, not_kept, verdict_on, yard_of

from etanche.charter import Promise
from etanche.errors import Fault
from etanche.proof import (
    LATER,
    Bench,
    Latest,
    ProofStopped,
    Sandbox,
    State,
    as_json,
    because,
    history,
    later,
    latest,
    prove,
    unchecked,
)
from etanche.proof.drilling import strike
from etanche.proof.drills.continuity import keep_too_long
from etanche.proof.outcome import Outcome
from etanche.proof.proving import Run, judge, write_down
from etanche.proof.registry import CHECKS
from etanche.proof.rota import drills_of
from etanche.proof.run import ProofRun
from etanche.store import counts, records
from etanche.terms import LANGUAGES, Language, PromiseId

PROVING = "etanche.proof.proving.CHECKS"
SECRET = "198.51.100.77 was seen by the check"


def rows(bench: Bench) -> dict[str, int]:
    """Count what a probe could leave behind."""
    with bench.store.reading() as connection:
        kept = records.count_by_day(connection, bench.organisation, 1, canary=None)
        marks = [len(marked(connection, bench.organisation, 1, day)) for day in kept]
        told = counts.read(connection, bench.organisation)
    return {"records": sum(kept.values()), "marks": sum(marks), "counts": sum(told.values())}


def files(bench: Bench) -> set[str]:
    """Return the names of the files of a house; the log of a database may come and go."""
    found = (path.relative_to(bench.folder).as_posix() for path in bench.folder.rglob("*") if path.is_file())
    return {name for name in found if not name.endswith(("-wal", "-shm"))}


def newest(bench: Bench) -> Latest:
    """Return the verdicts that stand."""
    signer = bench.keyring.signer(bench.organisation)
    return latest(bench.store, bench.organisation, signer=signer, clock=bench.clock, later=later(bench.charter))


def looked(bench: Bench, *names: str) -> Run:
    """Look at some promises only, and keep what was found as a run of all of them does."""
    with ProofRun(bench) as run:
        verdicts = tuple(judge(run, promise) for promise in bench.promises if promise.id in names)
    write_down(run, verdicts, 1.25)
    return Run(id=run.id, verdicts=verdicts, at=run.at, seconds=1.25)


@dataclass(frozen=True, kw_only=True)
class Proved:
    """A house that nobody broke, once all its promises were looked at, and what there was before."""

    sandbox: Sandbox
    run: Run
    rows: dict[str, int]
    files: set[str]
    lines: int


@pytest.fixture(scope="module")
def proved(make_sandbox: MakeSandbox) -> Iterator[Proved]:
    """One run over a fresh sandbox of the sample charter, to be looked at and not touched."""
    with make_sandbox() as sandbox:
        bench = sandbox.bench
        before, there, lines = rows(bench), files(bench), len(bench.journal.entries())
        yield Proved(sandbox=sandbox, run=prove(bench), rows=before, files=there, lines=lines)


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check of minimisation fail after it has sent its canary, with a message that quotes what it saw."""

    def check(run: ProofRun, promise: Promise) -> Outcome:
        CHECKS["minimise"].look(run, promise)
        raise Fault(SECRET)

    crashing = CHECKS["minimise"]._replace(look=check)
    monkeypatch.setattr(PROVING, MappingProxyType({**CHECKS, "minimise": crashing}))


def test_every_promise_of_a_healthy_house_is_kept(proved: Proved) -> None:
    """In a house that nobody broke, every check says kept, and there is a verdict on every promise."""
    verdicts = proved.run.verdicts

    assert {} == not_kept(verdicts)
    assert [promise.id for promise in proved.sandbox.bench.promises] == [verdict.id for verdict in verdicts]


def test_a_crowded_house_is_judged_promise_by_promise(make_crowded: MakeSandbox) -> None:
    """A charter with recipients, shared categories and requests is kept too, in all that this version checks."""
    with make_crowded() as sandbox:
        run = prove(sandbox.bench)

    assert {} == not_kept(run.verdicts)


def test_a_house_without_any_visit_is_proved_on_the_canary(sandbox: Sandbox) -> None:
    """A new instance is proved before its first visitor comes."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM records")
        connection.exec_driver_sql("DELETE FROM marks")

    assert {} == not_kept(prove(sandbox.bench).verdicts)


def test_the_prober_leaves_nothing_behind(proved: Proved) -> None:
    """After a run no record, mark, count or file is there that was not there before."""
    bench = proved.sandbox.bench

    assert (proved.rows, proved.files) == (rows(bench), files(bench))


@pytest.mark.usefixtures("crashing")
def test_a_crashed_check_leaves_nothing_behind_either(sandbox: Sandbox) -> None:
    """The canaries of a check that crashed are cleaned away with the others."""
    before = rows(sandbox.bench)
    found = looked(sandbox.bench, "minimise:visit")

    assert ["crashed"] == [verdict.because for verdict in found.verdicts]
    assert before == rows(sandbox.bench)


def test_checks_that_are_told_to_end_do_so_at_the_next_promise(sandbox: Sandbox) -> None:
    """Whoever stops a server does not wait for every check: none of the run's verdicts is kept, and its canaries are gone."""
    before, first = rows(sandbox.bench), looked(sandbox.bench, "sealed:inventory", "minimise:visit")
    asked = iter([False, False, True])

    with pytest.raises(ProofStopped):
        prove(sandbox.bench, stopped=lambda: next(asked))
    assert [] == list(asked)
    assert before == rows(sandbox.bench)
    assert {first.at} == {verdict.at for verdict in newest(sandbox.bench).verdicts}


@pytest.mark.usefixtures("crashing")
def test_a_crashed_check_is_unproven_and_quotes_nothing(sandbox: Sandbox) -> None:
    """A crash is neither kept nor broken; its class is told, and nothing of its message is written anywhere."""
    run = prove(sandbox.bench)
    found = next(verdict for verdict in run.verdicts if verdict.id == "minimise:visit")
    told = " ".join([*(because(found, language) for language in LANGUAGES), str(as_json(found, "en"))])
    on_disk = b"".join(path.read_bytes() for path in sandbox.folder.rglob("*") if path.is_file())

    assert (State.UNPROVEN, "crashed", {"error": "Fault"}) == (found.state, found.because, dict(found.measured))
    assert SECRET not in told
    assert SECRET.encode() not in on_disk


def test_what_this_version_does_not_check_is_unproven_and_says_so(proved: Proved) -> None:
    """Nothing is green by default: a promise that no check looks at is told as such, in both languages."""
    found = {verdict.id: verdict for verdict in proved.run.verdicts if verdict.because == LATER}

    assert later(proved.sandbox.bench.charter) == found.keys()
    assert {State.UNPROVEN} == {verdict.state for verdict in found.values()}
    standing = found[PromiseId("retention:standing")]
    assert "This version of Étanche does not check this promise yet." == because(standing, "en")
    assert "Cette version d’Étanche ne vérifie pas encore cette promesse." == because(standing, "fr")


def test_a_promise_seen_in_part_is_never_green(make_people: MakeSandbox) -> None:
    """Who answers a request, and when, no check sees: it says that it saw a part of the promise; what it sees broken is broken."""
    name = "rights:rectification"
    with make_people() as people:
        part = verdict_on(people.bench, name)
        strike(next(it for it in drills_of(people.bench.charter) if it.sabotage == "correction-lost"), people)
        under = verdict_on(people.bench, name)
        charter = people.bench.charter

    assert (State.UNPROVEN, "in-part") == (part.state, part.because)
    assert State.BROKEN is under.state
    assert name in unchecked(charter) - later(charter)


@pytest.mark.clause("C6")
def test_attempts_of_checks_outside_a_case_are_nobody_s_to_explain(make_people: MakeSandbox) -> None:
    """The checks try what needs a case without one: lines under the mark of their run say so, and no inquiry waits for an answer."""
    with make_people() as people:
        run = prove(people.bench)
        tried = people.bench.journal.entries(act="inquiry-opened")

        assert {run.id} == {line.probe for line in tried}
        assert () == people.bench.vault.inquiries()


def test_a_term_is_broken_by_a_copy_that_outlives_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where a backup is kept too long, what was destroyed lives on in it: the term itself is not kept, whatever the vault does."""
    with yard_of(HARBOUR, tmp_path_factory.mktemp("harbour") / "data") as make_harbour, make_harbour() as harbour:
        name = next(promise.id for promise in harbour.bench.promises if promise.kind == "retention")
        before = verdict_on(harbour.bench, name)
        keep_too_long(harbour)
        under = verdict_on(harbour.bench, name)

    assert State.KEPT is before.state
    assert (State.BROKEN, "retention.in-backups", 1) == (under.state, under.because, under.measured["copies"])


def test_what_the_prober_did_is_marked_in_the_journal(proved: Proved) -> None:
    """Every line that a run writes stands under its id, but that a salt was dropped, and how many were turned away at the door: it knows nobody."""
    written = proved.sandbox.bench.journal.entries()[proved.lines :]

    assert len(written) > 10
    assert {proved.run.id} == {entry.probe for entry in written if entry.act not in {"salt-destroyed", "turned-away"}}


def test_a_run_is_one_line_with_its_counts(proved: Proved) -> None:
    """The journal holds one line about each run: how many promises stand how."""
    run, bench = proved.run, proved.sandbox.bench
    (line,) = bench.journal.entries(act="prove")
    waiting = len(later(bench.charter))
    counted = {"kept": len(run.verdicts) - waiting, "broken": 0, "unproven": 0, "attested": 0, "later": waiting}

    assert {"run": run.id, **counted} == {name: line.facts[name] for name in ("run", *counted)}
    assert len(run.verdicts) - waiting == line.facts["lines"]
    assert "standing-digest" in line.facts


def test_canaries_are_seen_by_nobody_else(sandbox: Sandbox) -> None:
    """While a run is at work, the counts of everybody else do not move."""
    session = sandbox.bench.vault.acting("dashboard", purpose="audience", actor="page")
    since, until = date(2026, 11, 1), date(2026, 11, 21)
    before = session.count_by_day("visit", since, until)
    with ProofRun(sandbox.bench) as run:
        verdict = judge(run, Promise(kind="minimise", subject="visit"))
        during = session.count_by_day("visit", since, until)

    assert State.KEPT is verdict.state
    assert before == during


def test_two_runs_at_once_do_not_mistake_each_other(sandbox: Sandbox) -> None:
    """A second run that begins inside a first is judged alike, and each cleans up its own."""
    before = rows(sandbox.bench)
    with ProofRun(sandbox.bench) as outer:
        first = judge(outer, Promise(kind="minimise", subject="visit"))
        inner = prove(sandbox.bench)
        last = judge(outer, Promise(kind="sealed", subject="records"))

    assert {} == not_kept((first, *inner.verdicts, last))
    assert before == rows(sandbox.bench)


def test_the_latest_verdicts_are_the_newest(sandbox: Sandbox) -> None:
    """`latest` gives each promise its newest verdict, with the moment and the length of the run."""
    bench = sandbox.bench
    names = ("sealed:inventory", "logs:chain", *later(bench.charter))
    looked(bench, *names)
    sandbox.clock.advance(timedelta(hours=1))
    run = looked(bench, *names)
    found = newest(bench)

    assert run.verdicts == found.verdicts
    assert (run.at, round(run.seconds, 3)) == (found.at, found.seconds)


def test_a_promise_the_charter_no_longer_makes_is_not_told(sandbox: Sandbox) -> None:
    """Verdicts on promises of an older charter stay in the store and are not shown."""
    bench = sandbox.bench
    looked(bench, "sealed:inventory", "logs:chain")
    found = latest(
        bench.store,
        bench.organisation,
        signer=bench.keyring.signer(bench.organisation),
        clock=bench.clock,
        promises=[PromiseId("logs:chain")],
    )

    assert ["logs:chain"] == [verdict.id for verdict in found.verdicts]


def test_a_verdict_from_when_it_was_still_checked_is_not_shown(sandbox: Sandbox) -> None:
    """What a check said before the charter went beyond its sight stays in the store, and never makes the promise green."""
    bench, name = sandbox.bench, PromiseId("logs:chain")
    looked(bench, name, "sealed:inventory")
    found = latest(
        bench.store,
        bench.organisation,
        signer=bench.keyring.signer(bench.organisation),
        clock=bench.clock,
        later=[name],
    )
    (shown,) = [verdict for verdict in found.verdicts if verdict.id == name]

    assert (State.UNPROVEN, LATER, found.at) == (shown.state, shown.because, shown.at)


def test_before_the_first_run_there_is_nothing_to_tell(sandbox: Sandbox) -> None:
    """A house that was never proved has no verdicts, and no moment of one."""
    found = latest(
        sandbox.bench.store,
        sandbox.bench.organisation,
        signer=sandbox.bench.keyring.signer(sandbox.bench.organisation),
        clock=sandbox.clock,
    )

    assert ((), None) == (found.verdicts, found.at)


def test_history_keeps_the_worst_of_each_day(sandbox: Sandbox) -> None:
    """Over several days, each day shows the worst that was found on it; a day without a run shows nothing."""
    bench, name = sandbox.bench, PromiseId("sealed:inventory")
    stray = bench.folder / "stray.csv"
    looked(bench, name)
    sandbox.clock.advance(timedelta(days=1))
    stray.write_text("day,page\n")
    looked(bench, name)
    stray.unlink()
    sandbox.clock.advance(timedelta(hours=1))
    looked(bench, name)
    sandbox.clock.advance(timedelta(days=2))
    looked(bench, name)
    found = history(
        bench.store,
        bench.organisation,
        name,
        clock=bench.clock,
        signer=bench.keyring.signer(bench.organisation),
        zone=bench.plan.zone,
    )

    assert {
        date(2026, 11, 21): State.KEPT,
        date(2026, 11, 22): State.BROKEN,
        date(2026, 11, 24): State.KEPT,
    } == dict(found)


def test_history_is_as_long_as_asked(sandbox: Sandbox) -> None:
    """What is older than the days asked for is not shown."""
    bench = sandbox.bench
    looked(bench, "logs:chain")
    sandbox.clock.advance(timedelta(days=2))
    told = history(
        bench.store,
        bench.organisation,
        PromiseId("logs:chain"),
        clock=bench.clock,
        signer=bench.keyring.signer(bench.organisation),
        zone="Europe/Paris",
        days=2,
    )

    assert {} == dict(told)


def test_verdicts_go_when_they_are_old(sandbox: Sandbox) -> None:
    """Verdicts older than 400 days are let go by the next run."""
    bench = sandbox.bench
    first = looked(bench, "logs:chain")
    sandbox.clock.advance(timedelta(days=401))
    bench.vault.sweep(confirmed_by="test")
    looked(bench, "logs:chain")
    told = history(
        bench.store,
        bench.organisation,
        PromiseId("logs:chain"),
        clock=bench.clock,
        signer=bench.keyring.signer(bench.organisation),
        zone="Europe/Paris",
        days=500,
    )

    assert first.at.date() not in told
    assert 1 == len(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_for_programs_has_seven_words(sandbox: Sandbox, language: Language) -> None:
    """`prove --json` prints id, kind, state, finding, because, measured, at; because says the finding in a sentence."""
    shown = as_json(verdict_on(sandbox.bench, "retention:audience/visit"), language)

    assert ["id", "kind", "state", "finding", "because", "measured", "at"] == list(shown)
    assert ("retention:audience/visit", "retention", "kept") == (shown["id"], shown["kind"], shown["state"])
    assert str(shown["because"]).endswith(".")
    assert "2026-11-21T06:02:00+00:00" == shown["at"]


def test_evidence_is_typed(proved: Proved) -> None:
    """What a run measured is numbers, names of the charter and digests: never text that came from outside."""
    words = {value for verdict in proved.run.verdicts for value in verdict.measured.values() if isinstance(value, str)}

    assert all(len(word) == 12 and int(word, 16) >= 0 for word in words)


def test_time_is_the_clock_of_the_bench(proved: Proved) -> None:
    """All verdicts of a run bear the one moment it began at."""
    run, now = proved.run, proved.sandbox.clock.now()

    assert {now} == {verdict.at for verdict in run.verdicts} == {run.at}


def test_a_fast_run_leaves_what_is_for_the_night_as_it_was(sandbox: Sandbox) -> None:
    """A fast run judges all but what reads every byte or walks the journal; of that the last whole run's verdict stays, with its moment."""
    bench = sandbox.bench
    whole = prove(bench)
    sandbox.clock.advance(timedelta(hours=1))
    run = prove(bench, fast=True)
    left_out = {"logs:chain", "sealed:keys", "sealed:records", "minimise:visit", "minimise:visit.address"}
    found = {
        it.id: it.at
        for it in latest(
            bench.store, bench.organisation, signer=bench.keyring.signer(bench.organisation), clock=bench.clock
        ).verdicts
    }

    assert set() == left_out & {verdict.id for verdict in run.verdicts}
    assert {whole.at} == {found[PromiseId(name)] for name in left_out}
    assert {} == not_kept(run.verdicts)
    assert run.at == found[PromiseId("retention:audience/visit")]
