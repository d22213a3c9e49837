"""The data file: whole transactions, many users at once, and errors that say nothing of what is inside."""

from __future__ import annotations

import itertools
import os
import sqlite3
import stat
import subprocess
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.addresses import named, where
from tests.conftest import IN_FILES

from etanche.errors import EtancheError
from etanche.store import (
    CannotForget,
    RecordRow,
    RowExists,
    Shelf,
    Store,
    StoreBusy,
    StoreCorrupt,
    StoreExists,
    StoreForeign,
    StoreMissing,
    StoreUnwritable,
    Tombstones,
    counts,
    facts,
    postgresql,
    records,
    sequences,
    sqlite,
)
from etanche.terms import OrganisationId, new_id

Start = Callable[..., "subprocess.Popen[str]"]


def test_what_is_written_is_there_after_reopening(store: Store, organisation: OrganisationId) -> None:
    """A transaction that ended well is kept."""
    with store.writing() as connection:
        facts.put(connection, organisation, "name", "value")
    store.close()
    opened = Store.open(where(named(store)))
    with opened.reading() as connection:
        assert "value" == facts.get(connection, organisation, "name")
    opened.close()


def test_an_error_inside_takes_everything_back(store: Store, organisation: OrganisationId) -> None:
    """A transaction that ended in an error, of ours or another, leaves nothing and lets its error through."""
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        facts.put(connection, organisation, "name", "value")
        raise ZeroDivisionError

    with store.reading() as connection:
        assert facts.get(connection, organisation, "name") is None


def test_a_reader_sees_one_moment(store: Store, organisation: OrganisationId) -> None:
    """What is committed while a reader reads is not there for it, and is for the next."""
    with store.reading() as before:
        assert facts.get(before, organisation, "name") is None
        with store.writing() as connection:
            facts.put(connection, organisation, "name", "value")
        assert facts.get(before, organisation, "name") is None

    with store.reading() as after:
        assert "value" == facts.get(after, organisation, "name")


def test_threads_lose_nothing(store: Store, organisation: OrganisationId) -> None:
    """Threads that write at once all get their turn, and nothing is written over."""

    def work() -> None:
        for _ in range(25):
            with store.writing() as connection:
                counts.add(connection, organisation, "2026-05-25", "done")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as connection:
        assert {("2026-05-25", "done"): 200} == counts.read(connection, organisation)


_WRITING = """
import sys
from tests.addresses import where
from etanche.store import Store, counts, sequences
store, organisation = Store.open(where(sys.argv[1])), bytes.fromhex(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
taken = []
for _ in range(int(sys.argv[3])):
    with store.writing() as connection:
        counts.add(connection, organisation, "2026-05-25", "done")
        taken += sequences.take(connection, organisation, "entries", 3)
    print(*taken[-3:], flush=True)
store.close()
"""


def test_processes_lose_nothing(store: Store, organisation: OrganisationId, start: Start) -> None:
    """Two processes and this one, writing at once, lose no row, and no number is given twice or left out."""
    both = [start(_WRITING, named(store), organisation.hex(), 150) for _ in range(2)]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    taken: list[int] = []
    for _ in range(150):
        with store.writing() as connection:
            counts.add(connection, organisation, "2026-05-25", "done")
            taken += sequences.take(connection, organisation, "entries")
    for one in both:
        taken += map(int, one.communicate()[0].split())

    with store.reading() as connection:
        assert {("2026-05-25", "done"): 450} == counts.read(connection, organisation)
    assert list(range(1, 150 * 7 + 1)) == sorted(taken)


def test_a_killed_writer_loses_nothing_it_acknowledged(
    store: Store, organisation: OrganisationId, start: Start
) -> None:
    """After SIGKILL in the middle of writing, all that was acknowledged is there, whole, and writing goes on."""
    victim = start(_WRITING, named(store), organisation.hex(), 1_000_000)
    assert victim.stdin is not None
    assert victim.stdout is not None
    victim.stdin.write("go\n")
    victim.stdin.flush()
    acknowledged = list(itertools.islice(victim.stdout, 40))
    victim.kill()
    acknowledged += victim.stdout.readlines()
    whole = [line for line in acknowledged if line.endswith("\n")]

    with store.writing() as connection:
        done = counts.read(connection, organisation)["2026-05-25", "done"]
        assert len(whole) <= done <= len(whole) + 1
        assert 3 * done == sequences.last(connection, organisation, "entries")
    if store.files:
        assert [("ok",)] == _raw(store.path, "PRAGMA integrity_check")


