"""When something is owed: golden vectors, pauses, extensions, and the law as data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import Duration, Unit, add, parse_duration
from etanche.rights import (
    Doubt,
    Duty,
    Effect,
    Pause,
    Right,
    Timing,
    clock_of,
    due,
    ends,
    law,
    next_working,
    read_law,
    working,
    working_days_after,
)

VECTORS = Path(__file__).parents[1] / "vectors" / "clocks.txt"
LINES = [line for line in VECTORS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
FR = ("FR",)
NOVEMBER = date(2026, 11, 2)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


def timing(right: Right, duty: Duty = Duty.ANSWER, **said: object) -> Timing:
    """Return a timing that the law has today."""
    found = clock_of(right, duty, NOVEMBER, **said)
    assert found is not None
    return found


def identity(since: date, until: date | None = None) -> Pause:
    """Return a pause in doubt of who somebody is."""
    return Pause(doubt=Doubt.IDENTITY, since=since, until=until)


@pytest.mark.parametrize("line", LINES)
def test_a_period_ends_when_the_law_says(line: str) -> None:
    """Every golden vector, all fourteen: the raw last day, and the one that weekends and holidays move it to."""
    assert 14 == len(LINES)
    places_, received, length, raw, legal = (part.strip() for part in line.split("|"))
    places = tuple(places_.split())
    counts_working = length.endswith(" working")
    found = ends(
        date.fromisoformat(received),
        parse_duration(length.removesuffix(" working")),
        working=counts_working,
        places=places,
    )

    assert date.fromisoformat(raw) == found
    assert date.fromisoformat(legal) == (next_working(found, places) if places == FR else found)


@pytest.mark.parametrize(
    ("right", "duty", "received", "extended_on", "raw", "legal"),
    [
        (Right.ACCESS, Duty.ANSWER, date(2026, 1, 31), None, date(2026, 2, 28), date(2026, 3, 2)),
        (Right.ERASURE, Duty.ANSWER, date(2026, 3, 5), None, date(2026, 4, 5), date(2026, 4, 7)),
        (Right.PORTABILITY, Duty.ANSWER, date(2026, 8, 31), None, date(2026, 9, 30), date(2026, 9, 30)),
        (Right.OBJECTION, Duty.ANSWER, date(2026, 11, 13), None, date(2026, 12, 13), date(2026, 12, 14)),
        (Right.WITHDRAWAL, Duty.ANSWER, date(2026, 11, 25), None, date(2026, 12, 25), date(2026, 12, 28)),
        (Right.RECTIFICATION, Duty.ANSWER, date(2024, 1, 30), None, date(2024, 2, 29), date(2024, 2, 29)),
        (Right.RESTRICTION, Duty.ANSWER, date(2026, 4, 1), None, date(2026, 5, 1), date(2026, 5, 4)),
        (Right.AFTER_DEATH, Duty.ANSWER, date(2026, 6, 14), None, date(2026, 7, 14), date(2026, 7, 15)),
        (Right.ACCESS, Duty.ANSWER, date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30), date(2026, 4, 30)),
        (Right.KNOW, Duty.ANSWER, date(2026, 1, 2), None, date(2026, 2, 16), date(2026, 2, 16)),
        (Right.KNOW, Duty.ANSWER, date(2026, 1, 2), date(2026, 2, 16), date(2026, 4, 2), date(2026, 4, 2)),
        (Right.DELETE, Duty.ACKNOWLEDGE, date(2026, 11, 13), None, date(2026, 11, 30), date(2026, 11, 30)),
        (Right.OPT_OUT, Duty.STOP, date(2026, 11, 13), None, date(2026, 12, 7), date(2026, 12, 7)),
    ],
)
def test_the_law_as_data_gives_the_golden_days(
    right: Right, duty: Duty, received: date, extended_on: date | None, raw: date, legal: date
) -> None:
    """The vectors come out of the file of the law too, of both regimes, and not only out of the arithmetic: all but that of two months, which no right has."""
    clock = due(timing(right, duty), received, places=FR, extended_on=extended_on)

    assert (raw, legal) == (clock.raw, clock.legal)


def test_the_end_of_a_short_month_is_told_as_such() -> None:
    """31 January and a month is 28 February, and the clock says why."""
    clock = due(timing(Right.ACCESS), date(2026, 1, 31), places=FR)

    assert (Effect.END_OF_MONTH, Effect.ROLLED) == clock.because


def test_a_pause_adds_the_days_it_lasted() -> None:
    """Asked on the 5th, answered on the 12th: seven days more; asked twice for the same days, they count once."""
    once = due(timing(Right.ERASURE), NOVEMBER, places=FR, pauses=[identity(date(2026, 11, 5), date(2026, 11, 12))])
    overlapping = due(
        timing(Right.ACCESS),
        NOVEMBER,
        places=FR,
        pauses=[
            identity(date(2026, 11, 5), date(2026, 11, 12)),
            Pause(doubt=Doubt.SPECIFICATION, since=date(2026, 11, 10), until=date(2026, 11, 14)),
        ],
    )

    assert (date(2026, 12, 9), 7) == (once.raw, once.paused)
    assert (date(2026, 12, 11), 9) == (overlapping.raw, overlapping.paused)


def test_who_asks_late_does_not_stop_the_clock() -> None:
    """A question put on the eighth day stops nothing: the law lets the clock stand only when it was asked without delay."""
    on_time = due(timing(Right.ERASURE), NOVEMBER, places=FR, pauses=[identity(date(2026, 11, 9), date(2026, 11, 20))])
    late = due(timing(Right.ERASURE), NOVEMBER, places=FR, pauses=[identity(date(2026, 11, 10), date(2026, 11, 20))])

    assert date(2026, 12, 13) == on_time.raw
    assert date(2026, 12, 2) == late.raw
    assert Effect.ASKED_LATE in late.because


def test_a_second_question_is_soon_when_it_follows_the_first_answer() -> None:
    """Something stronger asked for within a week of an answer that settled nothing stops the clock as well."""
    first = identity(date(2026, 11, 4), date(2026, 11, 20))
    second = identity(date(2026, 11, 23), date(2026, 11, 25))

    assert 18 == due(timing(Right.ACCESS), NOVEMBER, places=FR, pauses=[first, second]).paused


@pytest.mark.parametrize("right", [Right.KNOW, Right.CORRECT, Right.DELETE])
def test_california_does_not_pause(right: Right) -> None:
    """Forty-five days from receipt, whatever verification takes."""
    paused = due(timing(right), NOVEMBER, places=FR, pauses=[identity(NOVEMBER, date(2026, 12, 1))])

    assert (NOVEMBER + timedelta(days=45), 0) == (paused.raw, paused.paused)
    assert Effect.NO_PAUSE in paused.because
    assert not due(timing(right), NOVEMBER, places=FR, pauses=[identity(NOVEMBER)]).stopped


def test_a_clock_that_stands_says_so() -> None:
    """While an answer is awaited the last day is the earliest possible, and the clock is stopped."""
    clock = due(timing(Right.ACCESS), NOVEMBER, places=FR, pauses=[identity(date(2026, 11, 3))])

    assert clock.stopped
    assert date(2026, 12, 2) == clock.raw


def test_an_extension_is_counted_from_receipt_and_told_in_time() -> None:
    """Two further months, three from receipt; told a day after the first month it counts for nothing."""
    told = due(timing(Right.ACCESS), NOVEMBER, places=FR, extended_on=date(2026, 12, 2))
    late = due(timing(Right.ACCESS), NOVEMBER, places=FR, extended_on=date(2026, 12, 3))

    assert (date(2027, 2, 2), date(2026, 12, 2)) == (told.raw, told.first)
    assert date(2026, 12, 2) == late.raw
    assert Effect.EXTENDED_LATE in late.because


def test_an_extension_told_within_a_month_that_was_paused_is_in_time() -> None:
    """Ten days of waiting make the first month ten days longer; days waited after the telling do not."""
    before = identity(date(2026, 11, 5), date(2026, 11, 15))
    after = identity(date(2026, 12, 8), date(2026, 12, 20))
    in_time = due(timing(Right.ACCESS), NOVEMBER, places=FR, pauses=[before], extended_on=date(2026, 12, 12))
    late = due(timing(Right.ACCESS), NOVEMBER, places=FR, pauses=[after], extended_on=date(2026, 12, 5))

    assert date(2027, 2, 12) == in_time.raw
    assert date(2026, 12, 2) == late.raw


def test_the_charter_may_promise_sooner_and_never_later() -> None:
    """A reply within 15 days is what we keep; one within two months would still be the month of the law."""
    sooner = due(timing(Right.ACCESS), NOVEMBER, places=FR, reply=Duration(number=15, unit=Unit.DAY))
    later = due(timing(Right.ACCESS), NOVEMBER, places=FR, reply=Duration(number=2, unit=Unit.MONTH))

    assert (date(2026, 11, 17), date(2026, 12, 2)) == (sooner.promised, sooner.raw)
    assert later.raw == later.promised


def test_a_minor_s_erasure_in_france_has_no_extension() -> None:
    """After a month the CNIL can be asked, so nothing lengthens it; elsewhere, and for others, an erasure can be extended."""
    assert "D18" == timing(Right.ERASURE, country="FR", minor=True).id
    assert "D01" == timing(Right.ERASURE, country="FR", minor=False).id
    assert "D01" == timing(Right.ERASURE, country="DE", minor=True).id
    assert timing(Right.ERASURE, country="FR", minor=True).extended is None


def test_the_law_of_the_day_of_receipt_holds() -> None:
    """A change of law is a line of data: who asked before it is answered by the law of then."""
    entry = '[[clock]]\nid = "D01"\nduty = "answer"\nrights = ["access"]\nsource = "a law"\n'
    text = f"""
