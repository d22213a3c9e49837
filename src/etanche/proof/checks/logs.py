"""
`logs:chain`: no line of the journal was changed, dropped or moved, the head kept on the shelf lies in it, the history of verdicts is as the runs wrote it,
what standing was told up to the last whole run was not changed since, what it was told after that was told by us,
the names of purposes and of everything else that has a number stand for what they stood for, no key of a program that was revoked is open again,
and whoever something is kept of, or told of, is on the list of persons, as living or as erased.
`logs:journal`: readings and refusals are written down before anything leaves, and lines stay as long as was said, no longer, with the list of whom they are about.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from etanche.charter import Promise, Status, Term, evaluate, print_keep
from etanche.clock import day_of
from etanche.journal import WORSE, Confronted, is_gap, newest
from etanche.proof import alerts, attempts, canary, listed_persons, named, remembered, reopened
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import logged
from etanche.proof.reach import UNDECLARED, Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State
from etanche.proof.vouched import doubts
from etanche.store import entries, moment_of

GRACE: Final = timedelta(days=1)
"""A line is due from the beginning of a day and cut before its end."""

ANCHOR_AGE: Final = timedelta(days=2)
"""A head goes outside once a day; a day may be missed."""

_SHOWN: Final = 12


def sees(reach: Reach, subject: str) -> Sight:
    """See the whole journal, if there is anything a role can read, so that a reading can be tried."""
    if subject == "chain":
        return Sight.WHOLE
    return Sight.PART if _readable(reach) is None and logged.reader(reach) is None else Sight.WHOLE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Verify the chain, or attempt and observe the journal."""
    return _chain(run) if promise.subject == "chain" else _journal(run)


def _chain(run: ProofRun) -> Outcome:
    """Tell what the walk from the first line to the head saw, before this run added a line."""
    report = run.chain
    if report.fault is not None:
        return broken(f"logs.chain-{report.fault.kind}", position=report.fault.position)
    outside = _outside(run)
    if outside is not None and outside.state is State.BROKEN:
        return outside
    # What was rewritten inside is told whether or not a head is held outside.
    if (doubted := _history(run) or _ledger(run) or _lists(run) or outside) is not None:
        return doubted
    if report.gaps:
        return kept("logs.chained-restored", lines=report.entries, lost=report.lost, head=report.head[:_SHOWN])
    return kept("logs.chained", lines=report.entries, cut=report.cut, head=report.head[:_SHOWN])


def _history(run: ProofRun) -> Outcome | None:
    """Return what of the history of verdicts, or of the alerts it led to, is not as the runs wrote it: "kept since" rests on it."""
    bench = run.bench
    signer = bench.keyring.signer(bench.organisation)
    found = doubts(
        bench.store, bench.organisation, signer=signer, journal=bench.journal, now=run.at, applied=run.applied
    )
    if found.forged:
        return broken("logs.verdicts-forged", verdicts=found.forged)
    if found.missing:
        return broken("logs.verdicts-missing", verdicts=found.missing)
    told = alerts.forged(bench)
    return broken("logs.alerts-forged", alerts=told) if told else None


def _ledger(run: ProofRun) -> Outcome | None:
    """Return that what was told up to the last whole run was changed, that something since was not told by us, or that it all goes by other names."""
    found = remembered.look(run)
    if found.changed:
        return broken("logs.standing-changed")
    if found.unshown:
        return broken("logs.evidence-changed")
    if found.forged:
        return broken("logs.standing-forged", events=found.forged)
    return broken("logs.names-changed") if named.look(run).changed else None


def _lists(run: ProofRun) -> Outcome | None:
    """Return that a key that was revoked is open again, or that the list of persons is another than what is kept and told of them says."""
    if opened := reopened.keys(run):
        return broken("logs.keys-reopened", keys=opened)
    astray = listed_persons.look(run)
    if astray.missing:
        return broken("logs.persons-missing", persons=astray.missing)
    return broken("logs.persons-misjudged", persons=astray.misjudged) if astray.misjudged else None


