"""Sabotages of `logs:…`: lines edited, dropped, reordered, rolled back, never written, or kept too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from etanche.charter import Promise, parse_keep, print_keep
from etanche.gate import Reason
from etanche.journal import Entry
from etanche.journal.chain import RESTORED
from etanche.proof import hindsight
from etanche.proof.drills.saboteur import Drill, Saboteur, by_hand, force_shelf, line, lose_grants, lose_refusals, obey
from etanche.proof.persons import logged
from etanche.proof.reach import Reach
from etanche.proof.rewriting import rewrite, rewrite_around
from etanche.proof.sandbox import Sandbox
from etanche.proof.verdict import State
from etanche.store import moment_text
from etanche.terms import new_id

_HASTY = parse_keep("between 1 day and 2 days after created")


Sabotages = tuple[tuple[str, Saboteur, str], ...]
"""Name, act and finding of each."""


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the chain, or of what the journal holds."""
    unproven, red = _of_chain() if promise.subject == "chain" else _of_journal(reach)
    for rows, expects in ((unproven, State.UNPROVEN), (red, State.BROKEN)):
        for sabotage, act, finds in rows:
            yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds, expects=expects)


def _of_chain() -> tuple[Sabotages, Sabotages]:
    """Return those under which nobody can tell any more, and those that are noticed as a breach."""
    unproven = (
        ("anchor-lost", _lose_anchors, "logs.no-anchor"),
        ("journal-lost-around-a-head", _lose_around, "logs.anchor-gone"),
        ("anchor-old", _let_time_pass, "logs.old-anchor"),
    )
    red = (
        ("line-edited", _edit, "logs.chain-edited"),
        ("line-dropped", _drop, "logs.chain-dropped"),
        ("line-dropped-before-chained", _drop_at_once, "logs.chain-dropped"),
        ("lines-reordered", _reorder, "logs.chain-reordered"),
        ("signature-replaced", _sign_anew, "logs.chain-signature"),
        ("probe-mark-put-on", _mark_as_probe, "logs.chain-edited"),
        ("line-forged", _forge, "logs.chain-forged"),
        ("journal-rolled-back", _roll_back, "logs.chain-head"),
        ("journal-rolled-back-with-its-head", _roll_back_with_head, "logs.chain-head"),
        ("journal-written-anew", _write_anew, "logs.written-anew"),
        ("journal-cut-around-a-head", _cut_around, "logs.written-anew"),
        ("journal-cut-ahead-of-time", _cut_ahead, "logs.written-anew"),
        *hindsight.SABOTAGES,
    )
    return unproven, red


def _of_journal(reach: Reach) -> tuple[Sabotages, Sabotages]:
    """Return the same of what is written down, how long it stays, and, where somebody reads, whom it is about."""
    unproven = (("probe-mark-forged", _read_as_probe, "logs.probe-of-no-run"),)
    red = (
        ("readings-unplugged", lose_grants, "logs.reading-unwritten"),
        ("refusals-unplugged", lose_refusals, "logs.refusal-unwritten"),
        ("lines-kept-too-long", _keep_too_long, "logs.too-old"),
        ("lines-cut-too-early", _cut_too_early, "logs.cut-by-other-rule"),
        ("term-lengthened", _lengthen, "logs.other-rule"),
    )
    listed = (
        ("persons-unlisted", _lose_lists, "logs.person-unwritten"),
        ("looks-forgotten", _forget_looks, "logs.persons-unlisted"),
        ("looks-filed-elsewhere", _file_elsewhere, "logs.persons-unlisted"),
        ("looks-hidden", _hide_looks, "logs.persons-unlisted"),
    )
    return unproven, (red if logged.reader(reach) is None else (*red, *listed))


def _lose_lists(sandbox: Sandbox) -> None:
    """Lose the list of whom a line is about."""
    by_hand(
        sandbox,
        "CREATE TRIGGER unlisted AFTER INSERT ON entry_persons BEGIN DELETE FROM entry_persons WHERE seq = new.seq; END",
    )


def _forget_looks(sandbox: Sandbox) -> None:
    """Take away the list of whom a line is about, long after it was written."""
    vault = sandbox.bench.vault
    vault.tell(vault.new_person(), "contract-start", actor="saboteur")
    by_hand(sandbox, "DELETE FROM entry_persons WHERE seq = (SELECT max(seq) FROM entry_persons)")


def _file_elsewhere(sandbox: Sandbox) -> None:
    """File the list of whom a line is about under a day to come, whose key nobody has."""
    vault = sandbox.bench.vault
    vault.tell(vault.new_person(), "contract-start", actor="saboteur")
    by_hand(sandbox, "UPDATE entry_persons SET day = '2999-01-01' WHERE seq = (SELECT max(seq) FROM entry_persons)")


def _hide_looks(sandbox: Sandbox) -> None:
    """Take away what somebody finds the line by that is about a look at them."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        bench.vault.write_about(connection, line(bench, act="read", object="vault"), [bench.vault.new_person()])
    by_hand(sandbox, "DELETE FROM looked WHERE seq = (SELECT max(seq) FROM looked)")


def _leave_a_line(sandbox: Sandbox) -> None:
    """Have a line of the saboteur's written, and chained."""
    bench = sandbox.bench
    bench.journal.note(line(bench, act="looked", object="journal"))
    bench.journal.seal()


def _edit(sandbox: Sandbox) -> None:
    by_hand(sandbox, "UPDATE entries SET actor = 'somebody-else' WHERE position = 2")


def _mark_as_probe(sandbox: Sandbox) -> None:
    """Put the mark of a probe on somebody's line, so that it is in nobody's counts."""
    by_hand(sandbox, "UPDATE entries SET probe = '00112233445566778899aabbccddeeff' WHERE position = 2")


