"""Requests that are kept: from the door they come in by to the answer, on a real vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.rights.society import DPO, MAUD, WORDS, Society

from etanche.charter import Proof
from etanche.gate import GateRefused
from etanche.rights import (
    Arriving,
    Because,
    Clerk,
    Event,
    Ground,
    NoDesk,
    NoSuchRequest,
    NothingToLift,
    NotSaid,
    Outcome,
    Reason,
    RequestChanged,
    Right,
    State,
    TurnedAway,
    replying,
    row_of,
)
from etanche.rights.letters import RequestAltered
from etanche.store import names
from etanche.store import requests as kept

ASKED = Arriving(right=Right.ACCESS, channel="pages", words=WORDS, language="en", email="ann@lighthouse.example")


@pytest.mark.clause("A7")
@pytest.mark.clause("C23")
def test_an_erasure_asked_for_by_a_stranger_ends_with_a_certificate(society: Society) -> None:
    """A request under an address, a link, a plan, the keys gone; what the law orders stays, and is said with its reason and its day."""
    person = society.knows()
    asked = society.asks()
    assert State.IDENTITY_PENDING is asked.request.state

    proved = society.proves(asked)
    shown = society.requests.show(proved, DPO)
    answered = society.requests.answer(proved, DPO, words="Fair winds.")
    letter = society.letters("request-answered")[0]

    assert {"ledger": 1} == shown.plan.going if shown.plan else None
    assert {"ask", "receipt"} == {one.category for one in shown.plan.kept} if shown.plan else set()
    assert State.ANSWERED is answered.request.state
    assert {"ask", "receipt"} == society.held_of(person).keys()
    assert society.house.certificate(person, by="test")
    for words in ("Receipts for gifts", "C. com. L123-22", "31 December 2036", "Fair winds.", "CNIL", asked.name):
        assert words in letter.text.replace("\N{NO-BREAK SPACE}", " "), words
    assert MAUD == letter.to


def test_the_same_is_said_whether_anything_is_held_or_not(society: Society) -> None:
    """Who is known and who is not get the same letters, but for the number and the word of the link."""
    society.knows()
    known = society.asks()
    unknown = society.asks(email="nobody@lighthouse.example")
    texts = [one.text.partition("https://")[0] for one in society.letters()]

    assert 2 == len(texts)
    assert texts[0].replace(known.name, "N").replace(unknown.name, "N") == texts[1].replace(known.name, "N").replace(
        unknown.name, "N"
    )
    assert known.request.state is unknown.request.state


def test_nothing_of_who_asks_is_in_clear(society: Society) -> None:
    """No file of the instance holds the address, the name or the words of a request, answered or not."""
    filed = society.proves(society.asks())
    society.requests.answer(filed, DPO, words="Marguerite says farewell")
    raw = society.raw()

    for secret in (MAUD, "Marguerite", WORDS):
        assert secret.encode() not in raw, secret


def test_a_request_with_the_number_of_a_card_is_received(society: Society) -> None:
    """Its clock begins with the day it came, whatever it says; the words with the number are kept nowhere."""
    filed = society.asks(words="Give it back to 4111 1111 1111 1111, please")

    assert State.IDENTITY_PENDING is filed.request.state
    assert b"4111" not in society.raw()


def test_every_transition_is_a_line_about_the_person(society: Society) -> None:
    """Who, when, from where to where, by which provision; the person finds them in what is told of them."""
    person = society.knows()
    answered = society.requests.answer(society.proves(society.asks()), DPO)
    done = society.requests.advance(answered, Event.RECIPIENTS_TOLD, DPO)
    about = {
        line.act for line in society.house.journal_entries(since=None, act=None, actor=None, last=999, person=person)
    }

    assert State.EVIDENCE_KEPT is done.request.state
    assert {"request-answered", "request-decided", "request-recipients-told", "erased"} <= about
    assert ["received"] == [facts["to"] for facts in society.acts("request-opened")]


def test_nothing_is_done_for_who_did_not_show_who_they_are(society: Society) -> None:
    """An answer before the proof is turned away, with its reason, and nothing is erased."""
    person = society.knows()
    with pytest.raises(TurnedAway) as refused:
        society.requests.answer(society.asks(), DPO)

    assert Reason.IDENTITY_NEEDED is refused.value.reason
    assert "ledger" in society.held_of(person)
    assert 1 == len([one for one in society.acts("request-answered") if "identity-needed" == one["why"]])


def test_only_roles_that_read_requests_act(society: Society) -> None:
    """A role of the register is turned away before anything is opened; one that nobody declared too."""
    filed = society.asks()
    for role in ("warden", "web-analyst", "nobody"):
        with pytest.raises(NoDesk):
            society.requests.show(filed, Clerk(actor="x", role=role))


def test_a_link_is_good_for_its_own_request_until_its_day(society: Society) -> None:
    """A word with one letter changed, and one that is too old, lead nowhere; used twice it is turned away."""
    filed = society.proves(society.asks())
    word = society.letters("request-proof")[0].text.partition("?link=")[2].split()[0]
    for wrong in (word[:-2] + ("A" if word[-2] != "A" else "B") + word[-1], word[:-1], "", "é"):
        with pytest.raises(NoSuchRequest):
            society.requests.led_to(wrong)
    with pytest.raises(TurnedAway):
        society.requests.confirm(word)
    society.passes(61)
    with pytest.raises(NoSuchRequest):
        society.requests.led_to(word)

    assert State.IN_PROGRESS is society.requests.register.get(filed.request.id).request.state


@pytest.mark.clause("C20")
def test_restricted_data_are_read_by_nobody_until_the_person_was_told(society: Society) -> None:
    """Frozen when it is granted; who answers can still answer; lifted only with a letter."""
    person = society.knows()
    filed = society.requests.answer(society.proves(society.asks(Right.RESTRICTION)), DPO)
    reader = society.house.acting("dpo", purpose="watching", actor="ysé")
    with pytest.raises(GateRefused):
        reader.of_person(person, "ledger")
    assert WORDS == society.requests.show(filed, DPO).words

    society.requests.lift(filed, DPO)

    assert 1 == len(society.letters("request-lifted"))
    assert 1 == len(reader.of_person(person, "ledger"))


@pytest.mark.clause("C21")
def test_advertising_ends_at_once_on_the_word_of_a_stranger(society: Society) -> None:
    """No proof is asked; the consent is withdrawn, whoever comes in with the address later is not written to, and the confirmation goes out by itself."""
    person = society.knows()
    society.house.vault.tell(person, "consent-given", actor="test", purpose="letters")
    reader = society.house.acting("dpo", purpose="letters", actor="ysé")
    assert reader.of_person(person, "ledger")

    filed = society.asks(Right.MARKETING_OBJECTION)

    assert Outcome.GRANTED is filed.request.outcome
    with pytest.raises(GateRefused):
        reader.of_person(person, "ledger")
    assert ["request-answered", "request-received"] == sorted(one.kind for one in society.letters())


@pytest.mark.clause("C19")
def test_a_withdrawal_is_done_without_anybody_deciding(society: Society) -> None:
    """It names its purpose, ends it with the proof, and is confirmed."""
    person = society.knows()
    society.house.vault.tell(person, "consent-given", actor="test", purpose="letters")
    filed = society.proves(society.asks(Right.WITHDRAWAL, purposes=("letters",)))

    assert State.EVIDENCE_KEPT is filed.request.state
    assert "no" == next(
        one.said.value for one in society.house.vault.mirror(person).choices() if one.purpose == "letters"
    )


@pytest.mark.clause("C21")
@pytest.mark.parametrize(("outcome", "readable"), [(Outcome.GRANTED, False), (Outcome.REFUSED, True)])
def test_an_objection_suspends_while_it_is_weighed(society: Society, outcome: Outcome, readable: bool) -> None:
    """Nothing is read for the purpose until somebody decided; upheld it ends, overruled it goes on."""
    person = society.knows()
    reader = society.house.acting("dpo", purpose="census", actor="ysé")
    filed = society.proves(society.asks(Right.OBJECTION, purposes=("census",)))
    with pytest.raises(GateRefused):
        reader.of_person(person, "ledger")

    grounds = (Ground.COMPELLING_GROUNDS,) if outcome is Outcome.REFUSED else ()
    society.requests.answer(filed, DPO, outcome=outcome, grounds=grounds)

    if readable:
        assert reader.of_person(person, "ledger")
    else:
        with pytest.raises(GateRefused):
            reader.of_person(person, "ledger")


@pytest.mark.clause("C24")
def test_a_document_is_destroyed_once_it_was_looked_at(society: Society) -> None:
    """What shows who somebody is is gone in the moment in which it was accepted."""
    filed = society.asks()
    society.put("identity-proof", filed.person, {"shown": "passport 12AB34567"})
    asked = society.requests.advance(filed, Event.IDENTITY_NOT_SHOWN, DPO)
    asked = society.requests.advance(asked, Event.IDENTITY_ASKED, DPO, proof=Proof.DOCUMENT)
    shown = society.requests.advance(asked, Event.IDENTITY_SHOWN, DPO, proof=Proof.DOCUMENT)

    assert State.IN_PROGRESS is shown.request.state
    assert "identity-proof" not in society.held_of(filed.person)


@pytest.mark.clause("C27")
def test_a_letter_counts_from_the_day_it_came(society: Society) -> None:
    """Entered by hand a week later, it is due a month after it came."""
    arriving = Arriving(right=Right.ACCESS, channel="desk", words=WORDS, language="fr", received=date(2026, 11, 14))
    filed = society.requests.by_letter(arriving, DPO)

    assert date(2026, 12, 14) == filed.due


def test_of_two_who_act_one_does(society: Society) -> None:
    """Who saw the request before the other acted is told that it changed; nothing is done twice."""
    filed = society.proves(society.asks(Right.RECTIFICATION))
    society.requests.answer(filed, DPO)
    with pytest.raises(RequestChanged):
        society.requests.answer(filed, DPO, outcome=Outcome.PARTLY, grounds=(Ground.ACCURATE,))

    assert 1 == len(society.letters("request-answered"))


def test_an_extension_is_told_with_its_day(society: Society) -> None:
    """Three months from receipt, in the letter too; asked twice it is turned away."""
    filed = society.proves(society.asks())
    extended = society.requests.advance(filed, Event.EXTENSION_TOLD, DPO, because=[Because.COMPLEXITY])

    assert date(2027, 2, 21) == extended.due
    assert "21 February 2027" in society.letters("request-extended")[0].text.replace("\N{NO-BREAK SPACE}", " ")
    with pytest.raises(TurnedAway):
        society.requests.advance(extended, Event.EXTENSION_TOLD, DPO, because=[Because.COMPLEXITY])


def test_each_call_goes_out_once(society: Society) -> None:
    """The contact is told when the day is near and when it is past; a round more tells nothing anew, and no letter names who asks."""
    filed = society.proves(society.asks())
    told = []
    for _ in range(40):
        society.passes(1)
        told.append(society.requests.remind_all())
        assert 0 == society.requests.remind_all()
    letters = society.letters("request-reminder")

    assert sum(told) == len(letters) == 4
    assert all(filed.name in one.text and MAUD not in one.text for one in letters)
    assert (filed.request.id,) == tuple(one.request.id for one in society.requests.late())


@pytest.mark.clause("C25")
def test_a_request_goes_a_year_after_its_answer(society: Society) -> None:
    """Record, answer and row go at the end of their time, in rounds that nobody has to start."""
    filed = society.requests.answer(society.proves(society.asks(Right.ACCESS)), DPO)
    society.clock.advance(timedelta(days=364))
    society.house.vault.sweep(confirmed_by="test")
    assert 0 == society.requests.tidy()
    society.clock.advance(timedelta(days=6))
    society.house.vault.sweep(confirmed_by="test")

    assert 1 == society.requests.tidy()
    with pytest.raises(NoSuchRequest):
        society.requests.register.get(filed.request.id)


def test_the_oldest_goes_however_many_came_after_it(society: Society) -> None:
    """Of a thousand answered requests whose records live, not one keeps the one whose record is gone from being forgotten."""
    store, house = society.house.store, society.house.organisation_id
    answered = [
        society.requests.answer(society.proves(society.asks(Right.ACCESS, email=email)), DPO)
        for email in (MAUD, "ann@lighthouse.example")
    ]
    old, young = sorted(answered, key=lambda one: one.request.id)
    with store.writing() as connection:
        category = names.number(connection, house, "category", young.record.category)
        for number in range(1_000):
            later = replace(young.request, id=number.to_bytes(16), last=young.request.last + timedelta(days=1))
            kept.put(connection, row_of(replace(young, request=later), organisation=house, category=category))
        connection.exec_driver_sql("DELETE FROM records WHERE id = ?", (old.record.id,))
    society.clock.advance(timedelta(days=4 * 366))

    assert (1, 0) == (society.requests.tidy(), society.requests.tidy())
    with pytest.raises(NoSuchRequest):
        society.requests.register.get(old.request.id)
    assert young.request.id == society.requests.register.get(young.request.id).request.id


@pytest.mark.parametrize("event", [Event.ANSWERED, Event.REFUSED, Event.USE_STOPPED, Event.EVIDENCE_ERASED])
def test_what_is_done_here_is_not_said_by_hand(society: Society, event: Event) -> None:
    """Nobody writes down an answer, an end of a use or an erasure that was not done: no line says it happened, and the request is as it was."""
    asked = society.proves(society.asks(Right.ACCESS))
    filed = society.requests.answer(asked, DPO) if event is Event.EVIDENCE_ERASED else asked
    before = len(society.acts(f"request-{event}"))
    with pytest.raises(NotSaid):
        society.requests.advance(filed, event, DPO)

    assert before == len(society.acts(f"request-{event}"))
    assert filed.request == society.requests.register.get(filed.request.id).request


def test_a_decision_that_a_killed_process_left_is_not_taken_again(
    society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever refuses what was granted, and not carried out yet, is turned away: what was decided is done, on the day it was decided."""
    proved = society.proves(society.asks(Right.RESTRICTION))
    with monkeypatch.context() as killed:
        killed.setattr(replying, "carry_out", lambda _around, filed: filed)
        left = society.requests.answer(proved, DPO)
    decided = society.requests.around.today()
    society.passes(1)
    with pytest.raises(TurnedAway) as again:
        society.requests.answer(left, DPO, outcome=Outcome.REFUSED, grounds=(Ground.EXCESSIVE,))
    kept = society.requests.register.get(left.request.id)

    assert left.doing is not None
    assert Reason.NOT_NOW is again.value.reason
    assert (None, Outcome.GRANTED, decided) == (kept.doing, kept.request.outcome, kept.request.answered_on)
    assert 1 == len(society.letters("request-answered"))


