"""The gate answers every ask from the plan alone, and refuses whatever the plan does not grant."""

from __future__ import annotations

import itertools
import timeit
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from etanche.charter import Cell, Disclosure, Plan, Status
from etanche.gate import Ask, Decision, GateRefused, NoSuchCategory, Reason, decide, refusal, require
from etanche.gate.deciding import _tables_of
from etanche.terms import Action, PromiseId

ROLES = ("accountant", "analyst", "support", "director", None)
CATEGORIES = ("invoice", "ticket", "visit", "salary")
PURPOSES = ("audience", "bookkeeping", "helping", "selling", None)
CHANNELS = ("site", "desk", "form", "window", None)
RECIPIENTS = ("printer", "broker", None)
LIVES = (*Status, None)
GRANTED = {
    ("analyst", "visit", "audience"),
    ("accountant", "invoice", "bookkeeping"),
    ("support", "ticket", "helping"),
}
DOORS = {("visit", "site"), ("invoice", "desk"), ("ticket", "desk"), ("ticket", "form")}


@pytest.mark.parametrize("action", [Action.READ, Action.COUNT])
def test_every_cell_is_enforced(plan: Plan, action: Action) -> None:
    """Of every role, category, purpose and life, exactly the granted cells with a living purpose say yes."""
    said_yes = {
        (role, category, purpose, life)
        for role, category, purpose, life in itertools.product(ROLES, CATEGORIES, PURPOSES, LIVES)
        if decide(plan, Ask(action=action, role=role, category=category, purpose=purpose, life=life)).allowed
    }

    assert {(*cell, life) for cell in GRANTED for life in (Status.RUNNING, Status.OPEN)} == said_yes


def test_data_come_in_by_their_own_doors_only(plan: Plan) -> None:
    """A write is granted for a category and one of its own channels, and for nothing else."""
    said_yes = {
        (category, channel)
        for category, channel in itertools.product(CATEGORIES, CHANNELS)
        if decide(plan, Ask(action=Action.WRITE, category=category, channel=channel)).allowed
    }

    assert DOORS == said_yes


def test_nothing_is_told_to_whom_nobody_named(plan: Plan) -> None:
    """A disclosure is granted for the named recipient, category and purpose while the purpose lives, never otherwise."""
    said_yes = {
        (recipient, category, purpose, life)
        for recipient, category, purpose, life in itertools.product(RECIPIENTS, CATEGORIES, PURPOSES, LIVES)
        if decide(
            plan,
            Ask(action=Action.DISCLOSE, recipient=recipient, category=category, purpose=purpose, life=life),
        ).allowed
    }

    assert {("printer", "invoice", "bookkeeping", life) for life in (Status.RUNNING, Status.OPEN)} == said_yes


def test_a_person_forgets_at_the_door_where_a_purpose_can_be_objected_to(plan: Plan) -> None:
    """Forgetting is granted for a category that some purpose lets people object to, at its own doors."""
    said_yes = {
        (category, channel)
        for category, channel in itertools.product(CATEGORIES, CHANNELS)
        if decide(plan, Ask(action=Action.FORGET, category=category, channel=channel)).allowed
    }

    assert {("visit", "site")} == said_yes


