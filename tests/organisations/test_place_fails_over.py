"""
Fail-over of the server of its own that an organisation is on: with all that was acknowledged it is gone on with, and one that lags shuts it alone.

The replica is PostgreSQL's own, promoted as an operator would; its address is written into the place's settings by hand, or stood there with the first one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE
from tests.instance.test_replicas import Pair
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.test_places import made, opened, watchers, written

from etanche.clock import FixedClock
from etanche.errors import OutOfReach
from etanche.instance import Address, Instance, LaggingData, LaggingShelf, Site, Stores, accept
from etanche.store import StoreUnreachable
from etanche.vault import Arrival

KEPT, LATER = "kept@example.org", "later@example.org"


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The server of the place, with its replica."""
    found = Pair()
    yield found
    found.remove()


@pytest.fixture(params=["data", "shelf"])
def which(request: pytest.FixtureRequest) -> str:
    """Which store of the place is on that server; the other is in a file of the place."""
    return str(request.param)


@pytest.fixture
def apart(tmp_path: Path, clock: FixedClock, pair: Pair, which: str) -> Callable[[Address], Two]:
    """Makes an instance in files, with a lighthouse on the server at an address."""

    def make(at: Address) -> Two:
        written(tmp_path)
        instance = made(tmp_path, clock)
        stores = Stores(data=at) if which == "data" else Stores(shelf=at)
        site = Site(folder=tmp_path / LIGHTHOUSE, stores=stores)
        house = instance.create_organisation(tmp_path / "phare.yaml", by="operator", at=site)
        return Two(instance=instance, other=house, clock=clock)

    return make


def elsewhere(room: Path, pair: Pair) -> None:
    """Let the settings of the place name the replica in the place of the server that died."""
    file = room / LIGHTHOUSE / "instance.toml"
    said = file.read_text()
    file.write_text(said.replace(str(pair.first.folder), str(pair.replica.folder)))
    assert said != file.read_text()


def goes_on(instance: Instance) -> None:
    """The bookshop takes in what it is given, and reads it."""
    visit = Arrival(at=instance.clock.now(), fields={"page": "/"}, who="x")
    assert 1 == instance.vault.door("site-visits", actor="test").put_many("visit", [visit]).stored
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
    assert ["/"] == [one.fields["page"] for one in session.read("visit")][:1]


@pytest.mark.clause("G10", "G12")
def test_with_another_address_an_organisation_opens_with_all_that_was_acknowledged(
    tmp_path: Path, clock: FixedClock, pair: Pair, apart: Callable[[Address], Two]
) -> None:
    """Its server dead, it alone is shut and says so; the replica promoted and named in the place's settings, who was written down is read, and who was erased stays so."""
    two = apart(pair.address)
    two.write_down(KEPT)
    gone = two.write_down("gone@example.org")
    two.other.vault.erase(gone, actor="ann")
    pair.first.caught_up(pair.replica)
    pair.first.kill()
    with pytest.raises(StoreUnreachable):
        two.write_down("lost@example.org")
    goes_on(two.instance)
    with suppress(OutOfReach):
        two.instance.close()
    with opened(tmp_path, clock) as instance:
        with pytest.raises(OutOfReach) as refused:
            instance.organisation(LIGHTHOUSE)
        assert refused.value.hint
        goes_on(instance)
    pair.replica.promote()
    elsewhere(tmp_path, pair)

    with opened(tmp_path, clock) as instance:
        assert [1, 0, 0] == [watchers(instance, one) for one in (KEPT, "gone@example.org", "lost@example.org")]
        house = instance.organisation(LIGHTHOUSE)
        assert house.journal.verify().intact
        Two(instance=instance, other=house, clock=clock).write_down(LATER)
        assert [1, 1] == [watchers(instance, one) for one in (KEPT, LATER)]


@pytest.mark.clause("G10", "G12")
def test_an_instance_that_runs_goes_on_with_the_replica_when_both_are_named(
    clock: FixedClock, pair: Pair, apart: Callable[[Address], Two]
) -> None:
    """Nothing is restarted: the organisation is shut while nobody is promoted, and goes on with its next connection after."""
    two = apart(pair.both)
    with two.instance:
        two.write_down(KEPT)
        pair.fail_over()
        with suppress(StoreUnreachable):
            two.write_down("lost@example.org")
        two.write_down(LATER)

        assert [1, 1] == [watchers(two.instance, one) for one in (KEPT, LATER)]
        assert two.other.journal.verify().intact


@pytest.mark.clause("C4", "G12")
def test_a_replica_that_lags_shuts_its_organisation_alone_until_somebody_accepts_it(
    tmp_path: Path, clock: FixedClock, pair: Pair, apart: Callable[[Address], Two], which: str
) -> None:
    """
    It lacks an erasure and somebody written down: it is refused with a hint, the bookshop goes on; accepted by name, the dead are dead, and the journal says who.

    Where the number of the last commit is lost too, it is an old copy like any other, and nothing opens.
    """
    two = apart(pair.address)
    two.write_down(KEPT)
    gone = two.write_down("gone@example.org")

    def lost() -> None:
        two.other.vault.erase(gone, actor="ann")
        two.write_down(LATER)
        two.other.journal.seal()

    pair.fail_over(lagging=lost)
    with suppress(OutOfReach):
        two.instance.close()
    elsewhere(tmp_path, pair)
    place = tmp_path / LIGHTHOUSE

    with opened(tmp_path, clock) as instance:
        with pytest.raises(OutOfReach) as refused:
            instance.organisation(LIGHTHOUSE)
        assert refused.value.hint
        goes_on(instance)
    (place / f"{which}.last").unlink()
    with pytest.raises((LaggingData, LaggingShelf)):
        opened(tmp_path, clock)
    accept(place, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, home=tmp_path / "data")
    with opened(tmp_path, clock) as instance:
        assert [1, 0] == [watchers(instance, one) for one in (KEPT, "gone@example.org")]
        house = instance.organisation(LIGHTHOUSE)
        assert house.journal.verify().intact
        assert ["Ann"] == [line.actor for line in house.journal.entries(act="restored")]
