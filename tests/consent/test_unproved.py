"""What somebody asks in another's name, without showing who they are: a use stops, nothing is destroyed, and no no is written down as theirs."""

from __future__ import annotations

import pytest
from tests.rights.society import DPO, MAUD, Society

from etanche.charter import Proof
from etanche.gate import GateRefused
from etanche.rights import Ground, Outcome, Right
from etanche.rights.consent import How, NeverAsked


def joins(club: Society) -> bytes:
    """Let somebody say yes to the club, whose wishes nothing else holds."""
    person, consents = club.knows(), club.house.consents
    seen = consents.shown("club", "en").digest
    consents.say(person, "club", yes=True, language="en", how=How.PAGES, seen=seen)
    club.put("wish", person, {"wording": "a boat"})
    return person


def reads(club: Society, person: bytes, purpose: str, category: str) -> bool:
    """Tell whether the office can read something of somebody for a purpose."""
    try:
        return bool(club.house.acting("dpo", purpose=purpose, actor="ysé").of_person(person, category))
    except GateRefused:
        return False


def word(club: Society, person: bytes, purpose: str) -> str:
    """Return what somebody's last word comes to."""
    return next(one.said.value for one in club.house.consents.choices(person) if one.purpose == purpose)


def sweeps(club: Society, days: int) -> None:
    """Let days pass, each with its sweep."""
    for _ in range(days):
        club.passes(1)
        club.house.vault.sweep(confirmed_by="test")


@pytest.mark.clause("C19")
def test_a_stranger_destroys_nothing_by_a_withdrawal(club: Society) -> None:
    """Attack: by the form, with the address of somebody else. It is not read for a month, it stays, nothing says that she said no, and then it goes on."""
    person = joins(club)
    club.asks(Right.WITHDRAWAL, email=MAUD)
    at_once = reads(club, person, "club", "wish")
    said = word(club, person, "club")
    sweeps(club, 5)
    held = "wish" in club.held_of(person)
    sweeps(club, 27)
    club.requests.tend_all()

    assert (False, "stopped", True) == (at_once, said, held)
    assert reads(club, person, "club", "wish")
    assert ["consent-given"] == [one.act for one in club.house.consents.kept(person)]
    assert "yes" == word(club, person, "club")


@pytest.mark.clause("C19")
def test_whose_address_it_is_is_told_how_to_undo_it(club: Society) -> None:
    """The letter says that the use is suspended and nothing erased, in both languages; a yes on her page lets it go on at once."""
    person = joins(club)
    club.asks(Right.WITHDRAWAL, email=MAUD)
    (sent,) = club.letters("request-proof")
    consents = club.house.consents
    seen = consents.shown("club", "en").digest
    consents.say(person, "club", yes=True, language="en", how=How.PAGES, seen=seen)

    assert MAUD == sent.to
    assert "nothing is erased" in sent.text
    assert "rien n’est effacé" in sent.text
    assert reads(club, person, "club", "wish")


@pytest.mark.clause("C19")
def test_a_withdrawal_that_is_proved_ends_it_and_leaves_evidence(club: Society) -> None:
    """With the link it is her no: the next sweep destroys what only the yes held, and the receipt says that it was withdrawn."""
    person = joins(club)
    club.proves(club.asks(Right.WITHDRAWAL, email=MAUD, purposes=("club",)))
    last = club.house.consents.last(person, "club")
    receipt = club.house.consent_receipt(person, "club")
    club.house.vault.sweep()

    assert ("consent-withdrawn", "request", "") == (last.act, last.how, last.text)
    assert b"dpv:ConsentWithdrawn" in receipt
    assert b"dpv:ConsentGiven" not in receipt
    assert "wish" not in club.held_of(person)


def test_no_receipt_says_yes_of_whoever_said_no(club: Society) -> None:
    """A no that came without evidence, by a list of refusals: no receipt of the yes before it is signed any more, and no words stand beside it."""
    person = joins(club)
    club.house.vault.tell(person, "consent-withdrawn", actor="test", purpose="club")
    with pytest.raises(NeverAsked):
        club.house.consent_receipt(person, "club")

    assert "club" not in club.house.consents.last_words(person)


@pytest.mark.clause("C21")
def test_a_stranger_destroys_nothing_by_refusing_advertising(club: Society) -> None:
    """Attack: it stops at once and stays stopped, for whoever comes in with the address later too; nobody's no is written down, and a yes lets it go on."""
    person = club.knows()
    club.asks(Right.MARKETING_OBJECTION, email=MAUD)
    later = club.knows(MAUD.upper())
    stopped = [reads(club, one, "offers", "ledger") for one in (person, later)]
    sweeps(club, 40)
    (sent,) = club.letters("request-answered")
    said = [word(club, one, "offers") for one in (person, later)]
    consents = club.house.consents
    seen = consents.shown("offers", "en").digest
    consents.say(person, "offers", yes=True, language="en", how=How.PAGES, seen=seen)

    assert [False, False] == stopped
    assert ["stopped", "stopped"] == said
    assert "nothing was erased" in sent.text
    assert reads(club, person, "offers", "ledger")


@pytest.mark.clause("C21")
def test_whoever_shows_a_document_refuses_for_themselves_alone(club: Society) -> None:
    """Attack: somebody who showed who they are gives the address of somebody else: hers is stopped and not refused, theirs is refused."""
    person, mallory = club.knows(), club.knows("mallory@elsewhere.example")
    club.asks(Right.MARKETING_OBJECTION, email=MAUD, person=mallory, proof=Proof.DOCUMENT)

    assert "no" == word(club, mallory, "offers")
    assert "stopped" == word(club, person, "offers")


@pytest.mark.clause("C19")
def test_a_withdrawal_that_nobody_proves_is_not_forgotten(club: Society) -> None:
    """The month over and the use going on again, staff is written to, once, and refuses it as any other of which nobody knows who asked; who was written to is told so."""
    person = joins(club)
    filed = club.asks(Right.WITHDRAWAL, email=MAUD)
    called = []
    for _ in range(40):
        club.passes(1)
        called.append(club.requests.remind_all())
    (reminder,) = club.letters("request-reminder")
    service = club.requests
    refused = service.answer(
        service.register.get(filed.request.id), DPO, outcome=Outcome.REFUSED, grounds=(Ground.UNIDENTIFIED,)
    )

    assert [30] == [day for day, calls in enumerate(called) if calls]
    assert f"etanche request show {filed.name}" in reminder.text
    assert "somebody has to decide" in reminder.text
    assert MAUD not in reminder.text
    assert reads(club, person, "club", "wish")
    assert [MAUD] == [one.to for one in club.letters("request-answered")]
    assert () == service.listed().found
    assert Outcome.REFUSED is refused.request.outcome
