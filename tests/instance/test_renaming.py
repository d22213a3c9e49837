"""What goes on under another name when another charter comes into force: records, events, fields, history; and what makes room."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest
from tests.conftest import MakeInstance
from tests.instance.conftest import NEXT, TODAY, Write, called, charter_text, readable, visits

from etanche.charter import load
from etanche.charter.change import ASIDE, How, diff
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.instance.adopting import adopt
from etanche.instance.charters import charter_of
from etanche.proof import named
from etanche.proof.proving import write_down
from etanche.proof.run import ProofRun
from etanche.proof.vouched import marked
from etanche.standing import CharterChanged
from etanche.store import VerdictRow, moment_text, verdicts
from etanche.terms import PromiseId
from etanche.vault import Arrival, CharterSuperseded

CLICK = """  click:
    title: {fr: Clic, en: Click}
    of: [visitor]
    from: [site-visits]
    fields: {page: {kind: url, title: {fr: page, en: page}}}
"""


def _apply(instance: Instance, write: Write, base: str, *edits: tuple[str, str], day: date) -> str:
    """Apply a charter that is like another one, and return its text without what things were called."""
    instance.apply(instance.propose(write(*edits, day=day, base=base)), by="Ann")
    text = charter_text(*edits, day=day, base=base)
    return "\n".join(line for line in text.split("\n") if not line.strip().startswith("was:"))


def test_a_category_renamed_keeps_its_records_and_its_term(instance: Instance, clock: FixedClock, write: Write) -> None:
    """What was sealed under the old name opens under the new one, and goes when it would have gone."""
    visits(instance, TODAY)
    instance.apply(instance.propose(write(*called("page-view", was="visit"))), by="Ann")
    assert 3 == readable(instance, "page-view")
    visits(instance, TODAY, 1, "page-view")
    assert 4 == readable(instance, "page-view")
    clock.advance(timedelta(days=179))

    assert 0 == instance.vault.sweep(confirmed_by="Ann").destroyed
    clock.advance(timedelta(days=1))
    assert 1 == instance.vault.sweep().destroyed


def test_a_field_renamed_keeps_its_values(instance: Instance, write: Write) -> None:
    """A field is sealed by its number, so its values are there under its new name; and nothing needs to be told."""
    visits(instance, TODAY)
    proposal = instance.propose(write(("      page: {kind: url,", "      address-seen: {was: page, kind: url,")))
    instance.apply(proposal, by="Ann")
    session = instance.vault.acting("web-analyst", purpose="audience", actor="ann")

    assert ["renamed"] == [str(change.how) for change in proposal.changes]
    assert {"/0", "/1", "/2"} == {record.fields["address-seen"] for record in session.read("visit")}


def test_a_name_that_something_else_had_before_is_free(instance: Instance, clock: FixedClock, write: Write) -> None:
    """`visit` is given up, `click` takes its place and later its name: its own records are there, and those of before go."""
    visits(instance, TODAY)
    base = _apply(instance, write, "", *called("click", was="visit", told=False), day=date(2026, 11, 20))
    visits(instance, TODAY, 2, "click")
    _apply(instance, write, base, *called("visit", was="click"), day=TODAY)

    assert 2 == readable(instance)
    clock.advance(timedelta(hours=73))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed
    assert 2 == readable(instance)


def test_a_thing_can_take_over_the_name_of_one_that_goes_in_the_same_version(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """The old `visit` is removed and told, `click` is `visit` from now on; neither has the other's records or verdicts."""
    both = (
        "categories:\n",
        f"categories:\n{CLICK}",
    )
    more = (
        ("uses: [visit]", "uses: [visit, click]"),
        ("sees: {visit: [audience]}", "sees: {visit: [audience], click: [audience]}"),
    )
    instance = make_instance(charter=write(both, *more, day=date(2026, 11, 20)))
    visits(instance, TODAY)
    visits(instance, TODAY, 2, "click")
    before = charter_text(both, *more, day=date(2026, 11, 20))
    start, end = before.index("  visit:\n    title"), before.index("# Why, on what basis")
    taken = before[:start] + before[end:]
    _apply(
        instance,
        write,
        taken,
        ("  click:\n    title", "  visit:\n    was: click\n    title"),
        ("[visit, click]", "[visit]"),
        (", click: [audience]}", "}"),
        ('  C4: ["minimise:visit", "minimise:visit.address", "minimise:visit.visitor-id"]\n', ""),
        day=TODAY,
    )

    assert 2 == readable(instance)
    new, old = (each.charter for each in instance.versions()[:2])
    gone = [change.path for change in diff(old, new) if change.how is How.REMOVED]
    assert ("categories", f"visit{ASIDE}") in gone
    clock.advance(timedelta(hours=73))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed
    assert 2 == readable(instance)


def test_the_history_of_a_renamed_promise_goes_on(instance: Instance, clock: FixedClock, write: Write) -> None:
    """Verdicts given under the old name are those of the promise under its new one; what had that name before is put aside."""
    for promise in ("access:bookseller/visit", "access:seller/visit", "minimise:visit.page"):
        _verdict(instance, promise, clock)
    renamed = (("  bookseller:\n", "  seller:\n    was: bookseller\n"), *called("page-view", was="visit"))
    instance.apply(instance.propose(write(*renamed)), by="Ann")

    assert instance.history(PromiseId("access:seller/page-view"))
    assert not instance.history(PromiseId("access:bookseller/visit"))


