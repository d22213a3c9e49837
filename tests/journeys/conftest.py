"""The journeys are walked on each engine: all in files, and with the data on a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE, MakeInstance
from tests.servers import Databases

from etanche.clock import FixedClock
from etanche.instance import Address, Instance, Stores

Copy = Callable[[], Path | Address]


@pytest.fixture
def stores(engine: str, request: pytest.FixtureRequest) -> Stores:
    """Where the stores of a new instance are to be: the shelf in a file, the data on each engine."""
    if engine == "sqlite":
        return Stores()
    databases: Databases = request.getfixturevalue("databases")
    return Stores(data=databases.empty())


@pytest.fixture
def instance(stores: Stores, clock: FixedClock, tmp_path: Path, make_instance: MakeInstance) -> Instance:
    """An instance of the sample charter, empty."""
    if stores.data is None:
        return make_instance()
    made = Instance.create(
        tmp_path / "data",
        charter=BOOKSHOP,
        passphrase=PASSPHRASE,
        clock=FixedClock(MORNING),
        kdf=CHEAP_KDF,
        stores=stores,
    )
    made.close()
    return make_instance()


@pytest.fixture
def copied(instance: Instance, tmp_path: Path, request: pytest.FixtureRequest) -> Copy:
    """Copy the data as they stand, as a backup does."""

    def copy() -> Path | Address:
        address = instance.settings.stores.data
        if address is None:
            instance.store.flush()
            target = tmp_path / "before.sqlite"
            target.write_bytes(instance.store.path.read_bytes())
            return target
        databases: Databases = request.getfixturevalue("databases")
        # A database is copied while nobody is connected.
        instance.store._engine.dispose()
        return databases.copy(address)

    return copy
