"""Tests of the audience script, in a real browser that reaches no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

SCRIPT = Path(__file__).parents[2] / "src/etanche/web/static/matomo.js"
SITE = "https://jane:secret@shop.example/books/42?q=divorce#top"
BASICS = {"idsite", "rec", "url", "res", "rand", "send_image"}

Sent = list[dict[str, str]]
Visit = Callable[..., tuple[Page, Sent]]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here before; it comes back for each test, and the script leaves nothing in it."""
    opened = browser.new_context(viewport={"width": 800, "height": 600}, screen={"width": 1280, "height": 1024})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """The page that looks at one site after the other."""
    return context.new_page()


@pytest.fixture
def visit(page: Page) -> Iterator[Visit]:
    """Visit a page whose scripts are given; return it and the tracking requests it sends, as they come in."""

    def go(
        before: str = "", after: str = "", body: str = "", init: str = "", beacon: bool = False
    ) -> tuple[Page, Sent]:
        sent: Sent = []
        first = init if beacon else f"{init};navigator.sendBeacon = undefined"
        scripts = f"<script>{first}</script><script>{before}</script><script src='/lib/matomo.js'></script>"
        html = f"<title>Jane's divorce</title>{scripts}<script>{after}</script>{body}"

        def answer(route: Route, request: Request) -> None:
            if "matomo.php" in request.url:
                text = request.post_data or request.url.partition("?")[2]
                sent.append({name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()})
                route.fulfill(status=204)
            elif request.url.endswith("matomo.js"):
                route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript")
            else:
                route.fulfill(body=html, content_type="text/html")

        page.route("**/*", answer)
        page.goto(SITE)
        page.wait_for_timeout(50)
        return page, sent

    yield go
    page.goto("about:blank")
    page.unroute_all()


def push(*calls: str) -> str:
    """Return a script that pushes calls, as sites do before the tracker has loaded."""
    return "var _paq = window._paq = window._paq || [];" + "".join(f"_paq.push({call});" for call in calls)


START = push("['trackPageView']", "['setTrackerUrl', '/m/matomo.php']", "['setSiteId', '1']")


def evaluate(page: Page, script: str) -> Any:
    """Run a script in the page, give what it sends the time to arrive, and return its value."""
    value = page.evaluate(script)
    page.wait_for_timeout(50)
    return value


@pytest.mark.clause("C4")
def test_a_page_view_sends_what_the_charter_lists(visit: Visit) -> None:
    """A page view is the address without query, the screen and a random number; title and referrer stay where they are."""
    _, sent = visit(START)

    assert [BASICS] == [set(one) for one in sent]
    assert {
        "idsite": "1",
        "rec": "1",
        "url": "https://shop.example/books/42",
        "res": "1280x1024",
        "send_image": "0",
    } == {name: value for name, value in sent[0].items() if name != "rand"}


def test_a_beacon_is_used_where_there_is_one(visit: Visit) -> None:
    """The data travel in a body, not in an address, when the browser can do that."""
    page, _ = visit(
        "window.beacons = []; navigator.sendBeacon = function (url, blob) { window.beacons.push([url, blob.size]); return true; };"
        + START,
        beacon=True,
    )

    assert ["/m/matomo.php"] == [url for url, _ in evaluate(page, "window.beacons")]


@pytest.mark.clause("G18")
@pytest.mark.clause("C6")
def test_nothing_is_sent_under_global_privacy_control(visit: Visit) -> None:
    """Under the signal the script is silent, whatever is asked of it."""
    init = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
    page, sent = visit(
        START, push("['setConsentGiven']", "['trackEvent', 'a', 'b']", "['trackSiteSearch', 'x']"), init=init
    )

    assert [] == sent
    assert evaluate(page, "Matomo.getAsyncTracker().isUserOptedOut()")


def test_a_false_signal_is_no_signal(visit: Visit) -> None:
    """A browser that says `false` did not refuse."""
    _, sent = visit(START, init="Object.defineProperty(navigator, 'globalPrivacyControl', {value: false})")

    assert 1 == len(sent)


def test_no_cookie_and_no_storage_are_left(visit: Visit, context: BrowserContext) -> None:
    """After everything a site can ask for, the device is as it was."""
    asked = (
        "['rememberConsentGiven']",
        "['setUserId', 'jane']",
        "['enableHeartBeatTimer']",
        "['setVisitorCookieTimeout', 9]",
        "['optUserOut']",
    )
    page, _ = visit(START, push(*asked))

    assert [] == context.cookies()
    assert [0, 0] == evaluate(page, "[localStorage.length, sessionStorage.length]")


def test_later_calls_work(visit: Visit) -> None:
    """A single-page site that pushes later, with a new address, is heard."""
    page, sent = visit(START)
    evaluate(
        page,
        "_paq.push(['setCustomUrl', '/books/43?x=1#y'], ['setDocumentTitle', 'Jane'], ['setReferrerUrl', 'https://x.example/'], ['trackPageView', 'Jane'])",
    )

    assert ["https://shop.example/books/42", "https://shop.example/books/43"] == [one["url"] for one in sent]
    assert BASICS == set(sent[1])


