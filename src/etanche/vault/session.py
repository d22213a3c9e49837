"""
Reading: somebody acting in a role, for a purpose.

Every day asked for is judged by itself: standing says whether the purpose is alive for it, the gate decides.
What is refused is not returned, though its bytes may still be there.
The line of the journal is durable before anything leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from etanche.charter import Condition, FieldKind, Status
from etanche.gate import Ask, Decision, decide
from etanche.journal import Fact
from etanche.keyring import knows_nobody
from etanche.store import RecordRow, days, records
from etanche.terms import Action
from etanche.vault.admitting import Acting, Admission
from etanche.vault.asking import obeyed, refuse, require
from etanche.vault.means import Means
from etanche.vault.paging import PersonPages, not_findable
from etanche.vault.probe import ProbeRun
from etanche.vault.sealed import Record, open_rows
from etanche.vault.sealing import pseudonym_fields
from etanche.vault.shapes import shape
from etanche.vault.visitors import marks_are_gone, visitors


@dataclass(frozen=True, kw_only=True)
class _Admitted:
    """The days a session may see, the yes they rest on, and how many were asked for in vain."""

    days: tuple[date, ...]
    decision: Decision
    refused: int


class Session(PersonPages):
    """Somebody acting in a role, for a purpose; with a probe's credential it sees that probes' canaries only."""

    def __init__(self, means: Means, acting: Acting, *, probe: ProbeRun | None) -> None:
        """Begin to act; nothing is asked yet."""
        super().__init__(means, acting, probe=probe)
        role, purpose, actor = acting.role, acting.purpose, acting.actor
        self._role = role
        self._purpose = purpose
        self._actor = actor
        self._probe = probe

    @property
    def _canary(self) -> bool:
        return self._probe is not None

    def read(self, category: str, of_days: Iterable[date] | None = None) -> Iterator[Record]:
        """
        Return the records of some days, or of every living day; the reading is written down before this returns.

        Of persons they come batch by batch: the first is written down before this returns, each other one before any of it is given.

        Raises:
            GateRefused: the role may not read this category for this purpose,
                or the purpose is alive for none of the days asked for.
        """
        if self._knows_persons(category):
            wanted = None if of_days is None else set(of_days)
            return (one for one in self._read_of_persons(category) if wanted is None or one.day in wanted)
        admitted = self._admit_days(Action.READ, category, of_days)
        self._write_days(Action.READ, category, admitted, {"records": self._how_many(category, admitted)})
        return self._records(category, admitted.days)

    def disclose(self, recipient: str, category: str, of_days: Iterable[date] | None = None) -> Iterator[Record]:
        """
        Return the records to be told to a recipient; the disclosure is written down before this returns, of persons batch by batch as in `read`.

        Raises:
            GateRefused: nobody said that this recipient may receive this category for this purpose.
        """
        if self._knows_persons(category):
            wanted = None if of_days is None else set(of_days)
            return (one for one in self._disclosed(recipient, category) if wanted is None or one.day in wanted)
        admitted = self._admit_days(Action.DISCLOSE, category, of_days, recipient=recipient)
        facts: dict[str, Fact] = {"recipient": recipient, "records": self._how_many(category, admitted)}
        self._write_days(Action.DISCLOSE, category, admitted, facts)
        return self._records(category, admitted.days)

    def count_by_day(self, category: str, since: date, until: date) -> dict[date, int]:
        """
        Return how many records each living day holds, both ends included; none is opened.

        A refusal is written down; a figure about nobody is not.

        Raises:
            GateRefused: the role may not count this category for this purpose.
        """
        admitted = self._admit_days(Action.COUNT, category, None)
        return {day: n for day, n in self._counted(category, admitted).items() if since <= day <= until}

    def count(self, category: str) -> int:
        """
        Return how many records of a category the purpose is alive for; none is opened.

        Raises:
            GateRefused: the role may not count this category for this purpose.
        """
        if category not in self._means.plan.categories or self._knows_persons(category):
            return super().count(category)
        return sum(self.count_by_day(category, date.min, date.max).values())

    def visitors_by_day(self, category: str, since: date, until: date) -> dict[date, int]:
        """
        Return how many different pseudonyms each living day holds, both ends included.

        Days must not be added up: the same visitor has another pseudonym each day.
        Where the pseudonym is findable its marks are counted, or were when its time was over, and nothing is opened;
        else records are opened, and that is written down.

        Raises:
            GateRefused: the role may not count this category for this purpose.
        """
        admitted = self._admit_days(Action.COUNT, category, None)
        within = tuple(day for day in admitted.days if since <= day <= until)
        names = pseudonym_fields(self._means, category)
        if not within or not names:
            return {}
        fields = self._means.plan.categories[category].fields
        if all(fields[name].findable for name in names):
            return visitors(self._means, category, names, within, canary=self._canary)
        self._write_days(Action.COUNT, category, admitted, {"opened-days": len(within)})
        seen: dict[date, set[str]] = {}
        for record in self._records(category, within):
            seen.setdefault(record.day, set()).update(record.fields[name] for name in names if name in record.fields)
        return {day: len(visitors) for day, visitors in seen.items()}

    def find(self, category: str, field: str, value: str, day: date | None = None) -> tuple[Record, ...]:
        """
        Return the records whose field has a value, of one day or of every living day.

        The value is trimmed as an arrival is, and never written down.

        Raises:
            GateRefused: the role may not read this category for this purpose, or not for this day.
            NotFindable: the field leaves no mark.
        """
        if self._knows_persons(category):
            return self.find_persons(category, field, value)
        admitted = self._admit_days(Action.READ, category, None if day is None else [day])
        planned = self._means.plan.categories[category].fields.get(field)
        if planned is None or not planned.findable:
            raise not_findable(self._means.plan, category, field)
        wanted = value if planned.kind is FieldKind.PSEUDONYM else shape(planned, value)
        found = () if wanted is None else tuple(self._matching(category, field, wanted, admitted.days))
        self._write_days("find", category, admitted, {"field": field, "records": len(found)})
        return found

    def _knows_persons(self, category: str) -> bool:
        return category in self._means.plan.categories and not knows_nobody(self._means.plan, category)

    # — who may see what

    def _admit_days(
        self, action: Action, category: str, of_days: Iterable[date] | None, *, recipient: str | None = None
    ) -> _Admitted:
        """Ask the gate for the category, then for each day that there is."""
        means = self._means
        run = None if self._probe is None else self._probe.id

        met = self._met(category)

        def ask(status: Status) -> Ask:
            return Ask(
                action=action,
                category=category,
                purpose=self._purpose,
                role=None if action is Action.DISCLOSE else self._role,
                recipient=recipient,
                life=status,
                met=met,
            )

        decision = require(means, ask(Status.RUNNING), actor=self._actor, probe=run, case=self._acting.case)
        wanted = None if of_days is None else set(of_days)
        known = [day for day in self._known_days(category) if wanted is None or day in wanted]
        lives = means.standing.lives(self._purpose, category, known)
        decided = {day: decide(means.plan, ask(lives[day].status)) for day in known}
        admitted = tuple(day for day in known if decided[day].allowed)
        if wanted is not None and known and not admitted:
            day = known[0]
            refuse(
                means,
                ask(lives[day].status),
                decided[day],
                actor=self._actor,
                probe=run,
                facts={"days": len(known), "first": str(day), "last": str(known[-1])},
                case=self._acting.case,
            )
        return _Admitted(days=admitted, decision=decision, refused=len(known) - len(admitted))

    def _known_days(self, category: str) -> list[date]:
        means = self._means
        with means.store.reading() as connection:
            obeyed(means, connection)
            found = days.known(connection, means.organisation, means.numbers.categories[category], state="living")
        return [date.fromisoformat(row.day) for row in found]

    def _write_days(self, act: str, category: str, admitted: _Admitted, facts: dict[str, Fact]) -> None:
        """Write the line of a reading; it is durable when this returns."""
        told: dict[str, Fact] = {"days": len(admitted.days), "refused-days": admitted.refused}
        if admitted.days:
            told |= {"first": str(admitted.days[0]), "last": str(admitted.days[-1])}
        self._means.journal.note(
            self._means.entry(
                actor=self._actor,
                role=self._role if self._role in self._means.plan.roles else None,
                purpose=self._purpose,
                act=act,
                object=category,
                decision=admitted.decision.reason,
                because=admitted.decision.because,
                facts=told | facts,
                probe=None if self._probe is None else self._probe.id,
                case=self._acting.case,
            )
        )

    def _met(self, category: str) -> frozenset[Condition]:
        """Return which conditions are met for data that know nobody: a case about some persons is not about these."""
        waited = (self._means.plan.needs.get((self._role, category)), self._means.plan.told_if)
        if not any(waited):
            return frozenset()
        with self._means.store.reading() as connection:
            asked = Admission(self._means, self._acting, connection).ask(category, Status.RUNNING, person=None)
        return asked.met - {Condition.OWN}

    # — what is seen

    def _how_many(self, category: str, admitted: _Admitted) -> int:
        return sum(self._counted(category, admitted).values())

    def _counted(self, category: str, admitted: _Admitted) -> dict[date, int]:
        if not admitted.days:
            return {}
        means = self._means
        with means.store.reading() as connection:
            found = records.count_by_day(
                connection,
                means.organisation,
                means.numbers.categories[category],
                admitted.days[0].isoformat(),
                admitted.days[-1].isoformat(),
                canary=self._canary,
            )
        return {day: found[day.isoformat()] for day in admitted.days if day.isoformat() in found}

    def _records(self, category: str, of_days: Iterable[date]) -> Iterator[Record]:
        """Yield the records of days, one day in memory at a time; no transaction is held open meanwhile."""
        number = self._means.numbers.categories[category]
        for day in of_days:
            means = self._means
            with means.store.reading() as connection:
                obeyed(means, connection)
                rows = list(
                    records.of_day(connection, means.organisation, number, day.isoformat(), canary=self._canary)
                )
            yield from self._opened(category, day, rows)

    def _matching(self, category: str, field: str, wanted: str, of_days: Iterable[date]) -> Iterator[Record]:
        """Yield the records of days that carry the mark of a value, or may have carried it, and really have the value once opened."""
        means = self._means
        number, field_number = means.numbers.categories[category], means.numbers.fields[category, field]
        mark = means.keyring.mark(means.organisation, field_number, wanted)
        for day in of_days:
            with means.store.reading() as connection:
                obeyed(means, connection)
                if marks_are_gone(means, category, field, day):
                    found = list(records.of_day(connection, means.organisation, number, day.isoformat()))
                else:
                    found = records.by_mark(
                        connection, means.organisation, number, day=day.isoformat(), field=field_number, mark=mark
                    )
            rows = [row for row in found if row.canary == self._canary]
            yield from (one for one in self._opened(category, day, rows) if one.fields.get(field) == wanted)

    def _opened(self, category: str, day: date, rows: list[RecordRow]) -> Iterator[Record]:
        """Open the rows of a day; when its key is gone meanwhile, nothing is left to open."""
        means = self._means
        number = means.numbers.categories[category]
        key = means.keyring.day_key(means.organisation, number, day.isoformat(), create=False)
        if key is not None:
            altered: list[bytes] = []
            names = means.numbers.field_names(category)
            yield from open_rows(key, rows, category=category, field_names=names, altered=altered)
            self._raise_alarm(altered, category)
