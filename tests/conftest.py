"""What every test may ask for: a clock that stands still, the sample charter, an instance, and cheap keys declared as such."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from etanche.clock import Clock, FixedClock
from etanche.keyring import Kdf

if TYPE_CHECKING:
    from etanche.instance import Instance

ROOT = Path(__file__).parent.parent
BOOKSHOP = ROOT / "charters/bookshop.yaml"
PASSPHRASE = b"a passphrase of the tests"

CHEAP_KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
"""Tests do not wait for Argon2id; tests/keyring asserts what production uses."""

MakeInstance = Callable[..., "Instance"]


MORNING = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 6.02 on 21 November 2026, in UTC."""
    return FixedClock(MORNING)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance just made, to be copied: making one anew for each test would cost more than most tests."""
    from etanche.instance import Instance

    folder = tmp_path_factory.mktemp("template") / "data"
    Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def make_instance(tmp_path: Path, clock: FixedClock, template: Path) -> Iterator[MakeInstance]:
    """Make or open instances of the sample charter; each is closed at the end."""
    from etanche.instance import Instance

    with ExitStack() as closing:

        def make(folder: Path = tmp_path / "data", *, at: Clock = clock, charter: Path = BOOKSHOP) -> Instance:
            if charter != BOOKSHOP:
                made = Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=at, kdf=CHEAP_KDF)
                return closing.enter_context(made)
            if not folder.exists():
                shutil.copytree(template, folder)
            return closing.enter_context(Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=at))

        yield make


@pytest.fixture
def instance(make_instance: MakeInstance) -> Instance:
    """An instance of the sample charter, empty."""
    return make_instance()