def _outside(run: ProofRun) -> Outcome | None:
    """
    Return what is wrong with the heads that are held outside.

    Who has every key can write the whole journal anew; without a head of these days somewhere else, nobody can say that they did not.
    """
    journal = run.bench.journal
    anchors = journal.anchors.held()
    told = list(zip(anchors, journal.confront([one.receipt for one in anchors]), strict=True))
    for anchor, became in told:
        if became in WORSE:
            return broken("logs.written-anew", position=anchor.receipt.head.position)
    # A head whose line is gone, be it under a signature, says nothing for the lines that are there.
    last = newest([one for one, became in told if became is Confronted.SAME and one.receipt.at <= run.at])
    if last is None:
        return unproven("logs.anchor-gone") if anchors else unproven("logs.no-anchor")
    age = run.at - last.receipt.at
    return unproven("logs.old-anchor", days=age.days) if age > ANCHOR_AGE else None


def _journal(run: ProofRun) -> Outcome:
    return _written(run) or _listed(run) or _forged(run) or _aged(run)


def _listed(run: ProofRun) -> Outcome | None:
    """Return that lines lost the list of whom they are about: a fast run looks at the newest ones and at some others."""
    lines = run.bench.vault.unlisted(sampled=run.fast)
    return broken("logs.persons-unlisted", lines=lines) if lines else None


def _forged(run: ProofRun) -> Outcome | None:
    """Tell of readings under the mark of a probe that no run of checks answers for."""
    lines = attempts.of_no_run(run)
    return unproven("logs.probe-of-no-run", lines=lines) if lines else None


def _written(run: ProofRun) -> Outcome | None:
    """Read what may be read and what may not, and return what the journal does not know of."""
    cell = _readable(run.reach)
    if cell is None:
        return logged.written(run)
    role, category, purpose = cell
    if not canary.scene(run, category).left:
        return unproven("no-canary")
    if not attempts.read(run, role=role, category=category, purpose=purpose).journalled:
        return broken("logs.reading-unwritten")
    if not attempts.read(run, role=role, category=category, purpose=UNDECLARED).journalled:
        return broken("logs.refusal-unwritten")
    return logged.written(run)


def _readable(reach: Reach) -> tuple[str, str, str] | None:
    """Return the first role, category and purpose for which something can be read now."""
    cells = (
        (role, category, min(purposes))
        for role, it in sorted(reach.charter.roles.items())
        for category, purposes in sorted(it.sees.items())
    )
    return next((cell for cell in cells if reach.open_to(cell[0], cell[1])), None)


def _aged(run: ProofRun) -> Outcome:
    """The oldest line is within the ceiling of the rule, and every signed cut was made by that rule."""
    bench = run.bench
    keep = bench.charter.vault.journal.keep
    if bench.plan.journal_keep != keep:
        return broken("logs.other-rule")
    with bench.store.reading() as connection:
        first = list(entries.search(connection, bench.organisation, limit=1))
        # What a restore lost was not taken out by a rule; `logs:chain` tells of it.
        cuts = [row for row in entries.all_cuts(connection, bench.organisation) if not is_gap(row)]
    if not first:
        return unproven("logs.empty")
    oldest = moment_of(first[0].at)
    age = max(0, (run.at - oldest).days)
    if _term(run, oldest, run.at - GRACE).status is Status.DUE:
        return broken("logs.too-old", days=age)
    ours = [cut for cut in cuts if run.applied is None or moment_of(cut.at) >= run.applied]
    if any(cut.rule != print_keep(keep) for cut in ours):
        return broken("logs.cut-by-other-rule")
    # A cut dated ahead was made by now.
    if ours and _under_floor(run, oldest, min(moment_of(ours[-1].at), run.at)):
        return unproven("logs.floor-unseen")
    return kept("logs.in-time", days=age, cuts=len(cuts))


def _under_floor(run: ProofRun, oldest: datetime, at: datetime) -> bool:
    """
    Tell whether the oldest line left was under the floor when the last cut was made.

    Those cut were older, but how much older nobody can tell any more.
    """
    floor = _term(run, oldest, at).not_before
    return floor is not None and day_of(at, run.bench.plan.zone) < floor


def _term(run: ProofRun, created: datetime, at: datetime) -> Term:
    plan, keep = run.bench.plan, run.bench.charter.vault.journal.keep
    happened = {"created": created, "collected": created}
    return evaluate(keep, happened, at, zone=plan.zone, fiscal_year_end=plan.fiscal_year_end)