remind = []
{entry}length = "1 month"
since = 2018-05-25
until = 2027-01-01
{entry}length = "2 months"
since = 2027-01-01
[right]
"""
    changed = read_law(text)
    lengths = [
        found.length and found.length.number
        for day in (date(2018, 5, 24), date(2026, 12, 31), date(2027, 1, 1))
        if (found := changed.timing(Right.ACCESS, Duty.ANSWER, day)) is not None
    ]

    assert [1, 2] == lengths


def test_a_word_that_the_file_of_the_law_does_not_have_is_an_error() -> None:
    """A key that nobody reads would be a rule that nobody obeys."""
    entry = '[[clock]]\nid = "D01"\nduty = "answer"\nrights = ["access"]\nsource = "x"\nsince = 2018-05-25\npause = ["identity"]\n'
    with pytest.raises(ValueError, match="pause"):
        read_law(f"remind = []\n{entry}[right]")


@pytest.mark.parametrize("right", Right)
def test_every_right_has_an_answer_and_never_two_clocks_for_one_duty(right: Right) -> None:
    """On each day, each right has exactly one clock for the answer, at most one for the rest, and names its text."""
    known = law()
    for minor in (False, True):
        for country in ("FR", "DE"):
            for duty in Duty:
                found = [
                    one
                    for one in known.timings
                    if right in one.rights
                    and one.duty is duty
                    and one.holds(NOVEMBER)
                    and (one.country, one.minor) in {(None, False), (country, minor)}
                ]

                assert len(found) <= 1 + any(one.minor for one in found)
                assert found or duty is not Duty.ANSWER
                assert all(one.source for one in found)
    assert known.rights[right].law


@pytest.mark.parametrize(
    ("day", "places", "works"),
    [
        (date(2026, 4, 6), ("FR",), False),
        (date(2026, 4, 3), ("FR",), True),
        (date(2026, 4, 3), ("DE",), False),
        (date(2026, 11, 27), ("US", "US-CA"), True),
        (date(2026, 10, 12), ("US", "US-CA"), True),
        (date(2026, 11, 26), ("US", "US-CA"), False),
        (date(2026, 12, 25), ("XX",), True),
        (date(2026, 12, 26), ("XX",), False),
    ],
)
def test_only_what_is_off_everywhere_is_off(day: date, places: tuple[str, ...], works: bool) -> None:
    """Good Friday is off in all of Germany and only in a part of France; a holiday of half a place makes nothing later."""
    assert works is working(day, places)


@given(received=DAYS, right=st.sampled_from(Right), spans=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60))))
def test_the_day_we_keep_is_never_after_the_law_s(received: date, right: Right, spans: list[tuple[int, int]]) -> None:
    """Promised, raw and legal stand in that order, whatever was paused; and a pause never makes a last day earlier."""
    pauses = [
        identity(received + timedelta(days=start), received + timedelta(days=start + length)) for start, length in spans
    ]
    found = timing(right)
    clock = due(found, received, places=FR, pauses=pauses, reply=Duration(number=20, unit=Unit.DAY))
    plain = due(found, received, places=FR)

    assert clock.promised <= clock.raw <= clock.legal <= clock.raw + timedelta(days=5)
    assert plain.raw <= clock.raw <= plain.raw + timedelta(days=sum(length for _, length in spans))


@given(received=DAYS, told=st.integers(0, 120))
def test_an_extension_never_passes_three_months(received: date, told: int) -> None:
    """However late it is told, an answer is never due after three months from receipt."""
    clock = due(timing(Right.ACCESS), received, places=FR, extended_on=received + timedelta(days=told))

    assert clock.raw <= add(received, Duration(number=3, unit=Unit.MONTH))


@given(day=DAYS, count=st.integers(0, 30))
def test_working_days_are_days_on_which_people_work(day: date, count: int) -> None:
    """Between a day and the last of so many working days after it, people work on exactly so many."""
    last = working_days_after(day, count, FR)
    between = sum(working(day + timedelta(days=n), FR) for n in range(1, (last - day).days + 1))

    assert count == between
