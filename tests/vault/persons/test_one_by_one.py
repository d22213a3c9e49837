"""
Many records read at once are what each of them is alone: whoever was erased, held, restricted, has no contract any more, or whose time is over, whichever stands beside them.

What becomes of people is drawn; everything is then asked one record at a time, and in every way in which many are read together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from tests.vault.persons.conftest import CELLS, EMAIL, Company

from etanche.gate import GateRefused
from etanche.vault import KeptByLaw, NoSuchHold, NoSuchRecord, Record, Ref, Session

SEEN = [(role, category, purpose) for role, category, purpose in CELLS if purpose != "counting" and role != "local"]
STEPS = 21


class Town:
    """People with records of every category, to whom things happen."""

    def __init__(self, firm: Company, luck: Random) -> None:
        """Take everybody in: customers, some with a consent, and others, each with a record of every category and of several days."""
        self.firm, self.luck = firm, luck
        # Of two nothing was ever told: what is known of a day must not come from a neighbour of whom more is.
        self.people = [*(firm.customer() for _ in range(4)), firm.person(), firm.person()]
        self.refs: list[Ref] = []
        self.forgotten: set[Ref] = set()
        self.erased: set[bytes] = set()
        for one in self.people:
            if one in self.people[:3]:
                firm.vault.tell(one, "consent-given", purpose="writing", actor="ann")
            self.written(one)

    def written(self, person: bytes) -> None:
        """Take in a record of each category, of some day."""
        for category in sorted({category for _, category, _ in SEEN}):
            self.refs += self.firm.put_for(category, person, days_ago=self.luck.choice([0, 3, 60, 300]))

    def happens(self) -> None:
        """Let one thing happen to somebody, or to one of their records."""
        vault, person = self.firm.vault, self.luck.choice(self.people)
        about = person if self.luck.random() < 0.5 else self.luck.choice(self.refs)
        case = self.luck.choice(["L-1", "L-2"])
        acts: list[Callable[[], object]] = [
            lambda: vault.hold(
                about,
                case=case,
                reason="a trial",
                owner="lawyer",
                review=self.firm.clock.now().date() + timedelta(days=90),
                actor="dpo",
            ),
            lambda: vault.release(about, case=case, actor="dpo"),
            lambda: vault.tell(about, "restricted", actor="dpo"),
            lambda: vault.tell(about, "restriction-lifted", actor="dpo"),
            lambda: vault.tell(person, "contract-end", actor="ann"),
            lambda: vault.tell(person, "objection", purpose="selling", actor="ann"),
            lambda: vault.tell(person, "consent-withdrawn", purpose="writing", actor="ann"),
            lambda: self.erase(person),
            self.forget,
            lambda: self.firm.clock.advance(timedelta(days=self.luck.choice([1, 40, 200]))),
            lambda: vault.sweep(confirmed_by="dpo"),
            lambda: self.written(person),
        ]
        with suppress(KeptByLaw, NoSuchHold, NoSuchRecord, GateRefused):
            self.luck.choice(acts)()

    def erase(self, person: bytes) -> None:
        """Erase somebody."""
        self.firm.vault.erase(person, actor="dpo")
        self.erased.add(person)

    def forget(self) -> None:
        """Forget one order."""
        ref = self.luck.choice([one for one in self.refs if one.category == "order"])
        self.firm.shop.forget(ref)
        self.forgotten.add(ref)

    def alone(self, session: Session) -> dict[Ref, Record]:
        """Return what each record says when it is asked for alone."""
        found: dict[Ref, Record] = {}
        for ref in self.refs:
            with suppress(GateRefused):
                found.update((one.ref, one) for one in session.get(ref))
        return found


def got(read: Callable[[], Iterable[Record]]) -> tuple[Record, ...]:
    """Return what was read; nothing if all of it was refused."""
    with suppress(GateRefused):
        return tuple(read())
    return ()


def compared(town: Town, role: str, category: str, purpose: str) -> None:
    """Hold every way in which many records are read against what each of them says alone."""
    session, luck = town.firm.as_(role, purpose), town.luck
    alone = {ref: one for ref, one in town.alone(session).items() if ref.category == category}
    shuffled = [ref for ref in luck.sample(town.refs, len(town.refs)) if ref.category == category]
    streamed = got(lambda: session.stream(category, batch=luck.choice([1, 2, 7, 500])))
    ways = [streamed, got(lambda: session.read(category)), got(lambda: session.find(category, "email", EMAIL))]
    ways.append(tuple(one for who in town.people for one in got(partial(session.of_person, who, category))))

    assert [alone] * 4 == [{one.ref: one for one in found} for found in ways]
    assert [len(alone)] * 4 == [len(found) for found in ways]
    assert tuple(alone[ref] for ref in shuffled if ref in alone) == got(lambda: session.get(*shuffled))
    assert not town.forgotten & set(alone)
    # What the law keeps is for who keeps the books.
    assert purpose == "bookkeeping" or not {one.person for one in alone.values()} & town.erased


@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_are_what_each_is_alone(firm: Company, seed: int) -> None:
    """By their addresses in any order, of a person, in a stream of any batch, of a category, by a value: the same records, with the same words, and nobody's who was erased or forgotten."""
    town = Town(firm, Random(seed))  # noqa: S311  # nothing is sealed with it
    for step in range(STEPS):
        town.happens()
        if step % 5 == 0:
            for role, category, purpose in SEEN:
                compared(town, role, category, purpose)
    firm.vault.sweep(confirmed_by="dpo")
    lines = len(firm.acts())
    again = firm.vault.sweep()

    # Whatever happened to people, what one sweep left the next one leaves too.
    assert (0, 0, 0, lines) == (again.destroyed, again.rows, again.records, len(firm.acts()))
