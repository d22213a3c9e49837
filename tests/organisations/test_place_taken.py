"""A place is a folder that nobody else is in: what is somebody else's is never touched, and what fails leaves nothing."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Tell, forked
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import made, opened, written
from tests.organisations.test_resettling import founded_together, go, room, sound, there

from etanche.clock import FixedClock
from etanche.instance import PathUnreadable, PlaceTaken, Site
from etanche.instance.stores import DATA, SHELF
from etanche.store import StoreForeign, StoreUnwritable, Tombstones, Tree, leaving

__all__ = ["founded_together", "room"]


@pytest.fixture
def other(tmp_path: Path, clock: FixedClock) -> Iterator[Path]:
    """The folder of another instance, which opens at the end as it did."""
    home = tmp_path / "other"
    home.mkdir()
    written(home)
    made(home, clock).close()
    yield home / "data"
    opened(home, clock).close()


def content(folder: Path) -> dict[Path, bytes]:
    """Return every file of a folder, and what is in it."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def closed(room: Path, clock: FixedClock) -> str | None:
    """Open the instance, look whether it is whole with the lighthouse among the others, and return what it could not leave."""
    with opened(room, clock) as instance:
        assert sound(instance)
        assert not any(one.placed for one in instance.organisations())
        return instance.left


def test_another_instance_is_no_place_and_nothing_of_it_is_touched(room: Path, other: Path, clock: FixedClock) -> None:
    """Moved onto its folder, an organisation stays where it is, and so does every byte of the other."""
    before = content(other)
    with pytest.raises(PlaceTaken):
        go(room, clock, Site(folder=other))

    assert not (room / "data" / "place.move").exists()
    assert closed(room, clock) is None
    assert before == content(other)


def test_a_folder_that_somebody_filled_after_a_killed_move_is_theirs(
    room: Path, other: Path, clock: FixedClock
) -> None:
    """The instance says once that it left it alone, destroys nothing there, and the organisation can be moved elsewhere."""

    def die(told: str) -> None:
        if told == "decide":
            os.kill(os.getpid(), signal.SIGKILL)

    def act(_: Tell) -> None:
        go(room, clock, there(room), die)

    child, said = forked(act)
    os.waitpid(child, 0)
    said.close()
    shutil.rmtree(room / LIGHTHOUSE)
    shutil.copytree(other, room / LIGHTHOUSE)
    before = content(room / LIGHTHOUSE)

    assert "is not this instance's" in (closed(room, clock) or "")
    assert closed(room, clock) is None
    assert before == content(room / LIGHTHOUSE)
    go(room, clock, Site(folder=room / "elsewhere"))
    with opened(room, clock) as instance:
        assert sound(instance)


def test_files_of_others_in_the_place_that_is_left_stay(room: Path, other: Path, clock: FixedClock) -> None:
    """Of a place that an organisation was moved out of all goes but what somebody else put there under the same names."""
    go(room, clock, there(room))
    opened(room, clock).close()
    go(room, clock, None)
    for name in (DATA, SHELF):
        shutil.copy(other / name, room / LIGHTHOUSE / name)
    tombstones = room / LIGHTHOUSE / "tombstones.log"
    tombstones.unlink()
    Tombstones.create(tombstones).append(bytes(16), [bytes(16)], clock.now())
    before = content(room / LIGHTHOUSE)
    del before[room / LIGHTHOUSE / "instance.toml"]

    assert "is not this instance's" in (closed(room, clock) or "")
    assert before == content(room / LIGHTHOUSE)


@pytest.mark.parametrize(("tree", "name"), [(Tree.DATA, DATA), (Tree.SHELF, SHELF)])
def test_a_store_in_a_file_is_left_only_by_whose_it_is(room: Path, tree: Tree, name: str) -> None:
    """One that holds rows of others, the other store, and what is no store are kept; one whose end a killed process began goes."""
    file, text = room / "data" / name, room / "letter"
    text.write_bytes(b"dear")
    before = file.read_bytes()
    for where, kind, known in ((file, tree, {bytes(16)}), (text, tree, {bytes(16)})):
        with pytest.raises(StoreForeign):
            leaving.leave(where, kind, known)
    assert before == file.read_bytes()
    file.write_bytes(bytes(100) + before[100:])

    assert leaving.leave(file, tree, {bytes(16)})
    assert not file.exists()


@pytest.mark.parametrize("step", ["below a file", "data", "chain"])
def test_a_disk_that_refuses_is_told_and_leaves_nothing(room: Path, clock: FixedClock, step: str) -> None:
    """A folder that cannot be had, or a disk that fails on the way: one refusal, no note, no file, and the instance opens."""
    (room / "letter.txt").write_text("dear")
    folder = room / ("letter.txt" if step == "below a file" else LIGHTHOUSE) / "x"

    def fail(told: str) -> None:
        if told == step:
            raise OSError(28, "no space left")

    with pytest.raises(StoreUnwritable):
        go(room, clock, Site(folder=folder), fail)

    assert not (room / "data" / "place.move").exists()
    assert not folder.exists()
    assert closed(room, clock) is None


def test_a_folder_that_a_killed_move_had_only_taken_is_taken_again(room: Path, clock: FixedClock) -> None:
    """Killed before anything was noted, there are settings of the organisation there and nothing else: that stops nobody."""
    go(room, clock, there(room))
    settings = (room / LIGHTHOUSE / "instance.toml").read_bytes()
    opened(room, clock).close()
    go(room, clock, None)
    opened(room, clock).close()
    (room / LIGHTHOUSE).mkdir()
    (room / LIGHTHOUSE / "instance.toml").write_bytes(settings)
    go(room, clock, there(room))

    with opened(room, clock) as instance:
        assert sound(instance)
        assert [LIGHTHOUSE] == [one.name for one in instance.organisations() if one.placed]


@pytest.mark.parametrize("name", [os.fsdecode(b"caf\xe9"), "ph\0are"], ids=["latin-1", "nul"])
def test_a_folder_whose_name_the_settings_cannot_say_is_refused_before_anything_is_made(
    room: Path, clock: FixedClock, name: str
) -> None:
    """Bytes that are no UTF-8, or no name of a file, stand in no settings: neither a move nor a new organisation begins there."""
    before = set(room.iterdir())
    site = Site(folder=room / name)
    with pytest.raises(PathUnreadable):
        go(room, clock, site)
    with opened(room, clock) as instance, pytest.raises(PathUnreadable):
        instance.create_organisation(room / "phare.yaml", name="autres", by="operator", at=site)

    assert before == set(room.iterdir())
    assert closed(room, clock) is None


@pytest.mark.parametrize("name", ["ph\U000e0001are", "ph\x7fa\u200bre", 'p"h\\are'], ids=["tag", "unseen", "quoted"])
def test_a_folder_of_any_other_name_is_a_place(room: Path, clock: FixedClock, name: str) -> None:
    """Signs that nobody sees, of any plane, quotes and strokes: the organisation is moved there, and found there again."""
    go(room, clock, Site(folder=room / name))

    with opened(room, clock) as instance:
        assert sound(instance)
        assert [room / name] == list(instance._ground.places().values())
