"""
The incidents of one organisation: written down as they happen, sealed, each with a line of the journal in the same transaction.

What is in clear is a random id, a moment and a word for what it was. An incident stays five years after it is closed (the register of breaches,
GDPR 33(5), which gives no figure; five years is what authorities suggest), and goes with its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etanche.clock import Clock
from etanche.errors import NotFound, Unreadable
from etanche.incidents.concern import Concerned, concerned
from etanche.incidents.incident import Happened, Incident, Kind, Scope, Severity, Whom, folded
from etanche.incidents.story import ITSELF, KEPT, NAME, Book, only
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Keyring
from etanche.store import Connection, Store, incidents
from etanche.terms import OrganisationId, new_id
from etanche.vault import Vault


class NoSuchIncident(NotFound):
    """No incident of that name is written down, or several begin so."""


class IncidentClosed(Unreadable):
    """An incident is closed: something that happens later is another one."""


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """Writes incidents down, and tells them."""

    organisation: OrganisationId
    store: Store
    keyring: Keyring
    clock: Clock
    journal: Journal
    vault: Vault

    # — telling

    def all(self) -> tuple[Incident, ...]:
        """Return every incident, the open ones first, the newest before the others."""
        with self.store.reading() as connection:
            found = self._all(connection)
        return tuple(sorted(found, key=lambda one: (one.closed is None, one.opened), reverse=True))

    def of(self, name: str) -> Incident:
        """
        Return an incident by the first digits of its id.

        Raises:
            NoSuchIncident: there is none, or there are several.
        """
        found = only(self.all(), name.lower())
        if found is None:
            raise NoSuchIncident(f"there is no incident `{name[:NAME]}`", hint="`etanche incident list` tells them")
        return found

    def concerned(self, scope: Scope) -> Concerned:
        """Return whom the lines of a scope are about; see `concern`."""
        lines = self.journal.lines(since=scope.since, until=scope.until, actor=scope.actor, case=scope.case)
        return concerned(self.vault, lines, scope, since=self.journal.first_day())

    # — writing

    def open(
        self,
        title: str,
        *,
        by: str,
        severity: Severity = Severity.UNKNOWN,
        detector: str = "",
        subject: str = "",
        scope: Scope | None = None,
        tell: Callable[[Connection, Incident], None] | None = None,
    ) -> Incident:
        """
        Begin an incident; `tell` tells who is to be told at once, in the same transaction.

        Raises:
            Unreadable: it has no title, or nobody says it.
        """
        id_ = new_id()
        said = {
            "detector": detector,
            "subject": subject,
            **(scope.said if scope else {}),
            **({"scoped": "1"} if scope else {}),
        }
        begun = self.happened(Kind.OPENED, by, title, said=said)
        graded = self.happened(Kind.SEVERITY, by, said={"is": severity.value})
        with self.store.writing() as connection:
            self._write(connection, id_, begun)
            if severity is not Severity.UNKNOWN:
                self._write(connection, id_, graded)
            made = folded(id_, (begun,))
            if tell is not None and made is not None:
                tell(connection, made)
        return self.of(id_.hex())

    def add(
        self,
        name: str,
        kind: Kind,
        *,
        by: str,
        words: str = "",
        said: Mapping[str, str] | None = None,
        numbers: Mapping[str, int] | None = None,
        persons: Iterable[bytes] = (),
    ) -> Incident:
        """
        Write down one more thing that happened; `persons` are those it is about, whose chain of events it is then in.

        Raises:
            NoSuchIncident: as `of`.
            IncidentClosed: it is closed.
            Unreadable: words are missing where there have to be some, are too long, or nobody says them; somebody is aware from a moment to come.
            ValueError: it is closed otherwise.
        """
        if kind is Kind.CLOSED:
            raise ValueError(kind)  # only with a look at who is still to be told: see `closing`
        incident = self.of(name)
        one = self.happened(kind, by, words, said=said, numbers=numbers)
        with self.store.writing() as connection:
            self.add_within(connection, incident, one, persons)
        return self.of(incident.id.hex())

    def add_within(
        self, connection: Connection, incident: Incident, one: Happened, persons: Iterable[bytes] = ()
    ) -> None:
        """Write down one more thing in the caller's transaction; raises `IncidentClosed`."""
        if any(row.kind == Kind.CLOSED for row in incidents.of(connection, self.organisation, incident.id)):
            raise IncidentClosed("this incident is closed", hint="open another one, and name this one in it")
        self._write(connection, incident.id, one, persons)

    def seen_within(self, connection: Connection, incident: Incident) -> Incident:
        """Return an incident as a transaction of the caller's sees it."""
        return next(one for one in self._all(connection) if one.id == incident.id)

    def scope(self, name: str, scope: Scope, *, by: str) -> tuple[Incident, Concerned]:
        """Say which lines an incident is about, and write down how many people and records that is, and how many of them were not told when others were."""
        found, incident = self.concerned(scope), self.of(name)
        told = self.people_told(incident)
        numbers = {
            "persons": len(found.persons),
            "records": found.records,
            "lines": found.lines,
            "hidden": found.hidden,
            "unsaid": 0 if told is None else len(found.persons - told),
        }
        said = {**scope.said, "categories": " ".join(found.categories)}
        return self.add(name, Kind.SCOPE, by=by, said=said, numbers=numbers, persons=found.persons), found

    def people_told(self, incident: Incident) -> frozenset[bytes] | None:
        """Return which people were told of an incident, as long as the journal has the lines of it; nothing before any was."""
        told = incident.told_to(Whom.PEOPLE)
        if not told:
            return None
        lines = self.journal.lines(since=told[0].at, object=self._book.noun)
        return self.vault.persons_in([one.seq for one in lines if _tells(one.entry, incident)]).persons

    def happened(
        self,
        kind: Kind,
        by: str,
        words: str = "",
        *,
        said: Mapping[str, str] | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> Happened:
        """Return something that happens now, to be written in a transaction; raises `Unreadable`."""
        since = said.get("since") if kind is Kind.AWARE and said else None
        if since and datetime.fromisoformat(since) > self.clock.now():
            raise Unreadable("nobody is aware of something from a day to come", hint="say since when somebody is")
        return self._book.now(kind, by, words, said=said, numbers=numbers)

    def forget_old(self) -> int:
        """Delete the incidents that were closed so long ago that nobody needs them; return how many."""
        now = self.clock.now()
        old = [one for one in self.all() if one.closed is not None and now - one.closed > KEPT]
        for one in old:
            with self.store.writing() as connection:
                incidents.forget(connection, self.organisation, one.id)
                line = self._book.line("incident-forgotten", ITSELF, facts={"incident": one.name})
                self.vault.write_about(connection, line, ())
        return len(old)

    def note(self, connection: Connection, act: str, by: str) -> None:
        """Write a line about incidents at large."""
        self.vault.write_about(connection, self._book.line(act, by), ())

    # — inside

    def _all(self, connection: Connection) -> list[Incident]:
        return self._book.read(connection, folded)

    def _write(self, connection: Connection, id_: bytes, one: Happened, persons: Iterable[bytes] = ()) -> None:
        self._book.write(connection, id_, one)
        facts: dict[str, Fact] = {"incident": id_.hex()[:NAME], **one.numbers}
        facts |= {name: one.said[name] for name in ("whom", "detector") if one.said.get(name)}
        self.vault.write_about(connection, self._book.line(f"incident-{one.what}", one.by, facts=facts), persons)

    @property
    def _book(self) -> Book[Kind]:
        return Book(
            organisation=self.organisation,
            keyring=self.keyring,
            clock=self.clock,
            stories=incidents,
            words=Kind,
            key="incidents",
            noun="incident",
            told=_TOLD,
        )


_TOLD: Final = frozenset({Kind.OPENED, Kind.FACT, Kind.CONSEQUENCES, Kind.MEASURE, Kind.NOT_TOLD, Kind.CLOSED})


def _tells(entry: Entry, incident: Incident) -> bool:
    facts = entry.facts
    people = facts.get("whom") == Whom.PEOPLE and facts.get("incident") == incident.name
    return people and entry.act == f"incident-{Kind.TOLD}"