def _read_as_probe(sandbox: Sandbox) -> None:
    """Write down a reading by the journal itself, under the mark of a probe that no run ever had."""
    bench = sandbox.bench
    bench.journal.note(
        Entry(
            organisation=bench.organisation,
            at=bench.clock.now(),
            actor="saboteur",
            act="read",
            object=min(bench.plan.categories),
            decision=Reason.GRANTED,
            probe=new_id().hex(),
        )
    )
    bench.journal.seal()
    sandbox.clock.advance(timedelta(hours=2))


def _drop(sandbox: Sandbox) -> None:
    by_hand(sandbox, "DELETE FROM entries WHERE position = 2")


def _drop_at_once(sandbox: Sandbox) -> None:
    """Let somebody's lines vanish as they are written, long before the next second chains them."""
    by_hand(
        sandbox,
        "CREATE TRIGGER vanish AFTER INSERT ON entries WHEN new.actor = 'saboteur' "
        "BEGIN DELETE FROM entries WHERE seq = new.seq; END",
    )
    _leave_a_line(sandbox)


def _reorder(sandbox: Sandbox) -> None:
    """Let two lines change places."""
    by_hand(
        sandbox,
        "UPDATE entries SET position = -1 WHERE position = 2",
        "UPDATE entries SET position = 2 WHERE position = 3",
        "UPDATE entries SET position = 3 WHERE position = -1",
    )


def _roll_back(sandbox: Sandbox) -> None:
    """Take away the end of the journal, with the signature that stood there, as an older copy of the file would."""
    by_hand(
        sandbox,
        "DELETE FROM checkpoints WHERE position = (SELECT max(position) FROM checkpoints)",
        "DELETE FROM entries WHERE position > coalesce((SELECT max(position) FROM checkpoints), 0)",
    )


def _roll_back_with_head(sandbox: Sandbox) -> None:
    """Roll the journal back, and take from the shelf the head that would show it."""
    _roll_back(sandbox)
    force_shelf(sandbox.bench, "DELETE FROM heads")


def _forge(sandbox: Sandbox) -> None:
    """Write a line that nobody of ours wrote, and leave the chaining of it to us."""
    by_hand(
        sandbox,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM entries ORDER BY seq DESC LIMIT 1",
        "UPDATE forged SET seq = seq + 1, actor = 'somebody', position = NULL, link = NULL",
        "INSERT INTO entries SELECT * FROM forged",
        "DROP TABLE forged",
        "UPDATE sequences SET last = last + 1 WHERE name = 'entries'",
    )


def _sign_anew(sandbox: Sandbox) -> None:
    """Sign the first checkpoint with nobody's key."""
    by_hand(
        sandbox,
        "UPDATE checkpoints SET signature = zeroblob(64) WHERE position = (SELECT min(position) FROM checkpoints)",
    )


def _write_anew(sandbox: Sandbox) -> None:
    """Write all of it anew with the real key, as root can; the head on the shelf too, but not the one that somebody took away."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        end = rewrite(connection, bench.keyring.signer(bench.organisation), bench.organisation)
    force_shelf(bench, "UPDATE heads SET link = ? WHERE position = ?", end.link, end.position)


def _cut_around(sandbox: Sandbox) -> None:
    """Cut everything up to the head that somebody took away, by a rule that lets nothing of today go, and end the cut with that head's link."""
    _around(sandbox, "between 6 months and 1 year after created")


def _cut_ahead(sandbox: Sandbox) -> None:
    """Do it by the rule of the charter, and date the cut to when its term will be over."""
    now = sandbox.bench.clock.now()
    rule = print_keep(sandbox.bench.charter.vault.journal.keep)
    _around(sandbox, rule, dated=now + timedelta(days=36_525))


def _lose_around(sandbox: Sandbox) -> None:
    """Write everything anew, and say that the one line of the head that somebody took away was lost by a restore."""
    _around(sandbox, RESTORED)


def _around(sandbox: Sandbox, rule: str, dated: datetime | None = None) -> None:
    bench = sandbox.bench
    now = bench.clock.now()
    (anchor,) = bench.journal.anchors.held()
    _leave_a_line(sandbox)
    signer, at = bench.keyring.signer(bench.organisation), moment_text(dated or now)
    with bench.store.writing() as connection:
        end = rewrite_around(connection, signer, bench.organisation, anchor.receipt.head, rule=rule, at=at)
    bench.shelf.put_head(bench.organisation, end.position, end.link, moment_text(now))


def _lose_anchors(sandbox: Sandbox) -> None:
    """Let nobody outside have a head."""
    by_hand(sandbox, "DELETE FROM instance_facts WHERE name LIKE 'anchor.%%'")


def _let_time_pass(sandbox: Sandbox) -> None:
    """Hand out no head for three days."""
    sandbox.clock.advance(timedelta(days=3))


def _keep_too_long(sandbox: Sandbox) -> None:
    """Let a hundred years pass without a cut."""
    sandbox.clock.advance(timedelta(days=36_525))


def _cut_too_early(sandbox: Sandbox) -> None:
    """Cut by a hastier rule, and put the right one back."""
    obey(sandbox, lambda plan: replace(plan, journal_keep=_HASTY))
    sandbox.clock.advance(timedelta(days=4))
    _leave_a_line(sandbox)
    sandbox.bench.journal.cut(actor="saboteur")
    sandbox.obey(None)


def _lengthen(sandbox: Sandbox) -> None:
    obey(sandbox, lambda plan: replace(plan, journal_keep=parse_keep("90 years after created")))
