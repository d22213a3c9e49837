"""What a rule answers about a record: the vectors of the language, calendars, and time that never goes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import (
    KEEP_UNITS,
    After,
    Between,
    Duration,
    FirstOf,
    Keep,
    LastOf,
    Status,
    Term,
    Unit,
    While,
    evaluate,
    parse_keep,
)
from etanche.charter.evaluate import LAST_DAY, add
from etanche.charter.vocabulary import EVENTS, STATES

VECTORS = Path(__file__).parents[1] / "vectors" / "keep.txt"
ZONE = "Europe/Paris"


def _vectors() -> Iterator[tuple[str, ...]]:
    for line in VECTORS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(cell.strip() for cell in line.split("|"))


def _day(cell: str) -> date | None:
    return None if cell == "-" else date.fromisoformat(cell)


@pytest.mark.parametrize("vector", list(_vectors()), ids=lambda vector: f"{vector[0]} on {vector[2]}")
def test_vectors_of_the_language(vector: tuple[str, ...]) -> None:
    """Every case of the language reference has the status and the days that were computed apart."""
    rule, known, on, status, not_before, not_after = vector
    events = {name: date.fromisoformat(day) for name, day in (pair.split() for pair in known.split(", "))}

    assert Term(status=Status(status), not_before=_day(not_before), not_after=_day(not_after)) == evaluate(
        parse_keep(rule), events, date.fromisoformat(on), zone=ZONE
    )


def test_all_sixteen_vectors_are_there() -> None:
    """No case was lost on the way."""
    assert 16 == len(list(_vectors()))


def _status(rule: str, on: date | datetime, zone: str = ZONE, **events: date | datetime) -> Status:
    known = {name.replace("_", "-"): when for name, when in events.items()}
    return evaluate(parse_keep(rule), known, on, zone=zone).status


def test_a_day_begins_where_the_organisation_is() -> None:
    """A record is due from midnight in the organisation's zone, and not from midnight in Greenwich."""
    collected = datetime(2026, 1, 1, 12, tzinfo=UTC)
    midnight_in_paris = datetime(2026, 6, 29, 22, tzinfo=UTC)
    rule = "180 days after collected"

    assert Status.RUNNING is _status(rule, midnight_in_paris - timedelta(seconds=1), collected=collected)
    assert Status.DUE is _status(rule, midnight_in_paris, collected=collected)
    assert Status.RUNNING is _status(rule, midnight_in_paris, zone="America/New_York", collected=collected)


def test_a_moment_belongs_to_the_local_day_it_fell_on() -> None:
    """Half past eleven in the evening, universal time, is already tomorrow in Paris."""
    collected = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    term = evaluate(parse_keep("180 days after collected"), {"collected": collected}, date(2026, 2, 1), zone=ZONE)

    assert date(2026, 6, 30) == term.not_after


def test_hours_are_counted_from_the_moment() -> None:
    """A time in hours ends at its minute, whatever day it is, summer time or not."""
    collected = datetime(2026, 3, 28, 20, 15, tzinfo=UTC)
    rule = "12 hours after collected"

    assert Status.RUNNING is _status(rule, datetime(2026, 3, 29, 8, 14, tzinfo=UTC), collected=collected)
    assert Status.DUE is _status(rule, datetime(2026, 3, 29, 8, 15, tzinfo=UTC), collected=collected)


def test_an_event_of_today_has_happened_when_the_whole_day_is_asked_about() -> None:
    """What is collected during a day is not unknown on that day."""
    assert Status.RUNNING is _status(
        "180 days after collected", date(2026, 5, 25), collected=datetime(2026, 5, 25, 10, tzinfo=UTC)
    )


