"""
Who may see which records of persons: standing says where the purpose stands for each of them, the gate decides.

A decision is taken once for every sort of record (category, status, within the scope of a case or not), never once a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from etanche.charter import Condition, Status
from etanche.gate import Ask, Decision, Reason, decide
from etanche.standing import Record as Standings
from etanche.standing import Told, events_of, in_order, life, person_subject, record_subject
from etanche.store import Connection, RecordRow
from etanche.terms import Action
from etanche.vault import cases, undertakings
from etanche.vault.means import Means
from etanche.vault.owning import Own, own_of
from etanche.vault.refs import written
from etanche.vault.whole import parted


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Somebody in a role, for a purpose, perhaps because of a case."""

    role: str
    purpose: str
    actor: str
    case: str | None = None


@dataclass(kw_only=True)
class Admitted:
    """What may be seen, and what was refused, by its reason."""

    rows: list[RecordRow] = field(default_factory=list)
    because: dict[str, None] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    no: tuple[Ask, Decision] | None = None
    """The first refusal."""

    outside: Ask | None = None
    """The first that was refused for want of a case."""

    altered: list[bytes] = field(default_factory=list)
    """The ids of rows that cannot be what was written: nothing is asked about them."""

    own: Own | None = None
    """What is the reader's own, where the role is bound to it: the rest is left out once it is opened (`owning.owned`)."""


class Admission:
    """One act of somebody, inside one transaction."""

    def __init__(self, means: Means, acting: Acting, connection: Connection) -> None:
        """Find out which conditions are met."""
        self._means = means
        self._acting = acting
        self._connection = connection
        self._names = means.numbers.category_names()
        self.own = own_of(means, connection, acting.role, acting.actor)
        met = {Condition.OWN} if self.own is not None and self.own.marks else set()
        agreement = means.plan.agreements.get(acting.role)
        if agreement is not None and undertakings.attested(means, connection, agreement, acting.actor):
            met.add(Condition.AGREEMENT)
        self._met = frozenset(met)
        self._grants = (
            ()
            if acting.case is None
            else cases.granted(means, connection, acting.case, role=acting.role, actor=acting.actor)
        )

    def ask(
        self,
        category: str,
        status: Status,
        *,
        person: bytes | None,
        action: Action = Action.READ,
        cut: bool = False,
    ) -> Ask:
        """Return what is asked of the gate about one sort of record."""
        return Ask(
            action=action,
            category=category,
            purpose=self._acting.purpose,
            role=self._acting.role,
            life=status,
            met=self._met | {Condition.CASE} if self.scoped(person) else self._met,
            cut=cut,
        )

    def scoped(self, person: bytes | None) -> bool:
        """Return whether somebody is within the case that is open for the reader; nobody is without one."""
        return bool(self._grants) and any(one.persons is None or person in one.persons for one in self._grants)

    def compelled(self, recipient: str, person: bytes | None) -> bool:
        """Return whether the case that is open for the reader is a demand of a recipient that names somebody; see `vault.compelling`."""
        return any(one.recipient == recipient and person in (one.persons or ()) for one in self._grants)

    def admit(self, rows: Iterable[RecordRow], *, action: Action = Action.READ, cut: bool = False) -> Admitted:
        """Return what of some rows may be read; what was forgotten is not there."""
        found = list(rows)
        forgotten = self._means.tombstones.among(row.id for row in found)
        found, altered = parted(self._means, (row for row in found if row.id not in forgotten))
        statuses = self.statuses(found)
        decided: dict[tuple[str, Status, bool], tuple[Ask, Decision]] = {}
        admitted = Admitted(own=self.own, altered=altered)
        for row, status in zip(found, statuses, strict=True):
            category = self._names.get(row.category, "")
            sort = (category, status, self.scoped(row.person))
            answer = decided.get(sort)
            if answer is None:
                ask = self.ask(category, status, person=row.person, action=action, cut=cut)
                answer = decided[sort] = (ask, decide(self._means.plan, ask))
                if answer[1].allowed:
                    admitted.because.update(dict.fromkeys(answer[1].because))
            if answer[1].allowed:
                admitted.rows.append(row)
            else:
                admitted.refused[answer[1].reason] += 1
                admitted.no = admitted.no or answer
                admitted.outside = admitted.outside or self._outside(*answer)
        return admitted

    def _outside(self, ask: Ask, decision: Decision) -> Ask | None:
        """Return what was asked, if it was refused because no case was open for it."""
        needs = self._means.plan.needs.get((self._acting.role, ask.category), frozenset())
        missing = Condition.CASE in needs - ask.met
        return ask if missing and decision.reason is Reason.CONDITION_NOT_MET else None

    def statuses(self, rows: Sequence[RecordRow]) -> list[Status]:
        """Return where the purpose stands for each row."""
        told = told_of(self._means, self._connection, rows)
        plan, purpose, now = self._means.plan, self._acting.purpose, self._means.clock.now()
        days: dict[tuple[int, str], Status] = {}
        found: list[Status] = []
        for row, events in zip(rows, told, strict=True):
            status = None if events else days.get((row.category, row.day))
            if status is None:
                category = self._names.get(row.category, "")
                record = standings(category, row)
                happened = events_of(plan, purpose, record, events, now=now)
                status = life(plan, purpose=purpose, category=category, events=happened, now=now).status
                if not events:
                    days[row.category, row.day] = status
            found.append(status)
        return found


def standings(category: str, row: RecordRow) -> Standings:
    """Return what standing needs to know of a row."""
    return Standings(category, date.fromisoformat(row.day), written(row.id))


def told_of(means: Means, connection: Connection, rows: Sequence[RecordRow]) -> list[list[Told]]:
    """Return what standing was told of each row: of its person, and of itself."""
    persons = [person_subject(row.person or b"") for row in rows]
    records = [record_subject(row.person or b"", row.category, row.day, row.id) for row in rows]
    told = means.standing.persons.told(connection, {*persons, *records})
    return [in_order(told[person], told[record]) for person, record in zip(persons, records, strict=True)]
