"""A store on a server: its schema, who writes when, what is refused, and what a password never gets into."""

from __future__ import annotations

import os
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from tests.addresses import named
from tests.servers import GUARDED, Databases, Server

from etanche.errors import EtancheError
from etanche.store import (
    Address,
    AddressUnreadable,
    EntryRow,
    RowExists,
    ServerUnfit,
    Shelf,
    Store,
    StoreExists,
    StoreForeign,
    StoreMissing,
    StoreUnreachable,
    cluster_of,
    counts,
    entries,
    facts,
    sequences,
    standing,
)
from etanche.store.columns import metadata
from etanche.store.postgresql import PostgresqlDatabase
from etanche.store.postgresql_fitness import unfit
from etanche.store.rows import StandingRow
from etanche.store.schema import REVISION_TABLE, Tree
from etanche.store.shelf_tables import shelf_metadata
from etanche.terms import OrganisationId, new_id

Start = Callable[..., "subprocess.Popen[str]"]
DESCRIBED = {Tree.DATA: metadata, Tree.SHELF: shelf_metadata}

_SHAPE = """
SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'schema_revision'
UNION ALL
SELECT tablename, indexname, indexdef, NULL, NULL FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'schema_revision'
"""

_FIRSTS = """
SELECT DISTINCT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE n.nspname = 'public' AND c.relname <> 'schema_revision'
"""


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    """New data on a server."""
    made = Store.open(databases.store())
    yield made
    made.close()


@pytest.fixture(params=list(Tree))
def migrated(request: pytest.FixtureRequest, databases: Databases) -> tuple[Tree, Address]:
    """Each of the two stores, made as every store is made: by its migrations."""
    return request.param, databases.store() if request.param is Tree.DATA else databases.shelf()


def _answer(address: Address, question: str) -> set[tuple[object, ...]]:
    with psycopg.connect(address.url) as connection:
        return set(connection.execute(question.encode()).fetchall())


def _unmarked(_row: StandingRow) -> None:
    """Mark nothing: the store keeps what it is given."""


def _event(organisation: bytes, subject: str) -> StandingRow:
    moment = "2026-05-25T00:00:00.000000+00:00"
    return StandingRow(
        organisation=organisation, subject=subject, event="ended", effective=moment, recorded=moment, because="x"
    )


# — schema


def test_a_fresh_schema_is_the_migrated_schema(migrated: tuple[Tree, Address], databases: Databases) -> None:
    """The tables described in the code and those made by the migrations have the same columns, types, orders and keys."""
    tree, address = migrated
    fresh = databases.empty()
    engine = PostgresqlDatabase(fresh).open()
    DESCRIBED[tree].create_all(engine)
    engine.dispose()

    assert _answer(fresh, _SHAPE) == _answer(address, _SHAPE)


def test_the_migration_tool_finds_nothing_to_do(migrated: tuple[Tree, Address]) -> None:
    """Comparing the described tables with a new store proposes no step."""
    tree, address = migrated
    engine = PostgresqlDatabase(address).open()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE, "compare_type": True})

        assert [] == compare_metadata(context, DESCRIBED[tree])
    engine.dispose()


def test_every_key_in_the_database_begins_with_the_organisation(migrated: tuple[Tree, Address]) -> None:
    """PostgreSQL itself, asked for every index, names the organisation first in each."""
    _, address = migrated

    assert {("organisation",)} == _answer(address, _FIRSTS)


def test_texts_are_ordered_by_code_points_and_numbers_are_long(store: Store, organisation: OrganisationId) -> None:
    """Whatever the language of the server, `Z` comes before `a`; and a count passes what 32 bits hold."""
    rows = [_event(organisation, f"visit/{name}") for name in "aZé"]
    with store.writing() as connection:
        standing.append(connection, organisation, rows, mark=_unmarked)
        counts.add(connection, organisation, "2026-05-25", "done", 2**31)
        counts.add(connection, organisation, "2026-05-25", "done", 2**31)
    with store.reading() as connection:
        found = [row.subject for row in standing.under(connection, organisation, "visit/")]
        many = counts.read(connection, organisation)["2026-05-25", "done"]

    assert ["visit/Z", "visit/a", "visit/é"] == found
    assert 2**32 == many


