"""Somebody's full address written where pages and events have their names does not come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.intake.conftest import FIREFOX, Send

from etanche.instance import Instance
from etanche.intake.page import action_of, page_of

Rows = Callable[[], list[Mapping[str, str]]]

WRITTEN = (
    "198.51.100.7",
    "198%2E51%2e100.7",
    "198%252E51%252E100%252E7",
    "ip-198.51.100.7.html",
    "198．51．100．7",  # full-width, as some keyboards write
    "::ffff:198.51.100.7",
    "::ffff:c633:6407",
    "2001:db8:85a3::8a2e:370:7334",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "2001%3Adb8%3A85a3%3A%3A7334",
    "[2001:db8:85a3::7]",
    "2001:db8:85a3:7::",
    "visitor-2001:db8::7-x",
)
PIECES = ("100.7", "100%2e7", "100%252E7", "100．7", "c633:6407", "85a3", "db8::7")  # as above


@pytest.mark.clause("C4")
@pytest.mark.parametrize("written", WRITTEN)
def test_a_segment_that_holds_an_address_becomes_a_star(written: str) -> None:
    """However an address is written in a path, its segment is replaced, and the others stay."""
    assert "/who/*/is" == page_of(f"https://shop.example/who/{written}/is?x=1")


@pytest.mark.clause("C4")
@pytest.mark.parametrize("written", WRITTEN)
def test_an_event_that_holds_an_address_loses_that_name(written: str) -> None:
    """A category or an action of an event that holds an address is dropped, as one with an `@` is."""
    assert "event Login" == action_of({"e_c": "Login", "e_a": f"from {written}"})
    assert "event" == action_of({"e_c": written})


@pytest.mark.parametrize(
    "page",
    [
        "/books/42",
        "/2026/11/21",
        "/2026-11-21T12:30:45",
        "/v1.2.3/a.html",
        "/docs/1.2",
        "/std::vector",
        "/a:b",
        "/caf%C3%A9",
        "/100%",
        "/%zz",
    ],
)
def test_dates_times_and_versions_of_three_numbers_stay(page: str) -> None:
    """What is no address is kept as it came."""
    assert page == page_of(page)


def test_a_version_of_four_numbers_is_taken_for_an_address() -> None:
    """Nobody can tell them apart, so neither is kept."""
    assert "/docs/*/install" == page_of("/docs/1.2.3.4/install")


@pytest.mark.clause("C4")
def test_an_imported_log_full_of_addresses_leaves_none_in_the_records(
    instance: Instance, rows: Rows, tmp_path: Path
) -> None:
    """An attacker's links that carry addresses are counted as visits, and no opened record holds any of them."""
    log = tmp_path / "a.log"
    asked = [f"/who/{written}/is" for written in WRITTEN] + [f"/{written}?from={written}" for written in WRITTEN]
    log.write_text(
        "".join(
            f'203.0.113.9 - - [20/Nov/2026:10:00:00 +0100] "GET {page} HTTP/1.1" 200 9 "-" "{FIREFOX}"\n'
            for page in asked
        ),
        encoding="utf-8",
    )
    report = instance.import_log("visit", log)
    pages = [row["page"] for row in rows()]

    assert (len(asked), len(asked)) == (report.stored, len(pages))
    assert {"/who/*/is", "/*"} == set(pages)
    held = " ".join(value for row in rows() for value in row.values())
    assert not [piece for piece in PIECES if piece in held]


@pytest.mark.clause("C4")
def test_a_tracker_that_sends_addresses_leaves_none_in_the_records(send: Send, rows: Rows) -> None:
    """The same by the public door: pages, downloads and events."""
    for written in WRITTEN:
        send(url=f"https://shop.example/who/{written}")
        send(url="https://shop.example/", download=f"https://shop.example/files/{written}")
        send(url="https://shop.example/", e_c="Login", e_a=written)
    held = " ".join(value for row in rows() for value in row.values())

    assert 3 * len(WRITTEN) == len(rows())
    assert not [piece for piece in PIECES if piece in held]