REFUSALS = [
    (Ask(action=Action.READ, role="analyst", category="salary", purpose="audience"), Reason.UNKNOWN_CATEGORY, ()),
    (Ask(action=Action.READ, role="director", category="visit", purpose="audience"), Reason.UNKNOWN_ROLE, ()),
    (Ask(action=Action.READ, role="analyst", category="visit", purpose="selling"), Reason.UNKNOWN_PURPOSE, ()),
    (
        Ask(action=Action.READ, role="support", category="visit", purpose="audience", life=Status.RUNNING),
        Reason.NO_CELL,
        ("access:support/visit", "purpose:audience"),
    ),
    (
        Ask(action=Action.READ, role="analyst", category="visit", purpose="audience", life=Status.DUE),
        Reason.PURPOSE_NOT_ALIVE,
        ("retention:audience/visit",),
    ),
    (
        Ask(action=Action.READ, role="analyst", category="visit", purpose="audience"),
        Reason.PURPOSE_NOT_ALIVE,
        ("retention:audience/visit",),
    ),
    (
        Ask(action=Action.DISCLOSE, recipient="broker", category="visit", purpose="audience", life=Status.RUNNING),
        Reason.NO_DISCLOSURE,
        ("recipients:others", "purpose:audience"),
    ),
    (
        Ask(action=Action.DISCLOSE, recipient="printer", category="visit", purpose="audience", life=Status.RUNNING),
        Reason.NO_DISCLOSURE,
        ("recipients:printer", "purpose:audience"),
    ),
    (Ask(action=Action.WRITE, category="visit", channel="desk"), Reason.WRONG_DOOR, ("minimise:visit",)),
    (
        Ask(action=Action.WRITE, category="visit", channel="site", objected=True),
        Reason.OBJECTED,
        ("objection:audience",),
    ),
    (Ask(action=Action.FORGET, category="ticket", channel="form"), Reason.NO_OBJECTION, ()),
    (Ask(action=Action.FORGET, category="visit", channel="form"), Reason.WRONG_DOOR, ("minimise:visit",)),
]


@pytest.mark.parametrize(("ask", "reason", "because"), REFUSALS)
def test_a_refusal_names_its_reason_and_promises(
    plan: Plan, ask: Ask, reason: Reason, because: tuple[str, ...]
) -> None:
    """Each rule that refuses says which one it is and because of which promises."""
    assert Decision(allowed=False, reason=reason, because=because) == decide(plan, ask)  # type: ignore[arg-type]


def test_a_grant_names_the_promises_that_allow_it(plan: Plan) -> None:
    """A yes carries the promises of access, purpose and retention it rests on."""
    ask = Ask(action=Action.READ, role="analyst", category="visit", purpose="audience", life=Status.RUNNING)

    assert ("access:analyst/visit", "purpose:audience", "retention:audience/visit") == decide(plan, ask).because


def test_a_door_says_by_which_promise_it_is_open(plan: Plan) -> None:
    """What comes in does so by the promise of what is taken, and a person's no is heard by the promise of objecting."""
    write = Ask(action=Action.WRITE, category="visit", channel="site")
    taken = Decision(allowed=True, reason=Reason.GRANTED, because=(PromiseId("minimise:visit"),))
    heard = Decision(allowed=True, reason=Reason.GRANTED, because=(PromiseId("objection:audience"),))

    assert [taken, heard] == [decide(plan, write), decide(plan, replace(write, action=Action.FORGET))]


def test_what_serves_no_purpose_shuts_its_own_door_only(plan: Plan) -> None:
    """One category that no purpose uses takes nothing from those declared after it."""
    first = {"bare": replace(plan.categories["visit"], name="bare")}
    more = replace(plan, categories={**first, **plan.categories})

    assert decide(more, Ask(action=Action.WRITE, category="visit", channel="site")).allowed


def test_a_term_without_its_purpose_opens_nothing(plan: Plan) -> None:
    """A purpose that the charter no longer has opens no cell, even where a time of keeping is left over from it."""
    cell = Cell(role="support", category="ticket", purpose="selling")
    stray = replace(
        plan, terms={**plan.terms, ("selling", "ticket"): plan.terms["helping", "ticket"]}, cells=plan.cells | {cell}
    )
    widened = replace(stray, purposes=stray.purposes | {"selling"})
    read = Ask(action=Action.READ, role="support", category="ticket", purpose="selling", life=Status.RUNNING)

    assert [False, True] == [decide(each, read).allowed for each in (stray, widened)]


def test_a_grant_to_tell_names_the_promises_that_allow_it(plan: Plan) -> None:
    """A yes to a disclosure, and the no once its purpose has ended, carry the promises of recipient, purpose and retention."""
    told = Ask(
        action=Action.DISCLOSE, recipient="printer", category="invoice", purpose="bookkeeping", life=Status.RUNNING
    )

    assert ("recipients:printer", "purpose:bookkeeping", "retention:bookkeeping/invoice") == decide(plan, told).because
    assert ("retention:bookkeeping/invoice",) == decide(plan, replace(told, life=Status.DUE)).because


