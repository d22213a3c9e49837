"""What somebody sees and says of their own in the mirror, whose an address is, what is weighed and waited for; and what a check makes up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.vault.persons.conftest import EMAIL, WORDS, Company

from etanche.standing import UnknownEvent, person_subject
from etanche.vault import NoSuchRecord, NotTheirsToSay, Ref, Said
from etanche.vault.probe import ProbeRun
from etanche.vault.spelling import spelled, unspelled


def test_a_choice_is_said_and_taken_back(firm: Company) -> None:
    """Each purpose that somebody decides on is told with their last word, since when it stands, and what waits for a decision."""
    person = firm.person()
    mirror = firm.vault.mirror(person)
    before = {one.purpose: one.said for one in mirror.choices()}
    now = firm.clock.now()
    mirror.say("writing", yes=True, evidence=b"the form")
    mirror.say("selling", yes=False, evidence=b"the form")
    mirror.say("weighing", yes=False, evidence=b"the form")
    after = {one.purpose: (one.said, one.since) for one in mirror.choices()}
    mirror.say("selling", yes=True, evidence=b"the form")
    mirror.say("writing", yes=False, evidence=b"the form")
    again = {one.purpose: one.said for one in mirror.choices()}

    assert {"selling": Said.YES, "weighing": Said.YES, "writing": Said.NO} == before
    assert [b"the form"] * 5 == [evidence for _, evidence in firm.vault.evidence(person)]
    assert ["consent-given", "objection", "objection"] == [event for event, _ in firm.vault.evidence(person)][:3]
    assert {"selling": (Said.NO, now), "weighing": (Said.WEIGHED, now), "writing": (Said.YES, now)} == after
    assert (Said.YES, Said.NO) == (again["selling"], again["writing"])
    with pytest.raises(NotTheirsToSay):
        mirror.say("serving", yes=False, evidence=b"the form")


def test_somebody_joined_says_it_for_all_they_are(firm: Company) -> None:
    """The words of one person under two ids are one: each of them hears it."""
    one, other = firm.customer(), firm.customer()
    firm.vault.join(one, other, actor="dpo")
    firm.vault.mirror(one).say("selling", yes=False, evidence=b"the form")

    assert Said.NO is next(it.said for it in firm.vault.mirror(other).choices() if it.purpose == "selling")


def test_what_somebody_gave_they_correct_themselves(firm: Company) -> None:
    """A field in which they said something of themselves, and no other; of a record that is theirs; and the line names nobody's role."""
    firm.clock.advance(timedelta(hours=1))
    firm.apply(replace(firm.plan, digest="e" * 64, given=frozenset({"order"})))
    person, stranger = firm.person(), firm.person()
    (ref,) = firm.put_for("order", person, name="Marguerite")
    mirror = firm.vault.mirror(person)
    (held,) = mirror.held()
    told = mirror.correct(ref, {"name": "Ann"})
    line = firm.last("own-update")

    assert frozenset({"name", "words", "town"}) == held.correctable
    assert ("Ann", "Ann", WORDS) == (
        told.fields["name"],
        mirror.one(ref).fields["name"],
        mirror.one(ref).fields["words"],
    )
    assert ("order", None, ()) == (line.object, line.role, line.because)
    assert "person" == firm.last("own-data-shown").object
    with pytest.raises(NotTheirsToSay):
        mirror.correct(ref, {"email": "ann@estran.example"})
    for who, where in ((stranger, ref), (person, Ref("tide", ref.day, ref.id))):
        with pytest.raises(NoSuchRecord):
            firm.vault.mirror(who).one(where)


def test_whose_an_address_is(firm: Company) -> None:
    """Who is found by an address alone; nobody of whom another one is kept too, and nobody by another's; that it was asked is a line."""
    one, two = firm.person(), firm.person()
    firm.put_for("order", one)
    firm.put_for("order", two)
    firm.put_for("ticket", two, email="zoe@estran.example")

    assert frozenset({one}) == firm.vault.persons_under(EMAIL)
    assert {"persons-found": 1, "left-out": 1} == {
        name: firm.last("address-claimed").facts[name] for name in ("persons-found", "left-out")
    }
    assert frozenset() == firm.vault.persons_under("nobody@estran.example")
    assert frozenset() == firm.vault.persons_under("no address")


def test_an_objection_is_weighed_once(firm: Company) -> None:
    """Who waits longest stands first, no more are told than asked for, and one decision ends the waiting."""
    first, second = firm.person(), firm.person()
    since = firm.clock.now()
    for each in (first, second):
        firm.vault.tell(each, "objection", actor="ann", purpose="weighing")
        firm.clock.advance(timedelta(hours=1))
    waiting = firm.vault.weighing(most=5)
    firm.vault.weigh(first, "weighing", heard=True, reason="a claim", by="dpo")
    left = firm.vault.weighing(most=5)

    assert [(first, since), (second, since + timedelta(hours=1))] == [(one.person, one.since) for one in waiting]
    assert {"weighing"} == {one.purpose for one in waiting}
    assert [second] == [one.person for one in left]
    assert 1 == len(firm.vault.weighing(most=1))


