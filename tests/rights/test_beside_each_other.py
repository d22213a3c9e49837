"""Two requests of one person, a letter without an address, a row that somebody altered: what one does, another does not undo."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rights.conftest import RECEIVED, Opened, Then
from tests.rights.society import DPO, WORDS, Society

from etanche.charter import Proof
from etanche.errors import Fault, Refused
from etanche.gate import GateRefused
from etanche.rights import (
    AnsweredElsewhere,
    Arriving,
    Because,
    Duty,
    Event,
    Filed,
    Ground,
    NothingToLift,
    Outcome,
    Reason,
    Right,
    asked_beside,
    weigh_objection,
)
from etanche.rights.consent import How
from etanche.rights.consent.evidence import evidence_of
from etanche.store import requests
from etanche.vault import Said


def reads(society: Society, person: bytes, purpose: str) -> bool:
    """Tell whether the office can read somebody's entry for a purpose."""
    try:
        return bool(society.house.acting("dpo", purpose=purpose, actor="ysé").of_person(person, "ledger"))
    except GateRefused:
        return False


def paper(society: Society, right: Right, person: bytes | None = None) -> Filed:
    """Enter a letter that gives no address."""
    arriving = Arriving(right=right, channel="desk", words=WORDS, language="fr", name="Jean", person=person)
    return society.requests.tend(society.requests.by_letter(arriving, DPO))


@pytest.mark.clause("C20")
def test_of_two_restrictions_lifting_one_unfreezes_nothing(society: Society) -> None:
    """Both were granted: what stays frozen is told to nobody as used again; with the second it is over, once."""
    person, service = society.knows(), society.requests
    first, second = (
        service.answer(society.asks(Right.RESTRICTION, person=person, proof=Proof.SIGNED_LINK), DPO) for _ in range(2)
    )
    service.lift(first, DPO)
    frozen, told = not reads(society, person, "watching"), society.letters("request-lifted")
    with pytest.raises(NothingToLift):
        service.lift(service.register.get(first.request.id), DPO)
    service.lift(service.register.get(second.request.id), DPO)

    assert (True, []) == (frozen, told)
    assert reads(society, person, "watching")
    assert 1 == len(society.letters("request-lifted"))


@pytest.mark.clause("C21")
def test_refusing_one_objection_resumes_nothing_that_another_suspends(society: Society) -> None:
    """The second is being weighed: nothing is read until that is refused too."""
    person, service = society.knows(), society.requests
    asked = [
        society.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",)) for _ in range(2)
    ]
    readable = []
    for one in asked:
        service.answer(one, DPO, outcome=Outcome.REFUSED, grounds=(Ground.COMPELLING_GROUNDS,))
        readable.append(reads(society, person, "census"))

    assert [False, True] == readable


@pytest.mark.clause("C21")
@pytest.mark.parametrize("first", ["page", "request"])
def test_refusing_an_objection_resumes_nothing_that_somebody_objected_to_on_their_page(
    society: Society, first: str
) -> None:
    """Whichever came first, the one on the page is weighed by itself: refused with the request is what the request asked, and the desk still shows the other."""
    person, service = society.knows(), society.requests

    def on_the_page() -> None:
        # Their page says it so where no request says it already: a switch that is off is not pressed off.
        evidence = evidence_of(service.around, "census", yes=False, how=How.PAGES, language="en", shown=None)
        society.house.vault.tell(person, "objection", actor="test", purpose="census", evidence=evidence.written())

    if first == "page":
        society.house.consents.say(person, "census", yes=False, language="en", how=How.PAGES)
    asked = society.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",))
    if first == "request":
        on_the_page()
    service.answer(asked, DPO, outcome=Outcome.REFUSED, grounds=(Ground.COMPELLING_GROUNDS,))
    suspended, waiting = not reads(society, person, "census"), society.house.vault.weighing(most=9)
    society.house.vault.weigh(person, "census", heard=False, reason="The census is of public interest.", by="ysé")

    assert (True, ["census"]) == (suspended, [one.purpose for one in waiting])
    assert reads(society, person, "census")


@pytest.mark.clause("C21")
@pytest.mark.parametrize("paged", [True, False])
def test_overruling_at_the_desk_resumes_nothing_that_an_open_request_suspends(society: Society, *, paged: bool) -> None:
    """Overruled is what was said on the page; what a request suspends stays so until that is answered, and without another objection nothing is there to overrule."""
    person, service = society.knows(), society.requests
    if paged:
        society.house.consents.say(person, "census", yes=False, language="en", how=How.PAGES)
    asked = society.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",))
    beside = asked_beside(service.around, person, "census")
    for _ in range(2):
        with nullcontext() if paged else pytest.raises(AnsweredElsewhere, match="said by a request"):
            weigh_objection(service.around, person, "census", heard=False, reason="It is of public interest.", by="ysé")
        paged = False
    suspended = not reads(society, person, "census")
    service.answer(asked, DPO, outcome=Outcome.REFUSED, grounds=(Ground.COMPELLING_GROUNDS,))

    assert (asked.name,) == beside.names
    assert suspended
    assert reads(society, person, "census")


def test_a_letter_without_an_address_waits_for_somebody_to_tell(society: Society) -> None:
    """Nothing is written down as told that nobody told: the receipt waits, an extension is refused with the way out, and said by hand is marked so."""
    filed = paper(society, Right.ACCESS, society.knows())
    unsaid = filed.request.acknowledged_on
    with pytest.raises(Refused, match="no address was given"):
        society.requests.advance(filed, Event.EXTENSION_TOLD, DPO, because=[Because.COMPLEXITY])
    before = society.requests.register.get(filed.request.id).request.extended_on
    filed = society.requests.advance(filed, Event.ACKNOWLEDGED, DPO)
    filed = society.requests.advance(filed, Event.EXTENSION_TOLD, DPO, by_hand=True, because=[Because.NUMBER])

    assert (None, None) == (unsaid, before)
    assert filed.request.extended_on is not None
    assert filed.request.acknowledged_on is not None
    assert ["by-hand"] == [line.get("letter") for line in society.acts("request-extension-told")]