_FORKING = """
import os, sys
from tests.addresses import where
from etanche.store import ForkedInUse, Shelf, Store, facts
organisation = bytes.fromhex(sys.argv[2])
store, shelf = Store.open(where(sys.argv[1])), Shelf.open(where(sys.argv[4]))
print("ready", flush=True)

def put(name):
    with store.writing() as connection:
        facts.put(connection, organisation, name, "value")

def forked(work):
    child = os.fork()
    if child == 0:
        status = 2
        try:
            status = int(not work())
        finally:
            os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)

def working():
    put("child")
    shelf.put(organisation, bytes(16), "kind", b"wrapped")
    return store.flush() and shelf.flush()

def refused():
    told = 0
    for use in (lambda: shelf.head(organisation), lambda: put("child"), lambda: Store.open(where(sys.argv[1]))):
        try:
            use()
        except ForkedInUse as error:
            told += "before" in error.hint
    return told == 3

put("before")
if sys.argv[3] == "idle":
    forked(working)
else:
    with store.writing() as connection:
        facts.put(connection, organisation, "around", "value")
        forked(refused)
put("after")
"""


@pytest.mark.parametrize(("when", "names"), [("idle", ["child"]), ("in use", ["around"])])
def test_a_forked_worker_is_safe_or_refused(
    store: Store, shelf: Shelf, organisation: OrganisationId, start: Start, when: str, names: list[str]
) -> None:
    """A worker forked while nothing is in use works like any process; one forked in the middle is refused every file."""
    parent = start(_FORKING, named(store), organisation.hex(), when, named(shelf))

    assert "0\n" == parent.communicate()[0]
    assert 0 == parent.returncode
    with store.reading() as connection:
        for name in ("before", *names, "after"):
            assert "value" == facts.get(connection, organisation, name)


def test_a_held_lock_is_told_and_ends(
    store: Store, organisation: OrganisationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that waits too long for another one says so, and can write once the other is done."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(postgresql, "BUSY_SECONDS", 0.05)
    waiting = Store.open(where(named(store)))
    with store.writing():
        for _ in range(3):
            with pytest.raises(StoreBusy, match="another process") as refused, waiting.writing():
                pass
            assert 5 == refused.value.exit_code
    with waiting.writing() as connection:
        facts.put(connection, organisation, "name", "value")
    waiting.close()


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    """Whatever the process's mask, the folder made is 0700 and each of the files 0600, log and shared memory too."""
    before = os.umask(0)
    try:
        stores = (Store.create(tmp_path / "new/data.sqlite"), Shelf.create(tmp_path / "new/shelf.sqlite"))
    finally:
        os.umask(before)
    files = [file for store in stores for file in store.files]

    assert 6 == len(files)
    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in files}
    assert 0o700 == stat.S_IMODE((tmp_path / "new").stat().st_mode)
    for store in stores:
        store.close()


@IN_FILES
def test_nothing_is_created_over_a_file(store: Store, shelf: Shelf) -> None:
    """A file that is there, ours or not, is left as it is."""
    foreign = store.path.with_name("notes.txt")
    foreign.write_text("mine")

    for make in (Store.create, Shelf.create):
        for path in (store.path, shelf.path, foreign):
            with pytest.raises(StoreExists):
                make(path)
    assert "mine" == foreign.read_text()


@pytest.mark.parametrize("kind", [Store, Shelf])
def test_files_that_are_not_ours_are_told(kind: type[Store | Shelf], tmp_path: Path) -> None:
    """A missing file, a folder, a text, an empty file and somebody's database each give one clear error."""
    (tmp_path / "text").write_text("not a database, and longer than a header of one hundred bytes " * 4)
    (tmp_path / "empty").touch()
    theirs = sqlite3.connect(tmp_path / "theirs")
    theirs.execute("CREATE TABLE secrets (name TEXT)")
    theirs.close()

    for name, error in (
        ("missing", StoreMissing),
        ("", StoreMissing),
        ("text", StoreCorrupt),
        ("empty", StoreForeign),
        ("theirs", StoreForeign),
    ):
        with pytest.raises(error) as refused:
            kind.open(tmp_path / name)
        assert refused.value.hint


@IN_FILES
def test_a_damaged_file_is_told(store: Store, organisation: OrganisationId) -> None:
    """Pages overwritten with noise give an error that says damaged, and no traceback of the driver."""
    with store.writing() as connection:
        records.insert(connection, [_record(organisation) for _ in range(500)])
    store.flush()
    store.close()
    size = store.path.stat().st_size
    with store.path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size - size // 2))
    opened = Store.open(store.path)

    with pytest.raises(StoreCorrupt) as refused, opened.reading() as connection:
        list(records.of_day(connection, organisation, 1, "2026-05-25"))
    opened.close()

    assert "backup" in refused.value.hint


def test_a_file_below_no_folder_is_told(tmp_path: Path) -> None:
    """A data file that cannot be made says so in our words."""
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnwritable):
        Store.create(tmp_path / "file/data.sqlite")


def test_a_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the schema cannot be made the file is taken away again, so that creating can be tried anew."""
    with monkeypatch.context() as broken:
        broken.setattr(sqlite, "_FULL", 99)
        with pytest.raises(CannotForget):
            Store.create(tmp_path / "new/data.sqlite")

    assert [] == list((tmp_path / "new").iterdir())
    Store.create(tmp_path / "new/data.sqlite").close()


class _Forgetful(sqlite.Tracked):
    """A build of SQLite that does not overwrite what it deletes, whatever it is told."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Answer questions about deletion as such a build does."""
        return super().execute("SELECT 0" if "secure_delete" in sql else sql, parameters)


