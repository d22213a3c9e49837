"""A copy of a store is one moment of it, and goes back where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import IN_FILES
from tests.servers import Databases

from etanche.store import Shelf, Store, StoreBusy, StoreCorrupt, StoreForeign, Tree, copies, facts
from etanche.terms import OrganisationId


def test_writers_go_on_while_a_copy_is_made(store: Store, organisation: OrganisationId, tmp_path: Path) -> None:
    """A row written between two steps of a copy is acknowledged at once, and is not in the copy."""
    with store.writing() as connection:
        for number in range(2_000):
            facts.put(connection, organisation, f"before-{number}", "x" * 1_000)
    steps: list[int] = []

    def write(done: int, _whole: int) -> None:
        with store.writing() as connection:
            facts.put(connection, organisation, f"during-{len(steps)}", "y")
        steps.append(done)

    (tmp_path / "copy").mkdir()
    copied = store.copy(tmp_path / "copy", write)

    assert len(steps) > 1
    assert 2_000 == copied.counts["instance_facts"]
    assert b"during-" not in b"".join(file.read_bytes() for file in (tmp_path / "copy").iterdir())
    assert all(0o600 == file.stat().st_mode & 0o777 for file in (tmp_path / "copy").iterdir())


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_copy_of_a_database_goes_back_in_one_transaction(
    store: Store, shelf: Shelf, organisation: OrganisationId, databases: Databases, tmp_path: Path
) -> None:
    """Data and shelf alike: what is there goes, what was copied comes, in an empty database too; nobody else may be connected."""
    with store.writing() as connection:
        facts.put(connection, organisation, "name", "of then")
    shelf.put(organisation, bytes(16), "kind", b"wrapped")
    for name, one in (("data", store), ("shelf", shelf)):
        (tmp_path / name).mkdir()
        one.copy(tmp_path / name, lambda *_: None)
    with store.writing() as connection:
        facts.put(connection, organisation, "name", "of now")
        facts.put(connection, organisation, "more", "of now")
    address = store.place.address  # type: ignore[attr-defined]  # it is on a server
    with pytest.raises(StoreBusy), copies.replacing(address, Tree.DATA, tmp_path / "data"):
        pass
    store.close()
    with copies.replacing(address, Tree.DATA, tmp_path / "data"):
        pass
    empty = databases.empty()
    with copies.replacing(empty, Tree.SHELF, tmp_path / "shelf"):
        pass

    again = Store.open(address)
    with again.reading() as connection:
        assert "of then" == facts.get(connection, organisation, "name")
        assert facts.get(connection, organisation, "more") is None
    again.close()
    other = Shelf.open(empty)
    assert b"wrapped" == other.get(organisation, bytes(16))
    other.close()
    with pytest.raises(StoreForeign), copies.replacing(empty, Tree.DATA, tmp_path / "data"):
        pass


@IN_FILES
def test_a_copy_with_a_flaw_is_not_believed(store: Store, organisation: OrganisationId, tmp_path: Path) -> None:
    """A page overwritten in a copy is found by the engine itself, before anybody opens it."""
    with store.writing() as connection:
        for number in range(200):
            facts.put(connection, organisation, f"{number}", "x" * 1_000)
    copy = tmp_path / "copy"
    copy.mkdir()
    store.copy(copy, lambda *_: None)
    copies.require_whole(copy / copies.FILE)
    content = bytearray((copy / copies.FILE).read_bytes())
    for page in range(5, len(content) // 4096):
        content[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    (copy / copies.FILE).write_bytes(content)

    with pytest.raises(StoreCorrupt):
        copies.require_whole(copy / copies.FILE)
