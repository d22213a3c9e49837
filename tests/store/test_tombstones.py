"""The tombstones: what is said to be dead is dead for everybody, and a torn line harms no other."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etanche.errors import Fault
from etanche.store import StoreExists, StoreForeign, StoreMissing, StoreUnwritable, Tombstones
from etanche.terms import OrganisationId, new_id

NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
Start = Callable[..., "subprocess.Popen[str]"]


def test_the_dead_are_known_to_everybody(tombstones: Tombstones, organisation: OrganisationId) -> None:
    """Ids written are known at once, by the writer, by who had the file open, and by who opens it later."""
    already_open = Tombstones(tombstones.path)
    ids = [new_id() for _ in range(3)]
    tombstones.append(organisation, ids, NOW)

    for one in (tombstones, already_open, Tombstones(tombstones.path)):
        assert all(key_id in one for key_id in ids)
        assert new_id() not in one
        assert (3, 0) == (len(one), one.torn)


def test_the_file_is_text_with_its_version(tombstones: Tombstones) -> None:
    """The file names its format in its first line, and each line an organisation, a key and a moment."""
    tombstones.append(OrganisationId(b"\1" * 16), [b"\2" * 16], NOW)

    assert [
        "etanche tombstones 2",
        f"{'01' * 16} {'02' * 16} 2026-11-21T06:02:00.000000+00:00",
    ] == tombstones.path.read_text().splitlines()


def test_only_the_owner_can_read_it(tombstones: Tombstones) -> None:
    """The file is 0600."""
    assert 0o600 == stat.S_IMODE(tombstones.path.stat().st_mode)


def test_saying_it_twice_does_no_harm(tombstones: Tombstones, organisation: OrganisationId) -> None:
    """An id written twice is one dead key, and nothing written is nothing changed."""
    key_id = new_id()
    tombstones.append(organisation, [key_id, key_id], NOW)
    tombstones.append(organisation, [key_id], NOW)
    size = tombstones.path.stat().st_size
    tombstones.append(organisation, [], NOW)

    assert 1 == len(Tombstones(tombstones.path))
    assert size == tombstones.path.stat().st_size


@pytest.mark.parametrize("cut", [2, 10, 34, 70, 97])
def test_a_torn_last_line_is_told_and_harms_no_other(
    tombstones: Tombstones, organisation: OrganisationId, cut: int
) -> None:
    """A crash in the middle of a line loses that line, reports it, and the next line stands on its own."""
    whole, torn, after = new_id(), new_id(), new_id()
    tombstones.append(organisation, [whole, torn], NOW)
    content = tombstones.path.read_bytes()
    tombstones.path.write_bytes(content[:-cut])
    opened = Tombstones(tombstones.path)
    assert whole in opened
    assert torn not in opened
    assert 1 == opened.torn

    opened.append(organisation, [after], NOW)
    for one in (opened, Tombstones(tombstones.path)):
        assert whole in one
        assert after in one
        assert torn not in one
        assert 1 == one.torn


def test_a_line_without_its_end_is_a_line(tombstones: Tombstones, organisation: OrganisationId) -> None:
    """A tombstone of which only the line's end is missing counts, before and after the next one."""
    key_id = new_id()
    tombstones.append(organisation, [key_id], NOW)
    tombstones.path.write_bytes(tombstones.path.read_bytes()[:-1])
    opened = Tombstones(tombstones.path)
    assert key_id in opened
    opened.append(organisation, [new_id()], NOW)

    assert key_id in Tombstones(tombstones.path)
    assert (2, 0) == (len(opened), opened.torn)


@pytest.mark.parametrize("content", [b"", b"etanche tombstones 3\n", b"etanche tomb", b"\xff" * 200])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty file, another version's or any other is not read as tombstones."""
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(StoreForeign):
        Tombstones(tmp_path / "file")


def test_a_missing_file_is_told(tombstones: Tombstones, organisation: OrganisationId) -> None:
    """Without tombstones nothing is opened, asked or written as if there were none dead."""
    tombstones.path.unlink()

    with pytest.raises(StoreMissing):
        Tombstones(tombstones.path)
    with pytest.raises(StoreMissing):
        _ = new_id() in tombstones
    with pytest.raises(StoreUnwritable):
        tombstones.append(organisation, [new_id()], NOW)


def test_a_file_that_got_shorter_is_told(tombstones: Tombstones, organisation: OrganisationId) -> None:
    """Somebody who takes lines away is found out by whoever had read them."""
    tombstones.append(organisation, [new_id()], NOW)
    assert 1 == len(tombstones)
    content = tombstones.path.read_bytes()
    tombstones.path.write_bytes(content[:40])

    with pytest.raises(Fault, match="shorter"):
        len(tombstones)


def test_a_file_that_is_there_is_never_replaced(tombstones: Tombstones) -> None:
    """Creating where there is a file is refused."""
    with pytest.raises(StoreExists):
        Tombstones.create(tombstones.path)


_APPENDING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from etanche.store import Tombstones
tombstones = Tombstones(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    ids = [os.urandom(16) for _ in range(3)]
    tombstones.append(bytes(16), ids, datetime(2026, 11, 21, tzinfo=UTC))
    print(*(key_id.hex() for key_id in ids), flush=True)
"""


def _let_go(process: subprocess.Popen[str]) -> None:
    """Let a process begin that is ready."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_processes_and_threads_append_at_once(
    tombstones: Tombstones, organisation: OrganisationId, start: Start
) -> None:
    """Nothing that anybody appended is lost or torn when several do it at once."""
    others = [start(_APPENDING, tombstones.path, 40) for _ in range(2)]
    mine = [new_id() for _ in range(80)]
    for one in others:
        _let_go(one)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda key_id: tombstones.append(organisation, [key_id], NOW), mine))
    theirs = [bytes.fromhex(word) for one in others for word in one.communicate()[0].split()]

    assert 240 == len(theirs)
    assert all(key_id in tombstones for key_id in mine + theirs)
    assert (320, 0) == (len(tombstones), tombstones.torn)


def test_what_was_acknowledged_survives_a_kill(tombstones: Tombstones, start: Start) -> None:
    """After SIGKILL in the middle of appending, each id that was acknowledged is among the dead."""
    victim = start(_APPENDING, tombstones.path, 1_000_000)
    _let_go(victim)
    assert victim.stdout is not None
    said = [victim.stdout.readline() for _ in range(20)]
    victim.kill()
    said += [line for line in victim.stdout.readlines() if line.endswith("\n")]

    assert all(bytes.fromhex(word) in tombstones for line in said for word in line.split())
