"""
The incidents of one organisation: written down as they happen, sealed, each with a line of the journal in the same transaction.

What is in clear is a random id, a moment and a word for what it was. An incident stays five years after it is closed (the register of breaches,
GDPR 33(5), which gives no figure; five years is what authorities suggest), and goes with its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etanche.clock import Clock
from etanche.errors import NotFound, Unreadable
from etanche.incidents.concern import Concerned, concerned
from etanche.incidents.incident import NAME, Happened, Incident, Kind, Scope, Severity, folded
from etanche.incidents.story import Book, Told
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Keyring
from etanche.store import Connection, Store, StoryRow, incidents, moment_of
from etanche.terms import OrganisationId, new_id
from etanche.vault import Vault

KEPT: Final = timedelta(days=5 * 366)
LONGEST: Final = 4_000
ITSELF: Final = "etanche"
"""What the journal calls a detector."""


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
        found = [one for one in self.all() if len(name) >= NAME // 2 and one.id.hex().startswith(name.lower())]
        if len(found) != 1:
            raise NoSuchIncident(f"there is no incident `{name[:NAME]}`", hint="`etanche incident list` tells them")
        return found[0]

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
        begun = self._happened(Kind.OPENED, by, title, said=said)
        graded = self._happened(Kind.SEVERITY, by, said={"is": severity.value})
        with self.store.writing() as connection:
            self.write(connection, id_, 1, begun)
            if severity is not Severity.UNKNOWN:
                self.write(connection, id_, 2, graded)
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
        one = self._happened(kind, by, words, said=said or {}, numbers=numbers or {})
        with self.store.writing() as connection:
            self.add_within(connection, incident, one, persons)
        return self.of(incident.id.hex())

    def add_within(
        self, connection: Connection, incident: Incident, one: Happened, persons: Iterable[bytes] = ()
    ) -> None:
        """Write down one more thing in the caller's transaction; raises `IncidentClosed`."""
        rows = incidents.of(connection, self.organisation, incident.id)
        if any(row.kind == Kind.CLOSED for row in rows):
            raise IncidentClosed("this incident is closed", hint="open another one, and name this one in it")
        self.write(connection, incident.id, max((row.seq for row in rows), default=0) + 1, one, persons)

    def seen_within(self, connection: Connection, incident: Incident) -> Incident:
        """Return an incident as a transaction of the caller's sees it."""
        return next(one for one in self._all(connection) if one.id == incident.id)

    def scope(self, name: str, scope: Scope, *, by: str) -> tuple[Incident, Concerned]:
        """Say which lines an incident is about, and write down how many people and records that is."""
        found = self.concerned(scope)
        numbers = {
            "persons": len(found.persons),
            "records": found.records,
            "lines": found.lines,
            "hidden": found.hidden,
        }
        said = {**scope.said, "categories": " ".join(found.categories)}
        return self.add(name, Kind.SCOPE, by=by, said=said, numbers=numbers, persons=found.persons), found

    def happened(self, kind: Kind, by: str, words: str = "", **said: str) -> Happened:
        """Return something that happens now, to be written in a transaction of the caller's."""
        return self._happened(kind, by, words, said=said)

    def forget_old(self) -> int:
        """Delete the incidents that were closed so long ago that nobody needs them; return how many."""
        now = self.clock.now()
        old = [one for one in self.all() if one.closed is not None and now - one.closed > KEPT]
        for one in old:
            with self.store.writing() as connection:
                incidents.forget(connection, self.organisation, one.id)
                self._note(connection, "incident-forgotten", one.id, ITSELF, {})
        return len(old)

    def write(self, connection: Connection, id_: bytes, seq: int, one: Happened, persons: Iterable[bytes] = ()) -> None:
        """Write down one thing that happened, with its line."""
        told = Told(one.by, one.words, dict(one.said), dict(one.numbers))
        self._book.write(connection, id_, seq, at=one.at, kind=one.kind, told=told)
        facts: dict[str, Fact] = dict(one.numbers)
        facts |= {name: one.said[name] for name in ("whom", "detector") if one.said.get(name)}
        self._note(connection, f"incident-{one.kind}", id_, one.by, facts, persons)

    def note(self, connection: Connection, act: str, by: str) -> None:
        """Write a line about incidents at large."""
        self._note(connection, act, b"", by, {})

    # — inside

    def _all(self, connection: Connection) -> list[Incident]:
        stories = self._book.read(connection)
        return [one for id_, rows in stories if (one := folded(id_, map(_happened, rows))) is not None]

    def _happened(
        self,
        kind: Kind,
        by: str,
        words: str = "",
        *,
        said: Mapping[str, str] | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> Happened:
        if not by.strip():
            raise Unreadable("nobody is named who says this", hint="say who; it is journalled")
        if kind in _NEEDS_WORDS and not words.strip():
            raise Unreadable("nothing is said", hint="say it in a few words; they are sealed")
        since = said.get("since") if kind is Kind.AWARE and said else None
        if since and datetime.fromisoformat(since) > self.clock.now():
            raise Unreadable("nobody is aware of something from a day to come", hint="say since when somebody is")
        if len(words) > LONGEST:
            raise Unreadable(f"this is longer than {LONGEST} letters", hint="say it in fewer words")
        return Happened(
            kind=kind,
            at=self.clock.now(),
            by=by,
            words=words.strip(),
            said=dict(said or {}),
            numbers=dict(numbers or {}),
        )

    def _note(
        self,
        connection: Connection,
        act: str,
        id_: bytes,
        by: str,
        facts: Mapping[str, Fact],
        persons: Iterable[bytes] = (),
    ) -> None:
        entry = Entry(
            organisation=self.organisation,
            at=self.clock.now(),
            actor=by,
            act=act,
            object="incident",
            decision="done",
            facts={**({"incident": id_.hex()[:NAME]} if id_ else {}), **facts},
        )
        self.vault.write_about(connection, entry, persons)

    @property
    def _book(self) -> Book:
        return Book(
            organisation=self.organisation, keyring=self.keyring, stories=incidents, key="incidents", noun="incident"
        )


def _happened(one: tuple[StoryRow, Told]) -> Happened:
    row, told = one
    return Happened(
        kind=Kind(row.kind), at=moment_of(row.at), by=told.by, words=told.words, said=told.said, numbers=told.numbers
    )


_NEEDS_WORDS: Final = frozenset({Kind.OPENED, Kind.FACT, Kind.CONSEQUENCES, Kind.MEASURE, Kind.NOT_TOLD, Kind.CLOSED})
