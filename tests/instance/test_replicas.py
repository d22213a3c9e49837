"""
Fail-over to a streaming replica: one that has everything is gone on with, one that lags is refused, whichever store it holds.

The replica is PostgreSQL's own (`pg_basebackup -R`), promoted as an operator would. It lags because it stood still while the
server was written to, and the server died before it could catch up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.servers import Server

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import Address, Instance, LaggingData, LaggingShelf, Order, Stores, accept, restore
from etanche.store import ReplicaBehind, Store, StoreUnreachable, facts, sequences
from etanche.terms import new_id
from etanche.vault import Arrival

CUSTOMERS = BOOKSHOP.parent / "clever-cloud.yaml"

Made = Callable[[str], Instance]


class Pair:
    """A server with its replica; an address that names both means the one that is written to."""

    def __init__(self) -> None:
        """Start both."""
        self.first = Server.made()
        self.address = self.first.database()
        self.replica = self.first.replica()

    @property
    def both(self) -> Address:
        """The address that names both."""
        return Address(url=self.address.url.replace("?host=", f"?host={self.replica.folder},"))

    def fail_over(self, *, lagging: Callable[[], object] | None = None) -> None:
        """Let the server die and promote the replica; with `lagging`, what that does never reaches it."""
        if lagging is None:
            self.first.caught_up(self.replica)
            self.first.kill()
        else:
            self.first.caught_up(self.replica)
            self.replica.stop()
            lagging()
            self.first.kill()
            self.replica.start()
        self.replica.promote()

    def remove(self) -> None:
        """End both."""
        self.replica.remove()
        self.first.remove()


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A server with its replica."""
    made = Pair()
    yield made
    made.remove()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the instance is."""
    return tmp_path / "data"


@pytest.fixture
def make(pair: Pair, folder: Path, clock: FixedClock) -> Made:
    """Make an instance with one of its stores on the pair, and the other in a file."""

    def made(which: str) -> Instance:
        return Instance.create(
            folder,
            charter=BOOKSHOP,
            passphrase=PASSPHRASE,
            clock=clock,
            kdf=CHEAP_KDF,
            stores=Stores(data=pair.both) if which == "data" else Stores(shelf=pair.both),
        )

    return made


@pytest.fixture
def again(folder: Path, clock: FixedClock) -> Callable[[], Instance]:
    """Open the instance anew."""
    return lambda: Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


def put(instance: Instance, page: str, *, days: int = 0) -> None:
    """Take in a visit of some days ago."""
    at = instance.clock.now() - timedelta(days=days)
    instance.vault.door("site-visits", actor="test").put_many(
        "visit", [Arrival(at=at, fields={"page": f"/{page}"}, who="v")]
    )


def pages(instance: Instance) -> set[object]:
    """Return the pages that the analyst reads."""
    found = instance.vault.acting("web-analyst", purpose="audience", actor="test").read("visit")
    return {record.fields["page"] for record in found}


@pytest.mark.clause("G10")
@pytest.mark.parametrize("which", ["data", "shelf"])
def test_a_replica_that_has_everything_is_gone_on_with(
    which: str, make: Made, pair: Pair, again: Callable[[], Instance]
) -> None:
    """The running instance meets the promoted replica at its next connection, reads what was written, and writes on; so does one opened anew."""
    with make(which) as instance:
        put(instance, "before")
        pair.fail_over()
        with suppress(StoreUnreachable):
            put(instance, "lost")
        put(instance, "after", days=1)
        found = pages(instance)

    assert {"/before", "/after"} <= found
    with again() as opened:
        assert found == pages(opened)
        assert opened.journal.verify().intact


@pytest.mark.clause("C4")
def test_a_lagging_shelf_is_refused_and_the_key_it_still_has_opens_nothing(
    make: Made, pair: Pair, folder: Path, again: Callable[[], Instance]
) -> None:
    """
    A day is destroyed while the shelf's replica stands still; promoted, it has the day's key.

    The running instance and one opened anew both refuse it, also when the record of the last commit is taken away: the tombstones tell.
    """
    instance = make("shelf")
    put(instance, "old", days=200)
    [(category, day, bucket)] = instance.shelf.buckets(instance.organisation_id)
    pair.fail_over(lagging=instance.vault.sweep)
    with psycopg.connect(pair.both.url) as raw:
        found = raw.execute("SELECT destroyed FROM keys WHERE key_id = %s", [bucket]).fetchone()
    for act in (
        lambda: instance.keyring.day_key(instance.organisation_id, category, day, create=False),
        lambda: put(instance, "more"),
        instance.close,
        again,
    ):
        with pytest.raises(ReplicaBehind, match="lacks what was written last"):
            act()
    (folder / "shelf.last").unlink()

    assert (False,) == found
    with pytest.raises(LaggingShelf):
        again()


@pytest.mark.clause("C4")
def test_a_shelf_that_lacks_only_a_new_key_is_refused(make: Made, pair: Pair, folder: Path, clock: FixedClock) -> None:
    """No key died while the shelf's replica stood still, one was made, and nobody remembers the last commit: the data do; accepted, it opens."""
    instance = make("shelf")
    pair.fail_over(lagging=lambda: put(instance, "new"))
    with pytest.raises(ReplicaBehind):
        instance.close()
    (folder / "shelf.last").unlink()

    def again() -> Instance:
        return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)

    with pytest.raises(LaggingShelf, match=r"lacks \d change"):
        again()
    done = accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock)
    with again() as opened:
        assert 1 == len(opened.vault.missing())
        assert opened.journal.verify().intact
    assert done.lag.shelf > 0


