"""`etanche demand`: the story of a demand typed as a person would, in words and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.test_access import ONE, at, made, put

SECRET = "--passphrase-file secret"


@pytest.fixture
def vendor(run: Run, room: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk of the vendor whose charter says that authorities may compel it."""
    made(room / "etanche-data", "play-sql")
    for name, said in (("asked", "All of Jeanne"), ("why", "An order."), ("law", "CPP 11")):
        (room / name).write_text(said)
    return at(run, room / "etanche-data", monkeypatch)


@pytest.mark.clause("P7")
def test_a_demand_is_told_by_commands(vendor: Run, room: Path) -> None:
    """Opened, examined, silenced, answered into a file, told, counted: each with its exit code, and the register says all of it."""
    ref = put(vendor, "support-file", "help-mail", ONE, email="jeanne@estran.example")
    assert 0 == vendor(f"tell {ONE} contract-start --actor ann").code
    opened = vendor(
        "demand open public-authority --asker 'Court of Brest' --ground 'CPP 99-3' --words asked --sort court --actor dpo --json"
    )
    name = json.loads(opened.out)["name"]
    waits = vendor("demand list")
    odd = vendor("demand open public-authority --asker x --ground y --words asked --sort king --actor dpo")
    early = vendor(f"demand answer {name} --role founder --purpose support --output given.json --actor bea")
    examined = vendor(f"demand examine {name} --person {ONE} --role founder --for bea --words why --actor ann --json")
    silent = vendor(f"demand silence {name} --until 2999-01-01 --words law --actor ann")
    answered = vendor(
        f"demand answer {name} --role founder --purpose support --category support-file --output given.json --actor bea"
    )
    looks = json.loads(vendor(f"looks {ONE} --actor ann --json").out)
    refused = vendor(f"demand tell {name} --actor ann")
    lifted = vendor(f"demand silence {name} --until 2001-01-01 --words law --actor ann")
    told = vendor(f"demand tell {name} --actor ann")
    shown = json.loads(vendor(f"demand show {name} --json").out)
    read = vendor(f"demand show {name}")
    listed = vendor("demand list --json")
    counted = vendor("demand figures --json")
    gone = vendor("demand show demand-000000000000")

    assert (0, 1, 2, 3, 0, 0) == tuple(one.code for one in (opened, waits, odd, early, examined, silent)), examined.err
    assert (0, 3, 0, 0, 0, 4) == tuple(one.code for one in (answered, refused, lifted, told, listed, gone)), (
        answered.err
    )
    assert [ref] == [one["address"] for one in json.loads((room / "given.json").read_text())["records"]]
    assert [] == looks
    assert "CPP 11" in silent.out
    assert ("answered", 1, [ONE], True) == tuple(shown[one] for one in ("state", "records", "persons", "settled"))
    assert "Court of Brest" in read.out
    assert [None] == [one["came"] for one in json.loads(counted.out)]
