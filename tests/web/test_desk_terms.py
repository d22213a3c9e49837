"""How long data stay, in the console: holds, dates that are missing, the calendar, objections that are weighed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from tests.instance.conftest import charter_text
from tests.web.browsing import FROM_US
from tests.web.visiting import AT, DPO, NOBODY, Office, plain

from etanche.errors import Refused
from etanche.proof import State, Verdict
from etanche.proof.ledger import keep
from etanche.terms import PromiseId
from etanche.vault import Arrival, erasing


def test_a_hold_is_lifted_from_the_list(office: Office) -> None:
    """The office lifts it with one button; one that stands nowhere is none."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    day = office.two.clock.now().date() + timedelta(days=9)
    office.two.other.vault.hold(person, case="case-soon", reason="claim", owner="Ann", review=day, actor="ann")
    wrong = office.client.post(f"{AT}/hold", data={"token": office.token(), "hold": "case-x 00"}, headers=FROM_US)
    page = office.send(AT, 'name="hold"')

    assert 400 == wrong.status_code
    assert "case-soon" not in page.text
    assert () == office.two.other.vault.holds()


def test_a_hold_is_placed_and_lifted_on_its_page(office: Office) -> None:
    """With an address, a case, a reason and somebody who answers for it; without one of them nothing is held, and what was typed is there."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"about": person.hex(), "case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}
    for missing in ({"about": "x"}, {"reason": " "}, {"review": "2020-01-01"}, {"review": "soon"}, {"case": "a b"}):
        answer = office.send(f"{AT}/holds", 'name="review"', **said | missing)

        assert (400, True) == (answer.status_code, "Nothing is held" in answer.text), missing
    page = office.send(f"{AT}/holds", 'name="review"', **said)
    (held,) = office.two.other.vault.holds()
    lifted = office.send(f"{AT}/holds", 'name="hold"')

    assert (person, "claim-1", "Ann") == (held.about, held.case, held.owner)
    assert (True, True, False) == ("1 hold<" in page.text, "Ann" in page.text, "she sues" in page.text)
    assert (True, ()) == ("No hold" in lifted.text, office.two.other.vault.holds())


def test_a_hold_that_comes_too_late_is_told_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of somebody whose erasure was killed on the way nothing is held; the page says why, and has what was typed."""
    office.as_dpo()
    person = office.two.write_down(NOBODY)
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"about": person.hex(), "case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}

    def killed(*_of: object, **_more: object) -> NoReturn:
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(erasing, "remove", killed)
        office.two.other.vault.erase(person, actor="dpo")
    answer = office.send(f"{AT}/holds", 'name="review"', **said)

    assert (403, True) == (answer.status_code, "this is being destroyed" in answer.text)
    assert (True, ()) == ('value="she sues"' in answer.text, office.two.other.vault.holds())


def test_nobody_is_held_who_is_not_there(office: Office) -> None:
    """A number of nobody's, and the address of a record that is none, are told as not there."""
    office.as_dpo()
    review = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    said = {"case": "claim-1", "reason": "she sues", "owner": "Ann", "review": review}
    for about in ("0" * 32, f"ledger/2026-11-21/{'0' * 32}"):
        answer = office.send(f"{AT}/holds", 'name="review"', about=about, **said)

        assert (404, True) == (answer.status_code, "there is no such record" in answer.text), about
    assert () == office.two.other.vault.holds()


def asked(office: Office) -> bytes:
    """Let somebody ask for something, whose answer nobody dated; return who."""
    vault = office.two.other.vault
    person = vault.new_person()
    vault.door("desk", actor="test").put(
        "ask", Arrival(at=office.two.clock.now(), fields={"wording": "a copy"}, person=person)
    )
    return person


def test_dates_are_supplied_for_one_person_or_for_everybody_and_shown_as_assumed(office: Office) -> None:
    """First for one, then for all who still wait; the page then says by whose decision, and nothing waits any more."""
    office.as_dpo()
    first, _ = asked(office), asked(office)
    day = office.two.clock.now().date().isoformat()
    waits = office.get(f"{AT}/dates")
    one = office.send(f"{AT}/dates", 'name="event"', person=first.hex(), on=day)
    everybody = office.send(f"{AT}/dates", 'name="event"', person="", on="")

    assert ["2 records", "1 record"] == [re.findall(r"(\d records?)</span>", page.text)[0] for page in (waits, one)]
    assert "None of those looked at" in everybody.text
    assert (DPO in one.text, DPO in everybody.text) == (True, True)
    assert (2,) == tuple(one.events for one in office.two.other.vault.assumed())


def test_a_date_is_supplied_only_where_one_is_waited_for(office: Office) -> None:
    """Somebody who waits for nothing, a day to come and a word that is no day are refused; nothing is written down."""
    office.as_dpo()
    asked(office)
    later = (office.two.clock.now().date() + timedelta(days=9)).isoformat()
    for wrong in ({"person": "0" * 32}, {"on": later}, {"on": "soon"}, {"person": "x"}):
        answer = office.send(f"{AT}/dates", 'name="event"', **{"person": "", "on": ""} | wrong)

        assert (400, True) == (answer.status_code, "Nothing is written" in answer.text), wrong
    assert () == office.two.other.vault.assumed()


