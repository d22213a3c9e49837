"""What one look at a company shows: a record is found by what it says, read with others, and the line of it says what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from shutil import copytree
from typing import NamedTuple

import pytest
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import EMAIL, Company, company
from tests.watching import watched

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.keyring import Holding, Root
from etanche.store import RecordRow, person_records
from etanche.vault import Ref
from etanche.vault.whole import of_nobody


class Town(NamedTuple):
    """A company with two customers, one of whom is held."""

    firm: Company
    free: bytes
    held: bytes
    orders: dict[bytes, Ref]

    def row(self, person: bytes) -> RecordRow:
        """Return the row of somebody's order."""
        with self.firm.store.reading() as connection:
            rows = person_records.of_person(connection, self.firm.organisation, person)
        return next(row for row in rows if row.id == self.orders[person].id)


@pytest.fixture(scope="module")
def town(root: Root, founded: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A company in which nothing is changed any more but its journal: each customer has an order, one a ticket that is restricted."""
    folder = copytree(str(founded), tmp_path_factory.mktemp("town") / "instance")
    firm = Company(folder=folder, root=root, clock=FixedClock(NOON), plan=company())
    free, held = firm.customer(), firm.customer()
    review = NOON.date() + timedelta(days=9)
    (restricted,) = firm.put_for("ticket", free)
    firm.vault.tell(restricted, "restricted", actor="ann")
    firm.vault.hold(held, case="L-1", reason="claim", owner="ann", review=review, actor="ann")
    orders = dict(zip((free, held), firm.put_for("order", free, held), strict=True))
    yield Town(firm, free, held, orders)
    firm.close()


def test_a_record_is_found_by_what_it_says(town: Town) -> None:
    """Each record with this address is found by it, and none by another."""
    shop = town.firm.shop

    assert set(town.orders.values()) == {one.ref for one in shop.find("order", "email", EMAIL)}
    assert () == tuple(shop.find("order", "email", "other@estran.example"))


def test_a_look_up_is_asked_for_once(town: Town) -> None:
    """Whether somebody may look, and what they find, is one reading of one moment: no second one, and no other answer in between."""
    with watched() as work:
        town.firm.shop.find("order", "email", EMAIL)

    assert 1 == sum(one.startswith("BEGIN DEFERRED") for one in work.statements)


def test_records_of_persons_are_read_like_any_others(town: Town) -> None:
    """All of a category, or those of some days."""
    shop, today = town.firm.shop, NOON.date()

    assert set(town.orders.values()) == {one.ref for one in shop.read("order")}
    assert 2 == len(list(shop.read("order", [today])))
    assert [] == list(shop.read("order", [today - timedelta(days=1)]))


def test_what_comes_in_while_somebody_is_held_does_not_go_with_its_day(town: Town) -> None:
    """Their order has a secret of its own, and its bytes last when the bucket of the day dies; everybody else's is in the bucket."""
    assert Holding.RECORD == town.row(town.held).holding
    assert Holding.BUCKET == town.row(town.free).holding


def test_what_was_told_of_one_record_holds_for_it_alone(town: Town) -> None:
    """A ticket that is restricted is read by nobody, though its person is not restricted."""
    with pytest.raises(GateRefused):
        list(town.firm.as_("support", "answering").of_person(town.free))


def test_a_row_of_the_first_generation_is_somebody_s(town: Town) -> None:
    """What was written under the first key of a person is theirs; under one that nobody has begun, or of somebody unknown, it is nobody's."""
    means, row = town.firm.vault._means, town.row(town.free)

    assert [] == of_nobody(means, [row])
    assert [row.id] == of_nobody(means, [row._replace(generation=1)])
    assert [row.id] == of_nobody(means, [row._replace(generation=-1)])
    assert [row.id] == of_nobody(means, [row._replace(person=bytes(16))])
    assert [row.id] == of_nobody(means, [row._replace(person=None)])


def test_no_line_of_the_journal_lacks_its_list(town: Town) -> None:
    """Nothing was taken away: nothing is missed."""
    assert [0, 0] == [town.firm.vault.unlisted(sampled=sampled) for sampled in (True, False)]
