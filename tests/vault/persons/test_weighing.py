"""Objections that wait for a decision: those that wait longest come first, whoever objected before and was answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from tests.vault.persons.conftest import Company

from etanche.standing import PersonLedger, Told
from etanche.store import Connection
from etanche.vault import NothingToWeigh


def _objects(firm: Company, person: bytes) -> None:
    """Let somebody object, and an hour pass."""
    firm.vault.tell(person, "objection", actor="ann", purpose="weighing")
    firm.clock.advance(timedelta(hours=1))


def test_who_waits_longest_comes_first(firm: Company) -> None:
    """Somebody who was overruled long ago and objects again waits since today: of two the other is shown, however few are asked for."""
    again, since_long = firm.customer(), firm.customer()
    _objects(firm, again)
    firm.vault.weigh(again, "weighing", heard=False, reason="it is needed", by="dpo")
    _objects(firm, since_long)
    _objects(firm, again)

    assert [since_long] == [one.person for one in firm.vault.weighing(most=1)]
    assert [since_long, again] == [one.person for one in firm.vault.weighing(most=5)]


def test_the_decided_are_gone_through_together(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among many who were answered the one who waits is found; the ledger is asked once for some hundreds, and not for each."""
    for _ in range(12):
        person = firm.customer()
        _objects(firm, person)
        firm.vault.weigh(person, "weighing", heard=True, reason="granted", by="dpo")
    waits = firm.customer()
    _objects(firm, waits)
    asked: list[int] = []
    told = PersonLedger.told

    def counted(self: PersonLedger, connection: Connection, subjects: Iterable[str]) -> dict[str, tuple[Told, ...]]:
        asked.append(1)
        return told(self, connection, subjects)

    monkeypatch.setattr(PersonLedger, "told", counted)

    assert [waits] == [one.person for one in firm.vault.weighing(most=50)]
    assert [1] == asked


def test_a_decision_is_taken_once_for_all_who_are_joined(firm: Company) -> None:
    """Decided under one id it is decided under the other; a second decision finds nothing to decide."""
    one, other = firm.customer(), firm.customer()
    firm.vault.join(one, other, actor="ann")
    _objects(firm, one)
    firm.vault.weigh(other, "weighing", heard=True, reason="granted", by="dpo")

    assert () == firm.vault.weighing(most=5)
    with pytest.raises(NothingToWeigh):
        firm.vault.weigh(one, "weighing", heard=False, reason="no", by="dpo")