@pytest.mark.clause("A3")
def test_the_calendar_says_what_goes_when_and_what_waits(office: Office) -> None:
    """By week in a plot and in a table beside it; a hold is told, what waits for an answer has no day, and nothing is opened."""
    office.as_dpo()
    office.two.clock.advance(timedelta(days=330))
    person = office.two.write_down(NOBODY)
    asked(office)
    review = office.two.clock.now().date()
    office.two.other.vault.hold(person, case="claim", reason="sued", owner="Ann", review=review, actor="ann")
    office.back_as_dpo()
    page = office.get(f"{AT}/calendar")

    text = plain(page)

    assert "1 record goes within 12 weeks" in text
    assert '<th scope="row" role="rowheader"><time datetime="2027-11-21">' in text
    assert "Register of watchers (1)" in text
    assert "1 record goes later, on 17 October 2028" in text
    assert "1 record is held" in text
    assert re.search(r"Exercise of your rights</th>.*?>1</td>.*?while the request awaits its answer", text)
    assert 'role="img" aria-labelledby="w-t w-d"' in text


@pytest.fixture
def weighing(office: Office, tmp_path: Path) -> Office:
    """The office of a society that weighs objections to its thanks."""
    office.as_dpo()
    house, file = office.two.other, tmp_path / "weighed.yaml"
    text = house.versions()[0].text
    file.write_text(
        charter_text(("objection: immediate\n    keep: 1 year after", WEIGHED), base=text), encoding="utf-8"
    )
    office.two.clock.advance(timedelta(minutes=1))
    house.apply(house.propose(file), by="dpo")
    return office


WEIGHED = "objection: reviewed\n    keep: 1 year after"


@pytest.mark.clause("G4")
@pytest.mark.parametrize(("decision", "reads"), [("overruled", True), ("upheld", False)])
def test_an_objection_is_weighed_by_the_office(weighing: Office, decision: str, *, reads: bool) -> None:
    """Until it is decided nobody reads for the purpose; overruled they do again, upheld never; the reason is in no line of the journal."""
    vault = weighing.two.other.vault
    person = weighing.two.write_down(NOBODY)

    def seen() -> int:
        try:
            return len(vault.acting("dpo", purpose="thanks", actor="test").of_person(person))
        except Refused:
            return 0

    before = seen()
    vault.mirror(person).say("thanks", yes=False, evidence=b"pages")
    waits = weighing.get(f"{AT}/objections")
    while_weighed = seen()
    decided = weighing.send_from(waits, 'name="reason"', reason="they keep the light", decision=decision)
    again = weighing.client.post(
        f"{AT}/objections",
        data={
            "token": weighing.token(),
            "person": person.hex(),
            "purpose": "thanks",
            "reason": "x",
            "decision": decision,
        },
        headers=FROM_US,
    )

    assert (1, 0, int(reads)) == (before, while_weighed, seen())
    assert (True, True) == (person.hex() in waits.text, "No objection waits" in decided.text)
    assert 404 == again.status_code
    assert (f"objection-{decision}", b"they keep the light") in vault.evidence(person)
    assert "they keep the light" not in repr(
        weighing.two.other.journal_entries(since=None, act=None, actor=None, last=50)
    )


def test_an_objection_is_not_decided_without_a_reason(weighing: Office) -> None:
    """Nor with another decision than the two; it waits on."""
    person = weighing.two.write_down(NOBODY)
    weighing.two.other.vault.mirror(person).say("thanks", yes=False, evidence=b"pages")
    for wrong in ({"reason": " ", "decision": "upheld"}, {"reason": "so", "decision": "maybe"}):
        answer = weighing.send(f"{AT}/objections", 'name="reason"', **wrong)

        assert 400 == answer.status_code, wrong
    assert [person] == [one.person for one in weighing.two.other.vault.weighing(most=5)]
    assert "Objection to weigh" in weighing.get(AT).text


def test_dates_that_the_last_checks_met_await_the_office(office: Office) -> None:
    """With the days that are left until the promise is broken, and the way to their page; nobody is looked at for it."""
    office.as_dpo()
    house, at = office.two.other, office.two.clock.now()
    met = Verdict(
        id=PromiseId("retention:answering/ask"),
        kind="retention",
        state=State.UNPROVEN,
        because="retention.persons-unknown",
        measured={"records": 3, "waited": 20},
        at=at,
    )
    signer = house.keyring.signer(house.organisation_id)
    with house.store.writing() as connection:
        keep(
            connection,
            house.organisation_id,
            "run",
            house.plan.digest,
            [met],
            1.0,
            signer=signer,
            zone=house.plan.zone,
            forget=False,
        )
    page = plain(office.get(AT))

    assert "3 records looked at wait for a date" in page
    assert ">70<small>days left" in page
    assert f'href="{AT}/dates"' in page