def test_lagging_data_are_refused(make: Made, pair: Pair, folder: Path, again: Callable[[], Instance]) -> None:
    """What the data's replica never got is missed by the running instance and by one opened anew, record of the last commit or not."""
    instance = make("data")

    def write() -> None:
        put(instance, "kept")
        instance.journal.seal()

    pair.fail_over(lagging=write)
    for act in (lambda: pages(instance), instance.close, again):
        with pytest.raises(ReplicaBehind, match="lacks what was written last"):
            act()
    (folder / "data.last").unlink()

    with pytest.raises(LaggingData):
        again()


@pytest.mark.clause("C4")
def test_a_lagging_shelf_that_is_accepted_destroys_again_what_was_destroyed(
    make: Made, pair: Pair, folder: Path, clock: FixedClock, again: Callable[[], Instance]
) -> None:
    """When the shelf that had everything is lost for good: a dry run says what is missing; accepted, the dead stay dead, and the journal names who did it."""
    instance = make("shelf")
    put(instance, "old", days=200)
    put(instance, "young", days=1)
    buckets = instance.shelf.buckets(instance.organisation_id)
    pair.fail_over(lagging=instance.vault.sweep)
    with pytest.raises(ReplicaBehind):
        instance.close()
    (tried, done) = (
        accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, dry_run=dry) for dry in (True, False)
    )
    with again() as opened:
        living = opened.shelf.buckets(opened.organisation_id)
        (line,) = opened.journal.entries(act="restored")

        assert {"/young"} == pages(opened)
        assert opened.journal.verify().intact
    assert (1, 1) == (tried.undead, done.undead)
    assert (2, 1) == (len(buckets), len(living))
    assert tried.shelf_commits == done.shelf_commits == line.facts["shelf-commits"]
    assert tried.shelf_commits
    assert "Ann" == line.actor


