"""The papers in a real browser: nothing axe can find, nothing to scroll sideways, drawings that hold their words and the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.e2e.test_accessible import UNFOLD, OpenBrowser, faults_of
from tests.notice.made import charter_of

from etanche.notice import html, papers
from etanche.terms import Language

READ = [("gmelius", "map"), ("bookshop", "terms"), ("play-sql", "access"), ("gmelius", "hosts")]
"""Between them every block that only papers have, in charters that are not large: axe takes its time."""

OUTSIDE = """Array.from(document.querySelectorAll('.datamap .box')).flatMap(box => {
  const room = box.getBBox(), found = [];
  for (let it = box.nextElementSibling; it && it.tagName === 'text'; it = it.nextElementSibling) {
    const words = it.getBBox();
    if (words.x < room.x || words.x + words.width > room.x + room.width ||
        words.y < room.y || words.y + words.height > room.y + room.height) found.push(it.textContent);
  }
  return found;
})"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(page: Page, folder: Path, charter: str, name: str, language: Language) -> Page:
    """Open a paper from a file of its own."""
    file = folder / f"{charter}-{name}.html"
    setting = papers.Setting(charter=charter_of(charter), language=language)
    file.write_text(html(papers.paper(name, setting)), encoding="utf-8")
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize(("language", "scheme", "width"), [("fr", "light", 1280), ("en", "dark", 390)])
def test_no_paper_has_an_accessibility_fault(
    tmp_path: Path, open_browser: OpenBrowser, language: Language, scheme: str, width: int
) -> None:
    """With everything unfolded, axe finds nothing, and the page is as wide as the window."""
    page = open_browser(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
    faults = {}
    for charter, name in READ:
        opened(page, tmp_path, charter, name, language).evaluate(UNFOLD)
        faults[name] = [*faults_of(page), *([f"{wide} too wide"] if (wide := page.evaluate(TOO_WIDE)) else [])]

    assert {name: [] for _, name in READ} == faults


@pytest.mark.parametrize(("charter", "language"), [("clever-cloud", "fr"), ("whole", "en")])
def test_no_word_of_the_map_leaves_its_box(
    tmp_path: Path, open_browser: OpenBrowser, charter: str, language: Language
) -> None:
    """As the browser measures it, with its own letters: twenty purposes and more, each in its box."""
    page = opened(open_browser().new_page(), tmp_path, charter, "map", language)

    assert [] == page.evaluate(OUTSIDE)
    assert page.locator(".datamap .box").count() > 40


def test_the_map_is_walked_with_the_keyboard(tmp_path: Path, open_browser: OpenBrowser) -> None:
    """Each category can be reached, is seen to be, shows its lines, and leads to what is said of it."""
    page = opened(open_browser().new_page(), tmp_path, "gmelius", "map", "en")
    page.locator(".datamap a").first.focus()
    page.keyboard.press("Tab")
    reached = page.evaluate(
        """(() => { const at = document.activeElement, group = at.closest('.item');
             return [at.getAttribute('aria-label'), getComputedStyle(at.querySelector('.box')).strokeWidth,
                     getComputedStyle(group.querySelector('.flow')).strokeWidth]; })()"""
    )
    page.keyboard.press("Enter")
    target = page.evaluate("decodeURIComponent(location.hash).slice(1)")

    assert ["5px", "4px"] == reached[1:]
    assert reached[0] in page.locator(f"[id='{target}'] th").inner_text()


def test_the_matrix_is_a_table_where_there_is_room_and_a_list_where_there_is_not(
    tmp_path: Path, open_browser: OpenBrowser
) -> None:
    """On a wide screen the table alone, on a telephone the roles alone, folded."""
    page = opened(open_browser().new_page(), tmp_path, "clever-cloud", "access", "fr")
    wide = [page.locator(".matrix").is_visible(), page.locator("#role-recruiter").is_visible()]
    page.set_viewport_size({"width": 390, "height": 900})
    narrow = [page.locator(".matrix").is_visible(), page.locator("#role-recruiter").is_visible()]

    assert [True, False] == wide
    assert [False, True] == narrow
    assert not page.locator("#role-recruiter dl").is_visible()
