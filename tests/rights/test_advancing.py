"""What can happen to a request, in which order, and what may never happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rights.conftest import ID, PROMISED, RECEIVED, Opened, Then, noon

from etanche.charter import Proof, Regime, load
from etanche.errors import Unreadable
from etanche.journal import LONGEST_WORD
from etanche.rights import (
    OPEN,
    Duty,
    Event,
    Ground,
    Happening,
    Outcome,
    Reason,
    Request,
    Right,
    State,
    Step,
    Todo,
    advance,
    entry_of,
    law,
    open_request,
    promised_by,
    reminders,
)
from etanche.terms import OrganisationId

CHARTERS = Path(__file__).parents[2] / "charters"
ORGANISATION = OrganisationId(bytes(16))
STRANGERS = [right for right in Right if law().rights[right].identity]
ANYBODY = [right for right in Right if not law().rights[right].identity]
NEXT = RECEIVED + timedelta(days=1)
LATER = RECEIVED + timedelta(days=9)


def test_a_request_goes_its_way(opened: Opened, then: Then) -> None:
    """Received, asked who it is, shown, extended, answered, recipients told, evidence erased: each state of the law, in order."""
    request = opened(Right.ERASURE)
    states = [request.state]
    for event, day, said in (
        (Event.IDENTITY_ASKED, NEXT, {"proof": Proof.SIGNED_LINK}),
        (Event.IDENTITY_SHOWN, LATER, {"proof": Proof.SIGNED_LINK}),
        (Event.EXTENSION_TOLD, LATER, {}),
        (Event.ANSWERED, date(2027, 1, 20), {}),
        (Event.RECIPIENTS_TOLD, date(2027, 1, 21), {}),
        (Event.EVIDENCE_ERASED, date(2028, 1, 21), {}),
    ):
        step = then(request, event, day, **said)
        assert step.taken, step.reason
        assert not step.late
        request = step.after
        states.append(request.state)

    assert list(State) == states


@pytest.mark.parametrize("right", STRANGERS)
def test_a_stranger_is_not_answered(opened: Opened, then: Then, right: Right) -> None:
    """Who has not shown who they are is told nothing, whether asked or not, and grounds that would tell are no grounds."""
    request = opened(right)
    asked = then(request, Event.IDENTITY_ASKED, NEXT, proof=Proof.SIGNED_LINK).after
    telling = law().rights[right].refusals - {Ground.UNIDENTIFIED, Ground.UNFOUNDED, Ground.EXCESSIVE}
    for one in (request, asked):
        assert Reason.IDENTITY_NEEDED is then(one, Event.ANSWERED, LATER).reason
        for ground in telling:
            assert Reason.GROUNDS_WOULD_TELL is then(one, Event.REFUSED, LATER, grounds=(ground,)).reason


def test_a_doubt_that_comes_later_counts_like_one_that_was_there(opened: Opened, then: Then) -> None:
    """Who showed who they are and is doubted again is a stranger until they show it anew: not answered, and no ground tells them more."""
    request = opened(Right.ACCESS, proof=Proof.SIGNED_LINK)
    doubted = then(request, Event.IDENTITY_ASKED, NEXT, proof=Proof.DOCUMENT).after
    grounds = (Ground.OTHERS_RIGHTS,)

    assert Reason.IDENTITY_NEEDED is then(doubted, Event.ANSWERED, LATER).reason
    assert Reason.GROUNDS_WOULD_TELL is then(doubted, Event.REFUSED, LATER, grounds=grounds).reason
    assert then(request, Event.REFUSED, LATER, grounds=grounds).taken


@pytest.mark.parametrize("right", ANYBODY)
def test_where_no_identity_is_needed_none_is_asked(opened: Opened, then: Then, right: Right) -> None:
    """Objecting to marketing and opting out meet no hurdle: asking is turned away, and nothing is refused for it."""
    request = opened(right)

    assert State.IN_PROGRESS is request.state
    assert Reason.NO_HURDLE is then(request, Event.IDENTITY_ASKED, RECEIVED, proof=Proof.SIGNED_LINK).reason
    assert Reason.GROUNDS_NOT_LAWFUL is then(request, Event.REFUSED, NEXT, grounds=(Ground.UNIDENTIFIED,)).reason


def test_an_objection_to_marketing_cannot_be_refused(opened: Opened, then: Then) -> None:
    """There is no ground for it (GDPR 21(3)); it is stopped by the end of the next day, and answered only once it is."""
    request = opened(Right.MARKETING_OBJECTION)
    clock = request.clock(Duty.STOP)

    assert clock is not None
    assert NEXT == clock.raw
    assert all(not then(request, Event.REFUSED, NEXT, grounds=(ground,)).taken for ground in Ground)
    assert Reason.USE_GOES_ON is then(request, Event.ANSWERED, NEXT).reason
    assert then(then(request, Event.USE_STOPPED, NEXT).after, Event.ANSWERED, NEXT).taken


def test_a_withdrawal_is_due_on_the_day_it_is_proved(opened: Opened) -> None:
    """It takes effect at once, and is overdue the day after."""
    request = opened(Right.WITHDRAWAL, proof=Proof.SIGNED_LINK)
    clock = request.clock(Duty.STOP)

    assert clock is not None
    assert RECEIVED == clock.raw
    assert Duty.STOP in {one.duty for one in reminders(request, NEXT) if one.call == "unlawful"}


def test_a_stranger_s_objection_suspends_nothing(opened: Opened, then: Then) -> None:
    """Suspending somebody's data on a stranger's word would be an attack: it waits until they show who they are, and then it is at once."""
    request = opened(Right.OBJECTION)
    shown = then(request, Event.IDENTITY_SHOWN, LATER, proof=Proof.SIGNED_LINK)
    clock = shown.after.clock(Duty.STOP)

    assert Reason.IDENTITY_NEEDED is then(request, Event.USE_STOPPED, NEXT).reason
    assert (Todo.STOP_USE, Todo.PREPARE) == shown.todo
    assert clock is not None
    assert LATER == clock.raw


@pytest.mark.clause("C24")
def test_more_is_asked_for_only_after_less(opened: Opened, then: Then) -> None:
    """A document is asked for when a signed link left a doubt, never first; what is weaker than what was asked for does not do."""
    request = opened(Right.ACCESS)
    first = then(request, Event.IDENTITY_ASKED, NEXT, proof=Proof.SIGNED_LINK).after
    failed = then(first, Event.IDENTITY_NOT_SHOWN, NEXT).after
    second = then(failed, Event.IDENTITY_ASKED, NEXT, proof=Proof.DOCUMENT)

    assert Reason.MILDER_FIRST is then(request, Event.IDENTITY_ASKED, NEXT, proof=Proof.DOCUMENT).reason
    assert State.IDENTITY_PENDING is second.after.state
    assert Reason.PROOF_TOO_WEAK is then(second.after, Event.IDENTITY_SHOWN, LATER, proof=Proof.SIGNED_LINK).reason


@pytest.mark.clause("C24")
def test_a_document_goes_once_it_was_looked_at(opened: Opened, then: Then) -> None:
    """Whether it settled the doubt or not, the step says that the document has to be deleted."""
    request = opened(Right.ACCESS)
    for event, proof in (
        (Event.IDENTITY_ASKED, Proof.SIGNED_LINK),
        (Event.IDENTITY_NOT_SHOWN, None),
        (Event.IDENTITY_ASKED, Proof.DOCUMENT),
    ):
        request = then(request, event, NEXT, proof=proof).after

    assert Todo.DELETE_DOCUMENT in then(request, Event.IDENTITY_SHOWN, LATER, proof=Proof.DOCUMENT).todo
    assert Todo.DELETE_DOCUMENT in then(request, Event.IDENTITY_NOT_SHOWN, LATER).todo


@pytest.mark.clause("C24")
def test_the_clock_stands_in_doubt_where_the_law_lets_it(opened: Opened, then: Then) -> None:
    """Under the GDPR asking stops it and the answer lets it go on, eight days later; in California it never stops."""
    european = then(opened(Right.ACCESS), Event.IDENTITY_ASKED, NEXT, proof=Proof.SIGNED_LINK)
    californian = then(opened(Right.KNOW), Event.IDENTITY_ASKED, NEXT, proof=Proof.SIGNED_LINK)
    shown = then(european.after, Event.IDENTITY_SHOWN, LATER, proof=Proof.SIGNED_LINK)
    clock = shown.after.clock(Duty.ANSWER)

    assert (Reason.CLOCK_STOPS, Reason.CLOCK_GOES_ON) == (european.reason, californian.reason)
    assert clock is not None
    assert (date(2026, 12, 10), 8) == (clock.raw, clock.paused)


def test_access_to_much_may_be_asked_what_is_meant_once(opened: Opened, then: Then) -> None:
    """The question stops the clock for access and for nothing else, not for a stranger, and not twice."""
    access = opened(Right.ACCESS, proof=Proof.ACCOUNT)
    asked = then(access, Event.SPECIFICATION_ASKED, NEXT)
    told = then(asked.after, Event.SPECIFIED, LATER)
    portability = then(opened(Right.PORTABILITY, proof=Proof.ACCOUNT), Event.SPECIFICATION_ASKED, NEXT)
    stranger = then(opened(Right.ACCESS), Event.SPECIFICATION_ASKED, NEXT)

    assert Reason.CLOCK_STOPS is asked.reason
    assert told.taken
    assert Reason.DONE_BEFORE is then(told.after, Event.SPECIFICATION_ASKED, LATER).reason
    assert Reason.CLOCK_GOES_ON is portability.reason
    assert Reason.IDENTITY_NEEDED is stranger.reason


@pytest.mark.parametrize(
    ("right", "day", "reason"),
    [
        (Right.ACCESS, date(2026, 12, 2), Reason.TAKEN),
        (Right.ACCESS, date(2026, 12, 3), Reason.TOO_LATE_TO_EXTEND),
        (Right.KNOW, date(2026, 12, 17), Reason.TAKEN),
        (Right.KNOW, date(2026, 12, 18), Reason.TOO_LATE_TO_EXTEND),
        (Right.WITHDRAWAL, NEXT, Reason.NO_EXTENSION),
        (Right.OPT_OUT, NEXT, Reason.NO_EXTENSION),
    ],
)
def test_an_extension_is_told_in_time_or_not_at_all(
    opened: Opened, then: Then, right: Right, day: date, reason: Reason
) -> None:
    """On the last day of the first time it counts, a day later it is turned away; what is done at once has none."""
    proof = Proof.ACCOUNT if right in STRANGERS else None

    assert reason is then(opened(right, proof=proof), Event.EXTENSION_TOLD, day).reason


def test_nobody_extends_twice(opened: Opened, then: Then) -> None:
    """The law gives one extension."""
    once = then(opened(Right.ACCESS, proof=Proof.ACCOUNT), Event.EXTENSION_TOLD, NEXT).after

    assert Reason.DONE_BEFORE is then(once, Event.EXTENSION_TOLD, NEXT).reason


def test_a_refusal_has_grounds_and_says_the_remedies(opened: Opened, then: Then) -> None:
    """Without a ground, or with one that the law does not know for the right, it is turned away (GDPR 12(4))."""
    request = opened(Right.ERASURE, proof=Proof.ACCOUNT)
    refused = then(request, Event.REFUSED, NEXT, grounds=(Ground.EXCEPTION,))

    assert Reason.GROUNDS_NEEDED is then(request, Event.REFUSED, NEXT).reason
    assert Reason.GROUNDS_NOT_LAWFUL is then(request, Event.REFUSED, NEXT, grounds=(Ground.ACCURATE,)).reason
    assert Reason.GROUNDS_NEEDED is then(request, Event.ANSWERED, NEXT, outcome=Outcome.PARTLY).reason
    assert (Todo.SEND_ANSWER, Todo.SAY_REMEDIES) == refused.todo
    assert State.EVIDENCE_KEPT is refused.after.state


def test_nobody_is_refused_for_what_they_were_not_asked(opened: Opened, then: Then) -> None:
    """*Unidentified* is a ground once somebody was asked and did not show it; not before, and not after they did."""
    request = opened(Right.ACCESS)
    asked = then(request, Event.IDENTITY_ASKED, NEXT, proof=Proof.SIGNED_LINK).after
    shown = then(asked, Event.IDENTITY_SHOWN, NEXT, proof=Proof.SIGNED_LINK).after
    grounds = (Ground.UNIDENTIFIED,)

    assert Reason.IDENTITY_NOT_ASKED is then(request, Event.REFUSED, NEXT, grounds=grounds).reason
    assert then(asked, Event.REFUSED, LATER, grounds=grounds).taken
    assert Reason.IDENTITY_NOT_IN_DOUBT is then(shown, Event.REFUSED, LATER, grounds=grounds).reason


def test_an_extension_is_not_for_refusing(opened: Opened, then: Then) -> None:
    """A refusal after the first month is late under the GDPR, extended or not; California's ninety days hold for both."""
    late = []
    for right, ground in ((Right.ERASURE, Ground.EXCEPTION), (Right.DELETE, Ground.EXCEPTION)):
        extended = then(opened(right, proof=Proof.ACCOUNT), Event.EXTENSION_TOLD, NEXT).after
        day = date(2027, 1, 25)
        late.append(
            (then(extended, Event.REFUSED, day, grounds=(ground,)).late, then(extended, Event.ANSWERED, day).late)
        )

    assert [(True, False), (False, False)] == late


