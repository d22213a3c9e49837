"""Real shelves in a temporary folder, roots that cost nothing, and an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etanche.clock import FixedClock
from etanche.keyring import Kdf, Keyring, MemoryRoot, Root
from etanche.store import Shelf, Tombstones
from etanche.terms import OrganisationId, new_id

MakeRing = Callable[[], Keyring]


@pytest.fixture
def cheap() -> Kdf:
    """Parameters that make a guess at a passphrase cost nothing: for tests only."""
    return Kdf(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def organisation() -> OrganisationId:
    """An organisation nobody else has."""
    return OrganisationId(new_id())


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A shelf on disk."""
    made = Shelf.create(tmp_path / "instance/shelf.sqlite")
    yield made
    made.close()


@pytest.fixture
def tombstones(tmp_path: Path) -> Tombstones:
    """Tombstones on disk."""
    return Tombstones.create(tmp_path / "instance/tombstones.log")


@pytest.fixture
def root() -> Root:
    """A root that is nowhere on disk."""
    return MemoryRoot()


@pytest.fixture
def make_ring(root: Root, shelf: Shelf, tombstones: Tombstones, clock: FixedClock) -> MakeRing:
    """Make keyrings on the same shelf, as several processes have them: each with leases of its own."""
    return lambda: Keyring(root, shelf, tombstones, clock)


@pytest.fixture
def ring(make_ring: MakeRing) -> Keyring:
    """A keyring."""
    return make_ring()
