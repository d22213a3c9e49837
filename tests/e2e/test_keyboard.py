"""Without a mouse and without a script: everything is reached, seen and done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

PAGES = ["/", "/privacy", "/proof", "/opt-out"]
REACHABLE = "a[href], button, summary, [tabindex='0']"
WATCH = """reachable => {
  const wanted = Array.from(document.querySelectorAll(reachable)).filter(it => it.checkVisibility());
  window.stops = [];
  document.addEventListener('focusin', () => {
    const it = document.activeElement, look = getComputedStyle(it);
    window.stops.push([wanted.indexOf(it), look.outlineStyle + ' ' + look.outlineWidth, it.outerHTML.slice(0, 80)]);
  });
  return wanted.length;
}"""
"""Count what the keyboard should reach, and note, whenever the focus moves, which of them has it and how that shows."""

OpenBrowser = Callable[..., BrowserContext]
Reading = Callable[..., Page]


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(site: str, reading: Reading, path: str) -> None:
    """Tab visits every control in the order of the page, each with an outline of three pixels."""
    page = reading(f"{site}{path}?lang=fr")
    wanted = page.evaluate(WATCH, REACHABLE)
    for _ in range(wanted):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    stops = page.evaluate("window.stops")

    assert [at for at, _, _ in stops] == list(range(wanted))
    assert [(name, outline) for _, outline, name in stops if outline != "solid 3px"] == []


@pytest.mark.parametrize("path", PAGES)
def test_the_first_stop_skips_to_the_content(site: str, reading: Reading, path: str) -> None:
    """One Tab and Enter lead past the menu, on every page."""
    page = reading(f"{site}{path}?lang=en")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")

    assert skip.evaluate("it => it === document.activeElement && it.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("path", PAGES)
def test_targets_are_large_enough(site: str, reading: Reading, path: str) -> None:
    """Buttons, menu entries and folds are at least 44 pixels high on a telephone; links in running text excepted."""
    page = reading(f"{site}{path}?lang=fr", width=390)
    small = page.evaluate(
        """Array.from(document.querySelectorAll('.menu a, .langs a, .draught a, .brand, button, .button, details:not(.raw) > summary'))
             .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 43.5).map(it => it.outerHTML.slice(0, 80))"""
    )

    assert small == []


@pytest.mark.parametrize("path", PAGES)
def test_links_that_stand_alone_are_targets(site: str, reading: Reading, path: str) -> None:
    """A link that is a line of its own, the name of a promise included, is at least 24 pixels high."""
    page = reading(f"{site}{path}?lang=en", width=390, unfolded=True)
    small = page.evaluate(
        """Array.from(document.querySelectorAll('main a'))
             .filter(it => it.checkVisibility() && it.parentElement.textContent.trim() === it.textContent.trim()
                           || it.matches('a.id'))
             .filter(it => it.getBoundingClientRect().height < 24).map(it => it.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_a_folded_promise_is_reached_by_its_name(site: str, reading: Reading) -> None:
    """The address of a promise opens the fold it lies in."""
    page = reading(f"{site}/privacy?lang=en")
    assert not page.locator("[id='documents:scope']").is_visible()
    page.goto(f"{site}/privacy?lang=en#documents:scope")

    page.locator("[id='documents:scope']").wait_for(state="visible")


@pytest.mark.clause("P17")
def test_refusing_by_keyboard(site: str, open_browser: OpenBrowser) -> None:
    """The switch of the notice is pressed with the space bar, and the page says that it is done."""
    page = open_browser().new_page()
    page.goto(f"{site}/privacy?lang=en")
    page.get_by_role("switch").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/opt-out?lang=en")

    assert page.get_by_role("status").is_visible()
    page.wait_for_function("document.activeElement.id === 'done'")
    assert page.get_by_role("heading", name="Your visits are not counted.").is_visible()


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    """A page in a browser without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_whole_without_a_script(site: str, plain: Page, reading: Reading, path: str) -> None:
    """With JavaScript switched off the page says the same, and what is folded unfolds."""
    scripted = reading(f"{site}{path}?lang=fr")
    scripted.reload()
    plain.goto(f"{site}{path}?lang=fr")

    assert plain.locator("main").inner_text() == scripted.locator("main").inner_text()


def test_refusing_and_coming_back_without_a_script(site: str, open_browser: OpenBrowser) -> None:
    """One click each way, and the language stays."""
    context = open_browser(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/opt-out?lang=en")

    page.get_by_role("button", name="Stop counting my visits").click()
    assert page.get_by_role("heading", name="Your visits are not counted.").is_visible()
    assert [cookie["name"] for cookie in context.cookies()] == ["etanche-opt-out"]

    page.get_by_role("button", name="Count my visits again").click()
    assert page.get_by_role("heading", name="Your visits are counted.").is_visible()
    assert context.cookies() == []


class Walk(NamedTuple):
    """What a walk through all pages left in the browser, and whom it asked."""

    cookies: int
    stored: list[int]
    asked: list[str]


@pytest.fixture(scope="module")
def walk(site: str, browser: Browser) -> Walk:
    """Walk through all pages in a browser that was never here before."""
    asked: list[str] = []
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(f"{site}{path}")
    stored = page.evaluate("[localStorage.length, sessionStorage.length]")
    cookies = len(context.cookies())
    context.close()
    return Walk(cookies=cookies, stored=stored, asked=asked)


def test_reading_leaves_nothing_in_the_browser(walk: Walk) -> None:
    """After a walk through all pages there is no cookie and nothing stored."""
    assert walk.cookies == 0
    assert walk.stored == [0, 0]


def test_the_pages_ask_nothing_of_anybody_else(site: str, walk: Walk) -> None:
    """Every request of every page goes to the server it came from."""
    assert [url for url in walk.asked if not url.startswith(f"{site}/")] == []
    assert f"{site}/static/style.css" in walk.asked
    assert {f"{site}{path}" for path in PAGES} <= set(walk.asked)