def test_midnight_that_does_not_exist_still_begins_the_day() -> None:
    """Where clocks jump over midnight, the day is due from its first moment."""
    zone = "Africa/Cairo"
    first = datetime(2026, 4, 24, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    assert Status.RUNNING is _status(
        "1 day after collected", first - timedelta(seconds=1), zone, collected=date(2026, 4, 23)
    )
    assert Status.DUE is _status("1 day after collected", first, zone, collected=date(2026, 4, 23))


@pytest.mark.parametrize(
    ("rule", "collected", "end"),
    [
        ("1 month after collected", date(2028, 1, 31), date(2028, 2, 29)),
        ("1 year after collected", date(2028, 2, 29), date(2029, 2, 28)),
        ("13 months after collected", date(2026, 12, 31), date(2028, 1, 31)),
        ("2 weeks after collected", date(2026, 12, 24), date(2027, 1, 7)),
        ("9999 years after collected", date(2026, 1, 1), date(9999, 12, 30)),
        ("9999 days after collected", date(9990, 1, 1), date(9999, 12, 30)),
    ],
)
def test_calendar_units_end_on_days_that_exist(rule: str, collected: date, end: date) -> None:
    """A month added to the 31st ends on the last day of a shorter month; nothing runs off the calendar."""
    assert end == evaluate(parse_keep(rule), {"collected": collected}, collected, zone=ZONE).not_after


@pytest.mark.parametrize(
    ("collected", "end"),
    [
        (date(2026, 3, 31), date(2027, 3, 31)),
        (date(2026, 4, 1), date(2028, 3, 31)),
        (date(2026, 12, 31), date(2028, 3, 31)),
    ],
)
def test_a_financial_year_is_the_organisations_own(collected: date, end: date) -> None:
    """The year in which a record was collected ends when the organisation says so."""
    keep = parse_keep("1 year after fiscal-year-end")

    assert end == evaluate(keep, {"collected": collected}, collected, zone=ZONE, fiscal_year_end=(3, 31)).not_after


@pytest.mark.parametrize(
    ("rule", "events", "status"),
    [
        ("while contract", {}, Status.UNKNOWN),
        ("while contract", {"contract-end": date(2026, 1, 1)}, Status.DUE),
        ("while contract", {"contract-start": date(2027, 1, 1)}, Status.UNKNOWN),
        ("while contract", {"contract-start": date(2026, 1, 1), "contract-end": date(2027, 1, 1)}, Status.OPEN),
        ("while contract", {"contract-start": date(2026, 6, 1), "contract-end": date(2026, 1, 1)}, Status.OPEN),
        ("while contract", {"contract-start": date(2027, 6, 1), "contract-end": date(2026, 1, 1)}, Status.UNKNOWN),
        ("while case", {}, Status.OPEN),
        ("while case", {"case-closed": date(2026, 1, 1)}, Status.DUE),
        ("while consent", {"consent-given": date(2026, 1, 1)}, Status.OPEN),
        ("while consent", {"consent-given": date(2026, 1, 1), "consent-withdrawn": date(2026, 2, 1)}, Status.DUE),
        ("1 year after consent-withdrawn", {}, Status.NOT_BEGUN),
        ("6 years after objection", {}, Status.NOT_BEGUN),
        ("6 years after objection", {"objection": date(2027, 1, 1)}, Status.UNKNOWN),
        ("6 years after objection", {"objection": date(2026, 1, 1)}, Status.RUNNING),
        ("1 year after collected", {}, Status.UNKNOWN),
        ("1 year after fiscal-year-end", {}, Status.UNKNOWN),
        ("1 year after request-answered", {}, Status.UNKNOWN),
        ("1 year after request-answered", {"request-received": date(2026, 2, 1)}, Status.OPEN),
        ("1 year after case-closed", {"collected": date(2026, 1, 1)}, Status.OPEN),
        ("first of (while contract, 1 year after objection)", {"contract-start": date(2020, 1, 1)}, Status.OPEN),
        ("first of (while contract, 1 year after collected)", {"collected": date(2026, 1, 1)}, Status.UNKNOWN),
        ("first of (while contract, 1 year after collected)", {"collected": date(2020, 1, 1)}, Status.DUE),
        ("first of (while consent, 1 year after objection)", {}, Status.NOT_BEGUN),
        ("last of (while consent, 1 year after objection)", {}, Status.NOT_BEGUN),
        ("last of (while consent, 1 year after collected)", {"collected": date(2020, 1, 1)}, Status.DUE),
        ("last of (while contract, 1 year after collected)", {"contract-start": date(2020, 1, 1)}, Status.UNKNOWN),
        (
            "last of (while contract, 1 year after collected)",
            {"contract-start": date(2020, 1, 1), "collected": date(2020, 1, 1)},
            Status.OPEN,
        ),
    ],
)
def test_what_is_not_known_is_never_guessed(rule: str, events: dict[str, date], status: Status) -> None:
    """A missing or future beginning leaves a rule unknown or not begun; an end that lies ahead leaves a state on."""
    assert status is evaluate(parse_keep(rule), events, date(2026, 11, 21), zone=ZONE).status


def test_a_legal_time_is_kept_to_the_day_both_ways() -> None:
    """With a legal obligation a record may go neither earlier nor later."""
    term = evaluate(
        parse_keep("10 years after fiscal-year-end"),
        {"collected": date(2026, 3, 1)},
        date(2026, 11, 21),
        zone=ZONE,
        exact=True,
    )

    assert date(2036, 12, 31) == term.not_before == term.not_after


def test_the_floor_of_a_choice_is_the_one_that_binds() -> None:
    """The earliest end may not come before its floor, and the latest not before any."""
    events = {"created": date(2026, 1, 1)}
    floors = "between 7 days and 1 year after created, between 1 month and 2 years after created"

    def floor(rule: str) -> date | None:
        return evaluate(parse_keep(rule), events, date(2026, 1, 2), zone=ZONE).not_before

    assert date(2026, 1, 8) == floor(f"first of ({floors})")
    assert date(2026, 2, 1) == floor(f"last of ({floors})")
    assert floor("first of (between 7 days and 1 year after created, while case)") is None


def test_what_began_again_is_open_without_an_end() -> None:
    """A consent given again after it was withdrawn is open, and its old end is not told as one."""
    told = {"consent-given": date(2026, 3, 1), "consent-withdrawn": date(2026, 2, 1)}

    found = evaluate(parse_keep("while consent"), told, date(2026, 4, 1), zone=ZONE)

    assert Term(status=Status.OPEN, not_before=None, not_after=None) == found


def test_a_case_of_data_from_tomorrow_is_not_known() -> None:
    """A state that begins with the data is unknown as long as their own day lies ahead."""
    assert Status.UNKNOWN is _status("while case", date(2026, 1, 1), collected=date(2026, 1, 2))
    assert Status.OPEN is _status("while case", date(2026, 1, 2), collected=date(2026, 1, 2))


def test_a_choice_that_is_over_still_says_its_floor() -> None:
    """Of two spans of which one has ended, the earlier floor binds, after the end as before it."""
    rule = "first of (between 7 days and 1 year after collected, between 1 month and 2 years after collected)"
    collected = {"collected": date(2026, 1, 1)}

    terms = [evaluate(parse_keep(rule), collected, day, zone=ZONE) for day in (date(2026, 6, 1), date(2027, 6, 1))]

    assert [(Status.RUNNING, date(2026, 1, 8)), (Status.DUE, date(2026, 1, 8))] == [
        (term.status, term.not_before) for term in terms
    ]


def test_years_go_to_the_last_there_is() -> None:
    """A term that ends within the last year of the calendar ends on its own day; one beyond it on the last day."""
    assert date(9999, 6, 1) == add(date(9998, 6, 1), Duration(number=1, unit=Unit.YEAR))
    assert LAST_DAY == add(date(9998, 6, 1), Duration(number=2, unit=Unit.YEAR))


@pytest.mark.parametrize("unit", [Unit.HOUR, Unit.MINUTE])
def test_no_hours_are_added_to_a_day(unit: Unit) -> None:
    """A day has no hour to count from: asking for it is an error of the program."""
    with pytest.raises(ValueError, match=r"^hours are added to moments$"):
        add(date(2026, 1, 1), Duration(number=5, unit=unit))


def test_a_moment_without_a_zone_is_refused() -> None:
    """A naive moment could be anybody's; it is never taken for universal time."""
    with pytest.raises(ValueError, match=r"^a moment needs a time zone$"):
        _status("1 day after collected", date(2026, 1, 1), collected=datetime(2026, 1, 1))  # noqa: DTZ001 - the point


RANK = {Status.UNKNOWN: 0, Status.NOT_BEGUN: 0, Status.OPEN: 1, Status.RUNNING: 2, Status.DUE: 3}

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
short = st.builds(Duration, number=st.integers(1, 40), unit=st.sampled_from(KEEP_UNITS))
names = st.sampled_from(sorted(EVENTS))
simple = st.one_of(
    st.builds(After, duration=short, event=names),
    st.builds(While, state=st.sampled_from(sorted(STATES))),
    st.builds(
        Between,
        floor=st.builds(Duration, number=st.just(1), unit=st.just(Unit.HOUR)),
        ceiling=st.builds(Duration, number=st.integers(2, 40), unit=st.sampled_from(KEEP_UNITS)),
        event=names,
    ),
)
rules: st.SearchStrategy[Keep] = st.recursive(
    simple,
    lambda inner: (
        st.builds(FirstOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(LastOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
known = st.dictionaries(names, st.one_of(days, moments), max_size=8)
zones = st.sampled_from(["Europe/Paris", "America/New_York", "Pacific/Kiritimati", "Africa/Cairo", "UTC"])


@given(keep=rules, events=known, pair=st.one_of(st.tuples(days, days), st.tuples(moments, moments)), zone=zones)
def test_time_only_moves_a_status_forward(
    keep: Keep, events: dict[str, date | datetime], pair: tuple[date, date], zone: str
) -> None:
    """With the same events a later look never gives an earlier status: what was due is never running again."""
    earlier, later = sorted(pair)
    before = evaluate(keep, events, earlier, zone=zone)
    after = evaluate(keep, events, later, zone=zone)

    assert RANK[before.status] <= RANK[after.status]


@given(keep=rules, events=known, on=days, zone=zones)
def test_an_end_is_given_exactly_when_there_is_one(
    keep: Keep, events: dict[str, date | datetime], on: date, zone: str
) -> None:
    """A running or due rule has a last day, on the right side of today; the others have none."""
    term = evaluate(keep, events, on, zone=zone)

    assert (term.not_after is not None) is (term.status in {Status.RUNNING, Status.DUE})
    if term.not_after is not None:
        assert (term.not_after <= on) is (term.status is Status.DUE)
    if term.not_before is not None and term.not_after is not None and isinstance(keep, Between):
        assert term.not_before <= term.not_after
