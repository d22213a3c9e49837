"""What a person sees who imports, proves and reads the journal: numbers that agree, lines that fit, warnings that are due."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from etanche.cli import terminal
from etanche.cli.prove import tell_tally, tell_verdicts
from etanche.clock import FixedClock
from etanche.intake.importing import BATCH
from etanche.proof import LATER, State, Verdict
from etanche.terms import PromiseId
from etanche.vault import Arrival, Door, Receipt

KEYED = "--passphrase-file secret"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
GOOD = f'198.51.100.7 - - [20/Nov/2026:10:00:00 +0100] "GET /a HTTP/1.1" 200 9 "-" "{FIREFOX}"'
CHOICE = f'{GOOD} "-" "1"'


def verdict(promise: str, state: State, clock: FixedClock) -> Verdict:
    """Return a verdict with a reason that the catalogue has a long sentence for."""
    kind = promise.partition(":")[0]
    return Verdict(
        id=PromiseId(promise),
        kind=kind,
        state=state,
        because="check-failed",
        measured={"error": "Fault"},
        at=clock.now(),
    )


@pytest.mark.parametrize(
    ("lines", "said", "code"),
    [
        ([GOOD], "1 line read, 1 visit kept", 0),
        ([GOOD, GOOD.replace("/a ", "/b "), "bad"], "3 lines read, 2 visits kept", 0),
        ([GOOD, "bad"], "2 lines read, 1 visit kept", 0),
        ([GOOD, "bad", "bad"], "3 lines read, 1 visit kept", 1),
        (["bad"], "1 line read, 0 visits kept", 1),
        ([], "0 lines read, 0 visits kept", 0),
    ],
)
def test_a_file_that_is_mostly_unreadable_ends_with_exit_one(
    made: Run, room: Path, lines: list[str], said: str, code: int
) -> None:
    """Numbers agree, and more bad lines than good ones are told to programs too: it is probably another format."""
    (room / "a.log").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    told = made(f"{KEYED} import visit a.log")

    assert code == told.code
    assert said == told.out.splitlines()[0]


def test_the_wrong_format_is_told_to_programs_too(made: Run, room: Path) -> None:
    """With `--json` the exit code is the same."""
    (room / "a.log").write_text("bad\n", encoding="utf-8")

    assert 1 == made(f"{KEYED} import visit a.log --json").code


def test_what_is_no_file_is_named_with_a_hint_and_not_waited_for(made: Run, room: Path) -> None:
    """A missing file, a folder and a pipe that nobody writes to are told at once, by name."""
    os.mkfifo(room / "pipe")
    (room / "folder").mkdir()
    for name, code in (("nowhere.log", 4), ("folder", 2), ("pipe", 2)):
        said = made(f"{KEYED} import visit {name}")

        assert (code, "") == (said.code, said.out), name
        assert f"`{name}`" in said.err
        assert "hint: " in said.err


def test_a_format_that_cannot_tell_refusals_says_so_once(made: Run, room: Path) -> None:
    """Where people may refuse, `combined` is taken in with a remark on standard error; `combined-choice` without."""
    (room / "a.log").write_text(f"{GOOD}\n" * 3, encoding="utf-8")
    (room / "b.log").write_text(f"{CHOICE}\n" * 3, encoding="utf-8")
    plain = made(f"{KEYED} import visit a.log --json")
    choice = made(f"{KEYED} import visit b.log --format combined-choice")

    assert 1 == plain.err.count("combined-choice")
    assert "combined-choice" not in plain.out + choice.out
    assert "" == choice.err
    assert "3  visitors who refuse to be counted" in choice.out


@pytest.fixture(params=["before", "after"])
def struck(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever imports is interrupted once as by Ctrl-C, before or just after the fourth batch is written."""
    put_many = Door.put_many
    batches = count(1)

    def puts(door: Door, category: str, arrivals: Iterable[Arrival], **options: Any) -> Receipt:
        fourth = next(batches) == 4
        if fourth and request.param == "before":
            signal.raise_signal(signal.SIGINT)
        receipt = put_many(door, category, arrivals, **options)
        if fourth:
            signal.raise_signal(signal.SIGINT)
        return receipt

    monkeypatch.setattr(Door, "put_many", puts)
    # Whoever runs the tests in the background has Ctrl-C ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_import_that_is_interrupted_says_how_far_it_came(made: Run, room: Path, struck: None) -> None:
    """After Ctrl-C the number of lines that are in is told, exit 130, and the same command again goes on from there."""
    numbered = (GOOD.replace("/a ", f"/a{number} ") for number in range(5 * BATCH))
    (room / "a.log").write_text("".join(f"{line}\n" for line in numbered), encoding="utf-8")
    stopped = made(f"{KEYED} import visit a.log")
    again = made(f"{KEYED} import visit a.log")

    assert 130 == stopped.code
    assert "3,000 lines are in. Give the same command again" in stopped.err
    assert "Traceback" not in stopped.err
    assert 0 == again.code
    told, were_in = (
        int(re.sub(r"\D", "", found[0]))
        for found in (re.findall(r"([\d,]+) lines (?:are|were) in", text) for text in (stopped.err, again.out))
    )
    assert told <= were_in <= told + BATCH