def test_only_a_restriction_that_was_granted_is_lifted(society: Society) -> None:
    """A request for something else tells nobody that a restriction was lifted, and lifts none."""
    person = society.knows()
    society.requests.answer(society.proves(society.asks(Right.RESTRICTION)), DPO)
    other = society.asks(Right.ACCESS)
    with pytest.raises(NothingToLift):
        society.requests.lift(other, DPO)
    reader = society.house.acting("dpo", purpose="watching", actor="ysé")

    assert [] == society.letters("request-lifted")
    with pytest.raises(GateRefused):
        reader.of_person(person, "ledger")


def test_an_account_proves_no_address_that_a_request_names(society: Society) -> None:
    """Who shows an account is not joined with the people under whatever address they wrote down: only a link sent there proves it."""
    other = society.knows()
    arriving = Arriving(right=Right.ACCESS, channel="pages", words=WORDS, language="en", email=MAUD)
    filed = society.requests.open(arriving, actor="form")
    promised = replace(filed.request.promised, proofs=(Proof.ACCOUNT, Proof.SIGNED_LINK))
    asked = replace(filed, request=replace(filed.request, promised=promised))
    shown = society.requests.advance(asked, Event.IDENTITY_SHOWN, DPO, proof=Proof.ACCOUNT)

    assert State.IN_PROGRESS is shown.request.state
    assert other not in society.house.vault.group_of(filed.person)


