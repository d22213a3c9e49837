"""Files that mean harm: each gives one clear error, in bounded memory and time, and nothing of it is run."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.exchange.others import container, open_document, register_of_others, with_sheet, workbook

from etanche.errors import EtancheError, MissingExtra
from etanche.exchange.drafting.drafted import draft
from etanche.exchange.drafting.manifest import DEEPEST, MOST
from etanche.exchange.drafting.workbook import LARGEST, LARGEST_UNPACKED, read_workbook

HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
CELL = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'
FAR = f'{HEAD}<sheetData><row r="1">{CELL.format(at="A1", text="x")}</row><row r="1048576">{CELL.format(at="XFD1048576", text="x")}</row></sheetData></worksheet>'
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + HEAD.partition("?>")[2]
    + f'<sheetData><row r="1">{CELL.format(at="A1", text="&b;")}</row></sheetData></worksheet>'
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)

CASES = {
    "nothing": (b"", "a manifest is a mapping"),
    "half a container": (b"PK\x03\x04 and no more", "this is not a spreadsheet"),
    "another document": (container({"word/document.xml": b"<x/>"}), "this is not a spreadsheet"),
    "an old or protected workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), "of an old format, or a protected one"),
    "a bomb that says what it is": (container({"content.xml": bytes(LARGEST_UNPACKED + 1)}), "unpacks to more than a register"),
    "more members than a workbook has": (container({f"{n}.xml": b"" for n in range(2_001)}), "unpacks to more than a register"),
    "macros in xlsx": (container({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "holds programs"),
    "macros in ods": (container({"content.xml": b"", "Basic/Standard/Module1.xml": b""}), "holds programs"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "neither a spreadsheet nor a text"),
    "a list": (b"- a\n- b\n", "a manifest is a mapping"),
    "a billion laughs": (f"{LAUGHS}system: [*a11]\n".encode(), f"more than {MOST} things"),
    "a snake that eats itself": (b"system: &a [*a]\n", "stands for nothing that is finished"),
    "brackets without end": (b"system: " + b"[" * 300, "nested too deeply"),
    "a tag that asks for a program": (b"system: [!!python/object/apply:os.system ['true']]\n", "says nothing of data"),
    "a charter": (b"etanche: 1\norganisation: {name: A}\n", "nothing here is a manifest"),
    "broken YAML": (b"system: {a: [b\n", "this is not YAML"),
}  # fmt: skip

OPENED = {
    "two cells at the ends of the world": (with_sheet(FAR), "needs more memory or time"),
    "entities": (with_sheet(ENTITIES), "is broken"),
    "a cell repeated without end": (open_document(REPEATED), "(is broken|needs more memory)"),
    "no activity": (workbook({"a": (("x", "y"),)}), "no sheet of this workbook describes an activity"),
}
"""Files that only the library can refuse, in a process of its own."""


@pytest.mark.parametrize("name", CASES | OPENED)
def test_a_hostile_file_gives_one_clear_error(name: str, tmp_path: Path) -> None:
    """Whatever the file is, the answer is one sentence with a hint, soon, and never the text of the file."""
    data, said = (CASES | OPENED)[name]
    path = tmp_path / "secret-name-of-mine"
    path.write_bytes(data)

    with pytest.raises(EtancheError, match=said) as refused:
        draft(path, language="en", on=date(2026, 11, 21))
    assert refused.value.hint
    assert 2 == refused.value.exit_code


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    """The size is asked before a byte is read; so is what sort of file it is."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(EtancheError, match="larger than 8 MiB"):
        draft(path, language="en", on=date(2026, 11, 21))
    with pytest.raises(EtancheError, match="not an ordinary file"):
        draft(tmp_path, language="en", on=date(2026, 11, 21))
    with pytest.raises(EtancheError, match="no such file"):
        draft(tmp_path / "none", language="en", on=date(2026, 11, 21))


def test_a_formula_is_its_stored_result_and_never_computed() -> None:
    """A cell with a formula is read as the result that stands beside it; without one it is empty."""
    formulas = (
        '<table:table-row><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="5"/>'
        '<table:table-cell table:formula="of:=WEBSERVICE(&quot;http://evil.example&quot;)"/></table:table-row>'
    )
    rows = read_workbook(open_document(formulas))[0].rows

    assert "5" == rows[0][0]
    assert "" == "".join(rows[0][1:])


def test_the_reader_works_within_its_bounds() -> None:
    """The process that opens a workbook has little memory and may not write a byte to any file."""
    program = Path(sys.modules["etanche.exchange.drafting.workbook"].__file__ or "").with_name("unpack.py")
    asked = (
        "import resource, runpy, sys; sys.stdin.buffer.read = bytes; m = runpy.run_path(sys.argv[1]); m['main']();"
        "print([resource.getrlimit(one)[1] for one in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)])"
    )
    done = subprocess.run([sys.executable, "-c", asked, str(program)], input=b"", capture_output=True, check=False)

    assert done.stdout.decode().strip().endswith("[1073741824, 0]"), done.stderr


def test_a_missing_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, a spreadsheet is refused with the command that brings the reader."""
    monkeypatch.setattr("etanche.exchange.drafting.workbook.find_spec", lambda _name: None)

    with pytest.raises(MissingExtra, match="reads no spreadsheets") as refused:
        read_workbook(register_of_others())
    assert "etanche[documents]" in refused.value.hint


def test_a_manifest_may_be_as_deep_as_manifests_are() -> None:
    """The bounds leave room for what is really written."""
    assert DEEPEST > 12
    assert MOST > 10_000
