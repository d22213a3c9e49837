"""Another charter for an instance: shown, applied, waiting its announced time; and nothing lost or read beside it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MakeInstance

from etanche.charter import durations
from etanche.charter.change import Need
from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import ApplyRefused, Instance
from etanche.instance.charters import charter_of
from etanche.terms import PromiseId
from etanche.vault import Arrival, CharterSuperseded, Fate

TODAY = date(2026, 11, 21)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, clock: FixedClock) -> Write:
    """Write a charter like the sample, with a version of some day and some changes; it takes a minute."""

    def make(*edits: tuple[str, str], day: date = TODAY, announced: str = "") -> Path:
        clock.advance(timedelta(minutes=1))
        text = BOOKSHOP.read_text("utf-8")
        version = f"versions:\n  {day}: {{comment: {{fr: Une autre version, en: Another version}}}}\n"
        for old, new in (("versions:\n", version), *edits):
            assert old in text, old
            text = text.replace(old, new)
        if announced:
            text = re.sub(r"(?m)^  limits:\n", f"  announced: {{before: {announced}, by: [feed]}}\n  limits:\n", text)
        path = tmp_path / "another.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def _visit(instance: Instance, day: date, number: int = 3) -> None:
    at = instance.clock.now().replace(hour=5, year=day.year, month=day.month, day=day.day)
    visits = [Arrival(at=at, fields={"page": f"/{n}"}, who=f"w{n}") for n in range(number)]
    assert number == instance.vault.door("site-visits", actor="test").put_many("visit", visits).stored


def _read(instance: Instance, category: str = "visit") -> int:
    return len(list(instance.vault.acting("web-analyst", purpose="audience", actor="ann").read(category)))


def test_a_charter_without_a_new_date_is_refused(instance: Instance, tmp_path: Path) -> None:
    """What changes has a date of its own, or it is not applied."""
    path = tmp_path / "same-date.yaml"
    path.write_text(BOOKSHOP.read_text("utf-8").replace("180 days", "170 days"), encoding="utf-8")

    with pytest.raises(ApplyRefused, match="in force"):
        instance.propose(path)


def test_a_change_that_weakens_nothing_applies_at_once(instance: Instance, write: Write) -> None:
    """A shorter term needs no announcement; it is obeyed as soon as it is applied, and the journal says by whom."""
    proposal = instance.propose(write(("180 days after", "170 days after")))
    instance.apply(proposal, by="Ann")

    assert [Need.NOTHING] == [change.need for change in proposal.changes]
    assert "170 days" == str(durations(next(iter(instance.plan.terms.values())))[0])
    lines = {entry.act: entry.actor for entry in instance.journal_entries(since=None, act=None, actor=None, last=9)}
    assert {"charter-applied": "Ann", "charter-in-force": "charter"}.items() <= lines.items()


def test_a_material_change_waits_its_announced_time(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """A longer term cannot apply before the time announced; then it does, in every process, without anybody's act."""
    instance = make_instance(charter=write(announced="30 days"))
    longer = ("180 days after", "190 days after")
    with pytest.raises(ApplyRefused) as early:
        instance.propose(write(longer, day=TODAY + timedelta(days=29), announced="30 days"))
    assert "2026-12-21" in early.value.hint
    proposal = instance.propose(write(longer, day=date(2026, 12, 21), announced="30 days"))
    instance.apply(proposal, by="Ann")

    assert proposal.later
    assert 180 == durations(next(iter(instance.plan.terms.values())))[0].number
    clock.advance(timedelta(days=29, hours=16, minutes=50))
    assert not instance.renew()
    clock.advance(timedelta(minutes=20))
    assert instance.renew()
    assert 190 == durations(next(iter(instance.plan.terms.values())))[0].number


def test_while_one_waits_no_other_is_applied(make_instance: MakeInstance, write: Write) -> None:
    """A second charter would be undone by the first one's day; the first can be taken back, and then it is gone."""
    instance = make_instance()
    instance.apply(instance.propose(write(("180 days after", "190 days after"), day=date(2026, 12, 1))), by="Ann")
    other = write(("180 days after", "170 days after"))
    with pytest.raises(ApplyRefused, match="waits for its day"):
        instance.propose(other)

    assert 1 == instance.withdraw(by="Ann")
    assert 1 == len(instance.versions())
    instance.apply(instance.propose(other), by="Ann")
    assert 2 == len(instance.versions())


def test_what_a_shorter_term_ends_is_unreadable_at_once_and_destroyed_after_three_days(
    instance: Instance, clock: FixedClock, write: Write
) -> None:
    """The end is learned late: reading stops with the charter, destruction waits 72 hours, and the proposal said so."""
    _visit(instance, TODAY - timedelta(days=100))
    _visit(instance, TODAY)
    proposal = instance.propose(write(("180 days after", "90 days after")))
    told = {(each.fate, each.purpose): (each.days, each.records) for each in proposal.forecasts}
    assert {(Fate.UNREADABLE, "audience"): (1, 3), (Fate.DUE, ""): (1, 3)} == told
    instance.apply(proposal, by="Ann")

    assert 3 == _read(instance)
    assert (0, 1) == (instance.vault.sweep().destroyed, len(instance.vault.sweep().waiting))
    clock.advance(timedelta(hours=47))
    assert 0 == instance.vault.sweep().destroyed
    clock.advance(timedelta(hours=26))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed


