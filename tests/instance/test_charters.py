"""Another charter for an instance: shown, applied, waiting its announced time; and nothing lost or read beside it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MakeInstance
from tests.instance.conftest import NEXT, TODAY, Write, called, charter_text, readable, visits
from tests.proof.conftest import verdict_on

from etanche.charter import durations, parse_duration
from etanche.charter.change import Need
from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import ApplyRefused, Instance, Proposal
from etanche.instance.applying import begins, first_day
from etanche.instance.charters import charter_of
from etanche.intake import Audience, Hit
from etanche.store import counts
from etanche.vault import Arrival, CharterSuperseded, Fate

LONGER = ("180 days after", "190 days after")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PEER = "198.51.100.77"
SHORTER = ("180 days after", "170 days after")


def _term(instance: Instance) -> str:
    return str(durations(next(iter(instance.plan.terms.values())))[0])


# — shown and applied


def test_a_charter_without_a_new_date_is_refused(instance: Instance, tmp_path: Path) -> None:
    """What changes has a date of its own, or it is not applied."""
    path = tmp_path / "same-date.yaml"
    path.write_text(BOOKSHOP.read_text("utf-8").replace(*SHORTER), encoding="utf-8")

    with pytest.raises(ApplyRefused, match="in force"):
        instance.propose(path)


def test_a_change_that_weakens_nothing_applies_at_once(instance: Instance, write: Write) -> None:
    """A shorter term needs no announcement; it is obeyed as soon as it is applied, and the journal says by whom."""
    proposal = instance.propose(write(SHORTER))
    instance.apply(proposal, by="Ann")

    assert [Need.NOTHING] == [change.need for change in proposal.changes]
    assert "170 days" == _term(instance)
    lines = {entry.act: entry.actor for entry in instance.journal_entries(since=None, act=None, actor=None, last=9)}
    assert {"charter-applied": "Ann", "charter-in-force": "charter"}.items() <= lines.items()


def test_a_first_charter_is_of_today(tmp_path: Path, clock: FixedClock) -> None:
    """Before the first charter there is none that could be obeyed until its day, so one of a day to come makes nothing."""
    path = tmp_path / "ahead.yaml"
    path.write_text(charter_text(day=date(2027, 1, 1)), encoding="utf-8")

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


def test_of_two_proposals_only_the_first_is_applied(make_instance: MakeInstance, write: Write) -> None:
    """What was compared with a charter that is in force no longer is not applied, even if it is of the same day."""
    one, other = make_instance(), make_instance()
    first, second = (house.propose(write(SHORTER)) for house in (one, other))
    one.apply(first, by="Ann")

    with pytest.raises(ApplyRefused, match="in the meantime"):
        other.apply(second, by="Ben")
    assert 2 == len(other.versions())


def test_of_two_that_apply_at_once_one_is_told_of_the_other(make_instance: MakeInstance, write: Write) -> None:
    """Two processes that propose and apply at the same moment: one charter is taken in, and stays the one in force."""
    houses = [make_instance(), make_instance()]
    proposals = [house.propose(write(edit)) for house, edit in zip(houses, (SHORTER, LONGER), strict=True)]
    start = Barrier(2)

    def apply(house: Instance, proposal: Proposal) -> str:
        start.wait()
        try:
            return house.apply(proposal, by="Ann").digest
        except ApplyRefused as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(apply, houses, proposals))
    (taken,) = {proposal.digest for proposal in proposals} & said

    assert {taken, "another charter was applied in the meantime"} == said
    assert {taken} == {house.versions()[0].digest for house in (*houses, make_instance())}


# — waiting


def test_a_material_change_waits_its_announced_time(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """A longer term cannot apply before the time announced; then it does, in every process, without anybody's act."""
    instance = make_instance(charter=write(announced="30 days"))
    with pytest.raises(ApplyRefused) as early:
        instance.propose(write(LONGER, day=date(2026, 12, 21), announced="30 days"))
    assert "2026-12-22" in early.value.hint
    applied = instance.apply(instance.propose(write(LONGER, day=date(2026, 12, 22), announced="30 days")), by="Ann")

    assert (True, "180 days") == (applied.when.later, _term(instance))
    clock.advance(begins(date(2026, 12, 22), "Europe/Paris") - clock.now() - timedelta(seconds=1))
    assert not instance.renew()
    clock.advance(timedelta(seconds=1))
    assert instance.renew()
    assert "190 days" == _term(instance)


