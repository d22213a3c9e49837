"""The pages in a real browser: nothing that axe can find is wrong, and nothing has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from etanche.charter import load
from etanche.notice import document, html
from etanche.terms import Language

ROOT = Path(__file__).parents[2]
BOOKSHOP = ROOT / "charters/bookshop.yaml"
WHOLE = ROOT / "tests/vectors/rules/charter.yaml"
PAGES = ["/", "/privacy", "/proof", "/opt-out", "/nothing-here"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "selectors": False,
    "preload": False,
}
"""No rule of these levels reads what is preloaded, and a fault is shown by its text: neither is worked out."""

WIDTHS = [320, 390, 768, 1600]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOLDED = ["#category-visit", "[id='access:nurse/visit']"]
WIDER = """measure => {
  const wider = new CSSStyleSheet();
  wider.replaceSync('body, body * {letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important}');
  const before = getComputedStyle(document.body).letterSpacing;
  document.adoptedStyleSheets = [wider];
  try {
    if (getComputedStyle(document.body).letterSpacing === before) throw 'the letters are not wider';
    return measure();
  } finally { document.adoptedStyleSheets = []; }
}"""
"""Measure with the letters of WCAG 1.4.12, and leave the page as it was."""

OpenBrowser = Callable[..., BrowserContext]
Reading = Callable[..., Page]


@cache
def axe() -> str:
    """Return the script that looks for faults."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def faults_of(page: Page) -> list[str]:
    """Return what axe finds wrong on a page, with the first place of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found: list[str] = page.evaluate(
        "rules => axe.run(document, rules).then(found => found.violations.map(it => it.id + ': ' + it.nodes[0].html.slice(0, 300)))",
        RULES,
    )
    return found


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("fr", "dark", 390)],
    # Each language, light and size occurs; a fault that needs two of them at once does not.
)
def test_no_page_has_an_accessibility_fault(
    site: str, reading: Reading, language: str, scheme: str, width: int
) -> None:
    """Every page, in this language, light and size, with everything that unfolds unfolded: axe finds nothing."""
    faults: dict[str, list[str]] = {}
    for path in PAGES:
        page = reading(f"{site}{path}?lang={language}", color_scheme=scheme, width=width, unfolded=True)
        faults[path] = faults_of(page)

    assert faults == {path: [] for path in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_scrolled_sideways(site: str, reading: Reading, path: str) -> None:
    """From 320 to 1600 pixels the page fits; what is wider scrolls in a region of its own, which the keyboard reaches."""
    page = reading(f"{site}{path}?lang=fr", unfolded=True)
    too_wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide[width] = page.evaluate(TOO_WIDE)

    assert too_wide == dict.fromkeys(WIDTHS, 0)


def test_what_scrolls_by_itself_can_be_focused(site: str, reading: Reading) -> None:
    """Every region that scrolls has a name and is reached by the keyboard."""
    unreachable = {}
    for path in PAGES:
        page = reading(f"{site}{path}?lang=en", width=390, unfolded=True)
        unreachable[path] = page.evaluate(
            """Array.from(document.querySelectorAll('main *')).filter(it =>
                 it.scrollWidth > it.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(it).overflowX)
                 && !(it.tabIndex === 0 && it.getAttribute('aria-label'))).map(it => it.className)"""
        )

    assert unreachable == {path: [] for path in PAGES}


def test_wider_letters_still_fit(site: str, reading: Reading) -> None:
    """With the spacing that some readers need (WCAG 1.4.12), no page is scrolled sideways on a telephone."""
    too_wide = {}
    for path in PAGES:
        page = reading(f"{site}{path}?lang=fr", width=390)
        too_wide[path] = page.evaluate(f"({WIDER})(() => {TOO_WIDE})")

    assert too_wide == dict.fromkeys(PAGES, 0)


def test_the_colours_of_verdicts_survive_a_forced_palette(site: str, reading: Reading) -> None:
    """With the system's own colours forced, every verdict keeps a border, a shape and a word."""
    page = reading(f"{site}/proof?lang=en", forced_colors="active")
    told = page.locator(".verdict").first

    assert told.evaluate("it => getComputedStyle(it).borderStyle") == "solid"
    assert told.locator("svg").count() == 1
    assert told.inner_text()


def test_the_notice_prints_without_its_furniture(site: str, reading: Reading) -> None:
    """On paper there is no menu, no button and no contents, and what was folded is open."""
    page = reading(f"{site}/privacy?lang=fr", media="print")

    assert not page.locator("header nav").is_visible()
    assert not page.locator(".rail").is_visible()
    assert page.locator("main h1").is_visible()


def standing_alone(charter: Path, language: Language, folder: Path) -> str:
    """Write the notice of a charter as a file of its own and return its address."""
    file = folder / "notice.html"
    file.write_text(html(document(load(charter), language)), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the notice of a charter that says everything, as a file of its own."""
    return standing_alone(WHOLE, "en", tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize(
    ("charter", "language", "scheme", "unfold"),
    [(BOOKSHOP, "fr", "light", "details"), (WHOLE, "en", "dark", ".folds > details")],
    ids=["small", "whole"],
    # Of four hundred promises the small one shows enough: what is folded costs axe nothing.
)
def test_the_notice_as_a_file_of_its_own_stands_alone(
    tmp_path: Path, open_browser: OpenBrowser, charter: Path, language: Language, scheme: str, unfold: str
) -> None:
    """`etanche notice --as html` opens from a disk: accessible, as wide as the window, and asking nobody for anything."""
    page = open_browser(color_scheme=scheme, viewport={"width": 390, "height": 900}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    url = standing_alone(charter, language, tmp_path)
    page.goto(url)
    page.evaluate(f"document.querySelectorAll('{unfold}').forEach(it => it.open = true)")

    assert asked == [url]
    assert faults_of(page) == []
    assert page.evaluate(TOO_WIDE) == 0


def test_what_a_link_names_inside_a_fold_comes_into_sight(whole: str, reading: Reading) -> None:
    """A link to a category or to a promise opens the fold it lies in, without a script."""
    page = reading(whole, reduced_motion="reduce")
    closed = page.locator("#category-vaccination").is_visible()
    page.locator('a[href="#category-vaccination"]').first.click()
    page.locator("#category-vaccination").wait_for(state="visible")
    page.goto(f"{whole}#access:nurse/vaccination")
    promise = page.locator("[id='access:nurse/vaccination']")

    assert not closed
    assert promise.is_visible()
    assert page.locator("#category-vaccination").is_visible()


def test_what_was_folded_is_printed(whole: str, reading: Reading) -> None:
    """On paper nothing stays folded: every category and every promise is there."""
    page = reading(whole)
    folded = [page.locator(name).is_visible() for name in FOLDED]
    page.emulate_media(media="print")

    assert folded == [False, False]
    assert [page.locator(name).is_visible() for name in FOLDED] == [True, True]
