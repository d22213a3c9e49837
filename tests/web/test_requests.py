"""Asking without an account, from the portal, and answering at the desk: in a browser without scripts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx2
import pytest
from tests.rights.society import MAUD, Society, found, opened
from tests.web.browsing import FROM_US, Browser, forms, in_front_of
from tests.web.visiting import plain

from etanche.clock import FixedClock
from etanche.incidents import Kind
from etanche.instance import Links, Memberships
from etanche.rights import Outcome, Reason, Right, State
from etanche.store import requests
from etanche.terms import LANGUAGES, Language
from etanche.web import urls
from etanche.words import say

DPO = "dpo@lighthouse.example"
NBSP = "\N{NO-BREAK SPACE}"


class Caller(Browser):
    """A browser in front of the society."""

    society: Society
    name: str

    def at(self, pattern: str) -> str:
        """Return the address of a page of the society."""
        return urls.own(pattern, self.name)

    def asks(self, right: str = "erasure", email: str = MAUD) -> str:
        """Ask by the form, and return the number."""
        page = self.send(self.at(urls.REQUEST), 'name="right"', right=right, email=email, words="All of it.")
        return str(re.findall(r"number is ([0-9a-f]{8})", page.text.replace(NBSP, " "))[0])

    def proof(self) -> str:
        """Return the path of the link in the letter that asks for proof."""
        self.society.requests.tend_all()
        (letter,) = self.society.letters("request-proof")
        return str(re.findall(r"https://[^/]+(\S+)", letter.text)[0])

    def file_from(self, page: httpx2.Response, what: str) -> bytes:
        """Take a file that a page offers."""
        return self.send_from(page, f'value="{what}"', what=what).content

    def post(self, address: str, **fields: str) -> httpx2.Response:
        """Send what no form of a page would."""
        token = forms(self.get(self.at(urls.REQUEST)).text)[-1].hidden["token"]
        return self.client.post(address, data=fields | {"token": token}, headers=FROM_US)

    def as_dpo(self) -> None:
        """Be somebody who answers requests."""
        self.registered(DPO)
        house = self.society.house
        accounts = house.accounts_house.acting("running-instance", purpose="account-keeping", actor="test")
        account = accounts.find("account", "email", DPO)[0].person
        assert account is not None
        members = Memberships.of(house)
        offered = members.bootstrap(house.organisation_id, role="dpo", email=DPO, by="operator")
        members.accept(offered.token, account)


@pytest.fixture(scope="module")
def society_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the society, with what keeps accounts, to be copied."""
    folder = tmp_path_factory.mktemp("asked") / "data"
    found(folder)
    with opened(folder, folder.parent / "grown", FixedClock(Society.begins())) as made:
        assert made.house.accounts_house.plan.promises
    return folder.parent / "grown"


@pytest.fixture
def caller(society_data: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Caller]:
    """A browser in front of the society, which nobody has logged in with."""
    with (
        opened(society_data, tmp_path / "data", clock) as society,
        in_front_of(society.house, clock, Caller) as made,
    ):
        made.society, made.name = society, Links.of(society.house).first
        yield made


@pytest.mark.clause("A7")
def test_a_request_without_account_is_proved_by_its_link_and_answered_there(caller: Caller) -> None:
    """A form, a letter, a button that a scanner of mail does not press, an answer with its certificate on the same page."""
    person = caller.society.knows()
    number = caller.asks()
    link = caller.proof()
    before = caller.get(link)
    assert "This request is mine" in before.text
    assert State.IDENTITY_PENDING is caller.society.requests.register.named(number).request.state

    caller.send_from(before, 'name="link"')
    filed = caller.society.requests.register.named(number)
    assert State.IN_PROGRESS is filed.request.state
    caller.society.requests.answer(filed, caller.society.clerk())
    after = caller.get(link)
    files = {what: caller.file_from(after, what) for what in ("pdf", "certificate")}

    assert "ledger" not in caller.society.held_of(person)
    assert "What was erased" in after.text
    assert files["pdf"].startswith(b"%PDF")
    assert zipfile.ZipFile(io.BytesIO(files["certificate"])).namelist()
    assert "no-store" == after.headers["cache-control"]


def test_the_form_says_the_same_of_everybody(caller: Caller) -> None:
    """Known or not, the answer differs in its number alone, and nothing is looked up before the round."""
    caller.society.knows()
    pages = []
    for email in (MAUD, "nobody@lighthouse.example"):
        page = caller.send(caller.at(urls.REQUEST), 'name="right"', right="access", email=email, words="")
        pages.append(re.sub(r"[0-9a-f]{8}|value=\"[^\"]*\"", "", page.text))

    assert pages[0] == pages[1]
    assert [] == caller.society.acts("address-claimed")