def test_a_late_answer_is_taken_and_called_late(opened: Opened, then: Then) -> None:
    """It is owed more than others: nothing keeps it back, and the journal says that it was late."""
    step = then(opened(Right.ACCESS, proof=Proof.ACCOUNT), Event.ANSWERED, date(2026, 12, 3))
    entry = entry_of(step, organisation=ORGANISATION, actor="office")

    assert step.taken
    assert 1 == entry.facts["late"]


def test_recipients_are_owed_before_the_file_is_closed(opened: Opened, then: Then) -> None:
    """After an erasure those who had received the data are told within seven days; until then the evidence stays."""
    answered = then(opened(Right.ERASURE, proof=Proof.ACCOUNT), Event.ANSWERED, LATER)
    clock = answered.after.clock(Duty.RECIPIENTS)

    assert State.ANSWERED is answered.after.state
    assert clock is not None
    assert LATER + timedelta(days=7) == clock.raw
    assert Reason.NOT_NOW is then(answered.after, Event.EVIDENCE_ERASED, date(2030, 1, 1)).reason
    assert {"unlawful"} == {one.call.value for one in reminders(answered.after, LATER + timedelta(days=8))}


def test_california_s_evidence_stays_two_years(opened: Opened, then: Then) -> None:
    """What shows that a request was answered is not erased a day before 24 months (11 CCR 7101)."""
    request = opened(Right.KNOW, proof=Proof.ACCOUNT)
    answered = then(request, Event.ANSWERED, date(2026, 11, 20)).after

    assert Reason.EVIDENCE_NEEDED is then(answered, Event.EVIDENCE_ERASED, date(2028, 11, 19)).reason
    assert then(answered, Event.EVIDENCE_ERASED, date(2028, 11, 20)).taken


