"""The register of demands in the console: the office writes and examines, a colleague gives, and nobody else finds it."""

from __future__ import annotations

import json
import re

import pytest
from tests.accounts.conftest import SECRET
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.visiting import AT, WARDEN, Office

from etanche.incidents.demands import State
from etanche.rights import Arriving, Right
from etanche.web import urls

REGISTER = urls.own(urls.DESK_DEMANDS, LIGHTHOUSE)
CAME = {
    "recipient": "justice",
    "sort": "court",
    "asker": "Court of Brest",
    "ground": "CPP 99-3",
    "asked": "All of Cid",
}


@pytest.mark.clause("P7")
def test_one_examines_and_another_gives(office: Office) -> None:
    """The office writes a demand down and examines it; a colleague finds that one page, gives a file, and sees no other; then the people are told."""
    house = office.two.other
    helper = office.as_colleague("helper")
    person = office.two.write_down("cid@example.org")
    office.back_as_dpo()
    at = office.send(REGISTER, 'name="asker"', **CAME).url.path
    other = office.send(REGISTER, 'name="asker"', **CAME | {"asker": "Somebody else"}).url.path
    waits = office.get(AT).text
    own = office.send(
        at, 'value="examine"', persons=person.hex(), who=house.demands.all()[0].by, role="dpo", words="Mine."
    )
    unknown = office.send(at, 'value="examine"', persons=person.hex(), who="nobody", role="helper", words="An order.")
    examined = office.send(
        at, 'value="examine"', persons=person.hex(), who=helper.hex(), role="helper", words="An order."
    )
    silent = office.send(at, 'value="silence"', until="2999-01-01", words="CPP 11")
    holds = office.get(
        re.findall(r'href="([^"]+/holds[?]about=[^"]+case=[^"]+)"', examined.text)[0].replace("&amp;", "&")
    )
    office.forget()
    office.send(urls.LOGIN, email=WARDEN, password=SECRET)
    found = office.get(at)
    given = office.send(at, 'value="answer"', purpose="watching")
    hidden = office.get(other).status_code, office.get(REGISTER).status_code
    office.back_as_dpo()
    lifted = office.send(at, 'value="silence"', until="2001-01-01", words="Over.")
    told = office.send(at, 'value="tell"')
    (one,) = (each for each in house.demands.all() if each.given)

    assert "A demand of an authority waits for an answer" in waits
    assert [403, 400, 200, 200] == [each.status_code for each in (own, unknown, examined, silent)]
    assert (200, 200) == (found.status_code, given.status_code)
    assert ["cid@example.org"] == [each["fields"]["email"] for each in json.loads(given.text)["records"]]
    assert (404, 404) == hidden
    assert (f'value="{person.hex()}"' in holds.text, f'value="{at.rpartition("/")[2]}"' in holds.text) == (True, True)
    assert 'value="tell"' not in silent.text
    assert 'value="tell"' in lifted.text
    assert 200 == told.status_code
    assert (State.ANSWERED, True) == (one.state, one.settled)


@pytest.mark.clause("P7", "C23")
def test_the_desk_warns_of_a_demand_before_it_erases(office: Office) -> None:
    """What an authority demands of who asks is told on the request's page, with the line that holds it and, to the office, the form."""
    house = office.two.other
    office.as_dpo()
    person = office.two.write_down("cid@example.org")
    office.back_as_dpo()
    name = office.send(REGISTER, 'name="asker"', **CAME).url.path.rpartition("/")[2]
    asked = Arriving(
        right=Right.ERASURE, channel="desk", words="All of mine.", language="en", person=person, email="cid@example.org"
    )
    filed = house.requests.open(asked, actor="dpo")
    at = f"{urls.own(urls.DESK_REQUESTS, LIGHTHOUSE)}/{filed.request.id.hex()}"
    pages = [office.get(f"{at}?lang={language}").text.replace("&amp;", "&") for language in ("fr", "en")]

    for page in pages:
        assert f"hold {person.hex()} --case {name}" in page
        assert f"holds?about={person.hex()}&case={name}" in page


@pytest.mark.clause("G20")
def test_the_explorer_rebuilds_a_chain(office: Office) -> None:
    """The journal's page shows what happened in a demand, and what can be about a record; a record that is gone is said to be."""
    house = office.two.other
    office.as_dpo()
    person = office.two.write_down("cid@example.org")
    (record,) = house.acting("dpo", purpose="watching", actor="ann").of_person(person, "ledger")
    office.back_as_dpo()
    at = office.send(REGISTER, 'name="asker"', **CAME).url.path
    journal = urls.own(urls.DESK_JOURNAL, LIGHTHOUSE)
    of_case = office.get(f"{journal}?case={at.rpartition('/')[2]}").text
    of_record = office.get(f"{journal}?record={record.ref}").text
    house.vault.erase(person, actor="ann")
    gone = office.get(f"{journal}?record={record.ref}")
    odd = office.get(f"{journal}?record=ledger")

    assert "demand-opened" in of_case
    assert "read ledger" not in of_case
    assert "read ledger" in of_record
    assert "demand-opened" not in of_record
    assert (400, 400) == (gone.status_code, odd.status_code)
