"""
What somebody does to the past who can write into the data and has no key: says of days gone by that a promise was kept,
that somebody never refused, or that what they said was said of something else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from etanche.proof import named, remembered
from etanche.proof.drills.saboteur import by_hand, force_shelf, line
from etanche.proof.proving import write_down
from etanche.proof.run import ProofRun
from etanche.proof.sandbox import Sandbox
from etanche.proof.verdict import State, Verdict
from etanche.store import ApiKeyRow, api_keys, moment_text, names
from etanche.terms import PromiseId, new_id

_LATER: Final = timedelta(hours=1)
_TRIED: Final = PromiseId("logs:journal")


def _looked(sandbox: Sandbox, *states: State) -> None:
    """Let one run an hour have found a promise so."""
    for state in states:
        sandbox.clock.advance(_LATER)
        with ProofRun(sandbox.bench, fast=True) as run:
            verdict = Verdict(id=_TRIED, kind="logs", state=state, because="logs.in-time", at=run.at)
            write_down(run, [verdict], 0.0)


def _told(sandbox: Sandbox) -> None:
    """Let something have been told in time, and a whole run have written its digest into the journal."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        for event in ("contract-start", "objection", "contract-end"):
            bench.standing.record(
                connection, subject="drill/2026-01-01", event=event, effective=bench.clock.now(), because="drill"
            )
    sandbox.clock.advance(2 * _LATER)
    with ProofRun(bench) as run:
        remembered.look(run)
    write_down(run, [], 0.0)


def _whiten(sandbox: Sandbox) -> None:
    """Say of a look that found a promise broken that it found it kept."""
    _looked(sandbox, State.KEPT, State.BROKEN, State.KEPT)
    by_hand(sandbox, "UPDATE verdicts SET state = 'kept' WHERE state = 'broken'")


def _hush(sandbox: Sandbox) -> None:
    """Let a promise break, and say of what is to be told that it was."""
    _looked(sandbox, State.KEPT, State.BROKEN)
    by_hand(sandbox, "UPDATE alerts SET told = at")


def _invent(sandbox: Sandbox) -> None:
    """Let a promise have been kept on a day on which nobody looked."""
    _looked(sandbox, State.KEPT)
    by_hand(
        sandbox,
        "CREATE TEMPORARY TABLE invented AS SELECT * FROM verdicts LIMIT 1",
        "UPDATE invented SET at = '2020-01-01T00:00:00.000000+00:00', number = 0",
        "INSERT INTO verdicts SELECT * FROM invented",
        "DROP TABLE invented",
    )


def _cut_out(sandbox: Sandbox) -> None:
    """Take out the look that found a promise broken."""
    _looked(sandbox, State.KEPT, State.BROKEN, State.KEPT)
    by_hand(sandbox, "DELETE FROM verdicts WHERE state = 'broken'")


def _cut_off(sandbox: Sandbox) -> None:
    """Take away the last look, which found a promise broken."""
    _looked(sandbox, State.KEPT, State.BROKEN)
    by_hand(sandbox, "DELETE FROM verdicts WHERE state = 'broken'")


def _let_slip(sandbox: Sandbox) -> None:
    """Take away the last look, which found a promise broken, and let a run of the hour give its number again."""
    _cut_off(sandbox)
    _looked(sandbox, State.KEPT)


def _begin_anew(sandbox: Sandbox) -> None:
    """Let the history of a promise begin after the look that found it broken."""
    _looked(sandbox, State.BROKEN, State.KEPT)
    by_hand(sandbox, "DELETE FROM verdicts WHERE state = 'broken'")


def _forget_objection(sandbox: Sandbox) -> None:
    """Take out what somebody had objected."""
    _told(sandbox)
    by_hand(sandbox, "DELETE FROM standing WHERE subject = 'drill/2026-01-01' AND event = 'objection'")


def _date_back(sandbox: Sandbox) -> None:
    """Let something have been told of another day."""
    _told(sandbox)
    by_hand(sandbox, "UPDATE standing SET effective = '1999-12-31' WHERE subject = 'drill/2026-01-01'")


def _slip_in(sandbox: Sandbox) -> None:
    """Let something have been told before everything else."""
    _told(sandbox)
    by_hand(
        sandbox,
        "CREATE TEMPORARY TABLE slipped AS SELECT * FROM standing WHERE event = 'objection' LIMIT 1",
        "UPDATE slipped SET seq = 0, event = 'consent-given'",
        "INSERT INTO standing SELECT * FROM slipped",
        "DROP TABLE slipped",
    )