SENTENCES = [
    (
        Ask(action=Action.READ, role="support", category="visit", purpose="audience"),
        "the role `support` may not read `visit` for `audience`",
    ),
    (
        Ask(action=Action.DISCLOSE, recipient="broker", category="visit", purpose="audience"),
        "nobody said that `visit` may be told to this recipient for `audience`",
    ),
    (
        Ask(action=Action.COUNT, role="director", category="visit", purpose="audience"),
        "cannot count `visit`: the charter has no such role",
    ),
]


@pytest.mark.parametrize(("ask", "sentence"), SENTENCES)
def test_a_refusal_says_what_was_asked(plan: Plan, ask: Ask, sentence: str) -> None:
    """Whoever is refused reads their role, the act, the category and the purpose, and the ask is there for a program."""
    with pytest.raises(GateRefused) as refused:
        require(plan, ask)

    assert sentence == str(refused.value)
    assert ask is refused.value.ask


def test_a_refusal_keeps_its_hint() -> None:
    """What to do about a refusal is told with it."""
    ask = Ask(action=Action.READ, role="support", category="visit", purpose="audience")
    decision = Decision(allowed=False, reason=Reason.NO_CELL, because=())

    assert "ask the owner" == GateRefused(ask, decision, hint="ask the owner").hint


def test_require_raises_what_decide_refuses(plan: Plan) -> None:
    """`require` gives back a yes, and raises a no with its decision, its exit code and no unknown name in it."""
    ask = Ask(action=Action.READ, role="jean.dupont@example.org", category="visit", purpose="audience")
    granted = Ask(action=Action.WRITE, category="visit", channel="site")

    with pytest.raises(GateRefused) as refused:
        require(plan, ask)

    assert require(plan, granted).allowed
    assert (3, 403) == (refused.value.exit_code, refused.value.http_status)
    assert decide(plan, ask) == refused.value.decision
    assert "dupont" not in str(refused.value)


@pytest.mark.parametrize(("ask", "reason", "because"), REFUSALS)
def test_a_refusal_never_repeats_a_name_that_is_not_in_the_charter(
    plan: Plan, ask: Ask, reason: Reason, because: tuple[str, ...]
) -> None:
    """The sentence of a refusal holds words of the charter only; unknown roles, purposes and recipients stay out."""
    with pytest.raises(GateRefused) as refused:
        require(plan, ask)

    assert not {"salary", "director", "selling", "broker"} & set(str(refused.value).replace("`", " ").split())
    assert str(refused.value)[0].islower()


def asks() -> SearchStrategy[Ask]:
    """Draw any ask, sensible or not."""
    return st.builds(
        Ask,
        action=st.sampled_from(Action),
        category=st.sampled_from(CATEGORIES),
        role=st.sampled_from(ROLES),
        purpose=st.sampled_from(PURPOSES),
        channel=st.sampled_from(CHANNELS),
        recipient=st.sampled_from(RECIPIENTS),
        life=st.sampled_from(LIVES),
        objected=st.booleans(),
    )


@settings(max_examples=300)
@given(ask=asks(), data=st.data())
def test_taking_a_grant_away_never_widens(plan: Plan, ask: Ask, data: st.DataObject) -> None:
    """Whatever a plan with fewer grants allows, the plan with more allowed too."""
    narrow = replace(
        plan,
        cells=frozenset(data.draw(st.sets(st.sampled_from(sorted(plan.cells, key=repr))))),
        disclosures=frozenset(data.draw(st.sets(st.sampled_from(sorted(plan.disclosures, key=repr))))),
        roles=frozenset(data.draw(st.sets(st.sampled_from(sorted(plan.roles))))),
        terms={key: plan.terms[key] for key in data.draw(st.sets(st.sampled_from(sorted(plan.terms))))},
    )

    assert not decide(narrow, ask).allowed or decide(plan, ask).allowed


@settings(max_examples=300)
@given(ask=asks())
def test_a_fact_against_it_never_widens(plan: Plan, ask: Ask) -> None:
    """An objection or an ended purpose never turns a no into a yes, and the same ask always has the same answer."""
    against = replace(ask, objected=True, life=Status.DUE)

    assert decide(plan, ask) == decide(plan, ask)
    assert not decide(plan, against).allowed or decide(plan, ask).allowed