@IN_FILES
def test_a_build_that_cannot_forget_is_refused(store: Store, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """When secure deletion, read back, is not on, neither file is opened."""
    store.close()
    shelf.close()
    monkeypatch.setattr(sqlite, "Tracked", _Forgetful)

    for kind, path in ((Store, store.path), (Shelf, shelf.path)):
        with pytest.raises(CannotForget, match="secure_delete"):
            kind.open(path)


@IN_FILES
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("temp_store", 2), ("foreign_keys", 0)],
)
def test_every_connection_is_as_the_house_needs_it(store: Store, pragma: str, value: object) -> None:
    """Each connection of several open at once logs ahead, syncs, overwrites and spills nothing."""
    with store.reading() as one, store.reading() as two, store.writing() as three:
        for connection in (one, two, three):
            assert value == connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()


def test_errors_hold_no_value(store: Store, organisation: OrganisationId) -> None:
    """An error of the database, with its whole traceback, shows nothing of the rows that caused it."""
    marked = RecordRow(organisation, 1, "2026-05-25", b"marked-id-16byte", canary=False, sealed=b"marked-content")
    with pytest.raises(RowExists) as refused, store.writing() as connection:
        records.insert(connection, [marked, marked])
    with pytest.raises(EtancheError) as bug, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO missing VALUES ('marked-content')")

    for error in (refused.value, bug.value):
        assert "marked" not in "".join(traceback.format_exception(error)) + str(error) + error.hint


@IN_FILES
def test_flushing_cuts_the_log_unless_somebody_reads(store: Store, organisation: OrganisationId) -> None:
    """The log is cut to nothing, and a reader in the way is not denied."""
    log = store.path.with_name("data.sqlite-wal")
    with store.reading() as held:
        facts.get(held, organisation, "name")
        with store.writing() as connection:
            facts.put(connection, organisation, "name", "value")
        assert not store.flush()
        assert log.stat().st_size > 0

    assert store.flush()
    assert 0 == log.stat().st_size


_FILLING = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from etanche.store import Shelf, Store, StoreUnwritable, Tombstones, facts
folder = Path(sys.argv[1])
store, shelf = Store.open(folder / "data.sqlite"), Shelf.open(folder / "shelf.sqlite")
tombstones = Tombstones(folder / "tombstones.log")
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

def fill(store):
    with store.writing() as connection:
        for number in range(1_000):
            facts.put(connection, bytes(16), f"name {number}", "x" * 1_000)

def fill_shelf():
    for number in range(1_000):
        shelf.put(bytes(16), number.to_bytes(16, "big"), "kind", bytes(10_000))

def fill_tombstones():
    for _ in range(1_000):
        tombstones.append(bytes(16), [bytes(16)] * 100, datetime(2026, 11, 21, tzinfo=UTC))

print("ready", flush=True)
for work in (lambda: fill(store), fill_shelf, fill_tombstones):
    try:
        work()
        print("no error")
    except StoreUnwritable as error:
        print(error, "-", error.hint)
"""


@IN_FILES
def test_a_full_disk_is_told_and_breaks_nothing(
    store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId, start: Start
) -> None:
    """When the disk is full each of the three files says so, keeps what it had, and takes more when there is room."""
    with store.writing() as connection:
        facts.put(connection, organisation, "name", "value")
    tombstones.append(organisation, [b"\1" * 16], datetime(2026, 11, 21, tzinfo=UTC))
    said = start(_FILLING, store.path.parent).communicate()[0].splitlines()

    assert ["`data.sqlite`", "`shelf.sqlite`", "`tombstones.log`"] == [line.split()[0] for line in said]
    assert all("cannot be written - check that the disk has room" in line for line in said)
    with store.writing() as connection:
        assert "value" == facts.get(connection, organisation, "name")
        assert facts.get(connection, bytes(16), "name 1") is None
    shelf.put(organisation, new_id(), "kind", b"wrapped")
    tombstones.append(organisation, [b"\2" * 16], datetime(2026, 11, 21, tzinfo=UTC))
    opened = Tombstones(tombstones.path)
    assert b"\1" * 16 in opened
    assert b"\2" * 16 in opened
    for path in (store.path, shelf.path):
        assert [("ok",)] == _raw(path, "PRAGMA integrity_check")


def test_odd_paths_are_only_paths(tmp_path: Path) -> None:
    """A folder whose name means something in an address of SQLite is a folder like another."""
    store = Store.create(tmp_path / "100% ? mode=ro#x;é" / "data.sqlite")
    with store.writing() as connection:
        facts.put(connection, new_id(), "name", "value")
    store.close()

    Store.open(store.path).close()


def _record(organisation: bytes) -> RecordRow:
    return RecordRow(organisation, 1, "2026-05-25", new_id(), canary=False, sealed=os.urandom(200))


def _raw(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