def test_a_database_with_tables_is_left_alone(databases: Databases) -> None:
    """Nothing is made in a database that has tables, ours or not; and what is not ours is not opened."""
    ours, theirs, empty = databases.store(), databases.empty(), databases.empty()
    with psycopg.connect(theirs.url) as connection:
        connection.execute("CREATE TABLE secrets (name TEXT)")

    for address in (ours, theirs):
        with pytest.raises(StoreExists):
            Store.create(address)
    for address in (theirs, empty):
        with pytest.raises(StoreForeign):
            Store.open(address)
    with pytest.raises(StoreForeign):
        Shelf.open(ours)


def test_a_failed_creation_leaves_an_empty_database(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the schema cannot be made nothing of it stays, so that creating can be tried anew."""
    address = databases.empty()
    with monkeypatch.context() as broken:
        broken.setattr("etanche.store.migrations.HERE", Path("/nowhere"))
        with pytest.raises(EtancheError):
            Store.create(address)

    Store.create(address).close()


# — who writes when


def _entry(organisation: bytes, actor: str) -> EntryRow:
    blank = dict.fromkeys(EntryRow._fields)
    said = {"organisation": organisation, "at": "2026", "actor": actor, "act": "put", "object": "x"}
    said |= {"decision": "granted", "because": "", "facts": "{}", "mark": b"mark"}
    return EntryRow(**(blank | said))  # type: ignore[arg-type]  # every column that is not empty is said


def test_a_long_transaction_leaves_no_entry_unchained(store: Store, organisation: OrganisationId) -> None:
    """
    While a writer takes its time, another waits: numbers are given in order of commit, and none is ever skipped.

    Were the second to commit first, the sealer would chain it, and the first, committed behind the end of the chain,
    would never be chained in its place.
    """
    first_is_in, second_done = threading.Event(), threading.Event()
    order: list[str] = []

    def second() -> None:
        first_is_in.wait(10)
        with store.writing() as connection:
            entries.append(connection, organisation, [_entry(organisation, "second")])
        order.append("second")
        second_done.set()

    other = threading.Thread(target=second)
    other.start()
    with store.writing() as connection:
        entries.append(connection, organisation, [_entry(organisation, "first")])
        first_is_in.set()
        waited = not second_done.wait(0.3)
        with store.reading() as reading:
            seen = list(entries.unsealed(reading, organisation))
        order.append("first")
    other.join()
    with store.reading() as connection:
        after = [(row.seq, row.actor) for row in entries.unsealed(connection, organisation)]

    assert waited
    assert [] == seen
    assert ["first", "second"] == order
    assert [(1, "first"), (2, "second")] == after


_STOPPING = """
import os, signal, sys
from etanche.store import Store, sequences
from tests.addresses import where
store, organisation = Store.open(where(sys.argv[1])), bytes.fromhex(sys.argv[2])
with store.writing() as connection:
    sequences.take(connection, organisation, "entries", 5)
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_a_writer_killed_in_the_middle_holds_nobody_up(
    store: Store, organisation: OrganisationId, start: Start
) -> None:
    """After SIGKILL of a writer that had taken numbers, the lock is free, and the numbers are given again."""
    victim = start(_STOPPING, named(store), organisation.hex())
    victim.kill()
    victim.wait()

    with store.writing() as connection:
        assert range(1, 3) == sequences.take(connection, organisation, "entries", 2)


_COUNTING = """
import sys
from etanche.store import Store, counts
from tests.addresses import where
store, organisation = Store.open(where(sys.argv[1])), bytes.fromhex(sys.argv[2])
print("ready", flush=True)
while True:
    with store.writing() as connection:
        counts.add(connection, organisation, "2026-05-25", "done")
    print("done", flush=True)
"""


def test_a_killed_server_loses_nothing_it_acknowledged(
    store: Store, organisation: OrganisationId, start: Start, server: Server
) -> None:
    """The server dies at once with all its processes; started anew it has every acknowledged commit, for open pools too."""
    writer = start(_COUNTING, named(store), organisation.hex())
    assert writer.stdout is not None
    said = [writer.stdout.readline() for _ in range(30)]
    server.kill()
    said += writer.stdout.readlines()
    with pytest.raises(StoreUnreachable), store.reading():
        pass
    server.start()

    with store.reading() as connection:
        done = counts.read(connection, organisation)["2026-05-25", "done"]
    assert len([line for line in said if line == "done\n"]) <= done <= len(said) + 1


def test_a_reader_writes_nothing(store: Store, organisation: OrganisationId) -> None:
    """A reading transaction refuses to write, whatever it is told."""
    with pytest.raises(EtancheError), store.reading() as connection:
        facts.put(connection, organisation, "name", "value")

    with store.reading() as connection:
        assert facts.get(connection, organisation, "name") is None


# — what a server must be


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ((13, "on", "on", "on", "UTF8", False), "14 or newer"),
        ((18, "on", "off", "on", "UTF8", False), "fsync"),
        ((18, "on", "on", "off", "UTF8", False), "full_page_writes"),
        ((18, "off", "on", "on", "UTF8", False), "synchronous_commit"),
        ((18, "local", "on", "on", "UTF8", False), "synchronous_commit"),
        ((18, "on", "on", "on", "SQL_ASCII", False), "UTF8"),
        ((18, "on", "on", "on", "UTF8", True), "written to"),
    ],
)
def test_an_unfit_server_is_told(said: tuple[int, str, str, str, str, bool], hint: str) -> None:
    """Too old, not waiting for its disk, writing half pages, of another encoding, a standby: each has its hint."""
    reason = unfit(*said)

    assert reason is not None
    assert hint in reason[1]


