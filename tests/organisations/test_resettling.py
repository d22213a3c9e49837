"""An organisation moved into a place of its own and back: nobody else's rows go along, and a kill leaves it whole in exactly one place."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.attacks.test_crash_put_and_sweep import hang
from tests.conftest import PASSPHRASE, Tell, forked
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.test_places import made, opened, watchers, written
from tests.servers import Databases, Server

from etanche.clock import FixedClock
from etanche.instance import (
    BUILT_IN,
    Instance,
    InstanceInUse,
    Move,
    Moved,
    NothingToMove,
    Order,
    Resettle,
    Site,
    StaysWhereItIs,
    Stores,
    move,
    resettle,
    restore,
)
from etanche.store import StoreExists
from etanche.terms import PromiseId

STEPS = ("decide", "landed")
WATCHER = "watcher@example.org"


@pytest.fixture(scope="session")
def founded_together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with an instance on whose stores the lighthouse stands, with somebody in its register and somebody erased."""
    from tests.conftest import MORNING

    room = tmp_path_factory.mktemp("together")
    written(room)
    clock = FixedClock(MORNING)
    with made(room, clock) as instance:
        house = instance.create_organisation(room / "phare.yaml", name=LIGHTHOUSE, by="operator")
        two = Two(instance=instance, other=house, clock=clock)
        two.write_down(WATCHER)
        house.vault.erase(two.write_down("gone@example.org"), actor="ann")
        assert instance.accounts_house.plan.promises
    return room


@pytest.fixture
def room(tmp_path: Path, founded_together: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(founded_together, tmp_path / "room")


def go(
    room: Path,
    clock: FixedClock,
    to: Site | None,
    tell: Callable[[str], object] = lambda _: None,
    name: str = LIGHTHOUSE,
) -> Moved:
    """Move the lighthouse."""
    order = Resettle(folder=room / "data", name=name, to=to, by="Ann")
    return resettle(order, passphrase=lambda: PASSPHRASE, clock=clock, tell=tell)


def there(room: Path) -> Site:
    """Return a place in files."""
    return Site(folder=room / LIGHTHOUSE)


def sound(instance: Instance) -> bool:
    """Return whether the living is found, the erased is not, and every journal is intact."""
    found = (watchers(instance, WATCHER), watchers(instance, "gone@example.org"))
    return found == (1, 0) and all(house.journal.verify().intact for house in instance.houses())


def below(folder: Path) -> list[bytes]:
    """Return the bytes of every file of an instance or a place."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.clause("C4")
def test_what_was_moved_apart_and_back_is_all_there_and_nothing_of_it_is_where_it_was(
    room: Path, clock: FixedClock
) -> None:
    """Each way rows are counted, everything opens, the operator's journal tells it, and of keys and sealed rows no byte stays behind."""
    for to in (there(room), None, there(room)):
        left = room / ("data" if to else LIGHTHOUSE)
        with opened(room, clock) as instance:
            ground = instance.organisation(LIGHTHOUSE)._ground
            with ground.store.reading() as connection:
                asked = "SELECT sealed FROM records WHERE organisation = ?"
                rows = connection.exec_driver_sql(asked, (ground.organisation,)).scalars().all()
            needles = [wrapped for _, _, wrapped in ground.shelf.living_keys(ground.organisation)]
            needles += [*rows, b"Registre des veilleurs"]
            before = instance.organisation_id, len(instance._ground.shelf.living_keys(instance.organisation_id))
            ground.store.flush()
        assert all(any(one in content for content in below(left)) for one in needles)
        moved = go(room, clock, to)
        assert all(count > 5 for count in moved.rows.values())
        with opened(room, clock) as instance:
            assert sound(instance)
            assert instance.left is None
            assert before == (
                instance.organisation_id,
                len(instance._ground.shelf.living_keys(instance.organisation_id)),
            )
            (*_, line) = instance.journal.entries(act="organisation-moved")
            assert ("Ann", "apart" if to else "back") == (line.actor, line.facts["way"])
            Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock).write_down("later@example.org")
        assert not left.exists() or not any(one in content for one in needles for content in below(left))
    assert not (room / "data" / "place.move").exists()