def test_a_category_renamed_keeps_its_records_and_its_term(instance: Instance, clock: FixedClock, write: Write) -> None:
    """What was sealed under the old name opens under the new one, and goes when it would have gone."""
    _visit(instance, TODAY)
    renamed = write(
        ("  visit:\n    title", "  page-view:\n    was: visit\n    title"),
        ("uses: [visit]", "uses: [page-view]"),
        ("sees: {visit:", "sees: {page-view:"),
        ('"minimise:visit', '"minimise:page-view'),
        ("audience/visit", "audience/page-view"),
    )
    instance.apply(instance.propose(renamed), by="Ann")

    assert 3 == _read(instance, "page-view")
    _visit_renamed = [Arrival(at=clock.now(), fields={"page": "/new"}, who="w")]
    instance.vault.door("site-visits", actor="test").put_many("page-view", _visit_renamed)
    assert 4 == _read(instance, "page-view")
    for _ in range(96):
        clock.advance(timedelta(hours=47))
        report = instance.vault.sweep()
        if report.destroyed:
            break
    assert clock.now().date() - TODAY in {timedelta(days=180), timedelta(days=182)}


def test_a_category_given_up_goes_after_three_days(instance: Instance, clock: FixedClock, write: Write) -> None:
    """Data that no charter speaks of any more serve nothing: nobody reads them, and they are destroyed."""
    _visit(instance, TODAY)
    other = write(
        ("  visit:\n    title", "  click:\n    title"),
        ("uses: [visit]", "uses: [click]"),
        ("sees: {visit:", "sees: {click:"),
        ('"minimise:visit', '"minimise:click'),
        ("audience/visit", "audience/click"),
    )
    proposal = instance.propose(other)
    assert (Fate.DUE, "visit", 3) in {(each.fate, each.category, each.records) for each in proposal.forecasts}
    instance.apply(proposal, by="Ann")

    with pytest.raises(GateRefused):
        _read(instance, "visit")
    assert 1 == len(instance.vault.sweep().waiting)
    clock.advance(timedelta(hours=40))
    instance.vault.sweep()
    clock.advance(timedelta(hours=40))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed


def test_a_process_that_obeys_the_charter_before_neither_writes_nor_reads(
    make_instance: MakeInstance, write: Write
) -> None:
    """Another process that has not seen the new charter yet is stopped at its next act, and then goes on under it."""
    one, other = make_instance(), make_instance()
    _visit(other, TODAY)
    one.apply(one.propose(write(("180 days after", "170 days after"))), by="Ann")

    with pytest.raises(CharterSuperseded):
        _visit(other, TODAY)
    with pytest.raises(CharterSuperseded):
        _read(other)
    other.looked_up.forget()
    assert other.renew()
    assert 3 == _read(other)


def test_a_process_killed_after_applying_leaves_the_new_charter_whole(
    make_instance: MakeInstance, write: Write
) -> None:
    """Applying is one commit; whoever opens next obeys the new charter, and gives it its names."""
    instance = make_instance()
    _visit(instance, TODAY)
    proposal = instance.propose(
        write(
            ("  audience:\n    title", "  readership:\n    was: audience\n    title"),
            ("[audience]", "[readership]"),
            ("retention:audience", "retention:readership"),
            ("objection:audience", "objection:readership"),
        )
    )
    instance.charters.apply(proposal, by="Ann", journal=instance.journal)
    again = make_instance()
    reader = again.vault.acting("web-analyst", purpose="readership", actor="ann")

    assert 3 == len(list(reader.read("visit")))


def test_the_history_of_a_renamed_promise_goes_on(instance: Instance, write: Write) -> None:
    """Verdicts given under the old name are those of the promise under its new one."""
    instance.prove()
    renamed = write(
        ("  bookseller:\n", "  seller:\n    was: bookseller\n"),
    )
    instance.apply(instance.propose(renamed), by="Ann")

    assert instance.history(PromiseId("access:seller/visit"))


def test_a_first_charter_is_of_today(tmp_path: Path, clock: FixedClock) -> None:
    """Before the first charter there is none that could be obeyed until its day, so one of a day to come makes nothing."""
    path = tmp_path / "ahead.yaml"
    version = "versions:\n  2027-01-01: {comment: {fr: Bientôt, en: Soon}}\n"
    path.write_text(BOOKSHOP.read_text("utf-8").replace("versions:\n", version), encoding="utf-8")

    with pytest.raises(ApplyRefused, match="a day to come"):
        Instance.create(tmp_path / "new", charter=path, passphrase=b"x" * 20, clock=clock, kdf=CHEAP_KDF)
    assert not (tmp_path / "new").exists()


def test_a_charter_applied_stays_in_force_whatever_the_rules_learn(
    make_instance: MakeInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that is newer than a charter never locks anybody out of an instance that obeys it."""
    make_instance().close()

    def asked(*_: object) -> None:
        raise AssertionError("the rules were asked")

    charter_of.cache_clear()
    monkeypatch.setattr(sys.modules["etanche.charter.load"], "broken", asked)

    assert "visit" in make_instance().plan.categories