@pytest.mark.clause("C27")
def test_a_letter_counts_from_the_day_it_came(opened: Opened) -> None:
    """Entered three weeks later, a letter is due a month after it reached the organisation; one of tomorrow is refused."""
    at = noon(RECEIVED + timedelta(days=21))
    request = open_request(ID, Right.ACCESS, received=RECEIVED, at=at, promised=PROMISED).after
    clock = request.clock(Duty.ANSWER)

    assert clock is not None
    assert date(2026, 12, 2) == clock.raw
    with pytest.raises(Unreadable, match="received after today"):
        open_request(ID, Right.ACCESS, received=RECEIVED, at=noon(RECEIVED - timedelta(days=1)), promised=PROMISED)


def test_a_day_is_a_day_of_the_organisation(opened: Opened) -> None:
    """Half past eleven at night in universal time is tomorrow in Paris: an answer then is a day later."""
    request = opened(Right.ACCESS, proof=Proof.ACCOUNT)
    steps = [
        advance(request, Happening(event=Event.ANSWERED, at=datetime(2026, 12, 2, hour, 30, tzinfo=UTC)))
        for hour in (22, 23)
    ]

    assert [False, True] == [step.late for step in steps]


def test_what_is_told_does_not_go_back_in_time(opened: Opened, then: Then) -> None:
    """An answer of before the last thing that happened is turned away: nobody makes themselves punctual with an old date."""
    request = then(opened(Right.ACCESS, proof=Proof.ACCOUNT), Event.ACKNOWLEDGED, LATER).after

    assert Reason.BEFORE_THE_LAST is then(request, Event.ANSWERED, NEXT).reason