def test_a_journal_without_a_fitting_entry_says_so(made: Run) -> None:
    """An act that never happened gives the head of the table, a remark beside it, and exit 0."""
    said = made(f"{KEYED} journal --act nonsense")

    assert 0 == said.code
    assert "no entry fits" in said.err
    assert 1 == len(said.out.splitlines())


@pytest.mark.parametrize("columns", [40, 80])
def test_verdicts_fit_the_terminal_and_the_worst_come_first(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """Each promise stands on a line of its own with its sentence below, within the width of the terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LC_ALL", "en_IE.UTF-8")
    terminal.out.cache_clear()
    states = {"logs:chain": State.KEPT, "logs:journal": State.BROKEN, "sealed:keys": State.UNPROVEN}
    verdicts = [verdict(name, state, clock) for name, state in states.items()]
    tell_verdicts(verdicts)
    tell_tally(verdicts)
    tell_tally(verdicts[:1])
    lines = capsys.readouterr().out.splitlines()
    terminal.out.cache_clear()

    assert ["◆ logs:journal", "◌ sealed:keys", "● logs:chain"] == [
        line for line in lines if ":" in line and line[0] in "◆◌●"
    ]
    assert max(map(len, lines)) <= columns
    assert ["1 broken, 1 unproven, 1 kept", "1 kept: all is well"] == lines[-2:]
    assert all(line.startswith("  ") for line in lines[1:-2] if line[0] not in "◆◌●")


@pytest.mark.parametrize("columns", [40, 100])
def test_many_promises_are_told_in_few_lines(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """What stands alike is told in one breath by role, and what this version does not check comes last, named and counted apart."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LC_ALL", "en_IE.UTF-8")
    terminal.out.cache_clear()
    kept = [verdict(f"access:clerk/category-{number}", State.KEPT, clock) for number in range(9)]
    later = [replace(verdict(f"rights:{name}", State.UNPROVEN, clock), because=LATER) for name in ("access", "erasure")]
    tell_verdicts([*later, *kept])
    tell_tally([*later, *kept])
    lines = capsys.readouterr().out.splitlines()
    terminal.out.cache_clear()
    joined = " ".join(" ".join(lines).split())

    assert max(map(len, lines)) <= columns
    assert "● access:clerk/{category-0, category-1, " in joined
    assert "category-8}" in joined
    assert 1 == joined.count("access:clerk/")
    assert (
        "◌ 2 promises are said, and this version of Étanche does not check them yet: rights:{access, erasure}" in joined
    )
    assert "9 kept, 2 said, not checked yet" == lines[-1]