def test_an_undertaking_is_of_one_name_until_its_day(firm: Company) -> None:
    """Whoever attested it for somebody binds them and nobody else, until its end."""
    firm.vault.attest("secrecy", actor="bea", until=firm.clock.now() + timedelta(days=9), by="dpo")
    bound = [
        firm.vault.bound(name, actor=who) for name, who in (("secrecy", "bea"), ("secrecy", "eve"), ("other", "bea"))
    ]
    firm.clock.advance(timedelta(days=9))

    assert [True, False, False] == bound
    assert not firm.vault.bound("secrecy", actor="bea")


def test_of_whom_a_date_is_waited_for_is_told_in_batches(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Persons without the date that a purpose of theirs begins or ends with come a few at a time, each once."""
    who = [firm.person() for _ in range(3)]
    firm.put_for("account", *who)
    monkeypatch.setattr("etanche.vault.unknown.AT_ONCE", 2)
    first = firm.vault.unknown_among(most=2)
    last = firm.vault.unknown_among(after=first.after or b"", most=2)

    assert [sorted(who)[:2], sorted(who)[2:]] == [
        sorted(one for it in waits.found for one in it.persons) for waits in (first, last)
    ]
    assert (sorted(who)[1], None) == (first.after, last.after)
    assert {("account", "contract-start")} == {(it.category, it.event) for it in (*first.found, *last.found)}


def test_a_date_that_was_decided_on_carries_a_name(firm: Company) -> None:
    """What is taken for true without a record of it is counted under whoever decided so, however short their name; by nobody it is not."""
    ledger, about = firm.standing.persons, person_subject(firm.person())
    with firm.store.writing() as connection:
        for name in ("ann", "C"):
            ledger.tell(connection, about, "contract-start", because="test", assumed=name)
        for none in ("", "a\nb", "n" * 101):
            with pytest.raises(UnknownEvent):
                ledger.tell(connection, about, "contract-start", because="test", assumed=none)

    assert {("contract-start", "ann", 1), ("contract-start", "C", 1)} == {
        (one.event, one.by, one.events) for one in firm.vault.assumed()
    }


def test_ids_are_spelled_in_letters_and_read_again() -> None:
    """Sixteen letters that no search takes for a number; what is spelled otherwise is no id."""
    assert "aaapfp" == spelled(b"\x00\x0f\x5f")
    assert b"\x00\x0f\x5f" == unspelled("aaapfp")
    for wrong in ("q", "00", "aaq"):
        with pytest.raises(ValueError, match="letters from a to p"):
            unspelled(wrong)


def test_a_run_knows_whom_it_made_up() -> None:
    """What a run made up is its own, is handed over once to be cleaned, and nobody else's."""
    run = ProbeRun()
    run.made_up(b"a" * 16)
    run.told_of("case/1")

    assert run.is_ours(b"a" * 16)
    assert not run.is_ours(b"b" * 16)
    assert not run.is_ours(None)
    assert ((b"a" * 16,), ("case/1",)) == run.take_persons()
    assert ((), ()) == run.take_persons()


def test_a_run_leaves_nothing_of_its_own(firm: Company) -> None:
    """A check writes, tells, holds, releases and erases whom it made up, under its own name; cleaned, no row of theirs is left."""
    run = ProbeRun()
    probing = firm.vault.probing(run)
    person, other = probing.person(), probing.person()
    ref = probing.put("desk", "order", person, {"email": EMAIL, "town": "vannes"})
    line = firm.last("put")
    probing.put("desk", "order", other, {"email": EMAIL})
    probing.tell(person, "objection", purpose="weighing")
    probing.hold(ref)
    held = len(firm.vault.holds())
    probing.release(ref)
    case = probing.grant("visitor", persons=[person])
    granted = firm.last("case-granted")
    (grant,) = firm.vault.grants(case)
    probing.close_case(case)
    probing.attest("secrecy")
    seen = probing.acting("shop", purpose="selling").get(ref)
    own = probing.acting("local", purpose="selling", own="vannes").get(ref)
    erased = probing.erase(other)
    firm.vault.clean(run)

    assert run.id == line.probe == granted.probe
    assert {person} == {one.person for one in (*seen, *own)}
    assert (1, 0) == (held, len(firm.vault.holds()))
    assert ("probe", probing.actor) == (grant.reason, grant.actor)
    assert erased.unreadable is not None
    assert not [True for each in (person, other) if firm.vault.mirror(each).held()]


def test_the_calendar_counts_what_goes_when(firm: Company) -> None:
    """Of each category how many records go on which day, and how many wait for something that has not happened."""
    firm.put_for("order", firm.person(), firm.person())
    firm.put_for("account", firm.person())
    told = firm.vault.leaving()

    assert {("order", date(2027, 5, 25)): 2} == dict(told.due)
    assert {"account": 1} == dict(told.waiting)