def test_a_law_that_was_not_there_gives_no_right() -> None:
    """Nobody opens a request of before there was a text for it."""
    with pytest.raises(Unreadable, match="no law gave a right `know`"):
        open_request(ID, Right.KNOW, received=date(2019, 6, 1), at=noon(RECEIVED), promised=PROMISED)


def test_a_right_of_a_law_that_the_charter_leaves_out_is_not_opened() -> None:
    """A charter for Europe alone gives no right of California."""
    promised = replace(PROMISED, regimes=(Regime.GDPR,))
    with pytest.raises(Unreadable, match="gives no right `delete`"):
        open_request(ID, Right.DELETE, received=RECEIVED, at=noon(RECEIVED), promised=promised)


def test_what_a_charter_promises_is_read_from_it() -> None:
    """Gmelius answers Californians too and counts days in Los Angeles; a charter without a section `rights` owes what the law says."""
    gmelius = promised_by(load(CHARTERS / "gmelius.yaml"))
    silent = promised_by(load(CHARTERS / "gmelius.yaml").model_copy(update={"rights": None}))

    assert ("US", "America/Los_Angeles") == (gmelius.country, gmelius.zone)
    assert Regime.CALIFORNIA in gmelius.regimes
    assert ((Regime.GDPR,), (Proof.SIGNED_LINK,), "1 month") == (silent.regimes, silent.proofs, str(silent.reply))