def test_a_fit_server_is_taken() -> None:
    """A server that waits for its disk, or for its standby's as well, is refused for nothing."""
    assert unfit(14, "on", "on", "on", "UTF8", False) is None
    assert unfit(18, "remote_apply", "on", "on", "UTF8", False) is None


def test_a_server_that_does_not_wait_for_its_disk_is_refused(databases: Databases) -> None:
    """With `fsync` off in a real server no store is opened, and with it on again it is."""
    address = databases.store()
    databases.server.setting("fsync", "off")
    try:
        with pytest.raises(ServerUnfit, match="lose"):
            Store.open(address)
    finally:
        databases.server.setting("fsync", "on")

    Store.open(address).close()


def test_a_commit_is_on_the_disk_whatever_the_database_says(databases: Databases) -> None:
    """A database set to acknowledge early is asked, for each connection, to wait; and says that it does."""
    address = databases.store()
    with psycopg.connect(address.url, autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$"
        )
    store = Store.open(address)

    with store.reading() as one, store.writing() as two:
        assert {"on"} == {each.execute(text("SHOW synchronous_commit")).scalar() for each in (one, two)}
    store.close()


def test_a_database_that_is_not_there_is_told(server: Server) -> None:
    """A missing database, a missing server and a wrong role each give an error with a hint, and no driver's words."""
    for address in (
        server.address("nowhere"),
        Address(url="postgresql://etanche@/x?host=/nowhere"),
        server.address("postgres", role="nobody-known"),
    ):
        with pytest.raises((StoreMissing, StoreUnreachable)) as refused:
            Store.open(address)
        assert refused.value.hint


def test_errors_hold_no_value(store: Store, organisation: OrganisationId) -> None:
    """An error of the bulk call, with its whole traceback, shows nothing of the rows that caused it."""
    with store.writing() as connection:
        standing.append(connection, organisation, [], mark=_unmarked)
        connection.exec_driver_sql("UPDATE sequences SET last = -3")
    rows = [_event(organisation, "marked") for _ in range(3)]
    with store.writing() as connection:
        standing.append(connection, organisation, rows, mark=_unmarked)
        connection.exec_driver_sql("UPDATE sequences SET last = -3")
    with pytest.raises(RowExists) as refused, store.writing() as connection:
        standing.append(connection, organisation, rows, mark=_unmarked)

    assert "marked" not in "".join(traceback.format_exception(refused.value))


# — passwords


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://etanche:secret@host/name",
        "postgresql://etanche@host/name?password=secret",
        "postgresql://etanche@host/name?sslmode=require&sslpassword=secret",
        "mysql://etanche@host/name",
        "host=here password=secret",
        "postgresql://[half/secret",
        "",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(url: str) -> None:
    """Neither in the place of the user nor among the parameters; and what was said is not said again."""
    with pytest.raises(AddressUnreadable) as refused:
        Address(url=url)

    assert "secret" not in f"{refused.value}{refused.value.hint}"