@pytest.mark.clause("A8")
def test_servers_of_its_own_are_a_place_too(
    room: Path, clock: FixedClock, databases: Databases, other_server: Server
) -> None:
    """Out of files onto two servers, its stores moved into files there, and back; a database that is not empty is refused."""
    elsewhere = Databases(other_server)
    taken = databases.store()
    with pytest.raises(StoreExists):
        go(room, clock, Site(folder=room / LIGHTHOUSE, stores=Stores(data=taken)))
    go(room, clock, Site(folder=room / LIGHTHOUSE, stores=Stores(data=databases.empty(), shelf=elsewhere.empty())))
    with opened(room, clock) as instance:
        assert sound(instance)
        assert [True, True] == [one.server is not None for one in instance.organisation(LIGHTHOUSE).placed()]
    order = Move(folder=room / LIGHTHOUSE, to=Stores(data=databases.empty()), by="Ann", home=room / "data")
    move(order, passphrase=lambda: PASSPHRASE, clock=clock)
    with opened(room, clock) as instance:
        assert sound(instance)
        assert instance.organisation(LIGHTHOUSE).left is None
    go(room, clock, None)

    with opened(room, clock) as instance:
        assert sound(instance)
        assert not (room / LIGHTHOUSE).exists()
    elsewhere.drop()


def test_out_of_a_server_that_others_stay_on_and_back(tmp_path: Path, clock: FixedClock, databases: Databases) -> None:
    """The rows of one organisation leave a database, and come back to it; the others are untouched, and commits are counted on."""
    written(tmp_path)
    where = databases.empty()
    with made(tmp_path, clock, stores=Stores(data=where)) as instance:
        house = instance.create_organisation(tmp_path / "phare.yaml", name=LIGHTHOUSE, by="operator")
        Two(instance=instance, other=house, clock=clock).write_down(WATCHER)
    for to in (there(tmp_path), None):
        go(tmp_path, clock, to)
        with opened(tmp_path, clock) as instance:
            assert sound(instance)
            with instance.store.reading() as connection:
                asked = "SELECT count(*) FROM records WHERE organisation = %s"
                number = instance.organisation(LIGHTHOUSE).organisation_id
                assert (0 if to else 1) <= (connection.exec_driver_sql(asked, (number,)).scalar() or 0)
                counted = connection.exec_driver_sql("SELECT count(*) FROM sequences WHERE name = 'commits'").scalar()
                assert 1 == counted


@pytest.mark.parametrize("back", [False, True], ids=["apart", "back"])
def test_a_move_killed_at_any_step_leaves_it_whole_in_exactly_one_place(
    room: Path, clock: FixedClock, *, back: bool
) -> None:
    """After SIGKILL the instance opens on one of the two, the other is empty of it, and the move is done again, or was done."""
    if back:
        go(room, clock, there(room))
        opened(room, clock).close()
    for step in STEPS:
        to = None if back else there(room)

        def die(told: str, step: str = step) -> None:
            if told == step:
                os.kill(os.getpid(), signal.SIGKILL)

        def act(_: Tell, to: Site | None = to, die: Callable[[str], None] = die) -> None:
            go(room, clock, to, die)

        child, said = forked(act)
        assert -signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.close()
        with opened(room, clock) as instance:
            assert sound(instance)
            (placed,) = (one.placed for one in instance.organisations() if one.name == LIGHTHOUSE)
            ours = instance.organisation(LIGHTHOUSE).organisation_id
            at_home = len(instance._ground.shelf.living_keys(ours))
        assert (step == "landed") is (placed is not back)
        assert placed is (room / LIGHTHOUSE).exists()
        assert placed is (at_home == 0)


def between(room: Path, clock: FixedClock, to: Site | None, after: int) -> int:
    """Move, and open, in a child that kills itself at a boundary; return at which, or how many there were."""
    seen = 0

    def halt() -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    def act(tell: Tell) -> None:
        hang(halt)
        go(room, clock, to)
        opened(room, clock).close()
        tell(seen)

    child, said = forked(act)
    os.waitpid(child, 0)
    with said:
        return int(said.read() or after)


