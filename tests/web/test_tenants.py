"""What everybody reads of an organisation that is not the first of its instance: its own notice, its own proof, its own refusals."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE
from tests.web.browsing import FROM_US, HERE

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app, urls

ROOT = urls.of(LIGHTHOUSE)
READ = (
    urls.STATUS,
    urls.PRIVACY,
    urls.PROOF,
    urls.OPT_OUT,
    urls.VERSIONS,
    *(urls.PAPERS[one] for one in ("terms", "map", "hosts")),
)


@pytest.fixture(scope="module")
def house(societal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with a bookshop and a society."""
    folder = tmp_path_factory.mktemp("tenants") / "data"
    shutil.copytree(societal, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as instance:
        yield instance


@pytest.fixture(scope="module")
def browser(house: Instance) -> Iterator[TestClient]:
    """A browser in front of it."""
    app = create_app(house, base_url=HERE, houses=house.organisation)
    with TestClient(app, base_url=HERE, headers={"accept-language": "en"}) as client:
        yield client


def test_each_organisation_has_its_own_notice(browser: TestClient) -> None:
    """The society's names the society and its purposes, the bookshop's neither; that of the instance tells its accounts."""
    society, shop, instance = (browser.get(f"{root}{urls.PRIVACY}").text for root in (ROOT, "", urls.of("instance")))

    assert ("Register of watchers" in society, "Register of watchers" in shop) == (True, False)
    assert "<title>Privacy · Phare</title>" in re.sub(r"<title>[^·]*·", "<title>Privacy ·", society)
    assert "Membership of an organisation" in instance


@pytest.mark.parametrize("address", READ)
def test_no_page_of_an_organisation_leads_to_its_neighbour(browser: TestClient, address: str) -> None:
    """Every link and form on it stays below the name of the organisation, but for files that are the same for everybody."""
    page = browser.get(f"{ROOT}{address}")
    led = set(re.findall(r'(?:href|action)="(/[^"#?]*)', page.text))

    assert 200 == page.status_code
    assert {urls.STYLE, urls.ICON} == {one for one in led if not one.startswith(f"{ROOT}/")}
    assert {200} == {browser.get(one).status_code for one in led}


def test_each_organisation_proves_under_its_own_key(browser: TestClient, house: Instance) -> None:
    """The key, the verdicts and the badge are the society's; the proof page shows its fingerprint."""
    keys = {browser.get(f"{root}{urls.KEY}").text for root in (ROOT, "", urls.of("instance"))}
    badge = browser.get(f"{ROOT}{urls.BADGE_JSON}").json()

    assert 3 == len(keys)
    assert badge["proof"] == f"{HERE}{ROOT}{urls.PROOF}"
    assert [] == browser.get(f"{ROOT}{urls.PROOF_JSON}").json()
    assert f'href="{ROOT}{urls.KEY}"' in browser.get(f"{ROOT}{urls.PROOF}").text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notice_of_the_instance_tells_each_thing_once(browser: TestClient, language: str) -> None:
    """What lets people in is in the categories of its charter, and not among what Étanche keeps besides; sessions are there alone."""
    notice = browser.get(f"{urls.of('instance')}{urls.PRIVACY}?lang={language}").text
    shop = browser.get(f"{urls.of(LIGHTHOUSE)}{urls.PRIVACY}?lang={language}").text

    assert (0, 1) == (notice.count('id="builtin-accounts"'), notice.count('id="builtin-sessions"'))
    assert 1 == shop.count('id="builtin-journal"')


def test_files_of_two_organisations_are_two(browser: TestClient) -> None:
    """The notice as a file is that of the organisation asked for, also when the other one was asked for just before."""
    for root, name in (("", "Librairie"), (ROOT, "Phare"), ("", "Librairie")):
        file = browser.get(f"{root}/privacy/notice.md")

        assert (200, True) == (file.status_code, name in file.text), root


def test_a_refusal_is_of_the_organisation_it_was_said_to(browser: TestClient, house: Instance) -> None:
    """Its cookie is sent to the pages of that organisation alone, and the neighbour counts no refusal."""
    before = house.optouts()
    answer = browser.post(f"{ROOT}{urls.OPT_OUT}", data={"choice": "out"}, headers=FROM_US)

    assert 200 == answer.status_code
    assert f"; Path={ROOT}/;" in answer.headers["set-cookie"]
    assert (before, 1) == (house.optouts(), house.organisation(LIGHTHOUSE).optouts())


def test_an_organisation_that_is_not_there_has_no_pages(browser: TestClient) -> None:
    """Nor has one whose name is a path."""
    for name in ("nowhere", "%2e%2e", "phare%2f..", "PHARE", "phare "):
        assert 404 == browser.get(f"/o/{name}{urls.PRIVACY}").status_code, name
