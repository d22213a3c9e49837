"""An organisation made after the data that somebody goes on with: given up, told beforehand, and its keys end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, lighthouse
from tests.servers import Databases

from etanche.clock import FixedClock
from etanche.instance import Address, Instance, LaggingData, Order, Stores, accept, restore
from etanche.instance.stores import DATA
from etanche.store import ReplicaBehind
from etanche.terms import OrganisationId
from etanche.vault import Arrival

BACKUPS = "  backups: {keep: 30 days}\n"
NEIGHBOUR = "later"


@pytest.fixture(params=["files", "servers"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Where data and shelf are: in files, or each on a server."""
    if request.param == "files":
        yield Stores()
        return
    other = Databases(request.getfixturevalue("other_server"))
    yield Stores(data=request.getfixturevalue("databases").empty(), shelf=other.empty())
    other.drop()


@pytest.fixture
def folder(tmp_path: Path, clock: FixedClock, stores: Stores) -> Path:
    """The folder of an instance with two organisations, and a backup of it, of before a third was made."""
    for name, text in (("shop", BOOKSHOP.read_text(encoding="utf-8")), ("phare", lighthouse())):
        (tmp_path / f"{name}.yaml").write_text(text.replace("  region: vannes\n", f"  region: vannes\n{BACKUPS}"))
    made = tmp_path / "data"
    with Instance.create(
        made, charter=tmp_path / "shop.yaml", passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
    ) as instance:
        instance.create_organisation(tmp_path / "phare.yaml", name=LIGHTHOUSE, by="operator")
        instance.copies.make(tmp_path / "copies", by="operator")
    if stores.data is None:
        shutil.copy(made / DATA, tmp_path / "before")
    return made


def opened(folder: Path, clock: FixedClock) -> Instance:
    """Open it."""
    return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


def third(folder: Path, clock: FixedClock) -> OrganisationId:
    """Make a third organisation that holds somebody, and return it."""
    with opened(folder, clock) as instance:
        house = instance.create_organisation(folder.parent / "phare.yaml", name=NEIGHBOUR, by="operator")
        fields = {"name": "Nina", "email": "nina@example.org", "lamp": "south"}
        arrival = Arrival(at=clock.now(), fields=fields, person=house.vault.new_person())
        house.vault.door("desk", actor="ann").put("ledger", arrival)
        return house.organisation_id


def living(instance: Instance, organisation: OrganisationId) -> set[bytes]:
    """Return the keys of an organisation that live on the shelf."""
    return {key for key, _, _ in instance._ground.shelf.living_keys(organisation)}


def put_older(folder: Path, stores: Stores, older: Address | None) -> None:
    """Let the data be those of before."""
    if stores.data is None or older is None:
        shutil.copy(folder.parent / "before", folder / DATA)
        return
    settings = folder / "instance.toml"
    settings.write_text(settings.read_text().replace(stores.data.url, older.url))


@pytest.mark.parametrize("restored", [True, False], ids=["restored", "accepted"])
def test_an_organisation_that_data_of_before_lack_is_told_and_its_keys_end(
    folder: Path, clock: FixedClock, stores: Stores, request: pytest.FixtureRequest, *, restored: bool
) -> None:
    """Looked at or done, it says that one is given up; three days later its keys are destroyed, with tombstones and a line; others keep theirs."""
    older = None if stores.data is None or restored else request.getfixturevalue("databases").copy(stores.data)
    organisation = third(folder, clock)
    (copy,) = (one for one in (folder.parent / "copies").iterdir() if one.is_dir())
    if not restored:
        put_older(folder, stores, older)
        with pytest.raises(LaggingData if older is None else ReplicaBehind):
            opened(folder, clock)
    told = [
        restore(
            Order(folder=folder, copy=copy, by="Ann", dry_run=dry), passphrase=lambda: PASSPHRASE, clock=clock
        ).as_json()
        if restored
        else accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, dry_run=dry).as_json()
        for dry in (True, False)
    ]

    assert [1, 1] == [one["organisations"] for one in told]
    with opened(folder, clock) as instance:
        keys, others = living(instance, organisation), living(instance, instance.organisation_id)
        assert keys
        clock.advance(timedelta(hours=71))
        assert 0 == instance.end_given_up()
        clock.advance(timedelta(hours=1))
        assert len(keys) == instance.end_given_up()
        assert set() == living(instance, organisation)
        assert keys <= instance._ground.tombstones.ids()
        assert others == living(instance, instance.organisation_id)
        assert [len(keys)] == [one.facts["keys"] for one in instance.journal.entries(act="organisation-ended")]
        assert 0 == instance.end_given_up()


def test_newer_data_put_back_in_time_bring_a_given_up_organisation_back(folder: Path, clock: FixedClock) -> None:
    """Who restored the wrong backup restores the right one within three days, and nobody's keys have died."""
    organisation = third(folder, clock)
    with opened(folder, clock) as instance:
        newer = instance.copies.make(folder.parent / "copies", by="operator")
    older = min(one for one in (folder.parent / "copies").iterdir() if one.is_dir() and one != newer.folder)
    for copy in (older, newer.folder):
        restore(Order(folder=folder, copy=copy, by="Ann"), passphrase=lambda: PASSPHRASE, clock=clock)
    clock.advance(timedelta(days=4))

    with opened(folder, clock) as instance:
        assert 0 == instance.end_given_up()
        session = instance.organisation(NEIGHBOUR).acting("dpo", purpose="watching", actor="ann")
        assert 1 == len(session.find("ledger", "email", "nina@example.org"))
        assert living(instance, organisation)
