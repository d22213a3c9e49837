"""`etanche register` and `etanche init --from`: what a data-protection officer types, and what comes of it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.exchange.others import MANIFEST, register_of_others

from etanche.cli.register import Shape, form_of
from etanche.exchange import Form


@pytest.mark.parametrize(
    ("shape", "output", "form"),
    [
        (Shape.CNIL, None, Form.ODS),
        (Shape.CNIL, "register.ods", Form.ODS),
        (Shape.CNIL, "Register.XLSX", Form.XLSX),
        (Shape.ODS, "register.xlsx", Form.ODS),
        (Shape.FIDESLANG, "privacy.yml", Form.FIDESLANG),
        (None, None, Form.ODS),
        (None, "register", Form.ODS),
        (None, "register.csv", Form.CSV),
        (None, "Register.XLSX", Form.XLSX),
        (None, "register.json", Form.JSON),
        (None, "register.jsonld", Form.DPV),
        (None, "privacy.yml", Form.FIDESLANG),
    ],
)
def test_the_model_is_open_unless_the_file_is_called_otherwise(
    shape: Shape | None, output: str | None, form: Form
) -> None:
    """The CNIL's model is written as .ods, and as .xlsx for a file called so; `--as` decides, else the name of the file."""
    assert form is form_of(shape, Path(output) if output else None)


def test_a_register_is_not_written_under_a_name_that_says_something_else(run: Run, room: Path) -> None:
    """A file called like no form of a register is not made: one is told which names there are, or to say the form."""
    said = run("register charter.yaml --output register.docx")

    assert (2, "") == (said.code, said.out)
    assert "error: no form of a register ends in `.docx`" in said.err
    assert not (room / "register.docx").exists()


def test_the_register_speaks_the_language_of_the_charter(run: Run, room: Path) -> None:
    """Without `--lang` it is the charter's first language."""
    text = (room / "charter.yaml").read_text("utf-8")
    (room / "charter.yaml").write_text(text.replace("languages: [fr, en]", "languages: [en, fr]"), "utf-8")
    english = run("register charter.yaml --as csv")
    (room / "charter.yaml").write_text(text, "utf-8")
    french = run("register charter.yaml --as csv")

    assert english.out.startswith("\ufeffActing as,")
    assert french.out.startswith("\ufeffEn qualité de,")


def test_the_register_is_written_to_a_file(run: Run, room: Path) -> None:
    """A spreadsheet goes to the file that is named; nothing is said, and the file opens."""
    said = run("register charter.yaml --output register.xlsx --lang en")

    assert (0, "", "") == (said.code, said.out, said.err)
    assert "xl/workbook.xml" in zipfile.ZipFile(room / "register.xlsx").namelist()


@pytest.mark.parametrize(
    ("shape", "said"),
    [("csv", "Mesurer la fréquentation"), ("json", "etanche-register-1"), ("dpv", "dpv:Process"), ("fideslang", "privacy_declarations")],
)  # fmt: skip
def test_every_text_form_goes_to_standard_output(run: Run, shape: str, said: str) -> None:
    """Without a file, a form that is text is printed, and nothing else."""
    printed = run(f"register charter.yaml --as {shape}")

    assert 0 == printed.code
    assert said in printed.out
    assert "" == printed.err


def test_a_faulty_charter_has_no_register(run: Run, room: Path) -> None:
    """A register is made of a sound charter only; the findings are those of `check`."""
    (room / "charter.yaml").write_text(
        (room / "charter.yaml").read_text("utf-8").replace("basis: ", "basic: "), "utf-8"
    )
    said = run("register charter.yaml --as json")

    assert 1 == said.code
    assert "unknown-key" in said.err
    assert "" == said.out


def test_a_draft_goes_to_standard_output_or_to_a_file(run: Run, room: Path) -> None:
    """`init --from` prints a draft, or writes it where `--starter` says; what was left out is told beside it."""
    (room / "privacy.yml").write_text(MANIFEST, "utf-8")
    printed = run("init --from privacy.yml")
    written = run("init --from privacy.yml --starter drafted.yaml")

    assert (0, 0) == (printed.code, written.code)
    assert printed.out == (room / "drafted.yaml").read_text("utf-8")
    assert "`favourite_colour` is no key of `organization`" in printed.err
    assert "privacy.yml:5:23: " in printed.err
    assert "draft: 2 purposes, 2 categories, 1 recipient; " in printed.err
    assert "drafted.yaml is there now" in written.out


def test_a_draft_is_checked_like_any_charter(run: Run, room: Path) -> None:
    """`check` counts as many places to fill in as the draft announced."""
    (room / "registre.xlsx").write_bytes(register_of_others())
    drafted = run("init --from registre.xlsx --starter drafted.yaml")
    findings = json.loads(run("check drafted.yaml --json").out)
    announced = int(drafted.err.partition("recipient; ")[2].partition(" ")[0])

    assert {"fill-in"} == {finding["id"] for finding in findings}
    assert announced == len(findings)


def test_what_is_there_is_left_alone(run: Run, room: Path) -> None:
    """A draft never overwrites a charter, and does not go with making an instance."""
    (room / "privacy.yml").write_text(MANIFEST, "utf-8")
    before = (room / "charter.yaml").read_bytes()

    assert 2 == run("init --from privacy.yml --starter charter.yaml").code
    assert before == (room / "charter.yaml").read_bytes()
    assert 2 == run("init --from privacy.yml --charter charter.yaml").code


def test_a_file_that_is_neither_is_one_error_with_a_hint(run: Run, room: Path) -> None:
    """What cannot be drafted from is said in one line, with what to do about it."""
    (room / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    said = run("init --from picture.png")

    assert 2 == said.code
    assert ["error: ", "hint: "] == [line[: line.index(" ") + 1] for line in said.err.splitlines()]
    assert "" == said.out
