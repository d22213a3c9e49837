"""`etanche diff`, `etanche apply` and `etanche test`, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

KEYED = "--passphrase-file secret"


@pytest.fixture
def made(run: Run) -> Run:
    """A command line in a folder where an instance was made."""
    assert run(f"{KEYED} init --charter charter.yaml").code == 0
    return run


@pytest.fixture
def shorter(room: Path) -> Path:
    """The sample charter with a shorter term and a date of its own, in the past of every clock."""
    text = (room / "charter.yaml").read_text("utf-8").replace("180 days after", "170 days after")
    version = "versions:\n  2026-01-02: {comment: {fr: Plus court, en: Shorter}}\n"
    path = room / "shorter.yaml"
    path.write_text(text.replace("versions:\n", version), encoding="utf-8")
    return path


def test_diff_tells_what_changed_in_plain_words(run: Run, shorter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two charters are compared in the language of the terminal, with the same figures."""
    english = run("diff charter.yaml shorter.yaml")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    french = run("diff charter.yaml shorter.yaml")

    assert (0, 0) == (english.code, french.code)
    assert "kept less long, 170 days after collection; before, 180 days after collection" in english.out
    assert "gardé moins longtemps, 170 jours après la collecte ; auparavant, 180 jours après la collecte" in french.out


def test_diff_answers_programs(run: Run, shorter: Path) -> None:
    """In JSON each change has its path, how it changed, and what it needs."""
    (change,) = json.loads(run("diff charter.yaml shorter.yaml --json").out)["changes"]

    assert ("purposes.audience.keep", "shorter", "nothing") == (change["path"], change["how"], change["need"])


def test_apply_shows_asks_and_applies(made: Run, shorter: Path) -> None:
    """A dry run changes nothing, nobody to ask is an error, `--yes` applies; then there is nothing new to apply."""
    dry = made(f"{KEYED} apply shorter.yaml --dry-run")
    unasked = made(f"{KEYED} apply shorter.yaml")
    applied = made(f"{KEYED} apply shorter.yaml --yes --by Ann")
    again = made(f"{KEYED} apply shorter.yaml --yes")

    assert (0, 2, 0, 1) == (dry.code, unasked.code, applied.code, again.code)
    assert "170 days" in dry.out
    assert "hint: say --yes" in unasked.err
    assert "now obeys the charter of 2 January 2026" in applied.out
    assert "`2026-01-02` is in force" in again.err
    assert "Ann" in made(f"{KEYED} journal --act charter-applied").out


def test_diff_with_the_instance_forecasts(made: Run, shorter: Path) -> None:
    """One charter alone is compared with the one in force, and what would fall due is counted."""
    told = json.loads(made(f"{KEYED} diff shorter.yaml --json").out)

    assert ([], 1) == (told["forecast"], len(told["changes"]))


def test_a_charter_that_waits_can_be_taken_back(made: Run, shorter: Path) -> None:
    """A date ahead waits, and `--withdraw` takes it back once."""
    shorter.write_text(shorter.read_text("utf-8").replace("2026-01-02", "2099-01-02"), encoding="utf-8")
    waits = made(f"{KEYED} apply shorter.yaml --yes")
    first, second = made(f"{KEYED} apply --withdraw"), made(f"{KEYED} apply --withdraw")

    assert "it applies from the beginning of that day" in waits.out
    assert "was taken back" in first.out
    assert "no charter was waiting" in second.out


def test_a_charter_is_tried_on_cases(run: Run, room: Path) -> None:
    """`test` exits 0 when every case is decided as expected, 1 with the line of the one that is not, 2 on a wrong word."""
    case = "one:\n  role: bookseller\n  reads: visit\n  for: audience\n  expect: refused\n  because: no-cell\n"
    (room / "good.yaml").write_text(case)
    (room / "bad.yaml").write_text(case.replace("refused", "allowed"))
    (room / "wrong.yaml").write_text(case.replace("bookseller", "bookseler"))
    good, bad, wrong = (run(f"test charter.yaml {name}.yaml") for name in ("good", "bad", "wrong"))

    assert (0, 1, 2) == (good.code, bad.code, wrong.code)
    assert "[bad.yaml:1:1]" in bad.out
    assert "did you mean `bookseller`?" in wrong.err
    (told,) = json.loads(run("test charter.yaml bad.yaml --json").out)
    assert (False, "no-cell") == (told["as-expected"], told["reason"])