@settings(max_examples=200)
@given(ask=asks())
def test_because_names_promises_of_the_plan_only(plan: Plan, ask: Ask) -> None:
    """Whatever is answered, the promises named are promises that the plan makes."""
    assert set(decide(plan, ask).because) <= plan.promises


def test_a_plan_altered_under_the_same_digest_is_obeyed_as_it_stands(plan: Plan) -> None:
    """What was remembered of a plan is never used for another one, even if both claim the same digest."""
    ask = Ask(action=Action.READ, role="support", category="visit", purpose="audience", life=Status.RUNNING)
    wide = replace(plan, cells=plan.cells | {Cell(role="support", category="visit", purpose="audience")})

    assert [False, True, False] == [decide(each, ask).allowed for each in (plan, wide, plan)]


def test_a_cell_for_a_purpose_that_does_not_use_the_category_opens_nothing(plan: Plan) -> None:
    """A grant whose purpose has no term for the category is not a grant: it would never end."""
    stray = replace(
        plan,
        cells=plan.cells | {Cell(role="analyst", category="ticket", purpose="audience")},
        disclosures=frozenset({Disclosure(recipient="printer", category="visit", purpose="bookkeeping")}),
    )
    read = Ask(action=Action.READ, role="analyst", category="ticket", purpose="audience", life=Status.RUNNING)
    tell = Ask(
        action=Action.DISCLOSE, recipient="printer", category="visit", purpose="bookkeeping", life=Status.RUNNING
    )

    assert [False, False] == [decide(stray, read).allowed, decide(stray, tell).allowed]


def test_what_serves_no_purpose_does_not_come_in(plan: Plan) -> None:
    """A category that no purpose uses has no door, whatever its channels say."""
    useless = replace(plan, terms={}, promises=plan.promises | {PromiseId("minimise:unused")})

    decision = decide(useless, Ask(action=Action.WRITE, category="visit", channel="site"))

    assert Decision(allowed=False, reason=Reason.UNKNOWN_PURPOSE, because=(PromiseId("minimise:unused"),)) == decision


def test_a_decision_costs_next_to_nothing(plan: Plan) -> None:
    """A decision is a look-up: far less than ten microseconds even on a busy machine."""
    ask = Ask(action=Action.READ, role="analyst", category="visit", purpose="audience", life=Status.RUNNING)
    decide(plan, ask)

    fastest = min(timeit.repeat(lambda: decide(plan, ask), number=2_000, repeat=5)) / 2_000

    assert 10e-6 > fastest


@given(ask=asks())
def test_a_refusal_is_the_same_when_it_is_asked_again(plan: Plan, ask: Ask) -> None:
    """What was refused once is refused for the same reason, and because of the same promises, by a gate that never met it."""
    first, again = decide(plan, ask), decide(plan, ask)

    assert first == again == decide(replace(plan), ask)


def test_names_from_outside_are_not_kept(plan: Plan) -> None:
    """A refusal is kept for the names of the plan only: whatever else is asked with may be anything, and there may be much of it."""
    mine = replace(plan)
    for role in ("Marguerite", "accountant"):
        decide(mine, Ask(action=Action.READ, role=role, category="visit", purpose="audience"))

    assert [("accountant", "visit", "audience")] == list(_tables_of(mine).unseen)


def test_a_no_says_what_kind_it_is(plan: Plan) -> None:
    """A category that the charter does not have is nowhere; everything else is forbidden; a hint is told as it is given."""
    nowhere = Ask(action=Action.READ, role="analyst", category="tide", purpose="audience")
    forbidden = Ask(action=Action.READ, role="analyst", category="invoice", purpose="audience")
    noes = [refusal(ask, decide(plan, ask), hint="ask the office") for ask in (nowhere, forbidden)]

    assert [(NoSuchCategory, 404, 4), (GateRefused, 403, GateRefused.exit_code)] == [
        (type(no), no.http_status, no.exit_code) for no in noes
    ]
    assert ["ask the office"] * 2 == [no.hint for no in noes]
