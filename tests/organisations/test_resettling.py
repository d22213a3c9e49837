"""An organisation moved into a place of its own and back: nobody else's rows go along, and a kill leaves it whole in exactly one place."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE, Tell, forked
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.test_places import made, opened, watchers, written

from etanche.clock import FixedClock
from etanche.instance import (
    BUILT_IN,
    Instance,
    InstanceInUse,
    Moved,
    NothingToMove,
    Order,
    Resettle,
    Site,
    StaysWhereItIs,
    resettle,
    restore,
)

STEPS = ("shelf", "data", "chain", "decide", "landed")
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
