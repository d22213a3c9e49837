"""Saying no is one step away from everywhere, and nobody can say no to being heard."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient
from tests.conftest import ROOT, MakeInstance
from tests.notice.made import charter_of

from etanche.charter import Basis
from etanche.instance import Instance
from etanche.notice import purpose_title
from etanche.terms import Language
from etanche.web import create_app, urls


def stored(instance: Instance) -> list[dict[str, object]]:
    """Return the fields of every record, as the analyst reads them."""
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
    return [dict(record.fields) for record in session.read("visit")]


@pytest.mark.clause("C6")
@pytest.mark.parametrize("path", ["/", "/privacy", "/proof", "/opt-out", "/nowhere"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_leads_to_the_refusal(client: TestClient, path: str, language: str) -> None:
    """The way out stands in the menu and at the foot of every page, the one that does not exist included."""
    page = client.get(f"{path}?lang={language}").text
    menu, foot = page.partition("<main")[0], page.partition("</main>")[2]

    assert f'href="{urls.OPT_OUT}' in menu
    assert f'href="{urls.OPT_OUT}' in foot


@pytest.mark.clause("C6")
@pytest.mark.parametrize("refusal", [{"Sec-GPC": "1"}, {"Cookie": "etanche-opt-out=1"}])
def test_a_refusal_counts_for_bulk_requests_too(
    client: TestClient, instance: Instance, refusal: dict[str, str]
) -> None:
    """Several visits sent at once are refused like one; without the refusal they are kept."""
    bulk = json.dumps(
        {"requests": ["?idsite=1&rec=1&url=https://a.example/1", "?idsite=1&rec=1&url=https://a.example/2"]}
    )
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    client.post("/matomo.php", content=bulk, headers=agent | refusal)

    assert [] == stored(instance)
    client.post("/matomo.php", content=bulk, headers=agent)
    assert 2 == len(stored(instance))


@pytest.fixture
def choir(make_instance: MakeInstance) -> TestClient:
    """A browser in front of an instance whose charter counts no visits."""
    instance = make_instance(charter=ROOT / "charters/others/choir.yaml")
    return TestClient(create_app(instance), base_url="http://127.0.0.1:8040")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_counts_no_visits_speaks_of_none(choir: TestClient, language: str) -> None:
    """No way to refuse what is not done, no drawing of visits, no script to paste, no cookie; what can be refused is told."""
    menus = [choir.get(f"{path}?lang={language}").text for path in ("/", "/privacy", "/proof")]
    home, refusals = menus[0], choir.get(f"/opt-out?lang={language}").text

    assert [] == [page for page in menus if f'href="{urls.OPT_OUT}' in page]
    assert [] == [words for words in ("matomo", 'id="visits"', 'id="connect"') if words in home]
    assert [] == [words for words in ("etanche-opt-out", "<form", 'id="device"') if words in refusals]
    assert 'id="one-by-one"' in refusals


def test_a_refusal_of_what_is_not_done_is_not_there(choir: TestClient) -> None:
    """Nothing is stored on a device by an instance that has nothing to refuse."""
    answer = choir.post("/opt-out", data={"choice": "out"}, headers={"sec-fetch-site": "same-origin"})

    assert 404 == answer.status_code
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_consent_that_can_be_taken_back_is_on_the_page_of_refusals(choir: TestClient, language: Language) -> None:
    """The one place for all that can be refused has what the notice lists there, whether or not anything can be objected to."""
    charter = charter_of("others/choir")
    consents = [name for name, purpose in charter.purposes.items() if purpose.basis is Basis.CONSENT]
    page = choir.get(f"/opt-out?lang={language}").text

    assert consents
    assert [] == [name for name in consents if purpose_title(charter, name, language) not in page]