def test_a_proposal_that_waited_for_an_answer_still_waits_the_announced_time(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """The date is asked anew when it is applied: who thinks it over for two days announces two days less, and is told."""
    instance = make_instance(charter=write(announced="30 days"))
    proposal = instance.propose(write(LONGER, day=date(2026, 12, 22), announced="30 days"))
    clock.advance(timedelta(days=2))

    with pytest.raises(ApplyRefused, match="announced 30 days before"):
        instance.apply(proposal, by="Ann")


@pytest.mark.parametrize(
    ("now", "before", "zone", "first"),
    [
        ("2026-11-21T06:02+00:00", "30 days", "Europe/Paris", "2026-12-22"),
        ("2026-11-20T23:00+00:00", "30 days", "Europe/Paris", "2026-12-21"),
        ("2026-11-21T22:59+00:00", "1 day", "Europe/Paris", "2026-11-23"),
        ("2026-11-21T23:01+00:00", "1 day", "Europe/Paris", "2026-11-24"),
        ("2026-11-21T06:02+00:00", "24 hours", "Europe/Paris", "2026-11-23"),
        ("2026-11-21T06:02+00:00", "24 hours", "Pacific/Kiritimati", "2026-11-23"),
        ("2026-11-21T06:02+00:00", "1 day", "Pacific/Honolulu", "2026-11-22"),
        ("2027-01-31T12:00+00:00", "1 month", "Europe/Paris", "2027-03-01"),
    ],
)
def test_the_announced_time_is_never_shorter_than_promised(now: str, before: str, zone: str, first: str) -> None:
    """A day that has begun is not counted, wherever the organisation is: the first day begins after the whole time."""
    asked = datetime.fromisoformat(now)
    day = first_day(asked, parse_duration(before), zone)

    assert date.fromisoformat(first) == day


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00+00:00"),
        (date(2026, 10, 30), "Africa/Cairo", "2026-10-29T22:00+00:00"),
        (date(2026, 11, 1), "America/Havana", "2026-11-01T04:00+00:00"),
        (date(2026, 12, 22), "Europe/Paris", "2026-12-21T23:00+00:00"),
    ],
)
def test_a_day_begins_once_also_where_the_clock_skips_midnight(day: date, zone: str, moment: str) -> None:
    """Where summer time begins or ends at midnight a day begins with the skip, or with the first of two midnights."""
    assert datetime.fromisoformat(moment) == begins(day, zone).astimezone(UTC)


def test_the_day_of_a_charter_is_counted_where_the_organisation_is_until_then(
    make_instance: MakeInstance, write: Write
) -> None:
    """A charter that moves the organisation to another time zone does not come a day sooner for it."""
    instance = make_instance()
    there = write(("  country: FR", "  time-zone: Pacific/Kiritimati\n  country: FR"), day=date(2027, 1, 1))

    assert begins(date(2027, 1, 1), "Europe/Paris") == instance.propose(there).when.at


def test_while_one_waits_no_other_is_applied(make_instance: MakeInstance, write: Write) -> None:
    """A second charter would be undone by the first one's day; the first can be taken back, and then it is gone."""
    instance = make_instance()
    instance.apply(instance.propose(write(LONGER, day=date(2026, 12, 1))), by="Ann")
    other = write(SHORTER)
    with pytest.raises(ApplyRefused, match="waits for its day"):
        instance.propose(other)

    assert 1 == instance.withdraw(by="Ann")
    assert (1, 0) == (len(instance.versions()), instance.withdraw(by="Ann"))
    assert ["2026-12-01"] == [back.day for back in instance.taken_back()]
    instance.apply(instance.propose(other), by="Ann")
    assert 2 == len(instance.versions())


# — clocks that go back


