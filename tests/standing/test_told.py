"""What standing is told of persons: no sequence of it lets an ended purpose read, suspension destroys nothing, a hold opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import CategoryPlan, ChannelKind, Objection, Plan, Status, Unknown, parse_keep
from etanche.gate import ALIVE
from etanche.standing import HELD_BY_NONE, Record, Told, end_of, events_of, held, life, lives, reasons_of
from etanche.standing.told import TOLD, in_order

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COLLECTED = date(2026, 3, 1)
WRITTEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
RECORD = Record("file", COLLECTED, WRITTEN)
RULES = {
    "selling": "1 year after collected",
    "weighing": "1 year after collected",
    "writing": "1 year after collected",
    "serving": "2 years after contract-end",
    "keeping": "10 years after fiscal-year-end",
    "remembering": "3 years after objection",
    "meeting": "3 months after last-contact",
}
PLAN = Plan(
    digest="0" * 64,
    zone="Europe/Paris",
    fiscal_year_end=(12, 31),
    region="paris",
    categories={"file": CategoryPlan(name="file", fields={}, channels=frozenset({"desk"}), unknown=Unknown.REFUSE)},
    channels={"desk": ChannelKind.DESK},
    roles=frozenset(),
    purposes=frozenset(RULES),
    cells=frozenset(),
    disclosures=frozenset(),
    recipients=frozenset(),
    terms={(purpose, "file"): parse_keep(rule) for purpose, rule in RULES.items()},
    objections={"selling": Objection.IMMEDIATE, "weighing": Objection.REVIEWED},
    journal_keep=parse_keep("1 year after created"),
    promises=frozenset(),
    exact=frozenset({"keeping"}),
    consents=frozenset({"writing"}),
    given=frozenset({"file"}),
)
EVENTS = [
    *("objection", "objection-upheld", "objection-overruled", "objection-withdrawn", "consent-given"),
    *("consent-withdrawn", "restricted", "restriction-lifted", "erased", "held", "released", "contract-start"),
    *("contract-end", "death-notified", "last-contact"),
]


def story(*events: str, purpose: str | None = None) -> list[Told]:
    """Return events told one an hour, on a day after the record was written."""
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    return [
        Told(n, event, purpose, begin + timedelta(hours=n), begin + timedelta(hours=n))
        for n, event in enumerate(events)
    ]


def status(purpose: str, told: list[Told], *, record: Record = RECORD, now: datetime = NOW) -> Status:
    """Return where a purpose stands."""
    events = events_of(PLAN, purpose, record, told, now=now)
    return life(PLAN, purpose=purpose, category="file", events=events, now=now).status


stories = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.sampled_from([None, *RULES]), st.integers(0, 2_000), st.integers(0, 2_000)),
    max_size=12,
).map(
    lambda drawn: [
        Told(n, event, purpose, NOW - timedelta(hours=effective), NOW - timedelta(hours=2_000 - n))
        for n, (event, purpose, effective, _) in enumerate(drawn)
    ]
)


@pytest.mark.parametrize(
    ("purpose", "events", "expected"),
    [
        ("selling", [], Status.RUNNING),
        ("selling", ["objection"], Status.DUE),
        ("selling", ["objection", "objection-overruled"], Status.DUE),
        ("selling", ["objection", "objection-withdrawn"], Status.DUE),
        ("weighing", ["objection"], Status.SUSPENDED),
        ("weighing", ["objection", "objection-overruled"], Status.RUNNING),
        ("weighing", ["objection", "objection-upheld"], Status.DUE),
        ("weighing", ["objection", "objection-upheld", "objection"], Status.DUE),
        ("writing", [], Status.NOT_BEGUN),
        ("writing", ["consent-given"], Status.RUNNING),
        ("writing", ["consent-given", "consent-withdrawn"], Status.DUE),
        ("writing", ["consent-given", "consent-withdrawn", "consent-given"], Status.DUE),
        ("writing", ["consent-given", "death-notified"], Status.DUE),
        ("serving", [], Status.UNKNOWN),
        ("serving", ["contract-start"], Status.OPEN),
        ("serving", ["contract-start", "contract-end"], Status.RUNNING),
        ("serving", ["contract-start", "restricted"], Status.SUSPENDED),
        ("serving", ["contract-start", "restricted", "restriction-lifted"], Status.OPEN),
        ("serving", ["contract-start", "restricted", "erased"], Status.DUE),
        ("keeping", ["erased"], Status.RUNNING),
        ("keeping", ["restricted"], Status.SUSPENDED),
        ("remembering", [], Status.NOT_BEGUN),
        ("remembering", ["objection"], Status.RUNNING),
        ("meeting", [], Status.DUE),
        ("meeting", ["last-contact"], Status.RUNNING),
    ],
)
def test_what_was_told_decides(purpose: str, events: list[str], expected: Status) -> None:
    """Each word has its effect on each sort of purpose, in the order in which it was told."""
    assert expected == status(purpose, story(*events, purpose=None))


def test_a_word_about_one_purpose_leaves_the_others() -> None:
    """An objection to one purpose ends that one, and begins what remembers objections."""
    told = story("objection", purpose="selling")

    assert [Status.DUE, Status.RUNNING, Status.RUNNING] == [
        status(purpose, told) for purpose in ("selling", "weighing", "remembering")
    ]


def test_who_consents_again_does_so_for_what_comes_in_later() -> None:
    """A record from before a withdrawal stays ended; one written after the new consent is read."""
    told = story("consent-given", "consent-withdrawn", "consent-given")
    later = replace_written(RECORD, datetime(2026, 5, 2, tzinfo=UTC))

    assert (Status.DUE, Status.RUNNING) == (status("writing", told), status("writing", told, record=later))


def test_what_takes_effect_later_has_not_happened() -> None:
    """A restriction or an objection told ahead of its day changes nothing before it."""
    ahead = [Told(1, "restricted", None, NOW + timedelta(days=1), WRITTEN)]

    assert Status.RUNNING == status("selling", ahead)
    assert Status.SUSPENDED == status("selling", ahead, now=NOW + timedelta(days=2))


@given(stories, st.integers(0, 10**12), st.sampled_from([timedelta(0), timedelta(seconds=1), timedelta(days=200)]))
def test_what_was_told_holds_whatever_a_clock_says(told: list[Told], behind: int, late: timedelta) -> None:
    """A no, a restriction, an erasure or an end holds from its commit on, for a reader whose clock is behind or stepped back."""
    clock = NOW - timedelta(microseconds=behind)
    ends = {"erased": "selling", "objection": "selling", "consent-withdrawn": "writing", "restricted": "serving"}
    for word, whom in ends.items():
        after = Told(99, word, whom, NOW - late, NOW)

        assert status(whom, [*told, after], now=clock) not in ALIVE


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=5), timedelta(hours=4)])
def test_a_state_that_ended_is_over_whatever_a_clock_says(behind: timedelta) -> None:
    """A contract that ended is over for who reads behind; of a start and an end that both lie ahead there, the later counts."""
    begun, over = (Told(n, f"contract-{word}", None, NOW, NOW) for n, word in enumerate(("start", "end")))
    anew = Told(3, "contract-start", None, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1))
    plan = replace(PLAN, terms={("serving", "file"): parse_keep("while contract")})

    assert [Status.DUE, Status.OPEN] == [
        lives(plan, RECORD, told, NOW - behind)[0].status for told in ([begun, over], [begun, over, anew])
    ]


def test_a_withdrawal_is_heard_though_the_clock_stepped_back_since_the_consent() -> None:
    """Commit decides, not the clocks: a yes of a moment that comes again does not outlive the no that was told after it."""
    told = [
        Told(1, "consent-given", "writing", NOW, NOW),
        Told(2, "consent-withdrawn", "writing", NOW - timedelta(hours=1), NOW - timedelta(hours=1)),
    ]

    assert Status.DUE == status("writing", told, record=replace_written(RECORD, NOW))


@pytest.mark.parametrize(("minutes", "expected"), [(-31, Status.RUNNING), (-30, Status.DUE), (90, Status.DUE)])
def test_a_day_begins_in_the_zone_of_the_organisation(minutes: int, expected: Status) -> None:
    """An objection of a day holds from the midnight of Paris on, two hours before that of Greenwich."""
    midnight = datetime(2026, 5, 25, 22, 30, tzinfo=UTC)
    told = [Told(1, "objection", "selling", date(2026, 5, 26), WRITTEN)]

    assert expected == status("selling", told, now=midnight + timedelta(minutes=minutes))


def test_a_last_event_that_lies_ahead_hides_none_that_happened() -> None:
    """The newest that has happened counts, whichever was told first."""
    happened = Told(1, "last-contact", None, NOW - timedelta(days=1), NOW)
    ahead = Told(2, "last-contact", None, date(2099, 1, 1), NOW)
    early = ahead._replace(seq=0)

    assert [Status.RUNNING, Status.RUNNING] == [
        status("meeting", told) for told in ([happened, ahead], [early, happened])
    ]
    assert Status.DUE == status("meeting", [early, happened], now=NOW + timedelta(days=400))


later = st.lists(
    st.tuples(st.sampled_from(sorted(TOLD)), st.sampled_from([None, *RULES]), st.integers(-100, 2_000)), max_size=9
).map(
    lambda drawn: [
        Told(100 + n, event, purpose, NOW - timedelta(hours=effective), NOW - timedelta(minutes=30 - n))
        for n, (event, purpose, effective) in enumerate(drawn)
    ]
)


@given(stories, later)
def test_an_ended_purpose_never_reads_again(told: list[Told], more: list[Told]) -> None:
    """After an erasure, an objection or a withdrawal no further words, however many and of whichever day, make the purpose read what it had ended for."""
    ended = {"erased": None, "objection-upheld": "weighing", "consent-withdrawn": "writing", "objection": "selling"}
    for word, whom in ended.items():
        for one in {whom} if whom is not None else set(RULES) - PLAN.exact:
            after = Told(99, word, whom, NOW - timedelta(hours=1), NOW - timedelta(hours=1))

            assert status(one, [*told, after, *more]) not in ALIVE


@given(stories)
def test_suspension_destroys_nothing(told: list[Told]) -> None:
    """While the data are restricted, and were not erased or given up, no purpose lets them go, and none reads them."""
    told = [one for one in told if one.event != "erased"]
    restricted = [*told, Told(99, "restricted", None, NOW, NOW)]

    assert None is end_of(PLAN, RECORD, restricted, now=NOW)
    assert {Status.SUSPENDED} == {one.status for one in lives(PLAN, RECORD, restricted, NOW)}


@given(stories)
def test_a_hold_stops_destruction_and_opens_nothing(told: list[Told]) -> None:
    """Under a hold nothing is due; and no purpose is alive that is not alive without it."""
    under = [*told, Told(99, "held", None, NOW, NOW)]
    without = lives(PLAN, RECORD, told, NOW)

    assert None is end_of(PLAN, RECORD, under, now=NOW)
    assert without == lives(PLAN, RECORD, under, NOW)


def told_of_holds(*words: str) -> list[Told]:
    """Return what was told of holds, each word an event and the mark of its case, such as `held a`."""
    return [Told(seq, *_word(word)) for seq, word in enumerate(words)]


def _word(word: str) -> tuple[str, None, datetime, datetime, str]:
    event, _, hold = word.partition(" ")
    return event, None, NOW, NOW, hold


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (True, ["held a"]),
        (False, ["held a", "released a"]),
        (True, ["held a", "released b"]),
        (True, ["held a", "released"]),
        (True, ["held a", "held b", "released a", "released a"]),
        (False, ["held a", "held a", "released a"]),
        (True, ["held", "released a"]),
        (True, ["held", "held", "released"]),
        (False, ["held", "held", "released", "released"]),
        (True, ["released a", "held a"]),
        (False, []),
    ],
)
def test_a_release_lifts_the_hold_of_its_own_case(words: list[str], *, stands: bool) -> None:
    """A hold stands until it is released itself; those of before, without a case, are counted."""
    assert stands == held(told_of_holds(*words))


@given(stories)
def test_what_is_due_is_held_by_no_purpose(told: list[Told]) -> None:
    """A record has an end exactly when no purpose and no hold keeps it, and then nobody reads it."""
    free = all(one.status in HELD_BY_NONE for one in lives(PLAN, RECORD, told, NOW)) and not held(told)

    assert free == (end_of(PLAN, RECORD, told, now=NOW) is not None)


SHORT = replace(PLAN, terms={("serving", "file"): parse_keep("while contract")})


@pytest.mark.parametrize(
    ("effective", "recorded", "waits"),
    [
        (timedelta(0), timedelta(0), False),
        (timedelta(days=9), timedelta(0), True),
        (timedelta(days=9), timedelta(days=4), False),
    ],
)
def test_an_end_learned_late_waits(effective: timedelta, recorded: timedelta, *, waits: bool) -> None:
    """An end of today may go today; one of nine days ago, told today, waits 72 hours; told four days ago, no more."""
    told = [
        Told(1, "contract-start", None, WRITTEN, WRITTEN),
        Told(2, "contract-end", None, NOW - effective, NOW - recorded),
    ]

    end = end_of(SHORT, RECORD, told, now=NOW)

    assert end is not None
    assert (NOW + timedelta(hours=72) if waits else None) == end.waits_until


@pytest.mark.parametrize("effective", [date(2026, 5, 20), datetime(2026, 5, 20, 9, tzinfo=UTC)])
def test_an_end_by_word_is_of_its_day(effective: date | datetime) -> None:
    """What a no ended is over since the day it took effect, whether that was told as a day or as a moment, and not since its rule's end."""
    plan = replace(PLAN, terms={("selling", "file"): parse_keep("1 year after collected")})
    told = [Told(1, "objection", "selling", effective, datetime(2026, 5, 20, 9, tzinfo=UTC))]

    end = end_of(plan, RECORD, told, now=NOW)

    assert end is not None
    assert date(2026, 5, 20) == end.since


