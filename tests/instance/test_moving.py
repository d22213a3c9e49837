"""Moving stores to another place: what arrives is what was there, the old place is destroyed, and no kill leaves half of it."""

from __future__ import annotations

import os
import signal
import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.addresses import behind
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE, forked
from tests.servers import Databases, Server

from etanche.clock import FixedClock
from etanche.instance import (
    Address,
    ChainNotWhole,
    Instance,
    InstanceInUse,
    Move,
    Moved,
    NothingToMove,
    SameServer,
    Stores,
    WrongPlace,
    move,
)
from etanche.instance.rewriting import StoresUnreadable, rewritten
from etanche.store import Shelf, Store, StoreExists, StoreForeign, StoreMissing
from etanche.vault import Arrival

KILLS = [(step, False) for step in ("data", "shelf", "chain", "decide", "land", "landed")] + [
    ("chain", True),
    ("land", True),
]
"""At which step, and whether it is moved back into files."""


@pytest.fixture
def elsewhere(other_server: Server) -> Iterator[Databases]:
    """Databases of the other server."""
    made = Databases(other_server)
    yield made
    made.drop()


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock) -> Path:
    """An instance in files, with visits of two days, one of them destroyed."""
    folder = tmp_path / "data"
    with Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as made:
        for days, page in ((200, "old"), (1, "young")):
            at = clock.now() - timedelta(days=days)
            arrivals = [Arrival(at=at, fields={"page": f"/{page}"}, who="v")]
            made.vault.door("site-visits", actor="test").put_many("visit", arrivals)
        assert 1 == made.vault.sweep().destroyed
    return folder


Open = Callable[[], Instance]
Go = Callable[..., Moved]


@pytest.fixture
def reopen(folder: Path, clock: FixedClock) -> Open:
    """Open the instance."""
    return lambda: Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


@pytest.fixture
def go(folder: Path, clock: FixedClock) -> Go:
    """Move it."""

    def moved(to: Stores, tell: Callable[[str], object] = lambda _: None) -> Moved:
        return move(Move(folder=folder, to=to, by="Ann"), passphrase=lambda: PASSPHRASE, clock=clock, tell=tell)

    return moved


def sound(instance: Instance) -> bool:
    """Return whether everything is there that should be, and no more."""
    found = instance.vault.acting("web-analyst", purpose="audience", actor="test").read("visit")
    return ["/young"] == [record.fields["page"] for record in found] and instance.journal.verify().intact


