"""The papers in a real browser: nothing axe can find, nothing to scroll sideways, drawings that hold their words and the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from tests.e2e.test_accessible import TOO_WIDE, Reading, faults_of
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

Papers = Callable[[str, str, Language], str]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Write a paper as a file of its own, once, and return its address."""
    folder = tmp_path_factory.mktemp("papers")

    @cache
    def written(charter: str, name: str, language: Language) -> str:
        file = folder / f"{charter}-{name}-{language}.html"
        setting = papers.Setting(charter=charter_of(charter), language=language)
        file.write_text(html(papers.paper(name, setting)), encoding="utf-8")
        return file.as_uri()

    return written


@pytest.mark.parametrize(("language", "scheme", "width"), [("fr", "light", 1280), ("en", "dark", 390)])
def test_no_paper_has_an_accessibility_fault(
    paper: Papers, reading: Reading, language: Language, scheme: str, width: int
) -> None:
    """With everything unfolded, axe finds nothing, and the page is as wide as the window."""
    faults = {}
    for charter, name in READ:
        page = reading(paper(charter, name, language), color_scheme=scheme, width=width, unfolded=True)
        faults[name] = [*faults_of(page), *([f"{wide} too wide"] if (wide := page.evaluate(TOO_WIDE)) else [])]

    assert {name: [] for _, name in READ} == faults


@pytest.mark.parametrize(("charter", "language"), [("clever-cloud", "fr"), ("whole", "en")])
def test_no_word_of_the_map_leaves_its_box(paper: Papers, reading: Reading, charter: str, language: Language) -> None:
    """As the browser measures it, with its own letters: twenty purposes and more, each in its box."""
    page = reading(paper(charter, "map", language))

    assert [] == page.evaluate(OUTSIDE)
    assert page.locator(".datamap .box").count() > 40


def test_the_map_is_walked_with_the_keyboard(paper: Papers, reading: Reading) -> None:
    """Each category can be reached, is seen to be, shows its lines, and leads to what is said of it."""
    page = reading(paper("gmelius", "map", "en"))
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
    paper: Papers, reading: Reading
) -> None:
    """On a wide screen the table alone, on a telephone the roles alone, folded."""
    page = reading(paper("clever-cloud", "access", "fr"))
    wide = [page.locator(".matrix").is_visible(), page.locator("#role-recruiter").is_visible()]
    page.set_viewport_size({"width": 390, "height": 900})
    narrow = [page.locator(".matrix").is_visible(), page.locator("#role-recruiter").is_visible()]

    assert [True, False] == wide
    assert [False, True] == narrow
    assert not page.locator("#role-recruiter dl").is_visible()
