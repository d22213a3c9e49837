"""
Telling standing what happened to a person or to a record: a consent, an objection, the end of a contract, a restriction.

What suspends data takes them out of the bucket of their day first, under secrets of their own: the bucket dies on time,
and they do not die with it. What shows an event is sealed beside it (`evidence`).
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from etanche.charter import Objection
from etanche.clock import at_an_end
from etanche.errors import Unreadable
from etanche.journal import Fact
from etanche.standing import ERASED, HELD, RELEASED, person_subject, record_subject
from etanche.store import Connection, RecordAt, RecordRow, moment_text, person_records, persons
from etanche.vault.aliases import NoSuchPerson
from etanche.vault.asking import obeyed
from etanche.vault.begun import unless_begun
from etanche.vault.evidence import opens_still, sealed_evidence
from etanche.vault.means import Means
from etanche.vault.out_of_buckets import in_buckets, take_out
from etanche.vault.permitting import require_nameable, subject_to
from etanche.vault.refs import NoSuchRecord, Ref
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.refusal_marks import REFUSING

RESTRICTED = "restricted"

_ACTS = {HELD: "hold", RELEASED: "hold --release", ERASED: "erase"}
"""What is not told but done: an event of these without its act would be a hold of no case, or an erasure that erases nothing."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is told."""

    event: str
    actor: str
    purpose: str | None = None
    effective: date | datetime | None = None
    assumed: bool = False
    case: str | None = None
    recipient: str | None = None


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Of whom, or of which record of theirs, and what shows it."""

    about: bytes | Ref
    person: bytes
    subject: str
    sealed: bytes | None


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells standing of one organisation."""

    means: Means

    def tell(
        self,
        about: bytes | Ref,
        event: str,
        *,
        actor: str,
        purpose: str | None = None,
        effective: date | datetime | None = None,
        evidence: bytes | None = None,
        assumed: bool = False,
        case: str | None = None,
        recipient: str | None = None,
    ) -> None:
        """
        Write down what happened; see `Vault.tell`.

        Raises:
            NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
            UnknownEvent: standing knows no such event, or the charter no such purpose.
            Unreadable: it is not told, but done: a hold, its release, an erasure.
            DestructionBegun: what is to be restricted is being destroyed.
        """
        require_told(event)
        _require_when(effective)
        means = self.means
        if recipient is not None:
            require_nameable(means, recipient, event, purpose)
        said = Word(
            event=event,
            actor=actor,
            purpose=purpose,
            effective=effective,
            assumed=assumed,
            case=case,
            recipient=recipient,
        )
        about_it = self.prepared(about, said, evidence)
        with means.store.writing() as connection:
            obeyed(means, connection)
            self.write(connection, about_it, said)
        if event in REFUSING and recipient is None:
            keep_of(means, about_it.person)

    def prepared(self, about: bytes | Ref, said: Word, evidence: bytes | None) -> Whom:
        """Seal what shows it, and take out of their buckets what is to be held back, before the transaction."""
        person, subject = self.subject(about)
        sealed = None if evidence is None else sealed_evidence(self.means, person, evidence)
        if self._holds_back(said.event, said.purpose):
            take_out(self.means, person, about if isinstance(about, Ref) else None)
        return Whom(about=about, person=person, subject=subject, sealed=sealed)

    def write(self, connection: Connection, one: Whom, said: Word) -> None:
        """Write down what happened to one of those, with its line."""
        means, person = self.means, one.person
        self.know(connection, person)
        if one.sealed is not None and not opens_still(means, connection, person, one.sealed):
            raise Unreadable("their keys were renewed meanwhile", hint="do it again")
        if self._holds_back(said.event, said.purpose):
            self._unless_late(connection, said.event, person, one.about)
        recipient = said.recipient
        means.standing.persons.tell(
            connection,
            one.subject if recipient is None else subject_to(means, connection, person, recipient),
            said.event,
            purpose=said.purpose,
            effective=said.effective,
            evidence=one.sealed,
            assumed=said.actor if said.assumed else None,
        )
        facts: dict[str, Fact] = {"event": said.event, "assumed": int(said.assumed)}
        if said.purpose is not None:
            facts["for"] = said.purpose
        if recipient is not None:
            facts["recipient"] = recipient
        what = "record" if isinstance(one.about, Ref) else "person"
        entry = means.entry(actor=said.actor, act="told", object=what, decision="done", facts=facts, case=said.case)
        means.write_about(connection, entry, [person])

    def tell_within(
        self,
        connection: Connection,
        about: bytes | Ref,
        event: str,
        *,
        actor: str,
        purpose: str | None = None,
        effective: date | datetime | None = None,
    ) -> None:
        """
        Write down, in the caller's transaction, what happened to a person, or to a record, which may be written in it; nothing that holds data back.

        Raises:
            NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
            UnknownEvent: standing knows no such event, or the charter no such purpose.
            Unreadable: it is not told, but done.
        """
        if event in _ACTS or self._holds_back(event, purpose):
            raise Unreadable(f"`{event}` is not told by hand", hint=f"`etanche {_ACTS.get(event, 'request')}` does it")
        obeyed(self.means, connection)
        person, subject = self.subject(about, connection)
        said = Word(event=event, actor=actor, purpose=purpose, effective=effective)
        self.write(connection, Whom(about=about, person=person, subject=subject, sealed=None), said)

    def person_of(self, ref: Ref) -> bytes:
        """
        Return whose a record is.

        Raises:
            NoSuchRecord: there is no such record.
        """
        return self._row(ref).person or b""

    # — whom and what

    def subject(self, about: bytes | Ref, connection: Connection | None = None) -> tuple[bytes, str]:
        """Return whom something is told of, and the subject in the ledger, as a transaction sees it; raises `NoSuchRecord`."""
        if isinstance(about, bytes):
            return about, person_subject(about)
        row = self._row(about, connection)
        person = row.person or b""
        return person, record_subject(person, row.category, row.day, row.id)

    def _row(self, ref: Ref, connection: Connection | None = None) -> RecordRow:
        number = self.means.numbers.categories.get(ref.category)
        if number is not None:
            address = RecordAt(number, ref.day.isoformat(), ref.id)
            with nullcontext(connection) if connection is not None else self.means.store.reading() as seen:
                found = person_records.at(seen, self.means.organisation, [address])
            if address in found and not self.means.tombstones.among([ref.id]):
                return found[address]
        raise NoSuchRecord("there is no such record", hint="it may have been forgotten")

    def know(self, connection: Connection, person: bytes) -> None:
        """
        Know a person from now on, in the caller's transaction.

        Raises:
            NoSuchPerson: they were erased, and nothing of theirs is left.
        """
        # A person may be told of before anything of theirs comes in: a consent, an account.
        organisation = self.means.organisation
        found = persons.known(connection, organisation, [person])
        if not found:
            persons.add(connection, organisation, [person], moment_text(self.means.clock.now()))
        elif self.is_gone(connection, person):
            raise NoSuchPerson("there is no such person", hint="they were erased, and nothing of theirs is left")

    def is_gone(self, connection: Connection, person: bytes) -> bool:
        """Tell whether a person was erased, and nothing of theirs is left."""
        organisation = self.means.organisation
        row = persons.known(connection, organisation, [person]).get(person)
        ended = row is not None and row.ended is not None
        return ended and not person_records.of_person(connection, organisation, person)

    def _unless_late(self, connection: Connection, event: str, person: bytes, about: bytes | Ref) -> None:
        """Hold nothing back that goes all the same: with a destruction that has begun, or with the bucket of a day."""
        if event == RESTRICTED:
            unless_begun(self.means, connection, person, about)
        if in_buckets(self.means, connection, person, about):
            raise Unreadable("records came in meanwhile", hint="do it again")

    def _holds_back(self, event: str, purpose: str | None) -> bool:
        weighed = purpose is None or self.means.plan.objections.get(purpose) is Objection.REVIEWED
        return event == RESTRICTED or (event == "objection" and weighed)


def require_told(event: str) -> None:
    """Go on only with what is told, and not done; raises `Unreadable`."""
    if event in _ACTS:
        raise Unreadable(f"`{event}` is not told by hand", hint=f"`etanche {_ACTS[event]}` does it")


def _require_when(effective: date | datetime | None) -> None:
    """Go on only with a day, or a moment, from which terms can be reckoned; raises `Unreadable`."""
    if isinstance(effective, datetime) and effective.tzinfo is None:
        raise Unreadable("a moment needs a time zone", hint="write it like `2026-11-22T10:00:00+01:00`")
    if effective is not None and at_an_end(effective):
        raise Unreadable("a moment lies at an end of the calendar", hint="write when it happened")
