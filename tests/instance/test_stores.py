"""Where the stores of an instance are: in its folder or on servers, the shelf never on the data's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.addresses import behind
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.servers import Databases, Server

from etanche.clock import FixedClock
from etanche.instance import Address, Instance, InstanceUnreadable, SameServer, Stores
from etanche.instance.settings import Settings
from etanche.proof import State
from etanche.proof.look import search
from etanche.store import AddressUnreadable, Store
from etanche.vault import Arrival

Make = Callable[[Stores], Instance]


@pytest.fixture
def elsewhere(other_server: Server) -> Iterator[Databases]:
    """Databases of the other server."""
    made = Databases(other_server)
    yield made
    made.drop()


@pytest.fixture
def make(tmp_path: Path, clock: FixedClock) -> Make:
    """Make an instance of the sample charter whose stores are where they are told to be."""

    def made(stores: Stores) -> Instance:
        return Instance.create(
            tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
        )

    return made


@pytest.fixture
def apart(databases: Databases, elsewhere: Databases) -> Stores:
    """The data on one server and the shelf on another."""
    return Stores(data=databases.empty(), shelf=elsewhere.empty())


def test_one_server_for_both_is_refused_and_nothing_is_made(make: Make, databases: Databases, tmp_path: Path) -> None:
    """Two databases of one server share its log: refused before a table or a folder is made."""
    stores = Stores(data=databases.empty(), shelf=databases.empty())

    with pytest.raises(SameServer, match="on one server"):
        make(stores)
    assert not (tmp_path / "data").exists()
    for address in (stores.data, stores.shelf):
        assert address is not None
        Store.create(address).close()


def test_a_shelf_moved_to_the_data_s_server_is_refused(
    make: Make, apart: Stores, databases: Databases, tmp_path: Path, clock: FixedClock
) -> None:
    """An instance whose settings were changed so that both are on one server does not open."""
    make(apart).close()
    settings = tmp_path / "data/instance.toml"
    moved = Stores(data=apart.data, shelf=databases.shelf())
    text = settings.read_text(encoding="utf-8").partition("\n[stores]")[0]
    settings.write_text("\n".join([text, *moved.lines()]), encoding="utf-8")

    with pytest.raises(SameServer):
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock)


def test_an_instance_on_two_servers_lives_and_is_proved(
    make: Make, apart: Stores, tmp_path: Path, clock: FixedClock
) -> None:
    """Made, opened anew, fed, swept and proved; what is on servers is searched by its rows, and what is not seen is said."""
    make(apart).close()
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        door = instance.vault.door("site-visits", actor="test")
        door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who="v")])
        assert instance.vault.sweep().final
        states = {str(verdict.id): (verdict.state, verdict.because) for verdict in instance.prove().verdicts}
        assert instance.journal.verify().intact

    assert [(State.UNPROVEN, "hosting.on-a-server")] == [
        of for name, of in states.items() if name.startswith("hosting:")
    ]
    assert (State.KEPT, "sealed.sealed-on-a-server") == states["sealed:records"]
    assert (State.KEPT, "sealed.wrapped-on-a-server") == states["sealed:keys"]
    assert (State.KEPT, "minimise.exactly-on-a-server") == states["minimise:visit"]
    assert not list((tmp_path / "data").glob("*.sqlite*"))


def test_what_a_server_keeps_of_a_destroyed_day_is_said(make: Make, elsewhere: Databases, clock: FixedClock) -> None:
    """With the shelf on a server the sweep's line and the promise of the term both say that the server may keep traces."""
    with make(Stores(shelf=elsewhere.empty())) as instance:
        door = instance.vault.door("site-visits", actor="test")
        door.put_many("visit", [Arrival(at=clock.now() - timedelta(days=200), fields={"page": "/"}, who="v")])
        done = instance.vault.sweep()
        (line,) = instance.journal.entries(act="destroyed")
        told = {str(verdict.id): verdict for verdict in instance.prove().verdicts}["retention:audience/visit"]

    assert (True, 1) == (done.final, done.destroyed)
    assert "in-server-files" == line.facts["traces"]
    assert (State.KEPT, "retention.in-time-on-a-server") == (told.state, told.because)


def test_a_shelf_alone_on_a_server_lets_its_instance_live(make: Make, elsewhere: Databases, clock: FixedClock) -> None:
    """With the data in a file and the shelf on a server a visit is kept, and its day opens."""
    with make(Stores(shelf=elsewhere.empty())) as instance:
        door = instance.vault.door("site-visits", actor="test")
        door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who="v")])
        found = list(instance.vault.acting("web-analyst", purpose="audience", actor="test").read("visit"))

    assert 1 == len(found)


def test_what_lies_in_clear_on_a_server_is_found(make: Make, databases: Databases) -> None:
    """A page in clear in a row is met by the search, and a full address in a clear column breaks its promise."""
    with make(Stores(data=databases.empty())) as instance:
        with behind(instance.store) as say:
            say(
                "INSERT INTO counts VALUES (?, ?, ?, 1)",
                instance.organisation_id,
                "2026-11-21",
                "/the-page-of-203.0.113.77",
            )
        found = search([], {"page": b"/the-page-of-", "absent": b"nowhere at all"}, tables=instance.store.rows())
        broken = {verdict.because for verdict in instance.prove().verdicts if verdict.state is State.BROKEN}

    assert {"page": 1} == found.found
    assert {"minimise.address-in-clear", "minimise.journal-tells"} == broken


def test_a_needle_cut_by_a_boundary_is_found() -> None:
    """What comes in two pieces is met all the same, once for a table, and the tables are counted."""
    tables = [iter([b"....the nee", b"dle....", b"the needle"]), iter([b"nothing"]), iter(list[bytes]())]
    found = search([], {"needle": b"the needle"}, tables=tables)

    assert ({"needle": 1}, 3, 35) == (found.found, found.tables, found.bytes)


def test_addresses_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    """Whatever a path or an address holds, the settings say the same when they are read."""
    stores = Stores(
        data=Address(url="postgresql://a@h/b?host=/tmp/x%20y", password_file=tmp_path / 'odd " \\ é'),
        shelf=Address(url="postgres://c@d/e"),
    )
    import tomllib

    assert stores == Stores.read(tomllib.loads("\n".join(stores.lines()))["stores"])
    assert () == Stores().lines()


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ('data = "postgresql://a:secret@h/b"', AddressUnreadable),
        ('data = "/var/lib/data.sqlite"', AddressUnreadable),
        ('dta = "postgresql://a@h/b"', InstanceUnreadable),
        ('data-password-file = "/x"', InstanceUnreadable),
        ("data = 3", InstanceUnreadable),
    ],
)
def test_settings_that_say_something_else_are_refused(
    template: Path, tmp_path: Path, table: str, error: type[Exception]
) -> None:
    """A password in an address, a path, a misspelt key, a password without address: each is told, and none repeated."""
    (tmp_path / "instance.toml").write_text(
        f"{(template / 'instance.toml').read_text(encoding='utf-8')}\n[stores]\n{table}\n", encoding="utf-8"
    )

    with pytest.raises(error) as refused:
        Settings.read(tmp_path)
    assert not re.search("secret", str(refused.value))