@pytest.mark.clause("C4")
def test_lagging_data_that_are_accepted_have_a_signed_gap_and_bring_nobody_back(
    make: Made, pair: Pair, folder: Path, clock: FixedClock, again: Callable[[], Instance]
) -> None:
    """A day destroyed while the data's replica stood still lies in it, sealed: it opens no more, and the lines lost have a name and a signature."""
    instance = make("data")
    put(instance, "old", days=200)
    put(instance, "young", days=1)

    def lost() -> None:
        instance.vault.sweep()
        instance.journal.seal()

    pair.fail_over(lagging=lost)
    with pytest.raises(ReplicaBehind):
        instance.close()
    done = accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock)
    with again() as opened:
        assert {"/young"} == pages(opened)
        report = opened.journal.verify()
    assert report.intact
    assert done.lost is not None
    assert [(done.lost.first, done.lost.last)] == [(gap.first, gap.last) for gap in report.gaps]


@pytest.mark.clause("C4")
@pytest.mark.parametrize("how", ["accepted", "restored"])
def test_who_was_erased_stays_so_when_data_of_before_are_gone_on_with(
    how: str, pair: Pair, folder: Path, tmp_path: Path, clock: FixedClock, again: Callable[[], Instance]
) -> None:
    """
    The law keeps an identity sheet, and its key; the data that are gone on with know of no erasure. Still nobody reads it for the account.

    So from the first opening on, before any sweep: by the shelf, which knows who ended.
    """
    stores = Stores(data=pair.both) if how == "accepted" else Stores()
    instance = Instance.create(
        folder, charter=CUSTOMERS, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
    )
    ones = [instance.vault.new_person() for _ in range(2)]
    for one, email in zip(ones, ("one@estran.example", "two@estran.example"), strict=True):
        sheet = Arrival(at=clock.now(), fields={"name": "Jeanne Mer", "email": email}, person=one)
        instance.vault.door("customer-pages", actor="ann").put_many("identity-sheet", [sheet])
        instance.vault.tell(one, "contract-start", actor="ann", effective=clock.now() - timedelta(days=30))

    def read(house: Instance, one: bytes) -> bool:
        role = house.vault.acting("account-manager", purpose="account-management", actor="bea")
        try:
            return bool(list(role.of_person(one, "identity-sheet")))
        except GateRefused:
            return False

    def found(house: Instance) -> list[bool]:
        return [read(house, one) for one in ones]

    assert [True, True] == found(instance)
    if how == "accepted":
        pair.fail_over(lagging=lambda: instance.vault.erase(ones[0], actor="dpo"))
        with pytest.raises(ReplicaBehind):
            instance.close()
        accept(folder, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock)
    else:
        taken = instance.copies.make(tmp_path / "copies", by="Ann")
        instance.vault.erase(ones[0], actor="dpo")
        instance.close()
        restore(Order(folder=folder, copy=taken.folder, by="Ann"), passphrase=lambda: PASSPHRASE, clock=clock)

    with again() as opened:
        assert [False, True] == found(opened)


def test_who_goes_on_with_the_server_of_before_is_told_at_the_next_commit(pair: Pair, tmp_path: Path) -> None:
    """
    The replica is promoted while the server lives: once anybody met the new one, nothing is acknowledged by the old.

    Nor does anybody who connects anew get the old one.
    """
    Store.create(pair.address).close()
    witness, organisation = tmp_path / "last", new_id()
    before = Store.open(pair.address, witness=witness)
    for value in ("one", "two"):
        with before.writing() as connection:
            sequences.take(connection, organisation, sequences.COMMITS, 0)
            facts.put(connection, organisation, "name", value)
    pair.first.caught_up(pair.replica)
    pair.replica.promote()
    after = Store.open(pair.replica.address(pair.address.url.partition("@/")[2].partition("?")[0]), witness=witness)

    with pytest.raises(ReplicaBehind, match="another server has taken the place"), before.writing() as connection:
        facts.put(connection, organisation, "name", "lost")
    with pytest.raises(ReplicaBehind, match="another server has taken the place"):
        Store.open(pair.address, witness=witness)
    with after.writing() as connection:
        assert "two" == facts.get(connection, organisation, "name")
    before.close()
    after.close()
