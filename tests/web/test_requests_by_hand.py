"""What no letter tells is printed and handed over from the page of a request; what stays frozen, and why it takes longer, is said there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rights.society import DPO, MAUD, Society
from tests.web.test_requests import Caller, caller, society_data

from etanche.charter import Proof, add, parse_duration
from etanche.instance import Stopping
from etanche.rights import Arriving, Event, Filed, Right
from etanche.rights.consent import How
from etanche.rights.consent.evidence import evidence_of
from etanche.store import requests
from etanche.terms import LANGUAGES, Language
from etanche.web import urls
from etanche.words import say

__all__ = ["caller", "society_data"]


def paper(society: Society) -> Filed:
    """Enter a letter that gives no address, of somebody who is known."""
    arriving = Arriving(
        right=Right.ACCESS, channel="desk", words="Tell me.", language="fr", name="Jean", person=society.knows()
    )
    return society.requests.tend(society.requests.by_letter(arriving, DPO))


def page_of(caller: Caller, filed: Filed) -> str:
    """Return the address of a request at the desk."""
    return caller.at(urls.DESK_REQUESTS) + f"/{filed.request.id.hex()}"


@pytest.mark.clause("C24")
def test_what_nobody_can_be_written_is_handed_over_from_its_page(caller: Caller) -> None:
    """No letter goes: the page shows its words and a PDF of them, and writes it down once somebody says that they handed it over, in either language and without scripts."""
    filed = paper(caller.society)
    register = caller.society.requests.register
    caller.as_dpo()
    at = page_of(caller, filed)
    before = caller.get(at)
    shown = {
        one: caller.send(
            f"{at}?lang={one}", 'value="extension-told"', act="extension-told", **{"because-number": "yes"}
        )
        for one in LANGUAGES
    }
    untouched = register.get(filed.request.id).request.extended_on
    printed = caller.send_from(shown["en"], 'name="print"', print="yes")
    still = register.get(filed.request.id).request.extended_on
    done = caller.send_from(shown["en"], 'name="by-hand"', **{"by-hand": "yes"})
    refusal = {"act": "refused", "ground-unfounded": "yes"}
    receipt = caller.send(at, 'value="acknowledged"', act="acknowledged")
    caller.send_from(receipt, 'name="by-hand"', **{"by-hand": "yes"})
    after = register.get(filed.request.id).request
    answered = caller.send(at, 'value="refused"', **refusal)
    answer = caller.send_from(answered, 'name="print"', print="yes")
    facts = caller.society.acts("request-extension-told")

    assert say("request.desk.unwritten", "en") in before.text
    for language, page in shown.items():
        assert "en raison du nombre de demandes" in page.text
        assert say("request.desk.handed-over", language) in page.text
    assert (None, None) == (untouched, still)
    assert all(one.content.startswith(b"%PDF") for one in (printed, answer))
    assert 200 == done.status_code
    assert after.extended_on is not None
    assert after.acknowledged_on is not None
    assert [("by-hand", "number")] == [(one["letter"], one["because"]) for one in facts]
    assert [] == caller.society.letters()


def test_while_everything_is_halted_nothing_is_handed_over(caller: Caller) -> None:
    """The words of the letter are sealed with the request: a halt shows and writes down nothing, and somebody in another role finds no page."""
    filed = paper(caller.society)
    caller.as_dpo()
    at = page_of(caller, filed)
    page = caller.get(at)
    Stopping(caller.society.house).halt(None, reason="a leak", by="operator")
    refused = caller.send_from(
        page, 'value="extension-told"', act="extension-told", **{"because-number": "yes", "by-hand": "yes"}
    )
    shown = caller.send_from(page, 'value="extension-told"', act="extension-told", **{"because-number": "yes"})

    assert 200 == page.status_code
    assert refused.status_code >= 400
    assert shown.status_code >= 400
    assert "nombre de demandes" not in shown.text
    assert caller.society.requests.register.get(filed.request.id).request.extended_on is None


@pytest.mark.clause("C24")
def test_an_extension_without_a_reason_is_asked_for_one(caller: Caller) -> None:
    """Neither of the law's two reasons: refused with the sentence, and nothing is told; with both, the letter says both."""
    filed = caller.society.proves(caller.society.asks(Right.ACCESS))
    caller.as_dpo()
    at = page_of(caller, filed)
    refused = caller.send(at, 'value="extension-told"', act="extension-told")
    none = caller.society.letters("request-extended")
    both = {"because-number": "yes", "because-complexity": "yes"}
    done = caller.send(at, 'value="extension-told"', act="extension-told", **both)
    (letter,) = caller.society.letters("request-extended")

    assert (400, []) == (refused.status_code, none)
    assert "nobody says why it takes longer" in refused.text
    assert 200 == done.status_code
    assert "it is complex, and because of the number of requests" in " ".join(letter.text.split())