def test_a_move_killed_between_any_two_writes_ends_the_same(room: Path, clock: FixedClock) -> None:
    """The files it leaves are those of one true place, while rows are carried as well as while the old ones are destroyed."""
    for to in (there(room), None):
        spare = room.with_name("spare")
        shutil.copytree(room, spare)
        many = between(room, clock, to, 0)
        shutil.rmtree(room)
        for step in (2, 4):
            shutil.copytree(spare, room)
            between(room, clock, to, many * step // 5)
            with opened(room, clock) as instance:
                assert sound(instance)
                (placed,) = (one.placed for one in instance.organisations() if one.name == LIGHTHOUSE)
                ours = instance.organisation(LIGHTHOUSE).organisation_id
                assert placed is (not instance._ground.shelf.living_keys(ours))
            assert placed is (room / LIGHTHOUSE).exists()
            if placed is (to is None):
                go(room, clock, to)
                opened(room, clock).close()
            if step < 4:
                shutil.rmtree(room)
        shutil.rmtree(spare)


def test_what_is_not_to_be_moved_is_refused_and_nothing_changes(room: Path, clock: FixedClock) -> None:
    """While it is open, the first organisation, the built-in one, to where it is, or twice without an opening between."""
    with opened(room, clock) as instance:
        first = instance.organisations()[0].name
        with pytest.raises(InstanceInUse):
            go(room, clock, there(room))
    for name in (first, BUILT_IN):
        with pytest.raises(StaysWhereItIs):
            go(room, clock, there(room), name=name)
    with pytest.raises(NothingToMove):
        go(room, clock, None)
    go(room, clock, there(room))
    with pytest.raises(NothingToMove, match="ended first"):
        go(room, clock, None)

    with opened(room, clock) as instance:
        assert sound(instance)


@pytest.mark.clause("G12")
@pytest.mark.clause("G10")
def test_backups_of_a_place_that_is_no_more_die_in_time(room: Path, clock: FixedClock) -> None:
    """Listed with the instance's after the move back, too old they break the promise of both, pruned they are in the journal of whose they were; of nobody's hand they are told."""
    with (room / "data" / "instance.toml").open("a") as settings:
        settings.write('\n[backups]\nfolder = "../copies"\n')

    def promised(instance: Instance) -> list[str]:
        houses = (instance, instance.organisation(LIGHTHOUSE))
        found = [{one.id: one.because for one in house.prove(fast=True).verdicts} for house in houses]
        return [str(one[PromiseId("continuity:backups")]) for one in found]

    go(room, clock, there(room))
    with opened(room, clock) as instance:
        taken = instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="Ann")).found
    go(room, clock, None)
    clock.advance(timedelta(days=40))
    with opened(room, clock) as instance:
        instance.copies.make(room / "copies", by="Ann")
        listed = {one.folder: one.overdue for one in instance.copies.listed(room / "copies")}
        assert [True, True] == [listed[one.folder] for one in taken]
        assert taken[1].folder != instance.copies.newest(room / "copies").folder
        shutil.rmtree(taken[0].folder)
        assert ["continuity.too-old"] * 2 == promised(instance)

        assert [taken[1].manifest.id] == [one.id for one in instance.copies.prune(room / "copies", by="Ann")]

        assert not taken[1].folder.parent.exists()
        deleted = instance.organisation(LIGHTHOUSE).journal.entries(act="backup-deleted")
        assert [taken[1].manifest.id] == [line.facts["backup"] for line in deleted]
        assert "continuity.too-old" not in promised(instance)
        strange = room / "copies" / f"place-{bytes(16).hex()}" / taken[1].folder.name
        shutil.copytree(instance.copies.newest(room / "copies").folder, strange)
        assert ["continuity.not-ours"] * 2 == promised(instance)


def test_data_of_before_a_move_do_not_bring_its_organisation_back_among_the_others(
    room: Path, clock: FixedClock
) -> None:
    """A backup of the instance of before is restored: what it had of the organisation goes, and that lives on in its place."""
    with opened(room, clock) as instance:
        copy = instance.copies.make(room / "copies", by="operator")
    go(room, clock, there(room))
    with opened(room, clock) as instance:
        Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock).write_down("later@example.org")
    order = Order(folder=room / "data", copy=copy.folder, by="operator")
    restored = restore(order, passphrase=lambda: PASSPHRASE, clock=clock)

    assert 0 == restored.organisations
    with opened(room, clock) as instance:
        assert sound(instance)
        assert 1 == watchers(instance, "later@example.org")
        with instance.store.reading() as connection:
            asked = "SELECT count(*) FROM records WHERE organisation = ?"
            number = instance.organisation(LIGHTHOUSE).organisation_id
            assert 0 == connection.exec_driver_sql(asked, (number,)).scalar()
