"""An organisation whose stores lie apart: in files or on servers of its own, known again at every opening, kept and proved like the others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, lighthouse
from tests.servers import Databases, Server

from etanche.clock import FixedClock
from etanche.instance import Instance, Site, Stores
from etanche.terms import OrganisationId

BACKUPS = "  backups: {keep: 30 days}\n"


def written(folder: Path) -> None:
    """Write both charters, with backups."""
    for name, text in (("shop", BOOKSHOP.read_text(encoding="utf-8")), ("phare", lighthouse())):
        (folder / f"{name}.yaml").write_text(text.replace("  region: vannes\n", f"  region: vannes\n{BACKUPS}"))


def opened(folder: Path, clock: FixedClock) -> Instance:
    """Open the instance."""
    return Instance.open(folder / "data", passphrase=lambda: PASSPHRASE, clock=clock)


@pytest.fixture(scope="session")
def founded_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an instance, and beside it the place of the lighthouse, in files."""
    from tests.conftest import MORNING

    room = tmp_path_factory.mktemp("apart")
    written(room)
    clock = FixedClock(MORNING)
    with Instance.create(
        room / "data", charter=room / "shop.yaml", passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF
    ) as made:
        made.create_organisation(room / "phare.yaml", name=LIGHTHOUSE, by="operator", at=Site(folder=room / "phare"))
    return room


def test_it_opens(founded_apart: Path, clock: FixedClock) -> None:
    """x."""
    with opened(founded_apart, clock) as instance:
        house = instance.organisation(LIGHTHOUSE)
        print(instance.organisations(), house.folder, house.placed())
        run = house.prove()
        for v in run.verdicts:
            if v.state.value != "kept":
                print(v.id, v.state, v.because)
