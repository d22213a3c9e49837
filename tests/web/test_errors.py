"""When something is wrong: a page that says so, and repeats nothing of what was sent."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from etanche.errors import OutOfReach
from etanche.instance import Instance
from etanche.web import create_app

SECRET = "203.0.113.77-jane@doe.example"


def boom(request: Request) -> PlainTextResponse:
    """Break, with somebody's data in the message."""
    raise ValueError(f"cannot read {request.query_params['q']}")


def halted(request: Request) -> PlainTextResponse:
    """Find the keys gone."""
    raise OutOfReach("the keys are out of reach")


@pytest.fixture
def breaking(instance: Instance) -> TestClient:
    """A browser in front of an application with two pages that fail."""
    app = create_app(instance)
    app.add_api_route("/boom", boom, response_model=None)
    app.add_api_route("/halted", halted, response_model=None)
    return TestClient(app, base_url="http://127.0.0.1:8040")


@pytest.mark.parametrize(("language", "words"), [("fr", "Rien à cette adresse"), ("en", "Nothing at this address")])
def test_a_missing_page_is_told_kindly(client: TestClient, language: str, words: str) -> None:
    """404 is a page of ours, in the reader's language, that does not repeat the address."""
    answer = client.get(f"/{SECRET}", headers={"accept-language": language})

    assert answer.status_code == 404
    assert words in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("page", "allowed"), [("/", "GET, HEAD"), ("/privacy", "GET, HEAD"), ("/opt-out", "GET, HEAD, POST")]
)
def test_a_wrong_method_is_told_which_are_right(client: TestClient, page: str, allowed: str) -> None:
    """405 names every method that the address answers, and no other."""
    answer = client.delete(page)

    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("page", ["/privacy/", "/opt-out/", "/matomo.php/"])
def test_an_address_is_not_corrected(client: TestClient, page: str) -> None:
    """A slash too many is nothing of ours: a redirect would be put together with whatever stands in `Host`."""
    answer = client.get(page, headers={"host": "evil.example"}, follow_redirects=False)

    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_a_fault_of_ours_repeats_nothing(breaking: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    """500 is a page of ours; neither it nor anything the server writes holds what was sent."""
    answer = breaking.get("/boom", params={"q": SECRET, "lang": "en"})
    written = capfd.readouterr()

    assert answer.status_code == 500
    assert "A fault on our side" in answer.text
    assert SECRET not in answer.text + written.out + written.err
    assert "Traceback" not in written.out + written.err
    assert "ValueError" in written.out + written.err


def test_a_house_out_of_reach_says_so(breaking: TestClient) -> None:
    """503 when the keys cannot be had, by the family of the error."""
    answer = breaking.get("/halted", params={"lang": "en"})

    assert answer.status_code == 503
    assert "Nothing was recorded" in answer.text


@pytest.mark.parametrize(
    "page", ["/", "/nothing", "/boom", "/matomo.php", "/static/style.css", "/proof.json", "/key.pem"]
)
def test_every_answer_carries_the_headers(breaking: TestClient, page: str) -> None:
    """Whatever made an answer, it cannot be framed, sniffed or scripted, and does not name its software."""
    answer = breaking.get(page, params={"q": "x"})

    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "permissions-policy" in answer.headers
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "page", ["/docs", "/redoc", "/openapi.json", "/static/", "/static/../app.py", "/static/matomo.js"]
)
def test_nothing_is_served_that_was_not_meant(client: TestClient, page: str) -> None:
    """No generated documentation, no listing, no file beside the few that are named."""
    assert client.get(page).status_code == 404
