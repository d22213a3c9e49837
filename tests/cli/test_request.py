"""`etanche request`: a letter entered by hand, proved and answered, by somebody who types."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Run, Said
from tests.rights.society import found

LETTER = "Name: Maud Keradec\nEmail: maud@lighthouse.example\nPlease tell me what you know.\n"
AS = "--as dpo --actor ann"


@pytest.fixture(scope="module")
def society_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the society, to be copied."""
    folder = tmp_path_factory.mktemp("typed") / "data"
    found(folder)
    return folder


@pytest.fixture
def typed(run: Run, room: Path, society_data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Types commands about the society; what comes by the standard input is the letter."""
    shutil.copytree(society_data, room / "data")
    monkeypatch.setenv("ETANCHE_DATA", str(room / "data"))
    monkeypatch.setenv("ETANCHE_PASSPHRASE_FILE", str(room / "secret"))

    def type_(line: str) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(LETTER if line.startswith("request open") else "Farewell.\n"))
        return run(line)

    return type_


@pytest.mark.clause("C18")
def test_a_letter_is_entered_proved_and_answered(typed: Run, room: Path) -> None:
    """Entered with its day, shown to who may see it, archived for who asked, answered, and in the list without a name."""
    opened = json.loads(typed(f"request open access --received 2026-11-20 --lang fr {AS} --json").out)
    name = opened["name"]
    early = typed(f"request answer {name} {AS}")
    listed = typed("request list")
    typed(f"request advance {name} identity-shown --proof signed-link {AS}")
    shown = json.loads(typed(f"request show {name} {AS} --json").out)
    archived = typed(f"request archive {name} --out {room}/a.zip {AS}")
    answered = json.loads(typed(f"request answer {name} {AS} --json").out)

    assert ("2026-12-20", "identity-pending") == (opened["due"], opened["state"])
    assert (3, "identity-needed" in early.err) == (early.code, True)
    assert name in listed.out
    assert "maud" not in listed.out.lower()
    assert ("maud@lighthouse.example", "Please tell me what you know.") == (shown["from"]["email"], shown["words"])
    assert 0 == archived.code
    assert "index.html" in zipfile.ZipFile(room / "a.zip").namelist()
    assert ("evidence-kept", "granted") == (answered["state"], answered["outcome"])
    assert "Farewell." in typed(f"request show {name} {AS}").out


def test_words_that_are_none_are_said_back_with_what_is_known(typed: Run) -> None:
    """An unknown right, event, ground or request is an error of words, or not found; a role that answers none is refused."""
    name = json.loads(typed(f"request open erasure {AS} --json").out)["name"]
    codes = [
        typed(line).code
        for line in (
            f"request open everything {AS}",
            f"request advance {name} laughed {AS}",
            f"request refuse {name} --ground boredom {AS}",
            f"request show 00000000 {AS}",
            f"request show {name} --as warden --actor ann",
            f"request show x {AS}",
        )
    ]

    assert [2, 2, 2, 4, 3, 2] == codes


def test_a_refusal_needs_a_ground_that_the_law_knows(typed: Run) -> None:
    """Refused with one it is answered with remedies, in the language of who asked."""
    name = json.loads(typed(f"request open erasure --lang fr {AS} --json").out)["name"]
    bare = typed(f"request refuse {name} {AS}")
    refused = typed(f"request refuse {name} --ground unfounded {AS}")
    shown = json.loads(typed(f"request show {name} {AS} --json").out)

    assert (3, 0) == (bare.code, refused.code)
    assert "manifestement infondée" in shown["answer"]
    assert "CNIL" in shown["answer"]


def test_a_round_by_hand_says_what_is_late(typed: Run) -> None:
    """What was received long ago is late: the list and the round end with the code of a finding."""
    typed(f"request open access --received 2026-01-05 {AS}")
    told = json.loads(typed("request remind --json").out)

    assert {"told": 1, "late": 1} == {key: told[key] for key in ("told", "late")}
    assert 1 == typed("request list").code


def test_who_was_given_data_is_written_down_as_told_one_by_one(typed: Run) -> None:
    """An entry put and given by commands: the answer names both; each is said by its name, somebody who was given nothing is refused, and the last ends it."""
    put = json.loads(typed(f"put ledger --channel desk --actor ann --fields {_entry()} --json").out)
    for one in ("printer", "guild"):
        assert 0 == typed(f"disclose {one} {put['ref']} --role dpo --purpose watching --actor ann").code
    name = json.loads(typed(f"request open erasure --person {put['person']} --lang en {AS} --json").out)["name"]
    typed(f"request advance {name} identity-shown --proof document {AS}")
    answered = typed(f"request answer {name} {AS}")
    stranger = typed(f"request advance {name} recipients-told --recipient keeper {AS}")
    first = typed(f"request advance {name} recipients-told --recipient guild {AS}")
    shown = typed(f"request show {name} {AS}").out
    typed(f"request advance {name} recipients-told --recipient printer {AS}")
    last = json.loads(typed(f"request show {name} {AS} --json").out)

    assert 0 == answered.code
    assert (2, True) == (stranger.code, "printer" in stranger.err)
    assert 0 == first.code
    assert "Guilde des gardiens: told on" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "evidence-kept" == last["state"]
    assert [True, True] == ["told-by-hand" == one["state"] for one in last["told"]]


def test_a_record_that_is_forgotten_is_told_to_who_was_given_it(typed: Run) -> None:
    """The command says whom a letter goes to, and of whom somebody has to see."""
    put = json.loads(typed(f"put ledger --channel desk --actor ann --fields {_entry()} --json").out)
    for one in ("printer", "guild"):
        typed(f"disclose {one} {put['ref']} --role dpo --purpose watching --actor ann")
    said = typed(f"forget {put['ref']} --role dpo --purpose watching --actor ann")

    assert 0 == said.code
    told = said.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Imprimerie du Goulet: a letter is on its way" in told
    assert "Guilde des gardiens: to be told by hand" in told


def _entry() -> Path:
    """Write an entry of the register into a file."""
    file = Path(os.environ["ETANCHE_DATA"]).parent / "entry.json"
    file.write_text(json.dumps({"name": "Rose Le Bihan", "lamp": "north"}), encoding="utf-8")
    return file


def test_an_altered_request_is_named_in_one_line(typed: Run, room: Path) -> None:
    """Attack: the row of one request is rewritten in the file. The list shows the other one, names it in one line, and ends with 1; programs read the same."""
    altered, other = (json.loads(typed(f"request open access {AS} --json").out) for _ in range(2))
    with sqlite3.connect(room / "data/data.sqlite") as data:
        data.execute("UPDATE requests SET body = '{}' WHERE id = ?", (bytes.fromhex(altered["request"]),))
    data.close()
    listed = typed("request list")
    told = json.loads(typed("request list --json").out)

    assert 1 == listed.code, listed.err
    assert other["name"] in listed.out
    assert [f"! request {altered['name']} cannot be read: somebody changed its row in the data"] == [
        line for line in listed.out.splitlines() if altered["name"] in line
    ]
    assert [(other["name"], None), (altered["name"], True)] == [(one["name"], one.get("altered")) for one in told]
