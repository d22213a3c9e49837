"""The word that stops access: the shelf remembers it for whoever comes later, and keys that were open are let go of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.standing.conftest import NOON, ORGANISATION

from etanche.clock import FixedClock
from etanche.keyring import Keyring, MemoryRoot
from etanche.standing import Halt, HaltChanged, Halted, Scope
from etanche.standing.halting import Halting, written
from etanche.store import Shelf, Store, Tombstones, halts
from etanche.words.errors import told_in


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keyring]:
    """Keys on a shelf, on which no halt is said yet."""
    folder = tmp_path_factory.mktemp("halting")
    shelf, tombstones = Shelf.create(folder / "shelf.sqlite"), Tombstones.create(folder / "tombstones.log")
    yield Keyring(MemoryRoot(), shelf, tombstones, FixedClock(NOON))
    shelf.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A shelf that no process has looked at yet."""
    made = Shelf.create(tmp_path / "shelf.sqlite")
    yield made
    made.close()


Begin = Callable[[], Halting]


@pytest.fixture
def begin(keyring: Keyring, shelf: Shelf, tmp_path: Path) -> Iterator[Begin]:
    """What a process knows that has just begun, over data in which nothing was written yet."""
    store = Store.create(tmp_path / "data.sqlite")
    yield lambda: Halting(keyring=keyring, store=store, shelf=shelf, organisation=ORGANISATION)
    store.close()


def said(keyring: Keyring, number: int, *, halted: bool = True, scope: Scope = Scope.ORGANISATION) -> dict[str, str]:
    """Return the words of the data after somebody halted, or let go on."""
    halt = Halt(scope=scope, number=number, halted=halted, at=NOON + timedelta(hours=number), by="bea", reason="r")
    name = {Scope.ORGANISATION: halts.ORGANISATION, Scope.INSTANCE: halts.INSTANCE}[scope]
    return {name: written(keyring, ORGANISATION, halt)}


def copied(shelf: Shelf, words: dict[str, str]) -> None:
    """Give the shelf its copy."""
    for name, text in words.items():
        shelf.put_halt(ORGANISATION, name, text)


def test_where_nothing_was_ever_halted_everything_goes_on(begin: Begin, keyring: Keyring, shelf: Shelf) -> None:
    """No word in the data and none on the shelf: a decision may be taken, and no word stands."""
    halting = begin()
    halting.require_going_on({})

    assert () == halting.known({})


@pytest.mark.clause("P15")
def test_a_word_taken_out_of_the_data_stops_whoever_begins_afterwards(
    begin: Begin, keyring: Keyring, shelf: Shelf
) -> None:
    """The shelf knows that something was said: without it in the data a new process decides nothing, and says why in both languages."""
    copied(shelf, said(keyring, 1))
    with pytest.raises(HaltChanged) as found:
        begin().require_going_on({})

    assert "find out who changed the data file; then `etanche resume` says it anew" == found.value.hint
    assert str(found.value) != told_in(str(found.value), "fr")
    assert found.value.hint != told_in(found.value.hint, "fr")


@pytest.mark.clause("P15")
def test_a_word_taken_out_of_the_data_stops_whoever_saw_it(begin: Begin, keyring: Keyring, shelf: Shelf) -> None:
    """A process that read the word misses it, though the shelf was never told."""
    halting = begin()
    with pytest.raises(Halted):
        halting.require_going_on(said(keyring, 1))

    with pytest.raises(HaltChanged):
        halting.require_going_on({})


@pytest.mark.clause("P15")
def test_what_is_said_next_is_higher_than_what_the_shelf_remembers(
    begin: Begin, keyring: Keyring, shelf: Shelf
) -> None:
    """An older word put back into the data does not make the next one as old: a new process counts on from the shelf's."""
    copied(shelf, said(keyring, 3))

    assert 3 == begin().highest(Scope.ORGANISATION, said(keyring, 1, halted=False))
    assert 3 == begin().highest(Scope.ORGANISATION, {})
    assert 0 == begin().highest(Scope.INSTANCE, {})


@pytest.mark.clause("P15")
def test_a_second_halt_lets_go_of_keys_as_the_first_did(begin: Begin, keyring: Keyring, shelf: Shelf) -> None:
    """Of each halt the keys are dropped once, by whoever first sees it; those opened between two halts go with the second."""
    halting = begin()

    def opened_then(words: dict[str, str]) -> bool:
        """Return whether a key that is open stays so when a decision is asked for."""
        kept = keyring.marker(ORGANISATION, 7)
        with suppress(Halted):
            halting.require_going_on(words)
        return keyring.marker(ORGANISATION, 7) is kept

    first, on, second = said(keyring, 1), said(keyring, 2, halted=False), said(keyring, 3)

    assert [False, True, True, False, True] == [opened_then(words) for words in (first, first, on, second, second)]


@pytest.mark.clause("P15")
def test_one_process_gives_the_shelf_each_word_once(
    begin: Begin, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks again and again while nothing new was said writes nothing: the shelf commits to its disk each time."""
    words = said(keyring, 1) | said(keyring, 2, scope=Scope.INSTANCE)
    put: list[str] = []
    really = Shelf.put_halt

    def counted(self: Shelf, organisation: bytes, name: str, text: str) -> None:
        put.append(name)
        really(self, organisation, name, text)

    monkeypatch.setattr(Shelf, "put_halt", counted)
    halting = begin()
    for _ in range(3):
        halting.follow(words)

    assert sorted(words) == sorted(put)