def test_an_end_by_rule_is_of_its_day() -> None:
    """What its time ended is over since the last day of that time, whatever was told of it since."""
    plan = replace(PLAN, terms={("selling", "file"): parse_keep("1 month after collected")})
    told = [Told(1, "objection", "selling", datetime(2026, 5, 20, 9, tzinfo=UTC), datetime(2026, 5, 20, 9, tzinfo=UTC))]

    end = end_of(plan, RECORD, told, now=NOW)

    assert end is not None
    assert date(2026, 4, 1) == end.since


def test_what_another_charter_ends_waits() -> None:
    """A record written before the charter was applied, and over because of it, waits 72 hours from then."""
    plan = replace(PLAN, terms={("selling", "file"): parse_keep("1 month after collected")})

    end = end_of(plan, RECORD, [], now=NOW, applied=NOW - timedelta(hours=1))

    assert end is not None
    assert NOW + timedelta(hours=71) == end.waits_until


def replace_written(record: Record, written: datetime) -> Record:
    """Return the same record, written at another moment."""
    return record._replace(written=written, collected=written.date())


def test_histories_of_several_are_one_in_order_of_commit() -> None:
    """What was told of a person and of their record is heard as it was told; of one alone nothing is lost."""
    first, second, third = story("restricted", "objection", "restriction-lifted")

    assert [first, second, third] == in_order([first, third], [], [second])
    assert [first, third] == in_order([], [first, third])
    assert [] == in_order([], [])