def _forge_behind(sandbox: Sandbox) -> None:
    """Put a copy of what was told behind everything else, mark and all, as if somebody had said it again."""
    _told(sandbox)
    by_hand(
        sandbox,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM standing WHERE event = 'contract-start' LIMIT 1",
        "UPDATE forged SET seq = (SELECT max(seq) + 1 FROM standing)",
        "INSERT INTO standing SELECT * FROM forged",
        "UPDATE sequences SET last = last + 1 WHERE name = 'standing'",
        "DROP TABLE forged",
    )


def _empty_evidence(sandbox: Sandbox) -> None:
    """Take away what shows a yes, as if it had been said without any."""
    bench = sandbox.bench
    bench.vault.tell(
        bench.vault.new_person(), "consent-given", purpose=min(bench.plan.purposes), actor="saboteur", evidence=b"words"
    )
    _told(sandbox)
    by_hand(sandbox, "UPDATE standing SET evidence = NULL WHERE event = 'consent-given'")


def _rename_purposes(sandbox: Sandbox) -> None:
    """Give the numbers of purposes, by which what people said goes, to one another."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        for purpose in sorted(bench.plan.purposes):
            names.number(connection, bench.organisation, "purpose", purpose)
    with ProofRun(bench) as run:
        named.look(run)
    write_down(run, [], 0.0)
    by_hand(
        sandbox,
        "UPDATE names SET id = -id WHERE section = 'purpose'",
        "UPDATE names SET id = id + 2 - (SELECT min(id) FROM names WHERE section = 'purpose') WHERE id < 0",
    )


def _reopen(sandbox: Sandbox) -> None:
    """Put the row of a key that was revoked back as it was before, mark and all."""
    bench = sandbox.bench
    now = moment_text(bench.clock.now())
    row = ApiKeyRow(
        organisation=bench.organisation,
        id=new_id(),
        digest=bytes(32),
        scope="{}",
        made=now,
        made_by="saboteur",
        until=now,
    )
    revoked = line(bench, act="key-revoked", object="api-keys", facts={"key": row.id.hex()})
    with bench.store.writing() as connection:
        bench.journal.write(connection, revoked)
        api_keys.put(connection, row)


def _unlist(sandbox: Sandbox) -> None:
    """Take everybody off the list of persons, one of whom standing was told."""
    sandbox.bench.vault.tell(sandbox.bench.vault.new_person(), "contract-start", actor="saboteur")
    by_hand(sandbox, "DELETE FROM persons")


def _raise_up(sandbox: Sandbox) -> None:
    """Let somebody who was erased stand on the list as living, and nowhere on the shelf as dead."""
    vault = sandbox.bench.vault
    person = vault.new_person()
    vault.tell(person, "contract-start", actor="saboteur")
    vault.erase(person, actor="saboteur")
    by_hand(sandbox, "UPDATE persons SET ended = NULL")
    force_shelf(sandbox.bench, "DELETE FROM ended_persons")


SABOTAGES: Final[tuple[tuple[str, Callable[[Sandbox], None], str], ...]] = (
    ("verdict-whitened", _whiten, "logs.verdicts-forged"),
    ("alert-hushed", _hush, "logs.alerts-forged"),
    ("verdict-invented", _invent, "logs.verdicts-forged"),
    ("verdict-cut-out", _cut_out, "logs.verdicts-missing"),
    ("verdict-let-slip", _let_slip, "logs.verdicts-missing"),
    ("last-verdict-cut-off", _cut_off, "logs.verdicts-missing"),
    ("history-begun-anew", _begin_anew, "logs.verdicts-missing"),
    ("objection-forgotten", _forget_objection, "logs.standing-changed"),
    ("event-dated-back", _date_back, "logs.standing-changed"),
    ("event-slipped-in", _slip_in, "logs.standing-changed"),
    ("event-forged-behind", _forge_behind, "logs.standing-forged"),
    ("evidence-emptied", _empty_evidence, "logs.evidence-changed"),
    ("persons-struck-out", _unlist, "logs.persons-missing"),
    ("erased-raised-up", _raise_up, "logs.persons-misjudged"),
    ("key-reopened", _reopen, "logs.keys-reopened"),
    ("purposes-exchanged", _rename_purposes, "logs.names-changed"),
)
"""Name, act, and what the check of the chain must find."""