def test_a_charter_that_writes_the_strongest_means_first_makes_it_no_milder() -> None:
    """A document stays the last thing that is asked for, wherever it stands in the list."""
    charter = load(CHARTERS / "gmelius.yaml")
    assert charter.rights is not None
    identity = charter.rights.identity.model_copy(update={"by": (Proof.DOCUMENT, Proof.SIGNED_LINK)})
    rights = charter.rights.model_copy(update={"identity": identity})

    assert (Proof.SIGNED_LINK, Proof.DOCUMENT) == promised_by(charter.model_copy(update={"rights": rights})).proofs


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(Event),
        st.integers(0, 40),
        st.sampled_from([None, *Proof]),
        st.sampled_from(Outcome),
        st.lists(st.sampled_from(Ground), max_size=2).map(tuple),
    ),
    max_size=14,
)


def walk(
    request: Request, happenings: list[tuple[Event, int, Proof | None, Outcome, tuple[Ground, ...]]]
) -> list[Step]:
    """Return the steps of a request to which things happen, each some days after the one before."""
    steps, day = [], request.received
    for event, days, proof, outcome, grounds in happenings:
        day += timedelta(days=days)
        happening = Happening(event=event, at=noon(day), proof=proof, outcome=outcome, grounds=grounds)
        steps.append(advance(request, happening))
        request = steps[-1].after
    return steps