def test_a_request_that_somebody_changed_is_not_one_without_an_address(society: Society) -> None:
    """Whoever alters the sealed words of a request does not get it answered in silence: it is shown as altered, granted by nobody, holds up no other, and can be refused."""
    altered, sound = society.asks(Right.ACCESS), society.requests.open(ASKED, actor="form")
    proved = society.proves(altered)
    with society.house.store.writing() as connection:
        connection.exec_driver_sql("UPDATE records SET sealed = zeroblob(80) WHERE id = ?", (proved.record.id,))
    with pytest.raises(RequestAltered):
        society.requests.answer(proved, DPO)
    shown = society.requests.show(proved, DPO)
    moved = society.requests.tend_all()
    refused = society.requests.answer(proved, DPO, outcome=Outcome.REFUSED, grounds=(Ground.UNFOUNDED,))
    (told,) = society.acts("request-refused")

    assert (True, "", "") == (shown.altered, shown.email, shown.words)
    assert 1 == moved
    assert State.IDENTITY_PENDING is society.requests.register.get(sound.request.id).request.state
    assert Outcome.REFUSED is refused.request.outcome
    assert "unreadable" == told["letter"]
    assert [] == society.letters("request-answered")
    assert society.acts("seal-broken")


def test_an_altered_request_is_told_by_the_round(society: Society) -> None:
    """The round that would have written to who asked fails aloud, after it did what follows from the others."""
    altered, sound = (society.requests.open(ASKED, actor="form") for _ in range(2))
    with society.house.store.writing() as connection:
        connection.exec_driver_sql("UPDATE records SET sealed = zeroblob(80) WHERE id = ?", (altered.record.id,))
    with pytest.raises(RequestAltered):
        society.requests.tend_all()

    assert State.RECEIVED is society.requests.register.get(altered.request.id).request.state
    assert State.IDENTITY_PENDING is society.requests.register.get(sound.request.id).request.state
