"""Which language a page is in, for whatever a browser sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.terms import LANGUAGES, Language
from etanche.web import urls
from etanche.web.language import chosen, preferred


@pytest.mark.parametrize(
    ("accepted", "offered", "language"),
    [
        ("en", ("fr", "en"), "en"),
        ("en-US,en;q=0.5", ("fr", "en"), "en"),
        ("fr;q=0.1,en;q=0.2", ("fr", "en"), "en"),
        ("en;q=0,fr;q=0.1", ("fr", "en"), "fr"),
        ("en;q=x", ("fr", "en"), "fr"),
        ("*", ("fr", "en"), "fr"),
        ("de", ("en",), "en"),
        ("fr", ("en",), "en"),
        ("EN-gb", ("fr", "en"), "en"),
    ],
)
def test_the_browser_s_wish_is_weighed(accepted: str, offered: tuple[Language, ...], language: Language) -> None:
    """Weights count, refusals count, and a language not offered is not given."""
    assert preferred(accepted, offered) == language


def test_only_an_offered_language_can_be_chosen() -> None:
    """The address cannot ask for a language the notice does not have."""
    assert chosen("en", ("fr",)) is None
    assert chosen("en", ("fr", "en")) == "en"
    assert chosen(None, ("fr", "en")) is None


@given(st.text(max_size=200))
def test_whatever_is_sent_is_an_answer(accepted: str) -> None:
    """No header stops the page."""
    assert preferred(accepted) in LANGUAGES


@pytest.mark.parametrize("place", ["", "#choices"])
@pytest.mark.parametrize(("before", "sign"), [("/account", "?"), ("/account?done=yes", "&")])
def test_a_language_stands_before_the_place_on_the_page(before: str, sign: str, place: str) -> None:
    """What comes after `#` no server hears: a language there would be lost."""
    assert f"{before}{sign}lang=en{place}" == urls.in_language(f"{before}{place}", "en")
