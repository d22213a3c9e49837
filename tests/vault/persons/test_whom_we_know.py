"""Who is known, who never came further than a door, and who can be written to: found without the erased, and told to who must know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.vault.persons.test_altered import alter

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

HOUR = timedelta(hours=1)


def test_everybody_is_walked_through_some_at_a_time(firm: Company) -> None:
    """Each person once, in the order of their ids, however many at a time; who was erased is none of them."""
    people = sorted(firm.customer() for _ in range(5))
    firm.vault.erase(people[1], actor="dpo")
    left = [people[0], *people[2:]]
    first = firm.vault.everybody(most=2)

    assert tuple(left[:2]) == first
    assert tuple(left[2:]) == firm.vault.everybody(after=first[-1], most=2)
    assert tuple(left) == firm.vault.everybody(most=50)
    assert () == firm.vault.everybody(after=people[-1], most=2)


def test_who_came_no_further_than_a_door_is_found(firm: Company) -> None:
    """Of whom this was told between two moments, and no record is kept: neither somebody with records, nor who was erased, nor who came later."""
    since = firm.clock.now()
    met, stayed, erased = firm.customer(), firm.customer(), firm.customer()
    (ref,) = firm.put_for("ticket", stayed)
    firm.vault.tell(ref, "contract-start", actor="ann")
    firm.vault.erase(erased, actor="dpo")
    firm.vault.tell(firm.person(), "request-received", actor="ann")
    firm.clock.advance(HOUR)
    later = firm.customer()

    assert (met,) == firm.vault.unmet("contract-start", since=since, before=firm.clock.now())
    assert (later,) == firm.vault.unmet("contract-start", since=firm.clock.now(), before=firm.clock.now() + HOUR)


def test_who_can_be_written_to_is_written_down(firm: Company) -> None:
    """One address of each who has one and was not erased; a line says how many, and is about them; a record that was changed is told."""
    one, other, erased = firm.customer(), firm.customer(), firm.customer()
    firm.put_for("order", one, email="b@estran.example")
    firm.put_for("order", one, email="a@estran.example")
    (changed,) = firm.put_for("order", other)
    firm.put_for("order", erased)
    firm.vault.erase(erased, actor="dpo")
    alter(firm, changed)
    reached = firm.vault.contacts([one, other, erased], actor="dpo")
    line = firm.last("reached")
    lines = [firm.journal.entries(numbers=firm.vault.entries_about(who), act="reached") for who in (one, other)]

    assert {one: "a@estran.example"} == reached
    assert ("dpo", 1, 3) == (line.actor, line.facts["reached"], line.facts["asked"])
    assert [(line,), ()] == lines
    assert {"records": 1} == firm.last("seal-broken").facts