@pytest.mark.clause("C20")
def test_the_desk_says_what_stays_frozen_and_because_of_what(caller: Caller) -> None:
    """Of two restrictions one is lifted: its page names the other one, until that is lifted too."""
    society = caller.society
    person, service = society.knows(), society.requests
    first, second = (
        service.answer(society.asks(Right.RESTRICTION, person=person, proof=Proof.SIGNED_LINK), DPO) for _ in range(2)
    )
    caller.as_dpo()
    lifted = caller.send(page_of(caller, first), 'value="lift"', act="lift").text
    service.lift(service.register.get(second.request.id), DPO)
    after = caller.get(page_of(caller, first)).text

    assert say("request.desk.still-frozen", "en", names=second.name) in lifted
    assert second.name not in after


def test_an_event_that_needs_no_words_asks_for_none(caller: Caller) -> None:
    """Of somebody without an address, that they said what they mean is written down at once, with the one button."""
    filed = paper(caller.society)
    asked = caller.society.requests.advance(filed, Event.IDENTITY_ASKED, DPO, proof=Proof.SIGNED_LINK, by_hand=True)
    caller.as_dpo()
    which = "identity-shown/signed-link"
    caller.send(page_of(caller, filed), f'value="{which}"', act=which)

    assert asked.request.needs_identity
    assert not caller.society.requests.register.get(filed.request.id).request.needs_identity


@pytest.mark.clause("C21")
def test_the_desk_says_which_request_an_objection_is_decided_with(caller: Caller) -> None:
    """Said by a request alone it has no buttons and names that request; said on the page too, the office decides, and nothing is read until the request is answered."""
    society = caller.society
    person = society.knows()
    asked = society.asks(Right.OBJECTION, person=person, proof=Proof.SIGNED_LINK, purposes=("census",))
    caller.as_dpo()
    alone = caller.get(caller.at(urls.DESK_OBJECTIONS))
    # Said at the same time as the request came: a switch that is off is not pressed off.
    around = society.requests.around
    said = evidence_of(around, "census", yes=False, how=How.PAGES, language="en", shown=None).written()
    society.house.vault.tell(person, "objection", actor="test", purpose="census", evidence=said)
    both = caller.get(caller.at(urls.DESK_OBJECTIONS))
    decided = caller.send_from(both, 'name="reason"', reason="It is of public interest.", decision="overruled")
    fields = {"person": person.hex(), "purpose": "census", "reason": "Again.", "decision": "overruled"}
    again = caller.post(caller.at(urls.DESK_OBJECTIONS), **fields)

    assert (False, True) == ('name="reason"' in alone.text, f"request {asked.name}: it is decided" in alone.text)
    assert (True, True) == ('name="reason"' in both.text, f"Request {asked.name} asks for the same" in both.text)
    assert (200, False, 403) == (decided.status_code, 'name="reason"' in decided.text, again.status_code)
    assert [person] == [one.person for one in society.house.vault.weighing(most=9)]


