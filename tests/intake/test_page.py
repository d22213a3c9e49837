"""Tests of what is kept of a URL and of a deed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.intake.page import LONGEST_PAGE, action_of, page_of, visited_page


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://shop.example/books/42?q=divorce#top", "/books/42"),
        ("https://jane:secret@shop.example/books", "/books"),
        ("HTTPS://shop.example", "/"),
        ("https://shop.example?email=jane%40example.org", "/"),
        ("//shop.example/a/b", "/a/b"),
        ("/books/caf%C3%A9?x=1", "/books/caf%C3%A9"),
        ("/books;jsessionid=1A2B/42;x=1", "/books/42"),
        ("/books%3Fq=divorce", "/books"),
        ("/books%23jane", "/books"),
        ("/unsubscribe/jane@example.org/now", "/unsubscribe/*/now"),
        ("/unsubscribe/jane%40example.org", "/unsubscribe/*"),
        ("https://shop.example/@jane", "/*"),
        ("/a\x00b\r\nc d", "/abcd"),
        ("", ""),
        ("books/42", ""),
        ("mailto:jane@example.org", ""),
        ("javascript:alert(1)", ""),
        ("http:", ""),
        ("ftp://shop.example/x", ""),
        ("http://[", "/"),
        ("\ud800", ""),
    ],
)
def test_a_page_is_a_path_and_nothing_else(url: str, page: str) -> None:
    """Query, fragment, user, password, host, path parameters and segments with an address do not go further."""
    assert page == page_of(url)


@given(st.text(st.characters(exclude_categories=()), max_size=5000))
def test_any_url_has_a_bounded_page(url: str) -> None:
    """Whatever arrives, the page is short, one line, and free of `?`, `#`, `;` and `@`."""
    page = page_of(url)

    assert len(page) <= LONGEST_PAGE
    assert not set(page) & set("?#;@\r\n\x00")
    page.encode()


@pytest.mark.parametrize(
    ("parameters", "action"),
    [
        ({}, "view"),
        ({"action_name": "My page"}, "view"),
        ({"download": "https://shop.example/a.pdf"}, "download"),
        ({"link": "https://elsewhere.example/jane"}, "outlink"),
        ({"search": "divorce lawyer"}, "search"),
        ({"e_c": "Videos", "e_a": "Play", "e_n": "Jane's birthday", "e_v": "9"}, "event Videos / Play"),
        ({"e_c": "Form", "e_a": "jane@example.org"}, "event Form"),
        ({"e_c": "a" * 500, "e_a": "b\r\nc"}, "event " + "a" * 40 + " / b c"),
        ({"c_n": "Ad", "c_t": "https://x.example"}, "content"),
        ({"idgoal": "3", "revenue": "9.9"}, "goal"),
        ({"idgoal": "0", "ec_id": "A1", "revenue": "9.9"}, "order"),
        ({"ca": "1", "cra": "ValueError('jane')"}, "other"),
        ({"download": ""}, "view"),
    ],
)
def test_a_deed_is_one_word_and_an_event_its_authors_names(parameters: dict[str, str], action: str) -> None:
    """What was done is told in Matomo's terms, without search words, link targets, event names or amounts."""
    assert action == action_of(parameters)


def test_the_page_of_a_download_is_the_file() -> None:
    """The page is the address of ours that the deed is about: the file downloaded, else the page it happened on."""
    asked = {"url": "https://shop.example/books", "download": "https://shop.example/files/a.pdf?t=1"}

    assert "/files/a.pdf" == visited_page(asked)
    assert "/books" == visited_page({"url": asked["url"], "link": "https://elsewhere.example/"})
