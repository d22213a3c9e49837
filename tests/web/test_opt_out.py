"""The page of refusals: one act each way, heard at once, without a script, and from our own pages only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from types import MappingProxyType

import pytest
from starlette.testclient import TestClient

from etanche.clock import day_of
from etanche.instance import Instance
from etanche.intake import COOKIE
from etanche.terms import LANGUAGES, Language
from etanche.web import create_app
from etanche.web.pages.opt_out import COOKIE_MONTHS

CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
SIGNAL = {"sec-gpc": "1"}
OURS = {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8040", "user-agent": CHROMIUM}


Headers = Mapping[str, str]
MakeInstance = Callable[..., Instance]
NONE: Headers = MappingProxyType({})


def visit(client: TestClient, times: int = 1, headers: Headers = NONE) -> None:
    """Look at some pages of a measured site."""
    for number in range(times):
        query = {"idsite": "1", "rec": "1", "url": f"https://shop.example/{number}"}
        client.get("/matomo.php", params=query, headers={"user-agent": CHROMIUM, **headers})


def visits_today(instance: Instance) -> int:
    """Return how many visits of today the vault holds; asked of the vault itself, which keeps no minute."""
    today = day_of(instance.clock.now(), instance.plan.zone)
    session = instance.vault.acting("dashboard", purpose="audience", actor="test")
    return session.count_by_day("visit", today, today).get(today, 0)


def choose(client: TestClient, said: str, language: Language = "en", headers: Headers = NONE) -> str:
    """Press the button, and return the page that answers, with ordinary spaces."""
    answer = client.post("/opt-out", params={"lang": language}, data={"choice": said}, headers={**OURS, **headers})

    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.clause("C6")
def test_one_act_refuses_and_erases_what_can_still_be_linked(client: TestClient, instance: Instance) -> None:
    """After one post no visit is recorded, and those of today are gone; the page says how many."""
    visit(client, times=3)
    assert visits_today(instance) == 3

    page = choose(client, "out")
    visit(client)

    assert "3 of today’s visits have been erased" in page
    assert "Your visits are not counted." in page
    assert visits_today(instance) == 0


@pytest.mark.clause("C6")
def test_one_act_comes_back(client: TestClient, instance: Instance) -> None:
    """A second post, and visits are counted again; coming back costs as much as refusing."""
    choose(client, "out")
    page = choose(client, "in")
    visit(client)

    assert "your visits are counted again" in page
    assert visits_today(instance) == 1


@pytest.mark.clause("C6")
def test_the_browser_s_signal_is_a_refusal(client: TestClient, instance: Instance) -> None:
    """With `Sec-GPC: 1` nothing is recorded, and the page says that it was heard."""
    visit(client, times=2, headers=SIGNAL)
    page = client.get("/opt-out", params={"lang": "en"}, headers=SIGNAL).text

    assert "Your browser sends the GPC signal." in page
    assert visits_today(instance) == 0


def test_an_explicit_yes_prevails_over_the_signal(client: TestClient, instance: Instance) -> None:
    """Somebody whose browser sends the signal can still choose to be counted, and the page says what prevails."""
    choose(client, "in", headers=SIGNAL)
    visit(client, headers=SIGNAL)
    page = client.get("/opt-out", params={"lang": "en"}, headers=SIGNAL).text

    assert "Your visits are counted, because you said so here." in page
    assert visits_today(instance) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_control_shows_the_choice_on_both_pages(client: TestClient, language: Language) -> None:
    """The switch is on until the visitor says no, on the page of refusals and in the notice alike."""
    before = [client.get(page, params={"lang": language}).text for page in ("/opt-out", "/privacy")]
    choose(client, "out", language)
    after = [client.get(page, params={"lang": language}).text for page in ("/opt-out", "/privacy")]

    assert all('name="choice" value="out"' in page and 'value="in"' not in page for page in before)
    assert all('name="choice" value="in"' in page and 'value="out"' not in page for page in after)
    assert 'role="switch" name="choice" value="out" aria-checked="true"' in before[1]
    assert 'role="switch" name="choice" value="in" aria-checked="false"' in after[1]


def test_one_use_has_one_control(client: TestClient) -> None:
    """With a single use to refuse the page has a single button, and no list of one."""
    page = client.get("/opt-out", params={"lang": "en"}).text

    assert 1 == page.count('name="choice"')
    assert "One by one" not in page
    assert "Measure visits to our website" in page


def test_the_page_says_what_is_on_the_device_now(client: TestClient) -> None:
    """Nothing before the choice; after it, the cookie; after coming back, nothing again."""
    before, nothing = client.get("/opt-out", params={"lang": "en"}).text, "Nothing so far."

    assert nothing in before
    assert nothing not in choose(client, "out")
    assert nothing not in client.get("/opt-out", params={"lang": "en"}).text
    assert nothing in choose(client, "in")


def test_what_was_done_is_where_reading_goes_on(client: TestClient) -> None:
    """The message after the act is a heading that takes the focus by itself; before the act there is none."""
    assert 'tabindex="-1" autofocus' not in client.get("/opt-out").text
    assert '<h2 class="h3" id="done" tabindex="-1" autofocus>Done.</h2>' in choose(client, "out")


@pytest.mark.parametrize(("language", "words"), [("fr", "redémarrage du serveur"), ("en", "restart of the server")])
def test_the_page_does_not_promise_more_than_can_be_erased(client: TestClient, language: Language, words: str) -> None:
    """Visits from before a restart, or of a log, cannot be recognised, and the page says so."""
    assert words in client.get("/opt-out", params={"lang": language}).text


def test_the_cookie_is_a_single_digit_for_as_long_as_the_page_says(client: TestClient) -> None:
    """It holds nothing that tells people apart, no script can read it, and it lasts what the page announces."""
    answer = client.post("/opt-out", data={"choice": "out"}, headers=OURS)
    morsel = SimpleCookie(answer.headers["set-cookie"])[COOKIE]

    assert morsel.value == "1"
    assert morsel["httponly"]
    assert round(int(morsel["max-age"]) / (365.25 / 12 * 86400)) == COOKIE_MONTHS
    assert "no-store" in answer.headers["cache-control"]


def test_a_secure_answer_marks_the_cookie_secure(instance: Instance) -> None:
    """Behind a trusted proxy that speaks TLS the cookie never travels in clear."""
    app = create_app(instance, trusted_proxies=["127.0.0.1"], base_url="https://visits.estran.example")
    with TestClient(app, base_url="http://visits.estran.example", client=("127.0.0.1", 5)) as browser:
        headers = {"origin": "https://visits.estran.example", "x-forwarded-proto": "https", "user-agent": CHROMIUM}
        answer = browser.post("/opt-out", data={"choice": "out"}, headers=headers)

    assert answer.status_code == 200
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8040"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_another_site_cannot_choose_for_the_visitor(client: TestClient, headers: dict[str, str]) -> None:
    """A form sent from elsewhere is refused and sets nothing."""
    answer = client.post("/opt-out", data={"choice": "in"}, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_text_browser_can_refuse(client: TestClient) -> None:
    """A browser that sends neither header is no other site's tool, and is heard."""
    assert client.post("/opt-out", data={"choice": "out"}).status_code == 200