@pytest.mark.clause("C24")
def test_doubts_about_who_asks_come_to_an_end(opened: Opened, then: Then) -> None:
    """Each means is asked for once, and none that is weaker than what was shown: the clock stands for no more than that."""
    request, day, refused = opened(Right.ACCESS), RECEIVED, []
    for proof in (Proof.SIGNED_LINK, *[Proof.DOCUMENT] * 11):
        step = then(request, Event.IDENTITY_ASKED, day, proof=proof)
        if not step.taken:
            refused.append(step.reason)
            continue
        day += timedelta(days=28)
        request = then(step.after, Event.IDENTITY_SHOWN, day, proof=proof).after
        day += timedelta(days=6)
    clock = request.clock(Duty.ANSWER)

    assert clock is not None
    assert [Reason.DONE_BEFORE] * 10 == refused
    assert clock.paused <= 2 * 28


def test_an_altered_row_stops_no_other_request(society: Society) -> None:
    """Attack: one request is rewritten in the data. The others go on, are told of in time and found late; that it was altered is raised."""
    altered, other = society.asks(Right.ACCESS), society.requests.open(society.said(Right.ACCESS), actor="form")
    with society.house.store.writing() as connection:
        row = requests.get(connection, society.house.organisation_id, altered.request.id)
        assert row is not None
        requests.remove(connection, society.house.organisation_id, altered.request.id)
        requests.put(connection, replace(row, body="{}"))
    page = society.requests.listed()
    with pytest.raises(Fault):
        society.requests.tend_all()
    moved = society.requests.register.get(other.request.id).request.asked
    society.passes(80)
    told = society.requests.remind_all()

    assert [other.name] == [one.name for one in page.found]
    assert [altered.name] == [one.name for one in page.altered]
    assert (Proof.SIGNED_LINK,) == moved
    assert 1 == told
    assert [other.request.id] == [one.request.id for one in society.requests.late()]


@pytest.mark.clause("C21")
@pytest.mark.parametrize("right", [Right.OPT_OUT, Right.LIMIT])
@pytest.mark.parametrize("first", ["objection", "final"])
def test_an_opt_out_and_a_limit_hold_whatever_becomes_of_an_objection(
    californian: Society, right: Right, first: str
) -> None:
    """They are weighed by nobody: a use that they ended stays ended though an objection to it, said before or after, is refused."""
    person, service = californian.knows(), californian.requests

    def ends() -> Filed:
        return californian.asks(right, person=person, proof=Proof.SIGNED_LINK)

    final = ends() if first == "final" else None
    asked = californian.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",))
    final = final or ends()
    waiting = californian.house.vault.weighing(most=9)
    service.answer(asked, DPO, outcome=Outcome.REFUSED, grounds=(Ground.COMPELLING_GROUNDS,))
    (census,) = (one for one in californian.house.vault.mirror(person).choices() if one.purpose == "census")
    californian.house.vault.erase(person, actor="test")
    again = californian.knows()

    assert (Outcome.GRANTED, (), Said.NO) == (final.request.outcome, waiting, census.said)
    assert [False, False] == [reads(californian, one, "census") for one in (person, again)]


def test_an_altered_request_hides_none_of_ones_own(society: Society) -> None:
    """Attack: one of two requests of a person is rewritten. Their archive has the other and names the altered one; what acts because of all of them is refused."""
    person = society.knows()
    altered, other = (society.asks(Right.ACCESS, person=person, proof=Proof.SIGNED_LINK) for _ in range(2))
    objected = society.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",))
    with society.house.store.writing() as connection:
        row = requests.get(connection, society.house.organisation_id, altered.request.id)
        assert row is not None
        requests.remove(connection, society.house.organisation_id, altered.request.id)
        requests.put(connection, replace(row, body="{}"))
    page = society.requests.of_persons([person])
    held = zipfile.ZipFile(io.BytesIO(society.requests.given(other)))
    listed = json.loads(held.read("data.json"))["requests"]
    index = next(held.read(one).decode() for one in held.namelist() if one.endswith(".html"))
    with pytest.raises(Fault):
        society.requests.answer(objected, DPO, outcome=Outcome.REFUSED, grounds=(Ground.COMPELLING_GROUNDS,))

    assert ({other.name, objected.name}, [altered.name]) == (
        {one.name for one in page.found},
        [one.name for one in page.altered],
    )
    assert {altered.request.id.hex(): "altered", other.request.id.hex(): "in-progress"}.items() <= {
        one["request"]: one["state"] for one in listed
    }.items()
    assert f"{altered.name}" in index
    assert not reads(society, person, "census")


def test_a_row_of_before_is_read_still(society: Society) -> None:
    """What an older version wrote beside what is known today, such as when recipients were told, stops nothing."""
    filed = society.asks(Right.ACCESS)
    with society.house.store.writing() as connection:
        row = requests.get(connection, society.house.organisation_id, filed.request.id)
        assert row is not None
        body = json.loads(row.body)
        body["request"]["recipients_told_on"] = "2026-11-21"
        requests.replace(connection, replace(row, body=json.dumps(body)), before=row.body)

    assert filed == society.requests.register.get(filed.request.id)
