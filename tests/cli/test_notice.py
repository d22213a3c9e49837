"""`etanche notice`: where the notice goes and in which form, and what is said when it cannot."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("options", "file", "begins"),
    [
        ("--output notice.md", "notice.md", b"# What we do with your data"),
        ("--output notice.html", "notice.html", b"<!doctype html>"),
        ("--output notice.pdf", "notice.pdf", b"%PDF-"),
        ("--as html --output notice.txt", "notice.txt", b"<!doctype html>"),
    ],
)
def test_the_form_is_the_one_asked_for_or_that_of_the_file(
    run: Run, room: Path, options: str, file: str, begins: bytes
) -> None:
    """`--as` decides; without it the end of the file's name does."""
    said = run(f"notice charter.yaml --lang en {options}")

    assert (0, "") == (said.code, said.out)
    assert (room / file).read_bytes().startswith(begins)


def test_a_pdf_can_go_to_another_program(run: Run) -> None:
    """Where nobody watches, a PDF goes to standard output like any document."""
    said = run("notice charter.yaml --as pdf")

    assert 0 == said.code
    assert said.out.startswith("%PDF-")


def test_a_pdf_is_kept_from_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of a machine are not poured over somebody's screen."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)

    said = run("notice charter.yaml --as pdf")

    assert (2, "") == (said.code, said.out)
    assert "name a file with `--output`" in said.err


def test_without_the_extra_a_pdf_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half made, and the way to get the library is the hint."""
    monkeypatch.setitem(sys.modules, "typst", None)

    said = run("notice charter.yaml --as pdf --output notice.pdf")

    assert 2 == said.code
    assert "hint: install it with `pip install 'etanche[documents]'`" in said.err
    assert not Path("notice.pdf").exists()


@pytest.mark.parametrize("document", ["notice charter.yaml", "paper map charter.yaml"])
def test_letters_that_no_font_has_are_an_error_with_a_way_out(run: Run, room: Path, document: str) -> None:
    """A picture in a charter ends neither document as a fault of ours: exit 2, which letter, and what to write instead."""
    written = (room / "charter.yaml").read_text("utf-8").replace("Measure visits", "Measure 😀")
    (room / "charter.yaml").write_text(written, "utf-8")

    said = run(f"{document} --lang en --as pdf --output made.pdf")

    assert (2, "") == (said.code, said.out)
    assert "error: a PDF cannot show `😀`" in said.err
    assert "hint: write the document as a page" in said.err
    assert not (room / "made.pdf").exists()


def test_a_file_that_cannot_be_written_is_named(run: Run) -> None:
    """A folder that is not there is exit 2, in one line and a hint."""
    said = run("notice charter.yaml --output nowhere/notice.md")

    assert 2 == said.code
    assert "`nowhere/notice.md` cannot be written" in said.err


def test_warnings_do_not_hold_a_notice_back(run: Run, room: Path) -> None:
    """A charter that a check only warns about has its notice."""
    text = (room / "charter.yaml").read_text("utf-8")
    vague = text.replace("Measure visits to our website", "Improve our services")
    (room / "vague.yaml").write_text(vague, encoding="utf-8")

    assert "warning" in run("check vague.yaml").out
    assert "Improve our services" in run("notice vague.yaml --lang en").out


def test_what_this_version_cannot_prove_is_marked_in_what_is_exported(run: Run) -> None:
    """A notice that leaves the house without verdicts says beside each promise when nothing proves it yet."""
    assert "(not proved yet)" in run("notice charter.yaml --lang en").out


def test_the_language_is_one_the_charter_is_written_in(run: Run, room: Path) -> None:
    """Without `--lang` it is the charter's first; one that the charter does not have is refused with those it has."""
    text = (room / "charter.yaml").read_text("utf-8")
    (room / "english.yaml").write_text(text.replace("languages: [fr, en]", "languages: [en]"), encoding="utf-8")
    only = re.sub(r"fr: [^,\n]*, (?=en: )", "", (room / "english.yaml").read_text("utf-8"))
    (room / "english.yaml").write_text(re.sub(r"^ +fr: .*\n", "", only, flags=re.MULTILINE), encoding="utf-8")

    assert run("notice english.yaml").out.startswith("# What we do with your data")
    said = run("notice english.yaml --lang fr")
    assert (2, "") == (said.code, said.out)
    assert "the charter has no texts in `fr`" in said.err
    assert "it is written in `en`" in said.err
