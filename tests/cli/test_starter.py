"""`etanche init --starter`: a charter to begin with, in the language of the terminal, and nothing overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.parametrize(("locale", "word"), [("fr_FR.UTF-8", "Qui vous êtes"), ("en_IE.UTF-8", "Who you are")])
def test_a_starter_is_written_in_the_language_of_the_terminal(
    run: Run, room: Path, monkeypatch: pytest.MonkeyPatch, locale: str, word: str
) -> None:
    """The file is there, with its comments in the language asked for, and a check lists its blanks."""
    monkeypatch.setenv("LC_ALL", locale)
    said = run("init --starter mine.yaml")
    checked = run("check mine.yaml")

    assert 0 == said.code
    assert "mine.yaml" in said.out
    assert word in (room / "mine.yaml").read_text("utf-8")
    assert 1 == checked.code
    assert "[fill-in]" in checked.out
    assert not (room / "etanche-data").exists()


def test_what_is_there_is_left_alone(run: Run, room: Path) -> None:
    """A file of that name is not overwritten, and a folder that is not there is told."""
    (room / "mine.yaml").write_text("mine", encoding="utf-8")
    there, nowhere = run("init --starter mine.yaml"), run("init --starter nowhere/mine.yaml")

    assert (2, 2) == (there.code, nowhere.code)
    assert "already" in there.err
    assert "cannot be written" in nowhere.err
    assert "mine" == (room / "mine.yaml").read_text("utf-8")


@pytest.mark.parametrize("options", ["", "--starter a.yaml --charter charter.yaml"])
def test_init_wants_one_of_the_two(run: Run, room: Path, options: str) -> None:
    """Without a charter and a starter, or with both, nothing is made and the choice is told."""
    said = run(f"init {options}")

    assert 2 == said.code
    assert "one of the two" in said.err
    assert not (room / "a.yaml").exists()
