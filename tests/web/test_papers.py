"""The papers as pages and as files: there in both languages, led to from everywhere, with verdicts, and never made up."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import BOOKSHOP, MakeInstance
from tests.web.test_pages import Shown, shown

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.notice import papers
from etanche.terms import LANGUAGES
from etanche.vault import Arrival
from etanche.web import create_app, urls

HAD = ("processors", "tracers", "map", "terms", "access", "hosts")
"""What the sample charter has: it acts for nobody and does not speak of California."""


def test_every_paper_has_its_address() -> None:
    """The addresses of the server and the papers that can be made are the same."""
    assert list(papers.NAMES) == list(urls.PAPERS)


def test_every_paper_is_a_page_in_both_languages(client: TestClient, proved: Instance) -> None:
    """Built for everybody, fetching nothing, leaving nothing on the device."""
    for name in HAD:
        for language in LANGUAGES:
            answer = client.get(urls.PAPERS[name], params={"lang": language})
            read = Shown(answer.text)

            assert 200 == answer.status_code
            assert language == answer.headers["content-language"]
            assert 1 == read.levels.count(1)
            assert sorted(set(read.ids)) == sorted(read.ids)
            assert not read.tags & {"script", "style", "img", "iframe"}
            assert "style-src 'self'" in answer.headers["content-security-policy"]
            assert "set-cookie" not in answer.headers


def test_every_page_leads_to_the_papers_the_charter_has(client: TestClient) -> None:
    """At its foot every page names them; the notice says what each is for."""
    for page in ("/", "/privacy", "/proof", "/opt-out", *(urls.PAPERS[name] for name in HAD)):
        links = shown(client, page).links

        assert {urls.page(name, "en") for name in HAD} <= set(links)
        assert not {urls.page(name, "en") for name in ("agreement", "california")} & set(links)
    assert "who receives what, why, where and under which contract" in shown(client, "/privacy").words


def test_what_the_charter_has_not_is_not_there(client: TestClient) -> None:
    """No agreement, nothing about California, no file of them, no form that a paper has not."""
    missing = (
        "/privacy/agreement",
        "/privacy/california.md",
        "/privacy/access.svg",
        "/privacy/hosts.exe",
        "/privacy/x.md",
    )

    assert dict.fromkeys(missing, 404) == {page: client.get(page).status_code for page in missing}


@pytest.mark.parametrize(
    ("file", "kind", "begins"),
    [
        ("notice.md", "text/markdown", "# "),
        ("processors.html", "text/html", "<!doctype html>"),
        ("map.svg", "image/svg+xml", "<svg"),
        ("access.csv", "text/csv", "role,role-title,"),
        ("hosts.txt", "text/plain", "#address"),
    ],
)
def test_a_file_is_what_it_says_and_runs_nothing(client: TestClient, file: str, kind: str, begins: str) -> None:
    """Its kind, its name, its language; the policy it carries lets it hold its own style and nothing else."""
    answer = client.get(f"/privacy/{file}", params={"lang": "fr"})
    name, _, suffix = file.partition(".")

    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith(kind)
    assert answer.text.lstrip().startswith(begins)
    assert f'inline; filename="{name}.fr.{suffix}"' == answer.headers["content-disposition"]
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        == (answer.headers["content-security-policy"])
    )


def test_a_file_that_cannot_be_printed_is_no_fault_of_ours(make_instance: MakeInstance, tmp_path: Path) -> None:
    """Letters that no font has: the PDF is told to be one that cannot be made, the other files are there."""
    charter = tmp_path / "charter.yaml"
    charter.write_text(BOOKSHOP.read_text("utf-8").replace("Librairie de l’Estran", "Estran 😀"), "utf-8")
    client = TestClient(create_app(make_instance(charter=charter)), base_url="http://127.0.0.1:8040")

    answer = client.get("/privacy/notice.pdf", params={"lang": "en"})

    assert 501 == answer.status_code
    assert "This file cannot be made here" in answer.text
    assert 200 == client.get("/privacy/notice.md").status_code


def test_a_file_is_asked_for_once(client: TestClient) -> None:
    """A browser that has it is told that it is still good."""
    first = client.get("/privacy/hosts.json")
    again = client.get("/privacy/hosts.json", headers={"If-None-Match": first.headers["etag"]})

    assert 304 == again.status_code
    assert [] == json.loads(first.text)["hosts"]


def test_a_paper_says_of_its_promises_how_they_stand(client: TestClient, proved: Instance) -> None:
    """Beside each promise of a paper stands its verdict, as on the notice."""
    page = client.get(urls.PAPERS["processors"], params={"lang": "en"}).text
    beside = page.split('id="recipients:others"')[1].split("</li>")[0]

    assert 'class="verdict is-kept"' in beside


def test_a_broken_promise_comes_first_on_every_paper_it_concerns(
    client: TestClient, instance: Instance, clock: FixedClock
) -> None:
    """The paper on terms begins with the term that was not kept; a paper that it does not concern stays quiet."""
    arrival = Arrival(at=clock.now(), fields={"address": "198.51.100.7", "page": "/"}, who="visitor")
    instance.vault.door("site-logs", actor="test").put_many("visit", [arrival])
    clock.advance(timedelta(days=190))
    instance.prove()

    assert "told is-broken" in client.get(urls.PAPERS["terms"]).text.split("<h2")[0]
    assert "told is-broken" not in client.get(urls.PAPERS["hosts"]).text
