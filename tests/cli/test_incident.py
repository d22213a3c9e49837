"""`etanche incident`: the story of an incident typed as a person would, in words and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

SECRET = "--passphrase-file secret"


@pytest.mark.clause("G22")
def test_an_incident_is_told_by_commands(made: Run, room: Path) -> None:
    """Opened, aware, judged, said, computed, drafted, told, announced, closed: each with its exit code, and the register says all of it."""
    it = f"{SECRET} incident"
    opened = json.loads(made(f"{it} open --title 'a stolen telephone' --actor ann --json").out)
    name = opened["name"]
    for file, words in (
        ("fact", "It was in a bag."),
        ("consequences", "Mail may be read."),
        ("measure", "It was locked."),
    ):
        (room / file).write_text(words)
        assert 0 == made(f"{it} add {name} {file} --words {file} --actor ann").code
    assert 0 == made(f"{it} add {name} aware --actor ann --since 2026-01-02T03:04").code
    assert 0 == made(f"{it} add {name} severity --severity high --actor ann").code
    odd = made(f"{it} add {name} rumour --actor ann"), made(f"{it} add {name} severity --severity awful --actor ann")
    computed = made(f"{it} concerned {name} --seen-by grebe --actor ann --json")
    draft = made(f"{it} draft {name} --for authority --json")
    late = made(f"{it} notify {name} --for authority --actor ann")
    told = made(f"{it} notify {name} --for authority --actor ann --late 'nobody knew' --to cnil@example.org --json")
    announced = made(f"{it} announce {name} --fr Panne --en Outage --actor ann")
    shown = made(f"{it} show {name}")
    empty = made(f"{it} close {name} --actor ann")
    (room / "report").write_text("It came back.")
    owed = made(f"{it} close {name} --actor ann --report report")
    unsaid = made(f"{it} add {name} not-told --for people --actor ann")
    spared = made(f"{it} add {name} not-told --for people --words report --actor ann")
    closed = made(f"{it} close {name} --actor ann --report report --json")
    listed = made(f"{it} list --json")

    assert [2, 2, 2] == [one.code for one in (*odd, late)]
    assert (3, 2, 0) == (owed.code, unsaid.code, spared.code)
    assert 0 == json.loads(computed.out)["persons"]
    assert ["categories"] == json.loads(draft.out)["missing"]
    assert 1 == draft.code
    assert {"letters": 1, "unreached": 0, "hidden": 0} == json.loads(told.out)
    assert (0, 0, 2, 0, 0) == (announced.code, shown.code, empty.code, closed.code, listed.code)
    assert "It was in a bag." in shown.out
    (one,) = json.loads(listed.out)
    assert "high" == one["severity"]
    assert ["authority", "people"] == [clock["whom"] for clock in one["clocks"]]
    assert one["clocks"][0]["late"]
    assert one["closed"]


def test_an_open_incident_is_a_finding(made: Run) -> None:
    """`list` is 1 while one is open, and 0 with none; a name that is none is 4."""
    it = f"{SECRET} incident"
    before = made(f"{it} list")
    made(f"{it} open --title x --actor ann")

    assert 0 == before.code
    assert 1 == made(f"{it} list").code
    assert 4 == made(f"{it} show 00000000").code


def test_what_somebody_wrote_commands_no_terminal(made: Run, room: Path) -> None:
    """A title and a fact with an escape sequence are printed without the characters that a terminal obeys."""
    it = f"{SECRET} incident"
    (room / "fact").write_text("It was \x1b]0;pwn\x07red\x9b2J.\nTwice.")
    name = json.loads(made(f"{it} open --title 'a \x1b[31mtelephone' --actor ann --json").out)["name"]
    made(f"{it} add {name} fact --words fact --actor ann")
    shown = made(f"{it} show {name}").out

    assert not [one for one in shown if one in "\x1b\x07\x9b"]
    assert "red" in shown
