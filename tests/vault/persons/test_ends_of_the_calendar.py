"""Attacks with moments of which no day, and no term, can be reckoned: each is a value that does not fit, and costs no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.vault.persons.conftest import Company

from etanche.clock import day_of
from etanche.errors import Unreadable
from etanche.vault import Arrival, Unfit
from etanche.vault.refs import is_timed, written

WEST, EAST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))
ENDS = [
    datetime.max.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=WEST),
    datetime.min.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=EAST),
    datetime(9999, 1, 1, tzinfo=UTC),
    datetime(1, 12, 31, tzinfo=EAST),
]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Paris", "Etc/GMT+12"])
def test_a_day_is_a_day_of_the_calendar(zone: str) -> None:
    """Beyond an end it is the last day before it, in whatever zone it is asked for."""
    late, later, early, earlier = (day_of(one, zone) for one in ENDS[:4])

    assert date.max == later >= late >= date.max - timedelta(days=1)
    assert date.min == earlier <= early <= date.min + timedelta(days=1)


def test_one_record_at_an_end_is_told_and_among_many_costs_no_other(firm: Company) -> None:
    """By itself it is refused with the name of what does not fit; in a batch it is counted, and the others are in."""
    door, person = firm.vault.door("desk", actor="ann"), firm.customer()
    for one in ENDS:
        with pytest.raises(Unfit, match="`at`") as refused:
            door.put("order", Arrival(at=one, fields={"words": "a"}, person=person))
        assert ("at",) == refused.value.names
    arrivals = [Arrival(at=one, fields={"words": "a"}, person=person) for one in (*ENDS, firm.clock.now())]
    receipt = door.put_many("order", arrivals)

    assert (1, {"unfit-value": len(ENDS)}) == (receipt.stored, receipt.refused)


def test_nothing_is_told_of_an_end(firm: Company) -> None:
    """An event that took effect there is turned away, and what is known of the person is as before."""
    person = firm.customer()
    firm.put_for("order", person)
    for one in (*ENDS, date.min, date.max):
        with pytest.raises(Unreadable, match="end of the calendar"):
            firm.vault.tell(person, "contract-start", actor="ann", effective=one)

    assert 1 == len(list(firm.shop.of_person(person)))


def test_an_id_is_of_the_calendar_up_to_its_last_millisecond() -> None:
    """What is believed of an id from its bytes is what reckoning its moment says: the last one is told, the next one cannot be."""
    end = (datetime.max.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    last, beyond = (number.to_bytes(6, "big") + bytes(10) for number in (end, end + 1))

    assert is_timed(last)
    assert date.max == written(last).date()
    assert not is_timed(beyond)
    with pytest.raises(OverflowError):
        written(beyond)