def test_an_event_for_another_purpose_is_none_here() -> None:
    """A contract that is the matter of one purpose ends nothing for another; a consent counts where a rule begins with one."""
    told = story("contract-end", purpose="selling")

    assert "contract-end" not in events_of(PLAN, "serving", RECORD, told, now=NOW)
    assert "contract-end" in events_of(PLAN, "selling", RECORD, told, now=NOW)
    assert "consent-given" not in events_of(PLAN, "writing", RECORD, story("consent-given", purpose="selling"), now=NOW)
    assert "consent-given" in events_of(PLAN, "meeting", RECORD, story("consent-given", purpose="writing"), now=NOW)


def test_the_latest_act_counts_whichever_was_told_last() -> None:
    """Of days and moments in any order the latest is the last contact; a day counts from its beginning where the organisation is."""
    at = NOW - timedelta(days=1)
    morning, day = datetime(2026, 4, 9, 22, 30, tzinfo=UTC), date(2026, 4, 10)

    def last(*when: date | datetime) -> date | datetime:
        told = [Told(n, "last-contact", None, one, at) for n, one in enumerate(when)]
        return events_of(PLAN, "meeting", RECORD, told, now=NOW)["last-contact"]

    assert day == last(day, date(2026, 4, 9)) == last(date(2026, 4, 9), day)
    assert morning == last(day, morning) == last(morning, day)


