"""The button that stops all access, and the form that lets it go on: who may, what is refused meanwhile, what stays alive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.accounts.conftest import SECRET
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.browsing import code, set_up_codes
from tests.web.visiting import DPO, NOBODY, Office, visiting

from etanche.accounts import KeyAct, Scope
from etanche.clock import FixedClock
from etanche.instance import Stopping
from etanche.web import urls
from etanche.web.api import create_api

HALT = urls.own(urls.DESK_HALT, LIGHTHOUSE)
WHOLE = urls.own(urls.DESK_HALT, "instance")
HALT_BUTTON, GO_ON = "Halt all access", "Let access go on"


@pytest.fixture
def office(societal: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """A browser in front of an instance with its pages and its API, on which a society knows Maud."""
    with visiting(Office, societal, tmp_path / "data", clock, api=create_api) as made:
        yield made


def with_factor(office: Office) -> str:
    """Be of the office, with a second factor; return its secret."""
    office.as_dpo()
    office.back_as_dpo()
    secret, _ = set_up_codes(office)
    return secret


@pytest.mark.clause("P15")
def test_the_office_stops_access_and_lets_it_go_on(office: Office) -> None:
    """One button stops it; the journal page stays; a wrong code, one used up, or no reason ends nothing; a new code and a reason do."""
    secret = with_factor(office)
    stopped = office.send(HALT, HALT_BUTTON, reason="a leak")
    journal = office.get(urls.own(urls.DESK_JOURNAL, LIGHTHOUSE))
    used = office.send(HALT, GO_ON, reason="mended", code=code(secret, office.desk))
    wrong = office.send(HALT, GO_ON, reason="mended", code="000000")
    office.two.clock.advance(timedelta(minutes=1))
    silent = office.send(HALT, GO_ON, reason=" ", code=code(secret, office.desk))
    still = office.two.other.halter.stopped()
    office.two.clock.advance(timedelta(minutes=1))
    ended = office.send(HALT, GO_ON, reason="mended", code=code(secret, office.desk))

    assert "Access is halted." in stopped.text
    assert "a leak" in stopped.text
    assert 200 == journal.status_code
    assert [403, 403, 400] == [used.status_code, wrong.status_code, silent.status_code]
    assert still is not None
    assert 200 == ended.status_code
    assert HALT_BUTTON in ended.text
    assert office.two.other.halter.stopped() is None


def test_only_the_office_finds_the_button(office: Office) -> None:
    """A colleague without the office, somebody who works elsewhere and a stranger find none; the office has none for the whole instance."""
    office.as_warden()
    of_colleague = office.get(HALT)
    office.in_as(NOBODY)
    of_nobody = office.get(HALT)
    office.back_as_dpo()
    whole = office.get(WHOLE)
    office.forget()

    assert [404, 404, 404] == [of_colleague.status_code, of_nobody.status_code, whole.status_code]
    assert urls.LOGIN == office.get(HALT).url.path


def test_a_password_alone_lets_nothing_go_on(office: Office) -> None:
    """Whoever came in without a second factor may stop access, and not end that."""
    office.as_dpo()
    office.back_as_dpo()
    office.send(HALT, HALT_BUTTON, reason="a leak")
    page = office.get(HALT)
    forged = office.client.post(
        f"{HALT}/resume",
        data={"token": office.token(), "reason": "mended", "code": "000000"},
        headers={"sec-fetch-site": "same-origin"},
    )

    assert "come in with your second factor" in page.text
    assert 403 == forged.status_code
    assert office.two.other.halter.stopped() is not None


@pytest.mark.clause("P15")
def test_pages_and_programs_are_refused_and_the_public_ones_are_not(office: Office) -> None:
    """While the instance is halted a person's own data and every resource of the API answer 503; notice, proof and login answer as ever."""
    society = office.two.other
    made = society.api_keys.create(
        Scope(
            name="tests",
            acts=frozenset(KeyAct) - {KeyAct.APPLY},
            role="dpo",
            purposes=frozenset({"watching"}),
            categories=frozenset({"ledger"}),
            channel="desk",
        ),
        until=office.two.clock.now() + timedelta(days=9),
        by="ann",
    )
    office.linked()
    own = urls.own(urls.OWN, LIGHTHOUSE)
    shown = {"authorization": f"Bearer {made.secret}", "etanche-purpose": "watching"}
    described = office.client.get(f"{urls.API}{urls.API_DESCRIPTION}").json()["paths"]
    api = [(method, urls.API + re.sub(r"{.*?}", "ledger", path)) for path, one in described.items() for method in one]
    before = office.get(own).status_code
    Stopping(office.two.instance).halt(None, reason="a leak", by="operator")
    answers = {one: office.client.request(*one, headers=shown).status_code for one in api}
    refused = {path: office.get(path).status_code for path in (own, urls.ACCOUNT, urls.MY_DATA, urls.HOME)}
    office.forget()
    alive = [office.get(path).status_code for path in (urls.PRIVACY, urls.PROOF, urls.VERSIONS, urls.LOGIN, urls.KEY)]

    assert 200 == before
    assert 25 < len(api)
    assert {} == {one: status for one, status in answers.items() if status != 503}
    assert {503} == set(refused.values())
    assert [200] * 5 == alive


def test_the_operator_comes_in_and_ends_it(office: Office) -> None:
    """While everything is halted whoever runs the instance logs in with two factors, and lets all of it go on."""
    account = office.account_of(DPO)
    two = office.two
    home = two.instance.accounts_house.organisation_id
    offered = two.memberships.bootstrap(home, role="operator", email=DPO, by="operator")
    two.memberships.accept(offered.token, account)
    secret, _ = set_up_codes(office)
    stopped = office.send(WHOLE, HALT_BUTTON, reason="a leak")
    office.forget()
    two.clock.advance(timedelta(minutes=1))
    office.send("/account/login", email=DPO, password=SECRET)
    office.send("/account/second-factor", "Six-digit", code=code(secret, office.desk))
    halted = [one.halter.stopped() for one in two.instance.houses()]
    two.clock.advance(timedelta(minutes=1))
    ended = office.send(WHOLE, GO_ON, reason="mended", code=code(secret, office.desk))

    assert "Access is halted." in stopped.text
    assert None not in halted
    assert 200 == ended.status_code
    assert [None] * 3 == [one.halter.stopped() for one in two.instance.houses()]