def test_what_cannot_be_a_request_is_said_and_nothing_is_kept(caller: Caller) -> None:
    """No address, an address that is none, a right that nobody has: refused with a sentence; what was typed stays."""
    for fields in ({"email": ""}, {"email": "x"}, {"right": "everything"}):
        sent = {"right": "access", "email": MAUD, "words": "see this"} | fields
        page = caller.send(caller.at(urls.REQUEST), 'name="right"', **sent)

        assert 400 == page.status_code
        assert "see this" in page.text
    assert 0 == caller.society.requests.register.count()


def test_who_sends_too_many_waits(caller: Caller) -> None:
    """After some forms from one place for one address the next is told to wait, and a while later it is taken."""
    answers = [
        caller.send(caller.at(urls.REQUEST), 'name="right"', right="access", email=MAUD).status_code for _ in range(8)
    ]
    caller.society.clock.advance(timedelta(hours=1))
    later = caller.send(caller.at(urls.REQUEST), 'name="right"', right="access", email=MAUD)

    assert 429 == answers[-1]
    assert 200 == later.status_code


def test_whoever_is_logged_in_waits_too(caller: Caller) -> None:
    """Attack: an account opens request after request; five forms are looked at, wrong ones too, the next waits with a sentence and opens nothing, and later one is taken."""
    caller.society.knows()
    caller.registered(MAUD)
    caller.send(urls.MY_DATA, "organisation", organisation=caller.name)
    page = caller.get(caller.at(urls.OWN_REQUESTS))
    said = ["access", *["everything"] * 4, "access", "access"]
    answers = [caller.send_from(page, 'name="right"', right=right, words="Again.") for right in said]
    opened = caller.society.requests.register.count()
    caller.society.clock.advance(timedelta(minutes=20))
    later = caller.send_from(page, 'name="right"', right="access", words="Again.")

    assert [200, 400, 400, 400, 400, 429, 429] == [one.status_code for one in answers]
    assert "has to wait" in answers[-1].text
    assert (1, 200, 2) == (opened, later.status_code, caller.society.requests.register.count())


@pytest.mark.clause("C18")
def test_from_the_portal_nobody_proves_anything_again(caller: Caller) -> None:
    """Logged in it is begun at once; it is listed with its day, and its answer is there to be taken; nobody else's is."""
    caller.society.knows()
    caller.registered(MAUD)
    caller.send(urls.MY_DATA, "organisation", organisation=caller.name)
    page = caller.send(caller.at(urls.OWN_REQUESTS), 'name="right"', right="access", words="Everything.")
    (filed,) = caller.society.requests.listed().found
    caller.society.requests.answer(filed, caller.society.clerk())
    answered = caller.get(caller.at(urls.OWN_REQUESTS))
    archive = zipfile.ZipFile(io.BytesIO(caller.file_from(answered, "archive")))

    assert State.IN_PROGRESS is filed.request.state
    assert "21 December 2026" in page.text.replace(NBSP, " ")
    assert "index.html" in archive.namelist()
    assert [MAUD] == [one.to for one in caller.society.letters("request-answered")]
    other = caller.asks(email="other@lighthouse.example")
    stolen = caller.society.requests.register.named(other).request.id.hex()
    assert 404 == caller.post(caller.at(urls.OWN_REQUEST_FILE), request=stolen, what="pdf").status_code


@pytest.mark.clause("C23")
def test_the_desk_sees_the_plan_and_carries_it_out(caller: Caller) -> None:
    """The list names nobody; the request shows its words and the plan; one button erases and answers."""
    person = caller.society.knows()
    number = caller.asks()
    caller.send_from(caller.get(caller.proof()), 'name="link"')
    caller.as_dpo()
    listed = caller.get(caller.at(urls.DESK_REQUESTS))
    opened_ = caller.get(unescape(re.findall(r'href="([^"]*/requests/[0-9a-f]{32}[^"]*)"', listed.text)[0]))
    done = caller.send_from(opened_, "words", act="granted", words="Fair winds.")
    filed = caller.society.requests.register.named(number)

    assert MAUD not in listed.text
    for words in ("All of it.", MAUD, "Register of watchers", "Receipts for gifts"):
        assert words in opened_.text, words
    assert "Fair winds." in done.text
    assert Outcome.GRANTED is filed.request.outcome
    assert "ledger" not in caller.society.held_of(person)


