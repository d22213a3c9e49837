"""
The ledger as it speaks of persons: what was told of them, asked for many at once.

A subject is `person:<32 hex>` for a person, and that followed by `/<category>/<day>/<32 hex>` for one record of theirs,
so that all of a person's events lie in one run.
What was read is remembered as long as nothing is added to the ledger; then only what is new is read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from etanche.charter import Plan
from etanche.clock import Clock
from etanche.errors import Unreadable
from etanche.standing.guards import BACKWARD_SLACK
from etanche.standing.lately import Lately
from etanche.standing.told import HELD, RELEASED, TOLD, Told, moment_in
from etanche.store import Connection, StandingRow, moment_of, moment_text, names, standing
from etanche.terms import OrganisationId

PREFIX = "person:"
_MOST_NEWS = 2_000
_OF_HOLDS = frozenset({HELD, RELEASED})
LONGEST_NAME = 100


class UnknownEvent(Unreadable):
    """Standing was told something it does not know."""


class Telling(NamedTuple):
    """Something to be told: of whom or what, what happened, for which purpose, when it takes effect, by whose decision that is assumed."""

    subject: str
    event: str
    purpose: str | None = None
    effective: date | datetime | None = None
    because: str = ""
    evidence: bytes | None = None
    assumed: str | None = None


def person_subject(person: bytes) -> str:
    """Return the subject that a person is."""
    return f"{PREFIX}{person.hex()}"


def record_subject(person: bytes, category: int, day: str, record: bytes) -> str:
    """Return the subject that one record of a person is, by the stable number of its category."""
    return f"{PREFIX}{person.hex()}/{category}/{day}/{record.hex()}"


def recipient_subject(person: bytes, recipient: int) -> str:
    """Return the subject that a person's consent to one recipient is, by the stable number of the recipient."""
    return f"{PREFIX}{person.hex()}/to/{recipient}"


class PersonLedger:
    """What standing was told of the persons of one organisation."""

    def __init__(self, *, plan: Plan, clock: Clock, organisation: OrganisationId, marks: standing.Marks) -> None:
        """Begin without having read anything."""
        self._plan = plan
        self._clock = clock
        self._organisation = organisation
        self._marks = marks
        self._lately = Lately()
        self._seq = -1
        self._names: dict[int, str] = {}
        self._lock = threading.Lock()

    def tell(
        self,
        connection: Connection,
        subject: str,
        event: str,
        *,
        purpose: str | None = None,
        effective: date | datetime | None = None,
        because: str = "",
        evidence: bytes | None = None,
        assumed: str | None = None,
    ) -> None:
        """
        Write down what happened to a person or a record, in the transaction of the act it belongs to.

        Args:
            connection: the transaction.
            subject: of whom or what.
            event: one of `TOLD`.
            purpose: for which purpose; for all of them if left out.
            effective: when it takes effect; at this moment if left out.
            because: the promises it rests on.
            evidence: what shows it, sealed already.
            assumed: by whose decision a date that nobody recorded is taken for true.

        Raises:
            UnknownEvent: there is no such event, or the charter has no such purpose; or an act, a `last-…` event, lies ahead.
        """
        self.tell_many(connection, [Telling(subject, event, purpose, effective, because, evidence, assumed)])

    def tell_many(self, connection: Connection, tellings: Iterable[Telling]) -> None:
        """
        Write down many things that happened, in their order, in the transaction of the act they belong to.

        Raises:
            UnknownEvent: there is no such event, or the charter has no such purpose; or an act, a `last-…` event, lies ahead.
        """
        numbers: dict[str, int] = {}
        rows = [self._row(connection, telling, numbers) for telling in tellings]
        if rows:
            standing.append(connection, self._organisation, rows, mark=self._marks)

    def _row(self, connection: Connection, telling: Telling, numbers: dict[str, int]) -> StandingRow:
        purpose, assumed = telling.purpose, telling.assumed
        if telling.event not in TOLD or (purpose is not None and purpose not in self._plan.purposes):
            raise UnknownEvent("standing knows no such event or purpose", hint=f"events: {', '.join(sorted(TOLD))}")
        if assumed is not None and not (0 < len(assumed) <= LONGEST_NAME and assumed.isprintable()):
            raise UnknownEvent(f"the name of a person has 1 to {LONGEST_NAME} letters")
        if purpose is not None and purpose not in numbers:
            numbers[purpose] = names.number(connection, self._organisation, "purpose", purpose)
        now = self._clock.now()
        when = now if telling.effective is None else telling.effective
        if telling.event.startswith("last-") and moment_in(when, self._plan.zone) > now + BACKWARD_SLACK:
            raise UnknownEvent("this day lies ahead", hint="what somebody does later is told when they have done it")
        return StandingRow(
            organisation=self._organisation,
            subject=telling.subject,
            event=telling.event,
            effective=moment_text(when) if isinstance(when, datetime) else when.isoformat(),
            recorded=moment_text(now),
            because=telling.because,
            purpose=None if purpose is None else numbers[purpose],
            evidence=telling.evidence,
            assumed=assumed,
        )

    def told(self, connection: Connection, subjects: Iterable[str]) -> dict[str, tuple[Told, ...]]:
        """Return the events of some subjects, each one's in order of commit; one that nothing was told of has none."""
        wanted = set(subjects)
        with self._lock:
            self._catch_up(connection)
            known = self._lately.among(wanted)
        missing = sorted(wanted - known.keys())
        if not missing:
            return known
        found: dict[str, list[Told]] = {subject: [] for subject in missing}
        for row in standing.of_subjects(connection, self._organisation, missing):
            found[row.subject].append(self._told(connection, row))
        new = {subject: tuple(told) for subject, told in found.items()}
        with self._lock:
            if standing.last_seq(connection, self._organisation) == self._seq:
                self._lately.keep(new)
        return known | new

    def between(self, connection: Connection, first: bytes, last: bytes) -> dict[str, list[Told]]:
        """Return the events of the persons whose ids are between two, and of their records, by subject."""
        found: dict[str, list[Told]] = {}
        for row in standing.between(connection, self._organisation, person_subject(first), person_subject(last)):
            found.setdefault(row.subject, []).append(self._told(connection, row))
        return found

    def under(self, connection: Connection, person: bytes) -> Sequence[StandingRow]:
        """Return everything that was told of a person and of their records."""
        return list(standing.under(connection, self._organisation, person_subject(person)))

    def _catch_up(self, connection: Connection) -> None:
        """Forget what was remembered of those of whom something was told since."""
        last = standing.last_seq(connection, self._organisation)
        if last == self._seq:
            return
        if last < self._seq or self._seq < 0 or last - self._seq > _MOST_NEWS:
            self._lately.clear()
        else:
            for subject in standing.subjects_since(connection, self._organisation, self._seq):
                self._lately.forget(subject)
        self._seq = last

    def _told(self, connection: Connection, row: StandingRow) -> Told:
        if row.purpose is not None and row.purpose not in self._names:
            known = names.all_of(connection, self._organisation, "purpose")
            self._names = {number: name for name, number in known.items()}
        return Told(
            seq=row.seq or 0,
            event=row.event,
            purpose=None if row.purpose is None else self._names.get(row.purpose, f"#{row.purpose}"),
            effective=moment_of(row.effective) if "T" in row.effective else date.fromisoformat(row.effective),
            recorded=moment_of(row.recorded),
            hold=row.because if row.event in _OF_HOLDS else "",
        )
