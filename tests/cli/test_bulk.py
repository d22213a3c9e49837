"""Records of persons, refusals and copies, as a person types them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE, ROOT

from etanche.clock import SystemClock
from etanche.instance import Instance

PAGE = (ROOT / "docs/importing.md").read_text(encoding="utf-8").partition("# Records of persons")[2]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance of the charter that the page speaks of, to be copied."""
    folder = tmp_path_factory.mktemp("sql") / "etanche-data"
    charter = ROOT / "charters/play-sql.yaml"
    Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def typed(run: Run, room: Path, founded: Path) -> Run:
    """A command line beside that instance and the files of the page."""
    shutil.copytree(founded, room / "etanche-data")
    for name, text in re.findall(r"^`([a-z-]+\.[a-z]+)`[^\n]*:\n\n((?:    .*\n)+)", PAGE, flags=re.MULTILINE):
        (room / name).write_text(re.sub("^    ", "", text, flags=re.MULTILINE), encoding="utf-8")
    return lambda line: run(f"--passphrase-file secret {line}")


def commands() -> list[str]:
    """Return the commands of the page."""
    return re.findall(r"^    etanche (.+)$", PAGE, flags=re.MULTILINE)


def test_what_the_page_shows_runs_as_it_stands(typed: Run, room: Path) -> None:
    """Customers come in, one refuses, and a copy goes out that says when it must be gone."""
    said = [typed(line) for line in commands()]
    beside = json.loads((room / "billing.csv.json").read_text(encoding="utf-8"))

    assert [(0, "")] * 3 == [(one.code, one.err) for one in said]
    assert "2 records read, 2 kept" in said[0].out
    assert "1 column that the mapping does not name was left out" in said[0].out
    assert "2 new refusals kept as marks, of 2 read\n1 person of yours" in said[1].out
    assert f"Destroy this copy on {beside['destroy-after']}" in said[2].out
    assert "Marguerite Yourcenar" in (room / "billing.csv").read_text(encoding="utf-8")
    assert ("Ann Ng", "founder", "licensing", 2) == (beside["by"], beside["role"], beside["purpose"], beside["records"])
    assert not (room / "bad-lines.txt").exists()


def test_errors_are_numbers_and_most_bad_lines_are_an_exit_of_their_own(typed: Run, room: Path) -> None:
    """`--errors` holds numbers and reasons; a file of rubbish ends with 1, in French as in English."""
    (room / "bad.ndjson").write_text('{"name": "Ann Secret"\n{"name": "Bob Secret"}\n', encoding="utf-8")
    said = typed("import billing bad.ndjson --format ndjson --errors bad.txt --json")
    assert "1\tline\n2\tperson\n" == (room / "bad.txt").read_text(encoding="utf-8")
    again = typed("import billing bad.ndjson --format ndjson --errors bad.txt")

    assert (1, [1, 2]) == (said.code, json.loads(said.out)["bad_lines"])
    assert "1\tline\n2\tperson\n" * 2 == (room / "bad.txt").read_text(encoding="utf-8")
    assert said.code == again.code
    assert "Secret" not in said.out + said.err + again.err


@pytest.mark.parametrize(("where", "says"), [("bad.ndjson", "already"), ("nowhere/bad.txt", "not there")])
def test_errors_are_written_into_no_file_of_somebody_else(typed: Run, room: Path, where: str, says: str) -> None:
    """The file that is imported, or any other that no import wrote, is left as it is, and nothing is taken in."""
    (room / "bad.ndjson").write_text('{"name": "Ann Secret"\n', encoding="utf-8")
    said = typed(f"import billing bad.ndjson --format ndjson --errors {where}")

    assert (2, True) == (said.code, says in said.err)
    assert '{"name": "Ann Secret"\n' == (room / "bad.ndjson").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("import billing", 2, "what is to be imported"),
        ("import --refusals refused.txt", 2, "has a purpose"),
        ("import --refusals refused.txt --purpose licensing --assumed-by Ann", 2, "nobody can refuse"),
        ("import billing nothing.csv --format csv", 4, "no such file"),
        ("import billing customers.csv --format csv --channel help-mail", 4, "does not come in by"),
        ("import billing customers.csv --format csv --map customers.yaml", 2, "assumed by somebody"),
        ("import billing customers.csv --format csv", 2, "no column"),
        ("export billing --role accountant --purpose licensing --actor Ann --output x.csv", 3, ""),
        ("export nothing --role founder --purpose licensing --actor Ann --output x.csv", 4, ""),
        (
            "export billing --role founder --purpose licensing --actor Ann --output etanche-data/x.csv",
            3,
            "belongs to the instance",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(typed: Run, room: Path, line: str, code: int, says: str) -> None:
    """Exit codes and sentences are those of the house, and no file is left."""
    said = typed(line)

    assert (code, True) == (said.code, says in said.err)
    assert not (room / "x.csv").exists()
