"""`/proof/detail`: the evidence behind the proof page, for members with a role and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.web.browsing import HERE
from tests.web.test_callers import ANN, House, log_in

from etanche.instance import Instance
from etanche.proof import DrillResult, State
from etanche.web import Callers, create_app, urls


@pytest.fixture
def house(proved: Instance) -> House:
    """Ann has a role in the choir, whose pages these are."""
    return House(proved, {(ANN, "choir"): frozenset({"secretary"})})


@pytest.fixture
def browser(proved: Instance, house: House) -> Iterator[TestClient]:
    """Ann's browser, in front of the pages of the choir."""
    app = create_app(proved, callers=Callers(knows=house, members=house, served="choir"))
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        log_in(client, house, ANN)
        yield client


def read(browser: TestClient, language: str = "en") -> str:
    """Return the page as text, its marks taken out."""
    answer = browser.get(urls.PROOF_DETAIL, params={"lang": language})
    assert 200 == answer.status_code, answer.text
    assert "no-store" in answer.headers["cache-control"]
    return " ".join(re.sub(r"<[^>]+>", "\n", answer.text).split())


def test_a_member_reads_every_finding_with_its_figures(proved: Instance, browser: TestClient) -> None:
    """Each promise has its finding and what was measured; the run is named, with its line in the journal."""
    proved.journal.seal()
    text = read(browser).replace("\u200b", "")
    [line] = proved.journal.entries(act="prove", last=1)

    assert all(one.because in text for one in proved.verdicts().verdicts if one.because != "later")
    assert str(line.facts["run"]) in text
    assert proved.journal.head().link.hex() in text


@pytest.mark.parametrize(("language", "words"), [("en", "NOT NOTICED"), ("fr", "NON REMARQUÉ")])
def test_a_drill_that_nobody_noticed_is_told(proved: Instance, browser: TestClient, language: str, words: str) -> None:
    """A check that slept through its sabotage is said so, in both languages; before any drill nobody is told that they were noticed."""
    before = read(browser, language)
    promise = next(one.id for one in proved.verdicts().verdicts if one.kind == "hosting")
    slept = DrillResult(promise=promise, sabotage="presence-told", noticed=False, before=State.KEPT, under=State.KEPT)
    proved.keep_drills([slept])

    assert words not in before
    assert words in read(browser, language)


def test_nobody_else_is_shown_it(proved: Instance, house: House, browser: TestClient) -> None:
    """Whoever lost their role is told that there is no such page; a house without members has none."""
    house.roles.clear()
    with TestClient(create_app(proved, callers=Callers(knows=house)), base_url=HERE) as alone:
        answers = [browser.get(urls.PROOF_DETAIL).status_code, alone.get(urls.PROOF_DETAIL).status_code]
        linked = [urls.PROOF_DETAIL in client.get(urls.PROOF).text for client in (browser, alone)]

    assert [404, 404] == answers
    assert [True, False] == linked