def test_ones_own_page_names_a_request_that_cannot_be_read(caller: Caller) -> None:
    """Attack: one of two requests is rewritten in the data: the page shows the other, says which cannot be shown, and hands out its files."""
    society = caller.society
    society.knows()
    caller.registered(MAUD)
    caller.send(urls.MY_DATA, "organisation", organisation=caller.name)
    for right in ("access", "rectification"):
        caller.send(caller.at(urls.OWN_REQUESTS), 'name="right"', right=right, words="Please.")
    altered, other = society.requests.listed().found
    with society.house.store.writing() as connection:
        row = requests.get(connection, society.house.organisation_id, altered.request.id)
        assert row is not None
        requests.remove(connection, society.house.organisation_id, altered.request.id)
        requests.put(connection, replace(row, body="{}"))
    page = caller.get(caller.at(urls.OWN_REQUESTS))

    assert 200 == page.status_code
    assert f"Your request {altered.name} cannot be shown" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert say(f"request.right.{other.request.right}", "en") in page.text.partition("<form")[0]


@pytest.mark.clause("C27")
def test_a_letter_on_paper_is_entered_at_the_desk(caller: Caller) -> None:
    """With the day on which it came, its words, whom to answer in which language, and who was found: it is the request that the command line makes, timed from that day; nothing it gives is needed but its words."""
    society = caller.society
    person = society.knows()
    caller.as_dpo()
    came = society.requests.around.today() - timedelta(days=7)
    letter = {"right": "access", "words": "Tell me.", "language": "fr", "received": came.isoformat()}
    page = caller.send(caller.at(urls.DESK_REQUESTS), 'name="received"', **letter, name="Jean", person=person.hex())
    (filed,) = society.requests.listed().found
    caller.send(caller.at(urls.DESK_REQUESTS), 'name="received"', **letter, email="jean@lighthouse.example")
    (written,) = society.letters()
    lines = society.house.journal_entries(since=None, act="request-opened", actor=None, last=9)

    assert (200, True, True) == (
        page.status_code,
        "Jean" in page.text,
        say("request.desk.unwritten", "en") in page.text,
    )
    assert (Right.ACCESS, came, person, "fr", "desk") == (
        filed.request.right,
        filed.request.received,
        filed.person,
        filed.language,
        filed.channel,
    )
    assert (add(came, parse_duration("1 month")), None) == (filed.due, filed.request.proof)
    assert "jean@lighthouse.example" == written.to
    assert ["dpo", "dpo"] == [line.role for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_cannot_be_entered_says_why_and_is_still_there(caller: Caller, language: Language) -> None:
    """A day to come, no day, no right, no language, no address, a number of nobody: nothing is entered, and what was typed is on the page."""
    caller.as_dpo()
    at = f"{caller.at(urls.DESK_REQUESTS)}?lang={language}"
    tomorrow = (caller.society.requests.around.today() + timedelta(days=1)).isoformat()
    letter = {"right": "access", "words": "Tell me of it.", "language": "fr", "received": "2026-11-01"}
    for wrong in (
        {"received": tomorrow},
        {"received": "soon"},
        {"right": "opt-out"},
        {"language": "de"},
        {"email": "none"},
        {"person": "x"},
        {"purpose": "none"},
    ):
        answer = caller.send(at, 'name="received"', **letter | wrong)

        assert (400, True) == (answer.status_code, say("request.enter.wrong", language) in answer.text), wrong
        assert "Tell me of it." in answer.text
    assert 0 == caller.society.requests.register.count()


def test_nobody_else_enters_a_letter_and_nobody_while_everything_is_halted(caller: Caller) -> None:
    """Who answers no requests has no form and is told of no page; a halt takes none in, as on every page that keeps data."""
    letter = {"right": "access", "words": "Tell me.", "language": "fr", "received": "2026-11-01"}
    caller.registered(MAUD)
    stranger = caller.post(caller.at(urls.DESK_REQUESTS), **letter)
    caller.forget()
    caller.as_dpo()
    page = caller.get(caller.at(urls.DESK_REQUESTS))
    Stopping(caller.society.house).halt(None, reason="a leak", by="operator")
    halted = caller.send_from(page, 'name="received"', **letter)

    assert 404 == stranger.status_code
    assert halted.status_code >= 400
    assert 0 == caller.society.requests.register.count()