def test_why_a_purpose_is_over_is_told_of_each() -> None:
    """By its rule, by somebody's word, or because they were erased; of a purpose that lives on nothing is the reason."""
    plan = replace(
        PLAN, terms={key: rule for key, rule in PLAN.terms.items() if key[0] in {"selling", "writing", "serving"}}
    )
    refused = [
        *story("consent-given", "consent-withdrawn", purpose="writing"),
        Told(7, "objection", "selling", NOW - timedelta(days=1), NOW - timedelta(days=1)),
    ]

    assert {"selling": "objection", "writing": "consent-withdrawn", "serving": ""} == dict(
        reasons_of(plan, RECORD, refused, NOW)
    )
    assert {"erased"} == {event for _, event in reasons_of(plan, RECORD, story("erased"), NOW)}
    assert ("selling", "") in reasons_of(plan, RECORD, refused, NOW + timedelta(days=700))


def test_a_rule_that_ends_today_ended_today() -> None:
    """On the last day of a rule the record is past it since that day, and not since it was collected."""
    plan = replace(PLAN, terms={("keeping", "file"): parse_keep("10 days after collected")}, exact=frozenset())
    (one,) = lives(plan, RECORD, [], NOW)
    assert one.not_after is not None
    end = end_of(plan, RECORD, [], now=datetime.combine(one.not_after, NOW.timetz()))

    assert end is not None
    assert one.not_after == end.since


def test_a_purpose_that_does_not_use_a_category_says_by_which_promise() -> None:
    """It has not begun, and the promise that says so is named all the same."""
    told = life(PLAN, purpose="dancing", category="file", events={}, now=NOW)

    assert (Status.NOT_BEGUN, "retention:dancing/file") == (told.status, told.because)