def test_events_searches_and_links_say_what_was_done_and_no_more(visit: Visit) -> None:
    """An event sends category and action; a search and a link only that they were; a download the path of the file."""
    calls = (
        "['trackEvent', 'Videos', 'Play', 'Jane', 9]",
        "['trackSiteSearch', 'divorce', 'law', 3]",
        "['trackLink', 'https://elsewhere.example/jane?x=1', 'link']",
        "['trackLink', '/files/a.pdf?token=1#p', 'download']",
        "['trackEvent', 'only']",
    )
    _, sent = visit(push("['setSiteId', 1]", *calls))

    assert [
        {"e_c": "Videos", "e_a": "Play"},
        {"search": "1"},
        {"link": "1"},
        {"download": "https://shop.example/files/a.pdf"},
    ] == [{name: value for name, value in one.items() if name not in BASICS} for one in sent]


def test_clicks_are_followed_when_asked(visit: Visit) -> None:
    """With link tracking a click on a download or on another site's link is told, an inner or ignored link is not."""
    links = "".join(
        f"<p><a href='{href}' class='{css}' onclick='event.preventDefault()'>{href}</a></p>"
        for href, css in [
            ("https://elsewhere.example/a", ""),
            ("/files/b.pdf?x", ""),
            ("/inner", ""),
            ("https://elsewhere.example/c", "matomo_ignore"),
            ("mailto:jane@x.example", ""),
        ]
    )
    page, sent = visit(push("['setSiteId', 1]", "['enableLinkTracking']"), body=links)
    for link in page.locator("a").all():
        link.click()
    page.wait_for_timeout(50)

    assert [("1", None), (None, "https://shop.example/files/b.pdf")] == [
        (one.get("link"), one.get("download")) for one in sent
    ]


def test_consent_is_waited_for(visit: Visit) -> None:
    """What needs consent waits for it; forgetting consent stops what comes later."""
    page, sent = visit(START + push("['requireConsent']"))
    waiting = len(sent)
    evaluate(page, "_paq.push(['setConsentGiven'])")
    given = len(sent)
    evaluate(page, "_paq.push(['forgetConsentGiven'], ['trackPageView'])")

    assert (0, 1, 1) == (waiting, given, len(sent))


def test_opting_out_stops_and_opting_in_goes_on(visit: Visit) -> None:
    """`optUserOut` silences the page, `isUserOptedOut` says so, `forgetUserOptOut` ends it."""
    page, sent = visit(START)
    states = evaluate(
        page,
        "_paq.push(['optUserOut'], ['trackPageView']); var t = Matomo.getAsyncTracker(), a = t.isUserOptedOut();"
        "_paq.push(['forgetUserOptOut'], ['trackPageView']); [a, t.isUserOptedOut()]",
    )

    assert [True, False] == states
    assert 2 == len(sent)


def test_a_lasting_choice_is_handed_in_where_it_can_be_kept(visit: Visit) -> None:
    """Opting out by script asks the page of choices of the same site for its cookie: the script itself keeps nothing."""
    page, _ = visit(START)
    with page.expect_request("**/opt-out") as asked:
        page.evaluate("_paq.push(['optUserOut'])")

    assert ("POST", "choice=out") == (asked.value.method, asked.value.post_data)


def test_do_not_track_is_heeded_where_the_site_says_so(visit: Visit) -> None:
    """`setDoNotTrack` makes the older signal count."""
    _, sent = visit(
        START + push("['setDoNotTrack', true]"), init="Object.defineProperty(navigator, 'doNotTrack', {value: '1'})"
    )

    assert [] == sent


def test_functions_are_called_with_the_tracker(visit: Visit) -> None:
    """A function that is pushed gets the tracker as `this`, early or late, bare or in an array."""
    page, _ = visit(START + push("[function () { window.early = [this.getSiteId(), this.getVisitorId()]; }]"))
    evaluate(
        page,
        "_paq.push(function () { window.late = this.getTrackerUrl(); }, [function (x) { window.given = x; }, 'x'])",
    )

    assert [["1", ""], "/m/matomo.php", "x"] == evaluate(page, "[window.early, window.late, window.given]")


def test_the_object_that_wrappers_ask_for_is_there(visit: Visit) -> None:
    """`Matomo` (and `Piwik`) hand out trackers, and unknown commands are passed over."""
    page, sent = visit(
        push(
            "['setSiteId', 1]", "['noSuchCommand', 1]", "'x'", "null", "7", "['constructor']", "['hasOwnProperty', 'x']"
        )
    )
    found = evaluate(
        page,
        "(() => { const t = Matomo.getTracker('https://stats.example/matomo.php', 3); t.trackPageView();"
        "return [Piwik === Matomo, Matomo.initialized, t.getSiteId(), Matomo.getAsyncTracker().getTrackerUrl(), Matomo.getAsyncTrackers().length]; })()",
    )

    assert [True, True, 3, "https://shop.example/lib/matomo.php", 1] == found
    assert ["3"] == [one["idsite"] for one in sent]


def test_the_script_is_written_for_old_browsers() -> None:
    """No syntax younger than ECMAScript 5 is used, and no address of anybody else is in it."""
    text = SCRIPT.read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("*", "/*")))

    assert [] == [word for word in ("=>", "let ", "const ", "`", "class ", "...", "async ", "?.", "??") if word in code]
    assert "://" not in code
    assert "cookie =" not in code
    assert "Storage" not in code
