"""*Inspect*: a needle is found wherever it lies, and nothing is found that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.proof.look import files_below, search

NEEDLE = b"a needle of some length"


def test_a_needle_cut_by_a_piece_is_found(tmp_path: Path) -> None:
    """A needle that lies across two pieces of a large file is found."""
    file = tmp_path / "large"
    file.write_bytes(bytes((1 << 20) - 5) + NEEDLE + bytes(100))
    found = search([file], {"needle": NEEDLE})

    assert ({"needle": 1}, 1, (1 << 20) - 5 + len(NEEDLE) + 100) == (dict(found.found), found.files, found.bytes)


@given(place=st.integers(0, 300), length=st.integers(400, 500))
def test_a_needle_is_found_at_every_place(tmp_path_factory: pytest.TempPathFactory, place: int, length: int) -> None:
    """Wherever a needle lies in a file, it is found; cut by one byte it is not."""
    file = tmp_path_factory.mktemp("hay") / "hay"
    file.write_bytes(bytes(place) + NEEDLE + bytes(length - place))

    assert 1 == search([file], {"needle": NEEDLE}).found["needle"]
    assert {} == dict(search([file], {"needle": NEEDLE + b"!"}).found)


def test_every_file_below_a_folder_is_looked_into(tmp_path: Path) -> None:
    """Hidden files and files in folders are searched; links are not followed out of the folder."""
    outside = tmp_path / "outside"
    outside.write_bytes(NEEDLE)
    house = tmp_path / "house"
    (house / "root").mkdir(parents=True)
    (house / ".hidden").write_bytes(NEEDLE)
    (house / "root/key").write_bytes(NEEDLE)
    (house / "link").symlink_to(outside)

    assert 2 == search(files_below(house), {"needle": NEEDLE}).found["needle"]


def test_a_file_that_vanishes_is_passed_over(tmp_path: Path) -> None:
    """A log that is folded back while we look is no fault."""
    assert 0 == search([tmp_path / "gone"], {"needle": NEEDLE}).bytes


def test_a_needle_met_by_chance_is_refused() -> None:
    """Four bytes are found in any large file of sealed bytes: they prove nothing and are not searched."""
    with pytest.raises(ValueError, match="by chance"):
        search([], {"address": bytes([198, 51, 100, 7])})