def test_files_to_servers_to_other_servers_and_back(
    folder: Path, go: Go, reopen: Open, databases: Databases, elsewhere: Databases
) -> None:
    """Each time every row arrives, the journal is intact and tells who moved what, and nothing is left in the old place."""
    ways = [
        Stores(data=databases.empty(), shelf=elsewhere.empty()),
        Stores(data=elsewhere.empty(), shelf=databases.empty()),
        Stores(data=databases.empty()),
        Stores(),
    ]
    before = Stores()
    for to in ways:
        arrived = go(to)
        assert all(rows > 5 for rows in arrived.rows.values())
        with reopen() as instance:
            assert sound(instance)
            assert instance.left is None
            (*_, line) = instance.journal.entries(act="moved")
        assert ("Ann", "destroyed") == (line.actor, line.facts["left"])
        for where, opened in ((before.data, Store), (before.shelf, Shelf)):
            if where is not None and where not in (to.data, to.shelf):
                with pytest.raises(StoreForeign):
                    opened.open(where)
        assert (to.data is None) is (folder / "data.sqlite").exists()
        assert (to.shelf is None) is (folder / "shelf.sqlite").exists()
        before = to
    assert not {"move.to", "moved.from", "restore.before"} & {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(("step", "back"), KILLS)
def test_a_move_killed_anywhere_ends_in_the_old_place_or_the_new_one(
    step: str, back: bool, folder: Path, go: Go, reopen: Open, databases: Databases, elsewhere: Databases
) -> None:
    """After SIGKILL the instance opens, whole, in one place; the move is then done again, or was done, and the other place is empty."""
    there, here = Stores(data=databases.empty(), shelf=elsewhere.empty()), Stores()
    if back:
        go(there)
        reopen().close()
        there, here = here, there

    def die(told: str) -> None:
        if told == step:
            os.kill(os.getpid(), signal.SIGKILL)

    child, said = forked(lambda _: go(there, die))
    assert -signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said.close()
    with reopen() as instance:
        assert sound(instance)
        decided = instance.settings.stores == there
    assert (step in {"land", "landed"}) is decided
    if decided:
        with pytest.raises(NothingToMove):
            go(there)
    else:
        go(there)
    with reopen() as instance:
        assert sound(instance)
        assert there == instance.settings.stores
    for where, opened in ((here.data or folder / "data.sqlite", Store), (here.shelf or folder / "shelf.sqlite", Shelf)):
        with pytest.raises((StoreForeign, StoreMissing)):
            opened.open(where)


def test_what_is_not_to_be_moved_is_refused_and_nothing_changes(
    folder: Path, go: Go, reopen: Open, databases: Databases, tmp_path: Path
) -> None:
    """While it is open, to where it is, onto one server, over another store, or with a journal that is not intact."""
    with reopen(), pytest.raises(InstanceInUse):
        go(Stores(data=databases.empty()))
    with pytest.raises(NothingToMove):
        go(Stores())
    with pytest.raises(SameServer):
        go(Stores(data=databases.empty(), shelf=databases.empty()))
    taken = databases.store()
    with pytest.raises(StoreExists):
        go(Stores(data=taken))
    reopen().close()
    Store.open(taken).close()
    with reopen() as instance, behind(instance.store) as say:
        assert sound(instance)
        say("UPDATE entries SET actor = 'nobody' WHERE seq = 1")
    target = databases.empty()
    with pytest.raises(ChainNotWhole):
        go(Stores(data=target))
    Store.create(target).close()

    assert "[stores]" not in (folder / "instance.toml").read_text(encoding="utf-8")
    reopen().close()
    Store.open(target).close()


@pytest.mark.clause("A8")
def test_a_dump_read_into_another_server_is_told_by_its_stamp(
    folder: Path, go: Go, reopen: Open, databases: Databases, elsewhere: Databases
) -> None:
    """Rows copied behind the system's back, with the settings changed to fit, stand where their stamp does not say."""
    first, second = databases.empty(), elsewhere.empty()
    go(Stores(data=first))
    reopen().close()
    source, copied = Store.open(first), Store.create(second)
    with behind(source) as read, behind(copied) as say:
        for table in ("instance_facts", "sequences", "charters", "names", "entries", "checkpoints"):
            rows = read(f"SELECT * FROM {table}").fetchall()
            for row in rows:
                say(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)
    source.close()
    copied.close()
    settings = folder / "instance.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(first.url, second.url), encoding="utf-8")

    with pytest.raises(WrongPlace, match="is not where its stamp says"):
        reopen()


def test_the_settings_keep_every_other_line() -> None:
    """Only the section of the stores is another one: comments and keys stay as they were written, and back again it is gone."""
    told = '# mine\nformat = 1\n\n[stores]\ndata = "postgresql:///a"\n\n[keys]\nepoch-days = 7 # short\n'
    to = Stores(shelf=Address(url="postgresql:///b"))

    there = rewritten(told, to)
    assert '# mine\nformat = 1\n\n[stores]\nshelf = "postgresql:///b"\n\n[keys]\nepoch-days = 7 # short\n' == there
    assert "# mine\nformat = 1\n\n[keys]\nepoch-days = 7 # short\n" == rewritten(there, Stores())


@pytest.mark.parametrize(
    "written",
    [
        '[stores] # the new server\ndata = "postgresql:///a"\n\n[keys]\nepoch-days = 7\n',
        '[ stores ]\ndata = "postgresql:///a"\n\n[keys]\nepoch-days = 7\n',
        '["stores"]\ndata = "postgresql:///a"\n  [keys]\nepoch-days = 7\n',
        "['stores']\r\ndata = \"postgresql:///a\"\r\n\r\n[keys]\r\nepoch-days = 7\r\n",
        'stores.data = "postgresql:///a"\nstores . data-password-file = "p"\n\n[keys]\nepoch-days = 7\n',
        'stores = {data = "postgresql:///a"}\n\n[keys]\nepoch-days = 7\n',
        '[keys]\nepoch-days = 7\n[stores]\ndata = "postgresql:///a"',
    ],
)
def test_settings_written_by_hand_name_the_stores_once(written: str) -> None:
    """However TOML lets somebody write the section, the settings of after a move name the new place, and say the rest as before."""
    to = Stores(data=Address(url="postgresql:///b"))
    found = tomllib.loads(rewritten("format = 1\n" + written.replace("\r\n", "\n"), to))

    assert {"format": 1, "stores": {"data": "postgresql:///b"}, "keys": {"epoch-days": 7}} == found


def test_settings_that_cannot_be_rewritten_are_refused_before_anything_is_carried(
    tmp_path: Path, clock: FixedClock
) -> None:
    """A table written over several lines by another spelling is refused, and the instance opens as before."""
    said = 'stores = {data = """\npostgresql:///a"""}\n'
    with pytest.raises(StoresUnreadable):
        rewritten(said, Stores())
    folder = tmp_path / "data"
    Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
    settings = folder / "instance.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '"st\\u006fres" = {}\n', encoding="utf-8")
    before = sorted(one.name for one in folder.iterdir())

    with pytest.raises(StoresUnreadable):
        move(
            Move(folder=folder, to=Stores(data=Address(url="postgresql:///b")), by="Ann"),
            passphrase=lambda: PASSPHRASE,
            clock=clock,
        )
    assert before == sorted(one.name for one in folder.iterdir())
    Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock).close()
