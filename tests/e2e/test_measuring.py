"""A website of somebody's, measured with the very text our home page offers, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

OpenBrowser = Callable[..., BrowserContext]
Measured = Callable[[str], str]
Records = Callable[[], int]

SIGNAL = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


def snippet(page: Page, site: str, name: str) -> str:
    """Return one of the texts to copy from the home page."""
    page.goto(f"{site}/?lang=en")
    text = page.locator(f"#connect-{name} ~ pre").first.text_content()
    assert text, f"the home page offers no {name}"
    return text


def look(page: Page, url: str) -> None:
    """Look at a page until everything it sends is sent."""
    page.goto(url)
    page.wait_for_load_state("networkidle")


@pytest.mark.clause("C4")
@pytest.mark.parametrize("name", ["script", "image"])
def test_a_visit_is_recorded(
    site: str, open_browser: OpenBrowser, measured: Measured, records: Records, name: str
) -> None:
    """The text pasted into a page records one visit, and leaves nothing in the browser."""
    context = open_browser()
    page = context.new_page()
    url = measured(snippet(page, site, name))
    before = records()

    look(page, url)

    assert records() == before + 1
    assert context.cookies() == []


@pytest.mark.clause("C6")
@pytest.mark.parametrize("name", ["script", "image"])
def test_the_signal_alone_keeps_a_visit_away(
    site: str, open_browser: OpenBrowser, measured: Measured, records: Records, name: str
) -> None:
    """A browser that sends `Sec-GPC: 1` is not recorded, whether the script hears it or only the server does."""
    page = open_browser(extra_http_headers={"Sec-GPC": "1"}).new_page()
    page.add_init_script(SIGNAL)
    url = measured(snippet(page, site, name))
    before = records()

    look(page, url)

    assert records() == before


@pytest.mark.clause("C6")
@pytest.mark.parametrize("name", ["script", "image"])
def test_after_opting_out_no_visit_is_recorded(
    site: str, open_browser: OpenBrowser, measured: Measured, records: Records, name: str
) -> None:
    """The link of the page leads to the control; one click, the visits of today are gone, and none comes after."""
    context = open_browser()
    page = context.new_page()
    texts = snippet(page, site, name) + snippet(page, site, "refuse")
    url = measured(texts)
    before = records()
    look(page, url)
    assert records() == before + 1

    page.get_by_role("link").click()
    page.locator("main form button").first.click()
    assert page.get_by_role("status").is_visible()
    assert records() <= before
    after = records()
    look(page, url)

    assert records() == after
    assert [cookie["value"] for cookie in context.cookies()] == ["1"]


def test_coming_back_counts_again(site: str, open_browser: OpenBrowser, measured: Measured, records: Records) -> None:
    """After a refusal and a second thought, visits are recorded like before."""
    page = open_browser().new_page()
    url = measured(snippet(page, site, "script"))
    page.goto(f"{site}/opt-out?lang=en")
    page.get_by_role("button", name="Stop counting my visits").click()
    page.get_by_role("button", name="Count my visits again").click()
    before = records()

    look(page, url)

    assert records() == before + 1
