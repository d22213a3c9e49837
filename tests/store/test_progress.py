"""What shelf, tombstones and data remember of each other: only what is durable there, and never less than before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from etanche.errors import Fault
from etanche.store import Known, Progress, RowExists, Shelf, Store, Tombstones, facts, sequences
from etanche.terms import OrganisationId, new_id

NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
WRAPPED = bytes(95)


def test_a_change_of_keys_is_counted_and_nothing_else(shelf: Shelf, organisation: OrganisationId) -> None:
    """Making, wrapping anew and destroying count one each; a key that was there, a refusal and a head count nothing."""
    key, day, person = new_id(), new_id(), (new_id(), 1, 1, new_id(), WRAPPED)
    counted = [shelf.changes(organisation)]
    for act in (
        lambda: shelf.put(organisation, key, "kind", WRAPPED),
        lambda: shelf.ensure(organisation, "signer", new_id(), WRAPPED),
        lambda: shelf.ensure(organisation, "signer", new_id(), WRAPPED),
        lambda: shelf.open_bucket(organisation, 1, "2026-05-25", day, WRAPPED),
        lambda: shelf.open_bucket(organisation, 1, "2026-05-25", new_id(), WRAPPED),
        lambda: shelf.open_person_keys(organisation, 1, [person]),
        lambda: shelf.open_person_keys(organisation, 1, [person]),
        lambda: shelf.put_secrets(organisation, {new_id(): WRAPPED}),
        lambda: shelf.rewrap(organisation, [(key, WRAPPED, bytes(96))]),
        lambda: shelf.rewrap(organisation, [(key, WRAPPED, bytes(96))]),
        lambda: shelf.put_head(organisation, 1, bytes(32), "now"),
        lambda: shelf.destroy(organisation, [day]),
        lambda: shelf.destroy_person(organisation, person[0], sparing=(), ended=True),
    ):
        act()
        counted.append(shelf.changes(organisation))
    with pytest.raises(RowExists):
        shelf.put(organisation, key, "kind", WRAPPED)

    assert [0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7, 8] == counted
    assert 8 == shelf.changes(organisation)


def test_data_remember_what_was_durable_before_them(
    store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId
) -> None:
    """A change that failed is never remembered; one that was made is, with the next transaction that is committed, and stays when another knows less."""
    progress = Progress(lambda _whose: 7)
    for one in (store, shelf, tombstones):
        one.follow(progress)
    key = new_id()
    shelf.put(organisation, key, "kind", WRAPPED)
    with pytest.raises(RowExists):
        shelf.put(organisation, key, "kind", WRAPPED)
    with pytest.raises(Fault), store.writing():
        raise Fault("no")
    assert Known() == store.knows(organisation)
    with store.writing() as connection:
        facts.put(connection, organisation, "a", "b")
    assert Known(changes=1) == store.knows(organisation)
    shelf.destroy(organisation, [key])
    tombstones.append(organisation, [key, key], NOW)
    store.follow(Progress(lambda _whose: 0))
    with store.writing():
        pass
    assert Known(changes=1) == store.knows(organisation)
    store.follow(progress)
    with store.writing():
        pass

    assert Known(changes=2, tombstones=1) == store.knows(organisation)
    assert Known(changes=2, lines=7, tombstones=1) == tombstones.knows(organisation)
    assert Known(lines=7) == shelf.knows(organisation)


def test_the_shelf_remembers_the_tombstones_and_forgets_them_only_when_told(
    shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId
) -> None:
    """With its next change it knows how many there were; whoever explains the loss lets it count on, never back."""
    progress = Progress(lambda _whose: 1)
    shelf.follow(progress)
    tombstones.follow(progress)
    tombstones.append(organisation, [new_id(), new_id()], NOW)
    tombstones.append(organisation, [new_id()], NOW)
    shelf.put(organisation, new_id(), "kind", WRAPPED)
    assert Known(tombstones=3) == shelf.knows(organisation)
    shelf.reckon(organisation, changes=9, tombstones=2)
    shelf.reckon(organisation, changes=5, tombstones=2)

    assert (9, Known(tombstones=2)) == (shelf.changes(organisation), shelf.knows(organisation))


def test_organisations_are_counted_apart(
    store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId, other: OrganisationId
) -> None:
    """What happens to another organisation's keys is told of that one alone, wherever it is remembered."""
    progress = Progress(lambda _whose: 1)
    shelf.follow(progress)
    for _ in range(3):
        shelf.put(other, new_id(), "kind", WRAPPED)
    shelf.ensure(organisation, "signer", new_id(), WRAPPED)

    for one in (shelf, tombstones, store):
        one.follow(progress)
    tombstones.append(other, [new_id(), new_id()], NOW)
    with store.writing():
        pass

    assert (1, 3) == (shelf.changes(organisation), shelf.changes(other))
    assert (Known(1), Known(3, tombstones=2)) == (store.knows(organisation), store.knows(other))
    assert (Known(), Known(3, 1, 2)) == (tombstones.knows(organisation), tombstones.knows(other))


def test_a_number_reached_is_never_lowered(store: Store, organisation: OrganisationId) -> None:
    """Reaching for less changes nothing; putting does."""
    with store.writing() as connection:
        said = []
        for act, number in ((sequences.reach, 5), (sequences.reach, 3), (sequences.reach, 8), (sequences.put, 2)):
            act(connection, organisation, "name", number)
            said.append(sequences.last(connection, organisation, "name"))

    assert [5, 5, 8, 2] == said


def test_tombstones_of_the_version_before_are_read_and_renamed_with_the_next(
    tombstones: Tombstones, organisation: OrganisationId
) -> None:
    """Lines without numbers stay as they are, the first one with any comes under a name that the version before refuses."""
    old, new = new_id(), new_id()
    tombstones.append(organisation, [old], NOW)
    before = tombstones.path.read_bytes().replace(b"tombstones 2", b"tombstones 1")
    tombstones.path.write_bytes(before)
    opened = Tombstones(tombstones.path)
    assert (Known(tombstones=1), frozenset({old})) == (opened.knows(organisation), opened.ids())
    assert before == tombstones.path.read_bytes()
    progress = Progress(lambda _whose: 4)
    progress.changed(organisation, 3)
    opened.follow(progress)
    opened.append(organisation, [new], NOW)
    lines = tombstones.path.read_bytes().splitlines()

    assert [b"etanche tombstones 2", before.splitlines()[1]] == lines[:2]
    assert lines[2].endswith(b"+00:00 3 4")
    assert (Known(3, 4, 2), frozenset({old, new})) == (
        Tombstones(tombstones.path).knows(organisation),
        Tombstones(tombstones.path).ids(),
    )


@pytest.mark.parametrize("cut", range(1, 8))
def test_numbers_that_are_torn_never_say_more(tmp_path: Path, organisation: OrganisationId, cut: int) -> None:
    """Whatever is cut off after the moment, the id is dead, nothing is called torn, and what is left of the numbers is no greater."""
    file = Tombstones.create(tmp_path / "torn")
    progress = Progress(lambda _whose: 34)
    progress.changed(organisation, 12)
    file.follow(progress)
    key = new_id()
    file.append(organisation, [key], NOW)
    file.path.write_bytes(file.path.read_bytes()[:-cut])
    left = Tombstones(file.path)

    assert (True, 0) == (key in left, left.torn)
    assert left.knows(organisation).changes <= 12
    assert left.knows(organisation).lines <= 34