def test_the_desk_says_of_each_recipient_that_they_were_told(caller: Caller) -> None:
    """Who was given the data stands on the page with a button of their own where somebody has to see to it; somebody who was given nothing has none, and a forged one is refused."""
    caller.society.gives(caller.society.knows(), "printer", "guild")
    number = caller.asks()
    caller.send_from(caller.get(caller.proof()), 'name="link"')
    caller.as_dpo()
    listed = caller.get(caller.at(urls.DESK_REQUESTS))
    at = unescape(re.findall(r'href="([^"]*/requests/[0-9a-f]{32}[^"]*)"', listed.text)[0])
    answered = caller.send_from(caller.get(at), "words", act="granted", words="")
    forged = caller.post(str(answered.url.path), act="recipients-told/keeper")
    told = caller.send_from(answered, "recipients-told/guild", act="recipients-told/guild")
    filed = caller.society.requests.register.named(number)
    caller.send_from(told, "recipients-told", act="recipients-told")
    done = caller.society.requests.register.named(number)

    assert "Guilde des gardiens: to be told by hand" in answered.text.replace(NBSP, " ")
    assert forged.status_code in {400, 403}
    assert {"printer": "on-its-way", "guild": "told-by-hand"} == {one.recipient: one.state for one in filed.recipients}
    assert State.EVIDENCE_KEPT is done.request.state


@pytest.mark.clause("G16")
def test_requests_and_incidents_await_whoever_answers_them(caller: Caller) -> None:
    """The nearest twenty requests each with its day and the others as a number, and an incident with its hours, in the order of their deadlines; each leads to its page."""
    name = caller.asks("access")
    caller.society.clock.advance(timedelta(days=1))
    for number in range(21):
        caller.society.asks(Right.ERASURE, email=f"ann-{number}@lighthouse.example")
    house = caller.society.house
    incident = house.incidents.open("A lamp was stolen", by="ysé").name
    house.incidents.add(incident, Kind.AWARE, by="ysé")
    caller.as_dpo()
    page = caller.get(caller.at(urls.DESK)).text.replace(NBSP, " ")
    place = page.index("Incident: A lamp was stolen")

    assert ">3<small>days left" in page[:place]
    assert place < page.index("Request: ")
    assert f"number {name}" in page
    assert 20 == page.count("Received on")
    assert "2 more requests" in page
    assert f'href="{caller.at(urls.DESK_REQUEST.replace("{request}", name))}"' in page
    assert f'href="{caller.at(urls.DESK_INCIDENT.replace("{incident}", incident))}"' in page


def test_who_answers_no_requests_finds_no_page_of_them(caller: Caller) -> None:
    """An account without a role there is told that there is no such page; so is who asks for a request that is not there."""
    caller.asks()
    filed = caller.society.requests.listed().found[0]
    caller.registered("somebody@lighthouse.example")
    at = urls.desk_request(caller.name, filed.request.id.hex())

    assert {404} == {caller.get(one).status_code for one in (caller.at(urls.DESK_REQUESTS), at)}
    caller.forget()
    caller.as_dpo()
    assert 404 == caller.get(urls.desk_request(caller.name, "0" * 32)).status_code
    assert 200 == caller.get(at).status_code


def test_what_the_state_machine_turns_away_is_not_offered(caller: Caller) -> None:
    """Before who asks is known there is no button that answers; sent all the same it is turned away, and why is said in words."""
    caller.asks()
    caller.society.requests.tend_all()
    filed = caller.society.requests.listed().found[0]
    caller.as_dpo()
    at = urls.desk_request(caller.name, filed.request.id.hex())
    page = caller.get(at)
    tried = caller.post(at, act="granted", words="")

    assert 'value="granted"' not in page.text
    assert 'value="refused"' in page.text
    assert (403, True) == (tried.status_code, "who asks has not shown who they are" in tried.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_to_turn_away_has_words(language: Language) -> None:
    """Whoever answers a request reads why something cannot be done in their language, and never the word of a rule."""
    taken = {Reason.OPENED, Reason.TAKEN, Reason.CLOCK_STOPS, Reason.CLOCK_GOES_ON}
    told = {one: say(f"request.reason.{one}", language) for one in Reason if one not in taken}

    assert len(told) == len(set(told.values()))
    assert not [one for one, words in told.items() if not words or one in words]


def test_an_altered_request_hides_no_other_at_the_desk(caller: Caller) -> None:
    """Attack: the row of one request is rewritten. The list and the first page of the desk show the other one, and name the altered one once, without a link."""
    caller.society.knows()
    altered, other = caller.asks(), caller.asks(right="access")
    house = caller.society.house
    with house.store.writing() as connection:
        row = requests.get(
            connection, house.organisation_id, caller.society.requests.register.named(altered).request.id
        )
        assert row is not None
        requests.remove(connection, house.organisation_id, row.id)
        requests.put(connection, replace(row, body="{}"))
    caller.as_dpo()
    listed, awaits = (caller.get(caller.at(one)) for one in (urls.DESK_REQUESTS, urls.DESK))

    for page in (listed, awaits):
        text = plain(page)
        assert 200 == page.status_code
        assert other in text
        assert 1 == text.count(f">Request {altered} cannot be read")
        assert f"/{altered}" not in text
