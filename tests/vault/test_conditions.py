"""Conditions of a role over data that know nobody: a case, an undertaking; missing, of somebody else, past."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.charter import Condition, Duration, Unit
from etanche.gate import GateRefused

if TYPE_CHECKING:
    from tests.vault.conftest import House

    from etanche.vault import Session


def bound(house: House, *conditions: Condition) -> None:
    """Let the analyst need something from now on."""
    house.plan = replace(
        house.plan,
        needs={("analyst", "visit"): frozenset(conditions)},
        cases={"analyst": Duration(number=2, unit=Unit.HOUR)},
        agreements={"analyst": "confidentiality"},
        own={"analyst": "system"},
    )
    house.rooms()
    house.put(house.visit())


def within(house: House, case: str | None = "T-12", actor: str = "ann") -> Session:
    """Act as the analyst because of a case."""
    return house.vault.acting("analyst", purpose="audience", actor=actor, case=case)


@pytest.mark.clause("G15")
def test_traffic_is_seen_within_a_case_that_is_about_nobody(house: House) -> None:
    """An open case about no person in particular opens the days of a category; one about a person, or one that is over, does not."""
    bound(house, Condition.CASE)
    house.vault.grant("T-1", role="analyst", actor="ann", reason="an attack", by="bob", persons=[bytes(16)])
    house.vault.grant("T-12", role="analyst", actor="ann", reason="an attack", by="bob")
    for case in ("T-1", "T-2", None):
        with pytest.raises(GateRefused):
            within(house, case).read("visit")

    assert 1 == len(list(within(house).read("visit")))

    assert "T-12" == house.last("read").case
    assert [3] == [one.attempts for one in house.vault.inquiries()]
    house.clock.advance(timedelta(hours=2))
    with pytest.raises(GateRefused):
        within(house).read("visit")


def test_an_undertaking_opens_to_whoever_gave_it_while_it_is_in_date(house: House) -> None:
    """Only the actor for whom it is attested, until its end, or until it is attested with an earlier one."""
    bound(house, Condition.AGREEMENT)
    with pytest.raises(GateRefused):
        within(house, None).read("visit")
    end = house.clock.now() + timedelta(days=1)
    house.vault.attest("confidentiality", actor="ann", until=end, by="bob")
    house.vault.attest("other", actor="cid", until=end, by="bob")

    assert 1 == len(list(within(house, None).read("visit")))

    with pytest.raises(GateRefused):
        within(house, None, actor="cid").read("visit")
    house.vault.attest("confidentiality", actor="ann", until=house.clock.now(), by="bob")
    with pytest.raises(GateRefused):
        within(house, None).read("visit")


def test_all_conditions_are_needed_together(house: House) -> None:
    """A case without the undertaking, or the undertaking without a case, opens nothing; and a value of one's own opens no traffic."""
    bound(house, Condition.AGREEMENT, Condition.CASE)
    house.vault.grant("T-12", role="analyst", actor="ann", reason="an attack", by="bob")
    with pytest.raises(GateRefused):
        within(house).read("visit")
    house.vault.attest("confidentiality", actor="ann", until=house.clock.now() + timedelta(days=1), by="bob")
    with pytest.raises(GateRefused):
        within(house, None).read("visit")
    assert 1 == len(list(within(house).read("visit")))

    bound(house, Condition.OWN)
    house.vault.assign("analyst", actor="ann", values=["linux"], by="bob")

    with pytest.raises(GateRefused):
        within(house).read("visit")
