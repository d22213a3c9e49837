"""Who is bound to a value of their own sees, changes, counts and takes away what carries it, and nobody chooses their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.vault import NoSuchRecord, NotAssigned, Ref, Session

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company


@pytest.fixture
def local(firm: Company) -> Session:
    """Somebody whose own town is Vannes."""
    firm.vault.assign("local", actor="bea", values=["vannes"], by="ann")
    return firm.as_("local", "selling")


@pytest.fixture
def two(firm: Company) -> tuple[Ref, Ref]:
    """A record of Vannes, and one of Brest."""
    (mine,) = firm.put_for("order", firm.person(), town="vannes")
    (theirs,) = firm.put_for("order", firm.person(), town="brest")
    return mine, theirs


@pytest.mark.clause("A1")
def test_every_way_to_a_record_asks_for_one_s_own_value(local: Session, two: tuple[Ref, Ref], firm: Company) -> None:
    """By address, by person, by value, in a stream, counted: what carries another value is not there, and its person is in no line."""
    mine, theirs = two

    assert [mine] == [one.ref for one in local.get(mine, theirs)]
    assert [mine] == [one.ref for one in local.stream("order")]
    assert [mine] == [one.ref for one in local.find("order", "email", "marguerite@estran.example")]
    assert () == local.of_person(firm.vault.person_of(theirs))
    assert (1, {"vannes": 1}) == (local.count("order"), local.aggregate("order", "town").sorts)


@pytest.mark.clause("A1")
def test_what_is_not_one_s_own_is_neither_changed_nor_forgotten(local: Session, two: tuple[Ref, Ref]) -> None:
    """A correction or a forgetting of somebody else's record finds nothing, and changes nothing."""
    mine, theirs = two

    with pytest.raises(NoSuchRecord):
        local.update(theirs, {"town": "vannes"})
    with pytest.raises(NoSuchRecord):
        local.forget(theirs)

    assert [mine] == [one.ref for one in local.get(mine, theirs)]
    local.update(mine, {"words": "corrected"})


def test_a_record_without_the_value_is_nobody_s_own(local: Session, firm: Company) -> None:
    """A record whose field is empty is seen by nobody who is bound to a value."""
    (ref,) = firm.put_for("order", firm.person(), town=None)

    assert () == local.get(ref)
    assert 1 == len(firm.shop.get(ref))


def test_nobody_says_what_their_own_value_is(firm: Company, two: tuple[Ref, Ref]) -> None:
    """A value is assigned by somebody else, in a role that is bound to one, and is one that the field can have."""
    for role, actor, values, error in (
        ("local", "ann", ["vannes"], NotAssigned),
        ("shop", "bea", ["vannes"], NotAssigned),
        ("local", "bea", ["atlantis"], Unreadable),
    ):
        with pytest.raises(error):
            firm.vault.assign(role, actor=actor, values=values, by="ann")

    with pytest.raises(GateRefused):
        firm.as_("local", "selling").get(*two)


def test_a_value_of_one_s_own_has_an_end(firm: Company, two: tuple[Ref, Ref]) -> None:
    """What was assigned holds until its end, or until other values, or none, are assigned instead; another actor has none of it."""
    end = firm.clock.now() + timedelta(days=1)
    firm.vault.assign("local", actor="bea", values=["vannes", "brest"], by="ann", until=end)
    session = firm.as_("local", "selling")
    assert 2 == len(session.get(*two))
    with pytest.raises(GateRefused):
        firm.vault.acting("local", purpose="selling", actor="cid").get(*two)
    firm.vault.assign("local", actor="bea", values=["brest"], by="ann", until=end)
    assert [two[1]] == [one.ref for one in session.get(*two)]

    firm.clock.advance(timedelta(days=1))

    with pytest.raises(GateRefused):
        session.get(*two)
    firm.vault.assign("local", actor="bea", values=["vannes"], by="ann")
    firm.vault.assign("local", actor="bea", values=[], by="ann")
    with pytest.raises(GateRefused):
        session.get(*two)


def test_a_value_assigned_is_in_no_file(local: Session, firm: Company) -> None:
    """Which value is whose is kept as a keyed mark: the ledger holds no value."""
    assert b"vannes" not in firm.bytes_on_disk()
    assert {"for": "bea", "values": 1} == firm.last("own-assigned").facts