def test_a_charter_that_came_into_force_stays_in_force_when_the_clock_goes_back(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """A clock set right by minutes over midnight neither brings the charter before back nor loses what was renamed."""
    instance = make_instance()
    visits(instance, TODAY)
    instance.apply(instance.propose(write(*called("page-view", was="visit"), day=NEXT)), by="Ann")
    clock.advance(begins(NEXT, "Europe/Paris") - clock.now() + timedelta(minutes=1))
    assert instance.renew()
    instance.vault.sweep()
    clock.advance(-timedelta(minutes=3))
    instance.looked_up.forget()

    assert not instance.renew(anew=True)
    assert (0, 3) == (instance.vault.sweep().destroyed, readable(instance, "page-view"))
    assert ["page-view"] == list(make_instance().plan.categories)
    assert [False, False] == [each.waits for each in instance.versions()]


def test_a_charter_in_force_is_not_taken_back_by_a_slow_clock(instance: Instance, clock: FixedClock) -> None:
    """Only what has not come into force can be taken back, whatever the clock says."""
    clock.advance(-timedelta(hours=1))

    assert 0 == instance.withdraw(by="Ann")
    assert 1 == len(instance.versions())


# — what is held


def test_what_a_shorter_term_ends_is_unreadable_at_once_and_destroyed_after_three_days(
    instance: Instance, clock: FixedClock, write: Write
) -> None:
    """The end is learned late: reading stops with the charter, destruction waits 72 hours, and the proposal said so."""
    visits(instance, TODAY - timedelta(days=100))
    visits(instance, TODAY)
    proposal = instance.propose(write(("180 days after", "90 days after")))
    told = {(each.fate, each.purpose): (each.days, each.records) for each in proposal.forecasts}
    assert {(Fate.UNREADABLE, "audience"): (1, 3), (Fate.DUE, ""): (1, 3)} == told
    instance.apply(proposal, by="Ann")

    assert 3 == readable(instance)
    assert (0, 1) == (instance.vault.sweep().destroyed, len(instance.vault.sweep().waiting))
    clock.advance(timedelta(hours=47))
    assert 0 == instance.vault.sweep().destroyed
    clock.advance(timedelta(hours=26))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed


def test_the_forecast_is_of_the_day_on_which_the_charter_applies(
    instance: Instance, clock: FixedClock, write: Write
) -> None:
    """What will be too old by then is counted, what is gone by then anyway is not; and so it comes."""
    for ago in (5, 70, 100, 170):
        visits(instance, TODAY - timedelta(days=ago))
    proposal = instance.propose(write(("180 days after", "90 days after"), day=date(2026, 12, 21)))
    told = {(each.fate, each.days, each.records) for each in proposal.forecasts}
    instance.apply(proposal, by="Ann")
    clock.advance(begins(date(2026, 12, 21), "Europe/Paris") - clock.now() - timedelta(hours=1))
    before = instance.vault.sweep(confirmed_by="Ann").destroyed
    clock.advance(timedelta(hours=1))
    instance.renew()

    assert {(Fate.UNREADABLE, 2, 6), (Fate.DUE, 2, 6)} == told
    assert (1, 3, 2) == (before, readable(instance), len(instance.vault.sweep(confirmed_by="Ann").waiting))


def test_records_that_nobody_can_read_any_more_are_foretold(instance: Instance, write: Write) -> None:
    """A purpose that gives out figures about groups only has no single record for anybody."""
    visits(instance, TODAY)
    figures = instance.propose(write(("    objection: immediate\n", "    objection: immediate\n    groups-of: 5\n")))

    assert [(Fate.UNREADABLE, "audience", 3)] == [(it.fate, it.purpose, it.records) for it in figures.forecasts]


def test_a_category_given_up_goes_after_three_days(instance: Instance, clock: FixedClock, write: Write) -> None:
    """Data that no charter speaks of any more serve nothing: nobody reads them, and they are destroyed."""
    visits(instance, TODAY)
    proposal = instance.propose(write(*called("click", was="visit", told=False)))
    assert (Fate.DUE, "visit", 3) in {(each.fate, each.category, each.records) for each in proposal.forecasts}
    instance.apply(proposal, by="Ann")

    with pytest.raises(GateRefused):
        readable(instance)
    assert 1 == len(instance.vault.sweep().waiting)
    clock.advance(timedelta(hours=40))
    instance.vault.sweep()
    clock.advance(timedelta(hours=40))
    assert 1 == instance.vault.sweep(confirmed_by="Ann").destroyed


def test_what_was_given_up_is_no_breach_until_it_should_be_gone(
    instance: Instance, clock: FixedClock, write: Write
) -> None:
    """Rows of a category that the charter lost wait their three days and the next sweep; after that they serve nothing, and the proof says so."""
    visits(instance, TODAY)
    instance.apply(instance.propose(write(*called("click", was="visit", told=False))), by="Ann")
    said = []
    for hours in (0, 72, 26):
        clock.advance(timedelta(hours=hours))
        said.append(verdict_on(instance.bench, "minimise:unused").because)

    assert ["minimise.all-used", "minimise.all-used", "minimise.rows-of-nothing"] == said


# — other processes


def test_a_process_that_obeys_the_charter_before_neither_writes_nor_reads_nor_sweeps(
    make_instance: MakeInstance, write: Write
) -> None:
    """In another process what was opened before the new charter is stopped at its next act, and says how to go on."""
    one, other = make_instance(), make_instance()
    visits(other, TODAY)
    held = other.vault
    door, session = held.door("site-visits", actor="test"), other.acting("web-analyst", purpose="audience", actor="ann")
    one.apply(one.propose(write(SHORTER)), by="Ann")

    for act in (lambda: door.put_many("visit", []), lambda: list(session.read("visit")), held.sweep):
        with pytest.raises(CharterSuperseded) as stopped:
            act()
        assert "with a session or a door that the instance gives now" in stopped.value.hint


def test_what_runs_for_long_goes_on_under_another_charter(make_instance: MakeInstance, write: Write) -> None:
    """Whoever asks the instance for a session or the vault at each act obeys what another process applied a moment ago, and is never stopped."""
    one, other = make_instance(), make_instance()
    named = other.organisation(other.organisations()[0].name)
    visits(other, TODAY)
    one.apply(one.propose(write(SHORTER)), by="Ann")
    with named.acting("web-analyst", purpose="audience", actor="ann") as session:
        seen = len(list(session.read("visit")))
    visits(other, TODAY)

    assert (3, 6, "170 days") == (seen, readable(other), _term(other))


def test_what_runs_for_long_goes_on_when_a_charter_that_waited_has_its_day(
    make_instance: MakeInstance, clock: FixedClock, write: Write
) -> None:
    """The first act of its day is under the charter of that day, though nobody did anything between."""
    instance = make_instance(charter=write(announced="30 days"))
    visits(instance, TODAY)
    instance.apply(instance.propose(write(LONGER, day=date(2026, 12, 22), announced="30 days")), by="Ann")
    clock.advance(begins(date(2026, 12, 22), "Europe/Paris") - clock.now() - timedelta(seconds=1))
    before = (readable(instance), _term(instance))
    clock.advance(timedelta(seconds=1))

    assert (3, "180 days") == before
    assert (3, "190 days") == (readable(instance), _term(instance))


class Turning(FixedClock):
    """A clock that crosses midnight at one of its readings, and remembers whether anybody was writing then."""

    def __init__(self, at: datetime, *, data: Path) -> None:
        """Stand a second before midnight, until readings are counted."""
        super().__init__(at)
        self.data, self.left, self.decided = data, 0, False

    def now(self) -> datetime:
        """Return the moment before midnight, and from the last reading that is left on the one after it."""
        self.left -= 1
        if self.left == 0:
            self.advance(timedelta(seconds=2))
            with closing(sqlite3.connect(self.data, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    self.decided = True
        return super().now()


def test_a_charter_that_comes_into_force_during_a_sweep_is_not_swept_against(
    make_instance: MakeInstance, tmp_path: Path, clock: FixedClock, write: Write
) -> None:
    """What the old charter ends, and the one of this midnight does not, stays, unless it was decided before midnight struck."""
    seed = make_instance()
    for ago in (179, 178, 1, 0):
        visits(seed, TODAY - timedelta(days=ago))
    day = NEXT + timedelta(days=1)
    midnight = begins(day, "Europe/Paris").astimezone(UTC)
    seed.apply(seed.propose(write(LONGER, day=day)), by="Ann")
    seed.journal.seal()
    seed.store.flush()
    found, reading, struck = set(), 0, True
    while struck:
        reading += 1
        folder = tmp_path / f"at-{reading}"
        shutil.copytree(seed.folder, folder)
        turning = Turning(midnight - timedelta(seconds=1), data=folder / "data.sqlite")
        house = make_instance(folder, at=turning)
        turning.left = reading
        with suppress(CharterSuperseded):
            house.vault.sweep(confirmed_by="Ann")
        struck = turning.left <= 0
        turning.advance(timedelta(seconds=2))
        house.renew(anew=True)
        begun = house.journal_entries(since=None, act="sweep-begun", actor=None, last=1)
        found.add(bool(begun))

        assert 12 - 3 * len(begun) == readable(house)
        assert all(line.at < midnight or turning.decided for line in begun), reading
    assert {True, False} == found


def test_a_visit_that_meets_another_charter_is_taken_in_under_it(make_instance: MakeInstance, write: Write) -> None:
    """At the public door nobody is sent away for a charter that another process applied a moment ago."""
    one, other = make_instance(), make_instance()
    other.renew()
    one.apply(one.propose(write(*called("page-view", was="visit"))), by="Ann")
    come = [Arrival(at=other.clock.now(), fields={"page": "/"}, who="w1")]
    met = []

    def take_in(_: Audience) -> int:
        met.append(next(iter(other.plan.categories)))
        # The vault of the same rooms as the door's, as it was when the visit came.
        return other.bench.vault.door("site-visits", actor="test").put_many(met[-1], come).stored

    assert 1 == other.at_the_door(take_in)
    assert (["visit", "page-view"], 1) == (met, readable(other, "page-view"))


def test_of_visits_that_meet_a_change_of_charters_none_is_lost_and_none_is_there_twice(
    make_instance: MakeInstance, write: Write
) -> None:
    """Visits come in by the public door while the charter changes twice, here and in another process; refusals are counted, too."""
    instance, other = make_instance(), make_instance()
    first = write(*called("page-view", was="visit"))
    base = charter_text(*called("page-view", was="visit")).replace("    was: visit\n", "")

    def come(number: int) -> int:
        headers = {"sec-gpc": "1"} if number % 4 == 0 else {}
        query = f"idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2F{number}"
        hit = Hit(method="GET", path="/matomo.php", query=query, headers={"user-agent": FIREFOX, **headers}, peer=PEER)
        return instance.at_the_door(lambda door: door.handle(hit)).status

    with ThreadPoolExecutor(4) as pool:
        statuses = [pool.submit(come, number) for number in range(80)]
        instance.apply(instance.propose(first), by="Ann")
        statuses += [pool.submit(come, number) for number in range(80, 160)]
        other.apply(other.propose(write(*called("sight", was="page-view"), day=NEXT, base=base)), by="Ann")
        assert {200} == {status.result() for status in statuses}
    instance.audience.close()

    with instance.store.reading() as connection:
        refused = counts.read(connection, instance.organisation_id, name="opted-out")

    assert (120, 40) == (readable(instance, "page-view"), sum(refused.values()))


def test_a_door_of_the_charter_before_does_not_say_that_nobody_was_there(instance: Instance, write: Write) -> None:
    """Who opts out while the charter changes is not told that there was nothing: the door of before is closed to that, too."""
    visits(instance, TODAY)
    door = instance.vault.door("site-visits", actor="test")
    instance.apply(instance.propose(write(SHORTER)), by="Ann")

    with pytest.raises(CharterSuperseded):
        door.forget("visit", "w1")


def test_who_visited_today_can_still_refuse_after_another_charter(instance: Instance, write: Write) -> None:
    """The salts of today go over to the new rooms: a visitor is the same visitor, whatever their category is called."""
    visits(instance, TODAY)
    instance.apply(instance.propose(write(*called("page-view", was="visit"))), by="Ann")

    assert 1 == instance.vault.door("site-visits", actor="test").forget("page-view", "w1")


def test_verdicts_of_a_charter_that_is_in_force_no_longer_are_not_kept(
    make_instance: MakeInstance, write: Write
) -> None:
    """A run of checks that another charter overtook keeps nothing; it is made again under the new one."""
    one, other = make_instance(), make_instance()
    one.apply(one.propose(write(("  bookseller:\n", "  seller:\n    was: bookseller\n"))), by="Ann")
    other.prove()

    assert {"access:seller/visit"} == {it.id for it in other.verdicts().verdicts if "seller" in it.id and "/" in it.id}
