"""The register of incidents in the console: the office tells the whole story by forms; nobody else finds it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.visiting import Office, plain

from etanche.incidents import Severity, Whom
from etanche.web import urls
from etanche.words import say

REGISTER = urls.own(urls.DESK_INCIDENTS, LIGHTHOUSE)
STORY: tuple[tuple[str, dict[str, str]], ...] = (
    ("aware", {}),
    ("severity", {"severity": "high"}),
    ("scope", {"actor": "grebe"}),
    ("fact", {"words": "The lamp was left on."}),
    ("consequences", {"words": "Somebody may write to you."}),
    ("measure", {"words": "His access was taken away."}),
    ("announce", {"fr": "Panne.", "en": "Outage."}),
    ("tell", {"whom": "people"}),
)
TO_AUTHORITY = {"whom": "authority", "reference": "V-1"}


@pytest.mark.clause("G22")
def test_the_office_tells_the_whole_story(office: Office) -> None:
    """From the first word to the report, by the forms of one page: whom it concerns is computed, they are told, it is closed; then no form is left."""
    house = office.two.other
    office.as_dpo()
    person = office.two.write_down("cid@example.org")
    house.acting("dpo", purpose="watching", actor="grebe").of_person(person, "ledger")
    office.back_as_dpo()
    page = office.send(REGISTER, "title", title="Grebe read what was not his")
    at = page.url.path
    for what, fields in STORY:
        page = office.send(at, f'value="{what}"', **fields)
        assert 200 == page.status_code, what
    letters = house.outbox.waiting().kinds
    owed = office.send(at, 'value="close"', words="Mended, and told.")
    spared = office.send(at, 'value="not-told"', whom="people", words="Nobody else has an address.")
    office.send(at, 'value="tell"', **TO_AUTHORITY)
    ended = office.send(at, 'value="close"', words="Mended, and told.")
    (incident,) = house.incidents.all()

    assert (400, 200) == (owed.status_code, spared.status_code)
    assert "not told yet: authority" in owed.text
    assert Severity.HIGH is incident.severity
    assert 1 == incident.persons
    assert {"incident-people": 1} == {kind: n for kind, n in letters.items() if kind.startswith("incident")}
    assert 1 == len(incident.told_to(Whom.PEOPLE))
    assert "Mended, and told." == incident.report
    assert 'name="do"' not in ended.text
    assert "Grebe read what was not his" in office.get(REGISTER).text


@pytest.mark.clause("G22")
def test_the_page_says_who_is_owed_word_since(office: Office) -> None:
    """Others were told, one more is found: the page does not say that they were told, and writes to that one alone."""
    house = office.two.other
    office.as_dpo()
    for email, actor in (("cid@example.org", "grebe"), ("dan@example.org", "coot")):
        person = office.two.write_down(email)
        house.acting("dpo", purpose="watching", actor=actor).of_person(person, "ledger")
    office.back_as_dpo()
    at = office.send(REGISTER, "title", title="Grebe read what was not his").url.path
    told = [office.send(at, f'value="{what}"', **fields) for what, fields in STORY][-1]
    wider = office.send(at, 'value="scope"', category="ledger")
    office.send(at, 'value="tell"', whom="people")
    (incident,) = house.incidents.all()

    assert say("desk.incidents.told", "en") in told.text
    assert "Others were told" not in told.text
    assert "Others were told; 1 person whom it concerns since is owed word." in plain(wider)
    assert [1, 1] == [one.numbers["letters"] for one in incident.told_to(Whom.PEOPLE)]


def test_what_is_late_or_missing_is_said_on_the_page(office: Office) -> None:
    """Past 72 hours the page says so, and telling without a reason is refused with words; so is an empty fact."""
    office.as_dpo()
    office.back_as_dpo()
    at = office.send(REGISTER, "title", title="x").url.path
    office.send(at, 'value="aware"')
    office.two.clock.advance(timedelta(hours=73))
    office.back_as_dpo()
    late = office.get(at)
    refused = office.send(at, 'value="tell"', whom="authority")
    empty = office.send(at, 'value="fact"', words=" ")
    odd = office.send(at, 'value="severity"', severity="terrible")

    assert "It is late." in late.text
    assert [400, 400, 400] == [refused.status_code, empty.status_code, odd.status_code]
    assert "no reason is given" in refused.text
    assert "none of those that it offers" in odd.text


def test_what_is_refused_is_said_in_the_language_of_the_page(office: Office) -> None:
    """Who reads French is told in French what was wrong with a form; a word that the form does not offer is no question mark."""
    office.as_dpo()
    office.back_as_dpo()
    at = office.send(REGISTER, "title", title="x").url.path
    office.client.headers["accept-language"] = "fr"
    empty = office.send(at, 'value="fact"', words=" ")
    odd = office.send(at, 'value="aware"', since="yesterday")
    untitled = office.send(REGISTER, "title", title=" ")

    assert [400, 400, 400] == [empty.status_code, odd.status_code, untitled.status_code]
    assert "rien n’est dit" in empty.text
    assert "pas de ceux qu’il propose" in odd.text
    assert "no " not in " ".join(re.findall(r'role="alert">(.*?)</div></div>', untitled.text))


def test_nobody_but_the_office_finds_the_register(office: Office) -> None:
    """A colleague in another role is told that there is no such page, of the register as of an incident that is there."""
    name = office.two.other.incidents.open("x", by="dpo").name
    office.as_warden()
    where = [REGISTER, urls.own(urls.DESK_INCIDENT.replace("{incident}", name), LIGHTHOUSE)]

    assert [404, 404] == [office.get(one).status_code for one in where]