@settings(max_examples=300)
@given(right=st.sampled_from(Right), happenings=HAPPENINGS)
def test_no_path_answers_without_identity(
    right: Right, happenings: list[tuple[Event, int, Proof | None, Outcome, tuple[Ground, ...]]]
) -> None:
    """Whatever happens in whatever order: who is answered showed who they are where it is needed, and after an identity asked for anew, anew."""
    request = open_request(ID, right, received=RECEIVED, at=noon(RECEIVED), promised=PROMISED).after
    shown = False
    for step in walk(request, happenings):
        if step.taken and step.event in {Event.IDENTITY_ASKED, Event.IDENTITY_SHOWN}:
            shown = step.event is Event.IDENTITY_SHOWN
        if step.taken and step.event is Event.ANSWERED and law().rights[right].identity:
            assert shown
        if step.taken and step.event is Event.REFUSED:
            assert step.after.grounds
            assert (
                shown
                or not law().rights[right].identity
                or set(step.after.grounds)
                <= {
                    Ground.UNIDENTIFIED,
                    Ground.UNFOUNDED,
                    Ground.EXCESSIVE,
                }
            )
        assert step.taken or step.after == step.before


@settings(max_examples=300)
@given(right=st.sampled_from(Right), happenings=HAPPENINGS, later=st.integers(0, 200))
def test_no_last_day_passes_in_silence(
    right: Right, happenings: list[tuple[Event, int, Proof | None, Outcome, tuple[Ground, ...]]], later: int
) -> None:
    """At the end of any path, on any day past a last day of what is owed, somebody is called; a clock that stands calls after a month."""
    request = open_request(ID, right, received=RECEIVED, at=noon(RECEIVED), promised=PROMISED).after
    steps = walk(request, happenings)
    request = steps[-1].after if steps else request
    day = request.last + timedelta(days=later)
    called = {one.duty: one for one in reminders(request, day) if one.call != "ask-soon"}
    if request.state in OPEN:
        assert Duty.ANSWER in request.owed()
    for duty in request.owed():
        clock = request.clock(duty)
        assert clock is not None
        if clock.stopped:
            assert later <= 31 or duty in called
        elif day > clock.promised:
            assert called[duty].call in {"overdue", "unlawful"}


@settings(max_examples=100)
@given(right=st.sampled_from(Right), happenings=HAPPENINGS)
def test_every_step_is_a_line_of_the_journal(
    right: Right, happenings: list[tuple[Event, int, Proof | None, Outcome, tuple[Ground, ...]]]
) -> None:
    """Taken or turned away, a step says who, when, from where to where, by which text and why; in words of ours, short enough to be no contents."""
    opening = open_request(ID, right, received=RECEIVED, at=noon(RECEIVED), promised=PROMISED)
    for step in [opening, *walk(opening.after, happenings)]:
        entry = entry_of(step, organisation=ORGANISATION, actor="office", role="dpo")

        assert ("office", "dpo", step.at) == (entry.actor, entry.role, entry.at)
        assert {"right", "from", "to", "law", "why", "received", "due", "stopped"} <= entry.facts.keys()
        assert ("done" if step.taken else "turned-away") == entry.decision
        assert entry.facts["law"]
        assert all(len(value) <= LONGEST_WORD for value in entry.facts.values() if isinstance(value, str))


def test_a_promise_that_a_right_names_is_one_that_charters_make() -> None:
    """The journal quotes promises by the names that the language has for them, and rights of California by California's."""
    known = {
        "rights:access", "rights:rectification", "rights:erasure", "rights:restriction", "rights:objection",
        "rights:portability", "rights:withdrawal", "rights:after-death", "rights:california",
    }  # fmt: skip
    said = {one.promise for one in law().rights.values()} - {""}

    assert known == said
    assert all(
        (one.promise == "rights:california") == (one.regime is Regime.CALIFORNIA) for one in law().rights.values()
    )
