"""An instance whose charter lets a backup live thirty days, on each engine, with visits of several days in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE, ROOT
from tests.servers import Databases

from etanche.backup import Taken
from etanche.clock import FixedClock, day_of
from etanche.instance import Instance, Order, Restored, Stores, restore
from etanche.vault import Arrival, Record

CATEGORY = "visit"
CHOIR = ROOT / "charters/others/choir.yaml"


@dataclass(kw_only=True)
class Place:
    """One instance, its backups beside it, and what happens to them."""

    folder: Path
    copies: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(MORNING))
    stores: Stores = field(default_factory=Stores)
    closing: ExitStack = field(default_factory=ExitStack)

    def open(self) -> Instance:
        """Open the instance, to be closed by the test or at its end."""
        return self.closing.enter_context(Instance.open(self.folder, passphrase=lambda: PASSPHRASE, clock=self.clock))

    def put(self, instance: Instance, page: str, *days_ago: int, who: str = "w") -> None:
        """Take in a visit to a page for each of some days."""
        now = self.clock.now()
        arrivals = [Arrival(at=now - timedelta(days=ago), fields={"page": f"/{page}"}, who=who) for ago in days_ago]
        instance.vault.door("site-visits", actor="site").put_many(CATEGORY, arrivals)

    def read(self, instance: Instance) -> list[Record]:
        """Read what the analyst may read."""
        return list(instance.vault.acting("web-analyst", purpose="audience", actor="ann").read(CATEGORY))

    def pages(self, instance: Instance) -> set[str]:
        """Return which pages were visited."""
        return {str(record.fields["page"]).strip("/") for record in self.read(instance)}

    def back_up(self, instance: Instance) -> Taken:
        """Make a backup."""
        return instance.copies.make(self.copies, by="ann")

    def restore(self, taken: Taken | Path, **asked: object) -> Restored:
        """Restore the instance, which nobody has open."""
        copy = taken if isinstance(taken, Path) else taken.folder
        order = Order(folder=self.folder, copy=copy, by="ann", **asked)  # type: ignore[arg-type]  # as the test asks
        return restore(order, passphrase=lambda: PASSPHRASE, clock=self.clock)

    def day(self, days_ago: int = 0) -> date:
        """Return a day, in the zone of the charter."""
        return day_of(self.clock.now() - timedelta(days=days_ago), "Europe/Paris")


@pytest.fixture(scope="session")
def charter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample charter, with backups."""
    text = BOOKSHOP.read_text(encoding="utf-8")
    assert "\nvault:\n" in text
    path = tmp_path_factory.mktemp("charter") / "charter.yaml"
    path.write_text(text.replace("\nvault:\n", "\nvault:\n  backups: {keep: 30 days}\n"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def seed(charter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance just made, in files, to be copied."""
    folder = tmp_path_factory.mktemp("seed") / "data"
    Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def place(engine: str, seed: Path, charter: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """An instance of that charter: all in files, or with its data on a server."""
    made = Place(folder=tmp_path / "data", copies=tmp_path / "copies")
    if engine == "sqlite":
        shutil.copytree(seed, made.folder)
    else:
        databases: Databases = request.getfixturevalue("databases")
        made.stores = Stores(data=databases.empty())
        Instance.create(
            made.folder, charter=charter, passphrase=PASSPHRASE, clock=made.clock, kdf=CHEAP_KDF, stores=made.stores
        ).close()
    with made.closing:
        yield made


Step = Callable[..., None]


@pytest.fixture
def backed(place: Place) -> tuple[Instance, Taken]:
    """An open instance with visits of an old day and a young one, and a backup of it."""
    instance = place.open()
    place.put(instance, "old", 179)
    place.put(instance, "young", 1, 1)
    return instance, place.back_up(instance)


@pytest.fixture
def choir(place: Place) -> tuple[Instance, bytes, bytes]:
    """An instance that knows persons, with two singers, and the ids of both."""
    shutil.rmtree(place.folder)
    Instance.create(place.folder, charter=CHOIR, passphrase=PASSPHRASE, clock=place.clock, kdf=CHEAP_KDF).close()
    instance = place.open()
    singers = instance.vault.new_person(), instance.vault.new_person()
    for person in singers:
        instance.vault.tell(person, "contract-start", actor="ann", effective=place.clock.now() - timedelta(days=30))
        sheet = Arrival(at=place.clock.now(), fields={"name": "Jeanne Mer", "voice": "alto"}, person=person)
        instance.vault.door("sign-up-sheet", actor="ann").put_many("singer-sheet", [sheet])
    return instance, *singers
