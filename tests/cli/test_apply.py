"""`etanche diff`, `etanche apply` and `etanche test`, as a person types them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import ROOT

from etanche.instance import Instance
from etanche.terms import Language

KEYED = "--passphrase-file secret"


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
    assert "kept for less time, 170 days after collection; before, 180 days after collection" in english.out
    assert "gardé moins longtemps, 170 jours après la collecte ; auparavant, 180 jours après la collecte" in french.out


def test_diff_answers_programs(run: Run, shorter: Path) -> None:
    """In JSON each change has its path, how it changed, and what it needs."""
    (change,) = json.loads(run("diff charter.yaml shorter.yaml --json").out)["changes"]

    assert ("purposes.audience.keep", "shorter", "nothing") == (change["path"], change["how"], change["need"])


def test_apply_shows_asks_and_applies(made: Run, shorter: Path) -> None:
    """A dry run changes nothing, nobody to ask is an error, `--yes` applies; then there is nothing new to apply."""
    dry = made(f"{KEYED} apply shorter.yaml --dry-run")
    unasked = made(f"{KEYED} apply shorter.yaml")
    applied = made(f"{KEYED} apply shorter.yaml --yes --actor Ann")
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
    """A date ahead waits, `--withdraw` takes it back once, and a dry run of that takes back nothing."""
    shorter.write_text(shorter.read_text("utf-8").replace("2026-01-02", "2099-01-02"), encoding="utf-8")
    waits = json.loads(made(f"{KEYED} apply shorter.yaml --yes --json").out)
    dry, first, second = (made(f"{KEYED} apply --withdraw {more}") for more in ("--dry-run", "", "--json"))

    assert (True, True, "2099-01-02") == (waits["applied"], waits["later"], waits["version"])
    assert "the charter of 2 January 2099 waits, and would be taken back" in dry.out
    assert "was taken back" in first.out
    assert {"waiting": 0, "withdrawn": 0} == json.loads(second.out)


def test_what_nothing_makes_wait_is_said(made: Run, shorter: Path) -> None:
    """A charter that announces no changes lets a material one apply at once; whoever applies it is told to tell people."""
    shorter.write_text(shorter.read_text("utf-8").replace("170 days", "190 days"), encoding="utf-8")
    dry = made(f"{KEYED} apply shorter.yaml --dry-run")

    assert "to be announced before it applies" in dry.out
    assert "tell people first" in dry.out


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("diff", 2, "`charters` is missing"),
        ("diff charter.yaml shorter.yaml charter.yaml", 2, "etanche diff OLD NEW"),
        ("diff charter.yaml .", 2, "not an ordinary file"),
        ("apply", 2, "name the new charter"),
        ("apply --withdraw shorter.yaml", 2, "name the new charter"),
        ("apply shorter.yaml --actor ''", 2, "1 to 100 letters"),
        ("test charter.yaml charter.yaml", 2, "says nothing"),
        ("notice charter.yaml --served --as pdf", 2, "leave out `--base-url`"),
    ],
)
def test_a_command_typed_wrong_says_how_to_type_it(run: Run, shorter: Path, line: str, code: int, said: str) -> None:
    """No traceback, an exit code of its own, and a hint."""
    typed = run(line)

    assert code == typed.code
    assert said in typed.err
    assert "Traceback" not in typed.err


@pytest.mark.clause("C28")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_auditor_finds_the_hash_of_a_version_with_one_command(
    run: Run, room: Path, instance: Instance, lang: Language
) -> None:
    """`etanche notice CHARTER --served` is, byte for byte, the page of which the instance shows the hash."""
    served = run(f"notice charter.yaml --served --lang {lang}").out

    assert instance.page_hash(instance.versions()[0].text, lang) == hashlib.sha256(served.encode()).hexdigest()


def test_the_cases_in_the_documents_are_decided_as_they_say(run: Run, room: Path) -> None:
    """Who copies the example of `docs/changing.md` begins with a file of cases that passes."""
    (cases,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/changing.md").read_text("utf-8"), re.DOTALL)
    (room / "cases.yaml").write_text(cases, encoding="utf-8")
    tried = run("test charter.yaml cases.yaml")

    assert (0, "") == (tried.code, tried.err)
    assert "4 cases, all decided as expected" in tried.out


def test_a_charter_is_tried_on_cases(run: Run, room: Path) -> None:
    """`test` exits 0 when every case is decided as expected, 1 with the line of the one that is not, 2 on a wrong word."""
    case = "one:\n  role: bookseller\n  reads: visit\n  for: audience\n  expect: refused\n  because: no-cell\n"
    (room / "good.yaml").write_text(case)
    (room / "bad.yaml").write_text(case.replace("refused", "allowed"))
    (room / "wrong.yaml").write_text(case.replace("bookseller", "bookseler"))
    good, bad, wrong = (run(f"test charter.yaml {name}.yaml") for name in ("good", "bad", "wrong"))

    assert (0, 1, 2) == (good.code, bad.code, wrong.code)
    assert "allowed, no-cell was expected, refused is what it is (no-cell" in bad.out
    assert "[bad.yaml:1:1]" in bad.out
    assert "did you mean `bookseller`?" in wrong.err
    (told,) = json.loads(run("test charter.yaml bad.yaml --json").out)
    assert (False, "no-cell") == (told["as-expected"], told["reason"])