def _verdict(instance: Instance, promise: str, clock: FixedClock) -> None:
    """Let one run have said of a promise that it is kept."""
    with instance.store.writing() as connection:
        row = VerdictRow(
            organisation=instance.organisation_id,
            promise=promise,
            at=moment_text(clock.now()),
            run="run",
            state="kept",
            because="test",
            measured="{}",
            digest=instance.plan.digest,
        )
        verdicts.append(connection, [marked(row, instance.keyring.signer(instance.organisation_id))])


def test_who_slept_over_a_charter_does_not_bring_its_names_back(make_instance: MakeInstance, write: Write) -> None:
    """A process that read one charter, and meets the stores under the names of the next, leaves them alone."""
    slow, quick = make_instance(), make_instance()
    base = _apply(quick, write, "", *called("alpha", was="visit"), day=date(2026, 11, 20))
    row = slow.charters.in_force()
    _apply(quick, write, base, *called("visit", was="alpha"), day=TODAY)
    visits(quick, TODAY)
    with pytest.raises(CharterSuperseded):
        adopt(
            store=slow.store,
            keyring=slow.keyring,
            journal=slow.journal,
            clock=slow.clock,
            organisation=slow.organisation_id,
            row=row,
            charter_of=charter_of,
        )

    assert 3 == readable(make_instance())


def test_names_follow_one_another_over_a_day_nobody_was_awake_on(
    instance: Instance, make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """`visit` was to be `alpha` from a day on, and is `page-view` since: its records are there, though nobody met `alpha`."""
    visits(instance, TODAY)
    instance.charters.apply(
        instance.propose(write(*called("alpha", was="visit"), day=NEXT)), by="Ann", journal=instance.journal
    )
    base = charter_text(*called("alpha", was="visit"), day=NEXT).replace("    was: visit\n", "")
    clock.advance(timedelta(days=1))
    path = write(*called("page-view", was="alpha"), day=NEXT + timedelta(days=1), base=base)
    clock.advance(timedelta(days=1))
    proposal = instance.charters.propose(load(path), path.read_text("utf-8"), instance.vault)
    instance.charters.apply(proposal, by="Ann", journal=instance.journal)
    later = make_instance()

    assert 3 == readable(later, "page-view")
    lines = [entry.act for entry in later.journal_entries(since=None, act="charter-in-force", actor=None, last=9)]
    assert 2 == len(lines)


@pytest.mark.clause("P16")
@pytest.mark.parametrize(("by_hand", "found"), [(False, False), (True, True)])
def test_names_changed_by_hand_are_not_passed_off_as_a_charters(
    instance: Instance, make_instance: MakeInstance, write: Write, by_hand: bool, found: bool
) -> None:
    """Names that a charter gives are those of the journal from then on; what was exchanged before it stays seen under the new one."""
    visits(instance, TODAY)
    with ProofRun(instance.bench) as run:
        named.look(run)
    write_down(run, [], 0.0)
    if by_hand:
        with instance.store.writing() as connection:
            connection.exec_driver_sql("UPDATE names SET id = id + 50 WHERE section = 'field' AND id = 1")
    instance.apply(instance.propose(write(*called("page-view", was="visit"))), by="Ann")
    with ProofRun(make_instance().bench) as later:
        seen = named.look(later).changed

    assert found == seen


def test_names_of_which_nobody_knows_what_they_were_are_not_gone_by(make_instance: MakeInstance, write: Write) -> None:
    """Who takes away what says which charter came into force last would have what was renamed destroyed: nothing opens."""
    instance = make_instance()
    visits(instance, TODAY)
    proposal = instance.propose(write(*called("page-view", was="visit")))
    instance.charters.apply(proposal, by="Ann", journal=instance.journal)
    with sqlite3.connect(instance.folder / "data.sqlite") as data:
        assert 1 == data.execute("DELETE FROM instance_facts WHERE name = 'charter.adopted'").rowcount
    data.close()

    with pytest.raises(CharterChanged):
        make_instance()


def test_a_process_killed_after_applying_leaves_the_new_charter_whole(
    make_instance: MakeInstance, write: Write
) -> None:
    """Applying is one commit; whoever opens next obeys the new charter, and gives it its names."""
    instance = make_instance()
    visits(instance, TODAY)
    renamed = write(
        ("  audience:\n    title", "  readership:\n    was: audience\n    title"),
        ("[audience]", "[readership]"),
        ("retention:audience", "retention:readership"),
        ("objection:audience", "objection:readership"),
    )
    instance.charters.apply(instance.propose(renamed), by="Ann", journal=instance.journal)
    reader = make_instance().vault.acting("web-analyst", purpose="readership", actor="ann")

    assert 3 == len(list(reader.read("visit")))


def test_whoever_opens_after_the_day_of_a_charter_opens_under_it(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """No process has to be awake when the day begins."""
    instance = make_instance()
    instance.vault.door("site-visits", actor="test").put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"})])
    instance.apply(instance.propose(write(*called("page-view", was="visit"), day=NEXT)), by="Ann")
    clock.advance(timedelta(days=3))

    assert 1 == readable(make_instance(), "page-view")
