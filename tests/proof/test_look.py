"""*Inspect*: a needle is found wherever it lies, and nothing is found that is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.proof.conftest import verdict_on

from etanche.proof import Sandbox, State, look
from etanche.proof.look import SearchFailed, below, files_below, search
from etanche.proof.seeker import count

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

    assert [1, 0] == count([str(file)], [NEEDLE, NEEDLE + b"!"])[1]


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


def test_a_search_says_which_needle_was_met_where(tmp_path: Path) -> None:
    """Each needle is counted under its own name, in as many files as hold it; one met nowhere is absent."""
    (tmp_path / "one").write_bytes(NEEDLE + b"another needle")
    (tmp_path / "two").write_bytes(NEEDLE)
    found = search(files_below(tmp_path), {"nowhere": b"not in any file", "both": NEEDLE, "one": b"another needle"})

    assert {"both": 2, "one": 1} == dict(found.found)


def test_a_search_that_cannot_read_is_no_answer(tmp_path: Path) -> None:
    """What could not be read was not searched, and nothing of why is told: it could quote what was looked for."""
    with pytest.raises(SearchFailed) as failed:
        search([tmp_path], {"needle": NEEDLE})

    assert NEEDLE.decode() not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_search_that_takes_too_long_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search is bounded in time."""
    monkeypatch.setattr(look, "_LONGEST_SECONDS", 0.001)

    with pytest.raises(SearchFailed):
        search([tmp_path / "gone"], {"needle": NEEDLE})


@pytest.mark.parametrize("promise", ["minimise:visit.address", "sealed:records", "sealed:keys"])
def test_a_promise_whose_files_were_not_searched_is_not_kept(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, promise: str
) -> None:
    """When the child that reads the files fails, what rests on it is unproven."""
    monkeypatch.setattr(look, "_SEEKER", tmp_path / "gone.py")
    told = verdict_on(sandbox.bench, promise)

    assert (State.UNPROVEN, {"error": "SearchFailed"}) == (told.state, dict(told.measured))


def test_what_is_no_file_and_what_is_open_is_told(tmp_path: Path) -> None:
    """Links and pipes, and files and folders that others may open, are counted; nothing is opened for it."""
    house = tmp_path / "house"
    (house / "root").mkdir(parents=True)
    for folder in (house, house / "root"):
        folder.chmod(0o700)
    (house / "data").touch(mode=0o600)
    quiet = below(house)
    (house / "link").symlink_to(tmp_path)
    os.mkfifo(house / "root/pipe")
    (house / "data").chmod(0o640)
    (house / "root").chmod(0o750)
    house.chmod(0o701)
    loud = below(house)

    assert ((house / "data",), 0, 0, 0) == (quiet.files, quiet.astray, quiet.open_files, quiet.open_folders)
    assert ((house / "data",), 2, 1, 2) == (loud.files, loud.astray, loud.open_files, loud.open_folders)
