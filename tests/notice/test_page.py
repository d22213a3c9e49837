"""The notice as one self-contained page: accessible, escaped, and asking nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from time import process_time

import pytest
from tests.notice.made import EVERY, charter_of, page_of, paper_of

from etanche.charter import Charter, Objection
from etanche.notice import because_words, document, html, shown, tally
from etanche.notice.page import unbroken
from etanche.terms import LANGUAGES, Language, PromiseId


@dataclass(frozen=True, kw_only=True)
class Found:
    """A verdict as the room of proofs would hand it over."""

    id: PromiseId
    state: str
    because: str = "not-checked"
    measured: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    at: datetime = datetime(2026, 11, 21, 5, 2, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_the_page_needs_no_other_file(name: str, language: Language) -> None:
    """No script, no outside style, font or picture: everything it needs is in it."""
    page = page_of(name, language)

    assert not re.search(r"<(script|link|img|iframe|object)\b", page)
    assert not re.search(r"""(src|srcset|poster)=|url\((?!#)|@import|\son\w+=""", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_the_page_is_built_for_everybody(name: str, language: Language) -> None:
    """It says its language, has one main heading, skips no level, and every anchor leads somewhere."""
    page = page_of(name, language)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert f'<html lang="{language}">' in page
    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_what_a_charter_says_cannot_become_markup(bookshop: Charter) -> None:
    """A name with angle brackets is shown, not obeyed."""
    name = '<script>alert("x")</script>'
    written = bookshop.model_copy(update={"organisation": bookshop.organisation.model_copy(update={"name": name})})

    page = html(document(written, "fr"))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_without_verdicts_nothing_looks_proved(bookshop: Charter) -> None:
    """A page made from the charter alone shows no verdict at all."""
    page = html(document(bookshop, "fr"))

    assert 'class="verdict' not in page


def test_a_promise_nobody_checked_is_unproven(bookshop: Charter) -> None:
    """With verdicts, a promise without one is shown as unproven, and nothing is green by default."""
    page = html(document(bookshop, "en"), [Found(id=PromiseId("minimise:unused"), state="kept")])
    beside = page.split('id="retention:audience/visit"')[1].split("</li>")[0]

    assert 'class="verdict is-unproven"' in beside
    assert "No check has run yet." in beside


def test_a_verdict_has_shape_word_colour_and_date(bookshop: Charter) -> None:
    """Every verdict is told four ways, in the time zone of the organisation."""
    page = html(document(bookshop, "fr"), [Found(id=PromiseId("retention:audience/visit"), state="broken")])
    beside = page.split('id="retention:audience/visit"')[1].split("</li>")[0]

    assert 'href="#m-broken"' in beside
    assert 'class="verdict is-broken"' in beside
    assert "Rompue" in beside
    assert "21\u00a0novembre 2026 à 6\u00a0h\u00a002" in beside


def folds_of(page: str) -> list[str]:
    """Return the folds of promises, each as it is closed."""
    return re.findall(r'<details class="fold"><summary>.*?</details>', page, re.DOTALL)


def test_what_speaks_of_the_notice_itself_is_folded(bookshop: Charter) -> None:
    """The promises about documents are folded, and what concerns people's data is not."""
    folded = folds_of(html(document(bookshop, "en")))

    assert ["documents"] == re.findall(r'id="kind-(\w+)"', "".join(folded))
    assert "retention:" not in "".join(folded)


def test_where_there_are_many_promises_only_what_touches_the_reader_stays_open() -> None:
    """With hundreds of promises every long or technical kind is folded; nothing is lost in the folds."""
    page = page_of("clever-cloud", "fr")
    folded = "".join(folds_of(page))
    open_kinds = set(re.findall(r'id="kind-(\w+)"', page)) - set(re.findall(r'id="kind-(\w+)"', folded))

    assert open_kinds <= {"retention", "minimise", "consent", "objection"}
    assert open_kinds
    assert len(paper_of("clever-cloud", "fr").promises) == len(re.findall(r'<li id="[a-z]+:', page))


def test_promises_of_access_are_told_role_by_role() -> None:
    """A hundred and more grants and refusals stand under the name of each role, in the order of the charter."""
    charter = charter_of("clever-cloud")
    access = next(fold for fold in folds_of(page_of("clever-cloud", "en")) if 'id="kind-access"' in fold)

    assert [role.title.en.casefold() for role in charter.roles.values()] == [
        title.casefold() for title in re.findall(r"<h4>([^<]+)</h4>", access)
    ]


def test_a_promise_found_broken_is_never_folded(bookshop: Charter) -> None:
    """What a check found broken stands before the fold, the others stay inside; the fold says how many of each."""
    found = [
        Found(id=PromiseId("documents:scope"), state="broken"),
        Found(id=PromiseId("documents:date"), state="kept"),
    ]
    page = html(document(bookshop, "en"), found)
    folded = next(fold for fold in folds_of(page) if 'id="documents:date"' in fold)

    assert '<li id="documents:scope">' in page
    assert '<li id="documents:scope">' not in folded
    assert "1\u00a0kept" in folded.partition("</summary>")[0]


def test_a_promise_that_nobody_can_check_yet_is_marked_and_not_alarming(bookshop: Charter) -> None:
    """Its mark is small and says why; one whose facts are missing keeps the whole badge."""
    later = Found(id=PromiseId("minimise:unused"), state="unproven", because="later")
    page = html(document(bookshop, "en"), [later])
    beside = page.split('id="minimise:unused"')[1].split("</li>")[0]

    assert 'class="proof later"' in beside
    assert "This version of Étanche does not check this promise yet." in beside
    assert 'class="verdict' not in beside


@pytest.mark.parametrize(
    ("promise", "says"), [("rights:leaving", "has no spheres yet"), ("rights:access", "does not check")]
)
def test_why_nobody_checks_a_promise_is_told_of_that_promise(promise: str, says: str) -> None:
    """What this version does not have at all is told apart from what it has and does not look at."""
    assert says in because_words(Found(id=PromiseId(promise), state="unproven", because="later"), "en")


def test_without_verdicts_what_cannot_be_proved_is_still_marked(bookshop: Charter) -> None:
    """An exported page marks the promises that its version cannot prove, and no others."""
    page = html(document(bookshop, "en", unchecked=frozenset({PromiseId("minimise:unused")})))

    assert 1 == page.count('class="proof later"')
    assert "not proved yet" in page.split('id="minimise:unused"')[1].split("</li>")[0]


def test_an_address_does_not_break_at_its_hyphen(bookshop: Charter) -> None:
    """An e-mail address in a sentence is one piece, and what stands around it is still escaped."""
    page = html(document(bookshop, "fr"))

    assert '<span class="whole">vie-privee@estran.example</span>' in page
    assert "&lt;b&gt;" in unbroken("<b>")


def test_the_drawing_says_that_it_is_not_to_scale(bookshop: Charter) -> None:
    """Thirty days and a year take as much room on the axis, and the page says so."""
    assert "The scale is not even" in html(document(bookshop, "en"))


def test_a_refusal_that_people_weigh_says_where_to_write(cooperative: Charter) -> None:
    """What no control can carry out has an address instead."""
    repairs = cooperative.purposes["repairs"].model_copy(update={"objection": Objection.REVIEWED})
    weighed = cooperative.model_copy(update={"purposes": {**cooperative.purposes, "repairs": repairs}})

    assert 'Write to <a href="mailto:dpo@anse.example"' in html(document(weighed, "en"))


def test_a_verdict_from_another_version_is_still_told(bookshop: Charter) -> None:
    """A reason this version has no words for is named, and the page stands."""
    found = Found(id=PromiseId("minimise:unused"), state="broken", because="of-old")

    assert "“of-old”" in because_words(found, "en")


def test_only_the_measures_a_sentence_asks_for_are_said() -> None:
    """A check can measure more than its sentence tells."""
    found = Found(id=PromiseId("minimise:unused"), state="kept", because="not-checked", measured={"rows": 3})

    assert "No check has run yet." == because_words(found, "en")


def test_the_bad_news_is_counted_first() -> None:
    """The tally goes broken, unproven, attested, kept, and leaves out what does not occur."""
    found = tally(["kept", "kept", "unproven", "broken"], "en")

    assert (("broken", "1\u00a0broken"), ("unproven", "1\u00a0unproven"), ("kept", "2\u00a0kept")) == found


def test_a_missing_verdict_has_no_date() -> None:
    """What was never checked is not dated."""
    assert "" == shown(None, "fr", "Europe/Paris").at


def test_the_page_of_a_wide_charter_is_drawn_in_no_time() -> None:
    """A host's notice of some three hundred promises costs less than 150 milliseconds of the processor, after the first."""
    charter = charter_of("clever-cloud")
    page_of("clever-cloud", "fr")

    def cost() -> float:
        begun = process_time()
        html(document(charter, "fr"))
        return process_time() - begun

    assert min(cost() for _ in range(3)) < 0.15
