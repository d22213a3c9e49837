"""A place whose disk is gone is put back with the command that the refusal names, and read again as it was: values, journal, and who is erased."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import made, written

from etanche.clock import FixedClock, SystemClock
from etanche.instance import Site

KEYED = "--data data --passphrase-file secret"
PHARE = f"{KEYED} --organisation {LIGHTHOUSE}"
ACTING = "--role dpo --purpose watching --actor ann"
NO, NOT_THERE, OUT_OF_REACH = 3, 4, 5
NAMES = ["Ysée Kéradec", "Yse\u0301e Ke\u0301radec", "李 \U0001f9ed\u200f شراع", "O’Brien \\\" '; -- <b>&amp;"]
"""Composed, decomposed, of other planes and directions, and what a shell, a database or a page might take for its own."""


@pytest.mark.clause("C4", "C17")
def test_what_was_written_is_read_again_after_its_disk_was_lost(run: Run, room: Path) -> None:
    """Each value is the same to the byte, also found by its address; whoever was erased since the backup is not there, and the journal verifies."""
    written(room)
    with made(room, FixedClock(SystemClock().now())) as instance:
        instance.create_organisation(room / "phare.yaml", by="operator", at=Site(folder=room / LIGHTHOUSE))

    def put(name: str, at: int) -> dict[str, str]:
        (room / "fields.json").write_text(json.dumps({"name": name, "email": f"w{at}@example.org", "lamp": "north"}))
        return dict(json.loads(run(f"{PHARE} put ledger --channel desk --actor ann --fields fields.json --json").out))

    told = [put(name, at) for at, name in enumerate([*NAMES, "Gone"])]
    refs = " ".join(one["ref"] for one in told)
    before = json.loads(run(f"{PHARE} read {refs} {ACTING} --json").out)
    assert [*NAMES, "Gone"] == [one["fields"]["name"] for one in before]
    assert 0 == run(f"{KEYED} backup copies").code
    assert 0 == run(f"{PHARE} erase {told[-1]['person']} --actor dpo").code
    place = room / LIGHTHOUSE
    shutil.copy(place / "tombstones.log", room / "newest.log")
    shutil.rmtree(place)

    shut = run(f"{PHARE} read {refs} {ACTING} --json")
    assert (OUT_OF_REACH, "") == (shut.code, shut.out)
    named = re.search(r"etanche (restore [^`]*)", " ".join(shut.err.split()))
    assert named is not None
    (copy,) = (room / "copies").glob("place-*/*")
    line = named[1].replace("BACKUP", str(copy)).replace("FOLDER", str(place)).replace("FILE", "newest.log")
    restored = run(f"{KEYED} {line} --actor Ann")
    assert 0 == restored.code, restored.err

    after = run(f"{PHARE} read {refs} {ACTING} --json")
    assert before[:-1] == json.loads(after.out)
    gone = run(f"{PHARE} read {told[-1]['ref']} {ACTING}")
    assert (True, "") == (gone.code in {NO, NOT_THERE}, gone.out)
    assert 0 == run(f"{PHARE} journal verify").code
    assert 0 == run(f"{KEYED} journal verify").code
    assert b"Gone" not in b"".join(one.read_bytes() for one in place.rglob("*") if one.is_file())