def test_a_password_comes_from_a_file_and_stays_there(server: Server, databases: Databases, tmp_path: Path) -> None:
    """A role that must say a password gets in by the file; the right one and a wrong one are found in nothing we print."""
    file = tmp_path / "password"
    file.write_text("right-horse-battery\n", encoding="utf-8")
    file.chmod(0o600)
    empty = databases.empty()
    name = empty.url.partition("@/")[2].partition("?")[0]
    server.do(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'right-horse-battery'")
    server.do(f"ALTER DATABASE {name} OWNER TO {GUARDED}")
    address = Address(url=server.address(name, role=GUARDED).url, password_file=file)
    store = Store.create(address)
    told = [repr(address), repr(store.place), repr(store.__dict__)]
    store.close()
    file.write_text("wrong-horse-battery\n", encoding="utf-8")
    with pytest.raises(StoreUnreachable) as wrong:
        Store.open(address)
    file.chmod(0o644)
    with pytest.raises(StoreUnreachable, match="others can read"):
        Store.open(address)
    told += traceback.TracebackException.from_exception(wrong.value, capture_locals=True).format()
    told += [str(wrong.value), wrong.value.hint]
    databases.drop()
    server.do(f"DROP ROLE {GUARDED}")

    assert "horse" not in "".join(told)


# — the shelf


def test_destroying_on_a_server_says_what_it_leaves(databases: Databases, organisation: OrganisationId) -> None:
    """A destroyed key is got back by no question; that the server's own files still hold it is said, and is true."""
    shelf = Shelf.open(databases.shelf())
    key_id, wrapped = new_id(), os.urandom(95)
    shelf.put(organisation, key_id, "kind", wrapped)
    done = shelf.destroy(organisation, [key_id])
    asked = b"".join(piece for table in shelf.rows() for piece in table)
    shelf.close()
    files = [file for file in (databases.server.folder / "data").rglob("*") if file.is_file()]

    assert (True, True) == (done.final, done.traces)
    assert wrapped not in asked
    assert key_id in asked
    assert any(wrapped in file.read_bytes() for file in files)


def test_a_server_is_known_by_its_files(server: Server, databases: Databases) -> None:
    """Two databases of one server have one identifier, and a role that may not ask for it is told what it needs."""
    one, two = databases.empty(), databases.empty()

    assert cluster_of(one) == cluster_of(two)
    assert "" != cluster_of(one)


def test_a_role_that_may_not_ask_is_told_what_it_needs(server: Server, databases: Databases) -> None:
    """Where the function is kept from everybody, the error says which right is missing."""
    address = databases.empty()
    name = address.url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(address.url, autocommit=True) as connection:
        connection.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
        connection.execute("CREATE ROLE plain LOGIN")
    with pytest.raises(ServerUnfit) as refused:
        cluster_of(server.address(name, role="plain"))
    server.do("DROP ROLE plain")

    assert "pg_control_system" in refused.value.hint


@pytest.mark.parametrize(
    ("url", "hosts", "chooses"),
    [
        ("postgresql://r@db.example/e", (("db.example", 5432),), False),
        ("postgresql://r@a.example:5433,b.example/e", (("a.example", 5433), ("b.example", 5432)), True),
        ("postgresql://r@a,b/e?target_session_attrs=any", (("a", 5432), ("b", 5432)), False),
        ("postgresql://r@/e?host=a,b&port=5433,5434", (("a", 5433), ("b", 5434)), True),
        ("postgresql://r@/e?host=/run/postgresql", (), False),
        ("postgresql://r@[::1]:5433/e", (("::1", 5433),), False),
        ("postgresql:///e?service=main", (), False),
    ],
)
def test_an_address_says_which_machines_it_leads_to(
    url: str, hosts: tuple[tuple[str, int], ...], chooses: bool
) -> None:
    """Each machine with its port, sockets left out; of several the one that is written to is meant, unless the address says otherwise."""
    address = Address(url=url)

    assert (hosts, chooses) == (address.hosts, address.chooses)
