"""
Filing a record under the person it is really about.

It keeps its address. It is sealed anew under the keys of the right person, and row, marks and what was told of the record change hands
in one transaction: killed before it nothing has changed, killed after it nothing is left to do.
What a copy of the data from before still holds under the wrong person's key is deleted again when it is put back once
the record was erased: its id goes among the tombstones then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from etanche.charter import Status
from etanche.errors import Refused
from etanche.keyring import Holding
from etanche.standing import (
    HELD_BY_NONE,
    MOVED,
    MOVED_AWAY,
    Told,
    held,
    in_order,
    lives,
    person_subject,
    record_subject,
)
from etanche.store import (
    Connection,
    PersonRow,
    RecordRow,
    StandingRow,
    moment_text,
    persons,
    refiling,
    standing,
)
from etanche.vault.admitting import standings, told_of
from etanche.vault.asking import obeyed
from etanche.vault.disclosing import PersonDisclosures
from etanche.vault.out_of_buckets import take_out
from etanche.vault.person_changing import Changed
from etanche.vault.person_marks import marks_of
from etanche.vault.person_seal import Plain, opened_plain, seal, slot_for, slot_of
from etanche.vault.refs import Ref
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.refusals import refused_before
from etanche.vault.starting import suspends, tell_within
from etanche.vault.starts import Start, Starting, news_of, settled

_LAST = 1 << 62


class NotMoved(Refused):
    """A record was not filed under somebody else; nothing was changed."""


class PersonMoves(PersonDisclosures):
    """The part of a session that files records under another person."""

    def move(self, ref: Ref, person: bytes) -> None:
        """
        File a record under the person it is really about.

        Raises:
            NoSuchRecord: there is no such record.
            GateRefused: it may not be read, and so not filed elsewhere, by this role for this purpose.
            NotMoved: it is theirs already, one of the two was erased, a hold stands, or no purpose would hold it for them.
            Changed: somebody else changed it, or told something of them, meanwhile.
        """
        means = self._means
        row, _ = self._one(ref)
        wrong = row.person or b""
        if person == wrong:
            raise NotMoved("the record is theirs already")
        with means.store.reading() as connection:
            known = persons.known(connection, means.organisation, [wrong, person])
            told = self._of_both(connection, row, person)
        self._unless_kept(known, wrong, person, told[0])
        refused = self._refused_with(row, ref.category, person)
        apart = self._unless_unwanted(
            ref.category, row, [*told[1], *_news(person, told[1], refused, means.clock.now())]
        )
        if suspends(means.plan, refused):
            take_out(means, person, None)
        moved, plain = self._sealed_for(row, person, known, apart=apart)
        with means.store.writing() as connection:
            obeyed(means, connection)
            now = persons.known(connection, means.organisation, [wrong, person])
            same = persons.generations(now, person) == moved.generation and now.get(wrong) == known.get(wrong)
            marks = marks_of(means, ref.category, [(moved, plain)])
            if not same or self._of_both(connection, row, person) != told:
                raise Changed("something was told of them meanwhile", hint="do it again")
            if not refiling.refile(connection, moved, marks, before=row):
                raise Changed("the record was changed meanwhile", hint="read it again, then move it")
            # What was refused for the addresses in it comes with it, and only with it: the move that is turned away says nothing of them.
            tell_within(means, connection, ref.category, refused, Starting(), actor=self._acting.actor)
            if person not in persons.known(connection, means.organisation, [person]):
                persons.add(connection, means.organisation, [person], moment_text(means.clock.now()))
            self._hand_over(connection, row, moved)
            means.write_about(connection, self._entry("move", ref.category, (), {"records": 1}), [wrong, person])
        means.store.flush()

    def _refused_with(self, row: RecordRow, category: str, person: bytes) -> list[Start]:
        """Return what the person a record goes to refuses with the addresses in it."""
        means = self._means
        keep_of(means, row.person or b"")
        numbered = opened_plain(row, means.keyring.persons.lend(means.organisation, [slot_of(row)]))
        names = means.numbers.field_names(category)
        fields = {names[number]: value for number, value in dict(numbered).items() if number in names}
        return settled(refused_before(means, category, [(person, fields)]))

    def _of_both(self, connection: Connection, row: RecordRow, person: bytes) -> tuple[list[Told], list[Told]]:
        """Return what was told of a record as it is filed, and as it would be."""
        (before,) = told_of(self._means, connection, [row])
        own = record_subject(row.person or b"", row.category, row.day, row.id)
        told = self._means.standing.persons.told(connection, [person_subject(person), own])
        return before, in_order(told[person_subject(person)], told[own])

    @staticmethod
    def _unless_kept(known: dict[bytes, PersonRow], wrong: bytes, person: bytes, told: list[Told]) -> None:
        if any(one is not None and one.ended is not None for one in (known.get(wrong), known.get(person))):
            raise NotMoved("one of the two was erased", hint="nothing is filed under them, nor taken from under them")
        if held(told):
            raise NotMoved("a hold stands on this record", hint="it is moved once the hold is released")

    def _unless_unwanted(self, category: str, row: RecordRow, told: list[Told]) -> bool:
        """Return whether the record must not go with the bucket of its day, if a purpose would hold it for them at all."""
        means = self._means
        found = lives(means.plan, standings(category, row), told, means.clock.now())
        if all(one.status in HELD_BY_NONE for one in found):
            raise NotMoved("no purpose would hold this record for them", hint="tell first what makes one alive")
        return held(told) or any(one.status is Status.SUSPENDED for one in found)

    def _sealed_for(
        self, row: RecordRow, person: bytes, known: dict[bytes, PersonRow], *, apart: bool
    ) -> tuple[RecordRow, dict[int, str]]:
        means, keys = self._means, self._means.keyring.persons
        generation = persons.generations(known, person)
        made = {} if generation is None else keys.ensure(means.organisation, row.category, {person: generation})
        plain = dict(opened_plain(row, keys.lend(means.organisation, [slot_of(row)])))
        holding, secret = Holding(row.holding or 0), row.own_key
        if apart and holding is Holding.BUCKET:
            holding, (secret,) = Holding.RECORD, keys.new_secrets(means.organisation, 1)
        one = Plain(row.id, row.day, person, plain, secret)
        if person not in made:
            raise NotMoved("one of the two was erased", hint="nothing is filed under them, nor taken from under them")
        slot = slot_for(one, category=row.category, generation=made[person], holding=holding)
        rows = seal(
            [one],
            keys.lend(means.organisation, [slot]),
            organisation=row.organisation,
            category=row.category,
            generations=made,
            holding=holding,
            canary=row.canary,
        )
        sealed = next(iter(rows), None)
        if sealed is None:
            raise Changed("a key was destroyed meanwhile", hint="do it again")
        return sealed, plain

    def _hand_over(self, connection: Connection, row: RecordRow, moved: RecordRow) -> None:
        """Let what was told of the record be told of it where it is now; evidence stays with whom it was given of."""
        means = self._means
        before = record_subject(row.person or b"", row.category, row.day, row.id)
        after = record_subject(moved.person or b"", row.category, row.day, row.id)
        now = moment_text(means.clock.now())
        told = [
            replace(one, subject=after, seq=None, evidence=None)
            for one in standing.of_subject(connection, means.organisation, before)
        ]
        marks = [
            StandingRow(
                organisation=means.organisation,
                subject=subject,
                event=event,
                effective=now,
                recorded=now,
                because="rights:rectification",
            )
            for subject, event in ((before, MOVED_AWAY), (after, MOVED))
        ]
        standing.append(connection, means.organisation, [*told, *marks], mark=means.standing.marks)


def _news(person: bytes, told: Sequence[Told], refused: Sequence[Start], now: datetime) -> Iterator[Told]:
    """Yield what would be new of refusals, as the ledger would tell it after everything else."""
    for number, one in enumerate(news_of({person_subject(person): tuple(told)}, refused)):
        yield Told(_LAST + number, one.event, one.purpose, one.effective, now)