@pytest.mark.parametrize("data", [{}, {"choice": ""}, {"choice": "maybe"}, {"choice": ["in", "out"]}, {"other": "out"}])
def test_neither_yes_nor_no_is_no_choice(client: TestClient, data: dict[str, str]) -> None:
    """What cannot be understood changes nothing and repeats nothing."""
    answer = client.post("/opt-out", data=data, headers=OURS)

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers
    assert "maybe" not in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"choice=%FF", b"&" * 900, b"choice=out" + b"&x=1" * 200])
def test_a_broken_form_is_an_answer_and_no_fault(client: TestClient, body: bytes) -> None:
    """Bytes that are no form are refused as unreadable."""
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}

    assert client.post("/opt-out", content=body, headers=headers).status_code == 400


def test_a_form_that_is_too_long_is_refused(client: TestClient) -> None:
    """A choice fits into a kilobyte."""
    assert client.post("/opt-out", data={"choice": "o" * 2000}, headers=OURS).status_code == 413


def test_refusals_are_counted_and_nothing_else_is_kept(client: TestClient) -> None:
    """The page tells how many refused; there is a number and no name."""
    choose(client, "out")
    page = choose(client, "out")

    assert re.search(r"without knowing whose: \d so far", page)


def test_several_uses_are_listed_one_by_one(make_instance: MakeInstance) -> None:
    """With two uses to refuse, each has its switch, on the page of refusals and in the notice alike."""
    cooperative = make_instance(charter=Path(__file__).parents[1] / "notice/cooperative.yaml")
    with TestClient(create_app(cooperative), base_url="http://127.0.0.1:8040") as browser:
        pages = [browser.get(page, params={"lang": "en"}).text for page in ("/opt-out", "/privacy")]

    for page in pages:
        assert page.count('role="switch"') == 2
        assert 'id="word-audience"' in page
        assert 'id="word-repairs"' in page
    assert "One by one" in pages[0]
