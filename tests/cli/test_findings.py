"""What a person sees of a charter that is not sound, in every command that reads one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import BOOKSHOP

from etanche.charter import load, promises

KEYED = "--passphrase-file secret"


@pytest.fixture
def faulty(room: Path) -> Path:
    """A charter with two errors."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    path = room / "faulty.yaml"
    path.write_text(text.replace("days after collected", "days").replace("sale: false", "sale: no"), encoding="utf-8")
    return path


@pytest.fixture
def warned(room: Path) -> Path:
    """A charter with a warning and no error."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    path = room / "warned.yaml"
    path.write_text(text.replace("180 days after", "26 months after"), encoding="utf-8")
    return path


def test_check_ends_with_the_number_of_findings(run: Run, faulty: Path, warned: Path) -> None:
    """Errors and warnings are counted; only a charter without either has nothing said against it."""
    sound, one, two = (run(f"check --on 2025-12-01 {name}.yaml") for name in ("charter", "warned", "faulty"))
    made = len(promises(load(BOOKSHOP)))

    assert (0, 0, 1) == (sound.code, one.code, two.code)
    assert f"charter.yaml: nothing to say against it, {made} promises" == sound.out.splitlines()[-1]
    assert f"warned.yaml: no error, 1 warning; {made} promises" == one.out.splitlines()[-1]
    assert "nothing to say" not in one.out
    assert "faulty.yaml: 2 errors, no warning" == two.out.splitlines()[-1]


def test_every_command_that_reads_a_charter_tells_its_faults_in_the_same_way(
    run: Run, room: Path, faulty: Path
) -> None:
    """`notice` and `init` print on standard error what `check` prints, make nothing, and end with exit 1."""
    checked = run("check faulty.yaml")
    for line in ("notice faulty.yaml", f"{KEYED} init --charter faulty.yaml"):
        said = run(line)

        assert (1, "", checked.out) == (said.code, said.out, said.err), line
    assert not (room / "etanche-data").exists()


def test_check_tells_programs_why_a_file_cannot_be_read(run: Run, room: Path) -> None:
    """With `--json` there is always a list on standard output, also for a file that is no charter at all; exit 2."""
    (room / "latin.yaml").write_bytes("organisation: café".encode("latin-1"))
    for name in ("nowhere.yaml", "latin.yaml"):
        said = run(f"check --json {name}")
        [found] = json.loads(said.out)

        assert 2 == said.code
        assert ("unreadable", "error", name) == (found["id"], found["severity"], found["file"])
        assert found["hint"]


def test_half_a_character_is_refused_by_check_and_by_init(run: Run, room: Path) -> None:
    """A text that no file could hold is turned down where it stands, before anything is made of it."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    (room / "half.yaml").write_text(re.sub(r"en: Know which .*", r'en: "a\\uD800b"', text), encoding="utf-8")

    for line in ("check half.yaml", f"{KEYED} init --charter half.yaml"):
        said = run(line)
        assert 2 == said.code, line
        assert "U+D800" in said.err
    assert not (room / "etanche-data").exists()


def test_a_charter_of_a_day_to_come_says_so_wherever_it_is_read(run: Run, room: Path) -> None:
    """A version dated ahead is told by `check`, its notice bears its day, and no new instance can be made of it."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    (room / "ahead.yaml").write_text(
        re.sub(r"^  \d{4}-\d\d-\d\d:", "  9999-01-01:", text, flags=re.MULTILINE), encoding="utf-8"
    )

    assert "[later]" in run("check ahead.yaml").out
    assert "version of 1 January 9999" in run("notice ahead.yaml --lang en").out.replace("\u00a0", " ")
    made = run(f"{KEYED} init --charter ahead.yaml")
    assert (1, False) == (made.code, (room / "etanche-data").exists())
    assert "a day to come" in made.err


def test_the_notice_leads_to_the_opt_out_page_of_a_server(run: Run) -> None:
    """With `--base-url` the notice has the link; what is no address of a server is refused."""
    assert "](https://privacy.example/opt-out)" in run("notice charter.yaml --base-url https://privacy.example/").out
    assert (
        'href="https://privacy.example/p/opt-out"'
        in run("notice charter.yaml --as html --base-url https://privacy.example/p").out
    )
    for url in ("javascript:alert(1)", "privacy.example", "https://x.example/?q=1", "https://x.example/)"):
        said = run(f"notice charter.yaml --base-url '{url}'")
        assert (2, "") == (said.code, said.out), url
        assert "https://privacy.example.org" in said.err


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("notice charter.yaml --lang fr", "ascii"),
        ("notice charter.yaml --as html", "latin-1"),
        ("check --json café.yaml", "ascii"),
        ("check --json café.yaml", "latin-1"),
    ],
)
def test_documents_are_utf_8_whatever_the_terminal_speaks(run: Run, room: Path, line: str, spoken: str) -> None:
    """A notice and JSON come out whole in UTF-8 where standard output is set to something smaller."""
    etanche_path = Path(sys.executable).parent / "etanche"
    env = {**os.environ, "PYTHONIOENCODING": spoken}
    said = subprocess.run([etanche_path, *line.split()], cwd=room, capture_output=True, check=False, env=env).stdout

    assert run(line).out == said.decode("utf-8")
    assert "é" in said.decode("utf-8")


def test_a_terminal_that_lacks_a_character_is_no_fault_of_ours(room: Path) -> None:
    """Where a sentence holds a character that the terminal does not have, another is shown and the command ends as it would."""
    etanche_path = Path(sys.executable).parent / "etanche"
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "LANG": "fr_FR.UTF-8"}
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    (room / "charter.yaml").write_text(text.replace("sale: false", "sale: « oui »"), encoding="utf-8")
    done = subprocess.run([etanche_path, "check", "charter.yaml"], cwd=room, capture_output=True, check=False, env=env)

    assert 1 == done.returncode
    assert b"`? oui ?`" in done.stdout
