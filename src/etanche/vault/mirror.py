"""
What a person sees and does of their own: everything that is held of them, and a word of theirs about it.

    mirror = vault.mirror(person)
    mirror.held()                        # every record, whatever its purposes have come to
    mirror.correct(ref, {"name": "Maud"})
    mirror.say("letters", yes=False, evidence=shown)    # a consent withdrawn, an objection raised: it holds from the moment this returns

A person has no role: what is held of them is theirs to see (GDPR 15), also what nobody else may read any more, and what is
restricted. So the gate is not asked; instead nothing is reachable from here but the records of one person, and of those they are
joined with. Who may hold a mirror is for whoever makes it: see `instance.Links`. Each look is a line of the journal, about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from etanche.charter import FieldKind
from etanche.journal import Entry, Fact
from etanche.keyring import knows_nobody
from etanche.standing import Told, held, in_order, lives, person_subject
from etanche.store import Connection, RecordAt, RecordRow, person_records
from etanche.vault.admitting import Acting, Admitted, standings, told_of
from etanche.vault.aliases import group_of
from etanche.vault.asking import obeyed
from etanche.vault.beside import Beside, Prepare
from etanche.vault.choosing import choice_of
from etanche.vault.means import Means
from etanche.vault.mirrored import Choice, Held, NotTheirsToSay, Said
from etanche.vault.person_changing import PersonChanging
from etanche.vault.probe import ProbeRun
from etanche.vault.refs import NoSuchRecord, Ref
from etanche.vault.sealed import Record
from etanche.vault.telling import Word
from etanche.vault.telling_all import tell_all

THEMSELVES: Final = "person"
"""Who acts, in the journal: which person it was stands in the sealed list beside the line, and goes with it."""

_OWN_WORDS: Final = frozenset(
    {
        FieldKind.NAME,
        FieldKind.TEXT,
        FieldKind.LONG_TEXT,
        FieldKind.PHONE,
        FieldKind.COUNTRY,
        FieldKind.LANGUAGE,
        FieldKind.CHOICE,
        FieldKind.DATE,
        FieldKind.POSTAL_ADDRESS,
    }
)
"""Kinds of fields in which somebody says something of themselves; what we noted or made is not theirs to rewrite."""


class Mirror(PersonChanging):
    """The records of one person, and of those they are joined with, before that person."""

    def __init__(self, means: Means, person: bytes, *, by: str = THEMSELVES, probe: ProbeRun | None = None) -> None:
        """Keep whose it is, and who looks for them if they do not look themselves; nothing is read yet. With a probe's credential canaries are seen, and nothing else."""
        super().__init__(means, Acting(role=THEMSELVES, purpose=THEMSELVES, actor=by), probe=probe)
        self._person = person

    # — seeing

    def held(self) -> tuple[Held, ...]:
        """Return everything that is held of the person in the vault, by category and day; that it was shown is a line about them."""
        means = self._means
        with means.store.reading() as connection:
            obeyed(means, connection)
            group = sorted(group_of(means, connection, self._person))
            rows = self._rows(connection, group)
            told = told_of(means, connection, rows)
        opened = {(one.category, one.day, one.id): one for one in self._open(rows)}
        shown = [self._shown(row, events, opened) for row, events in zip(rows, told, strict=True)]
        found = sorted((one for one in shown if one is not None), key=lambda one: one.record.ref)
        means.note_about(self._line("own-data-shown", {"records": len(found)}), group)
        return tuple(found)

    def one(self, ref: Ref) -> Record:
        """
        Return one record of the person; that it was shown is a line about them.

        Raises:
            NoSuchRecord: there is none there, or it is about somebody else; the answer is the same.
        """
        row, record = self._one(ref)
        self._means.note_about(self._line("own-data-shown", {"records": 1}), [row.person or b""])
        return record

    def opened(self, rows: Sequence[RecordRow]) -> list[Record]:
        """Open some rows; those that do not open raise the alarm, and are left out."""
        return self._open(rows)

    def _rows(self, connection: Connection, group: Sequence[bytes]) -> list[RecordRow]:
        means = self._means
        known = {number for name, number in means.numbers.categories.items() if name in means.plan.categories}
        rows = [row for one in group for row in person_records.of_person(connection, means.organisation, one)]
        forgotten, canary = means.tombstones.among(row.id for row in rows), self._probe is not None
        return [row for row in rows if row.id not in forgotten and row.canary == canary and row.category in known]

    def _shown(
        self, row: RecordRow, told: Sequence[Told], opened: Mapping[tuple[str, date, bytes], Record]
    ) -> Held | None:
        means = self._means
        category = means.numbers.category_names()[row.category]
        where = standings(category, row)
        record = opened.get((category, where.collected, row.id))
        if record is None:
            return None
        purposes = means.plan.purposes_of(category)
        found = tuple(zip(purposes, lives(means.plan, where, told, means.clock.now()), strict=True))
        return Held(record=record, lives=found, stays=held(told), correctable=self._correctable(category))

    def _correctable(self, category: str) -> frozenset[str]:
        """
        Return the fields in which the person said something of themselves.

        What a record is found by is none of them: whoever could write another's address there would be taken for them.
        """
        plan = self._means.plan
        if category not in plan.given or not plan.exact.isdisjoint(plan.purposes_of(category)):
            return frozenset()
        fields = plan.categories[category].fields.values()
        return frozenset(one.name for one in fields if one.kind in _OWN_WORDS and not one.findable)

    # — correcting

    def correct(self, ref: Ref, fields: Mapping[str, str | None], *, prepare: Prepare | None = None) -> Record:
        """
        Let the person correct what they said of themselves; `prepare` as in `Session.update`.

        Raises:
            NoSuchRecord: there is none there, or it is about somebody else; the answer is the same.
            NotTheirsToSay: a field is none of `Held.correctable`.
            KeptByLaw, NotCorrected, Changed: as `Session.update`.
        """
        self._one(ref)
        if not fields.keys() <= self._correctable(ref.category):
            raise NotTheirsToSay(
                "this field is not corrected here", hint="ask the organisation; its notice says by which ways"
            )
        return self.update(ref, fields, prepare=prepare)

    def _one(self, ref: Ref) -> tuple[RecordRow, Record]:
        """Return one row of the person and what is in it."""
        means = self._means
        number = means.numbers.categories.get(ref.category)
        if number is not None and ref.category in means.plan.categories:
            at = RecordAt(number, ref.day.isoformat(), ref.id)
            with means.store.reading() as connection:
                obeyed(means, connection)
                group = group_of(means, connection, self._person)
                row = person_records.at(connection, means.organisation, [at]).get(at)
            if (
                row is not None
                and row.person in group
                and row.canary == (self._probe is not None)
                and row.id not in means.tombstones
            ):
                opened = self._open_named(Admitted(rows=[row]), ref.category)
                if opened:
                    return row, opened[0]
        raise NoSuchRecord("there is no such record", hint="it may have been forgotten")

    # — deciding

    def choices(self) -> tuple[Choice, ...]:
        """Return every purpose that the person decides on, in name order, with their last word."""
        plan, told, now = self._means.plan, self._told(), self._means.clock.now()
        return tuple(
            choice_of(plan, purpose, told, now)
            for purpose in sorted(plan.consents | plan.objections.keys())
            if self._of_persons(purpose)
        )

    def _of_persons(self, purpose: str) -> bool:
        """Tell whether a purpose uses something of people who are known: elsewhere there is nobody to decide."""
        plan = self._means.plan
        used = {category for using, category in plan.terms if using == purpose}
        return any(one in plan.categories and not knows_nobody(plan, one) for one in used)

    def _told(self) -> list[Told]:
        means = self._means
        with means.store.reading() as connection:
            obeyed(means, connection)
            subjects = [person_subject(one) for one in group_of(means, connection, self._person)]
            return in_order(*means.standing.persons.told(connection, subjects).values())

    def say(self, purpose: str, *, yes: bool, evidence: bytes, beside: Beside | None = None) -> bool:
        """
        Tell standing the person's word on a purpose; it holds from the moment this returns. Return whether it was something new.

        A yes that is for a time is new each time: it holds from then on.

        Args:
            purpose: one of `choices`.
            yes: give a consent, or take an objection back; else withdraw it, or object.
            evidence: what they were shown when they said so; sealed under their own key.
            beside: writes, in the same transaction, what belongs to what is destroyed because of it.

        Raises:
            NotTheirsToSay: they do not decide on it.
        """
        means = self._means
        choice = next((one for one in self.choices() if one.purpose == purpose), None)
        if choice is None:
            raise NotTheirsToSay("nobody decides on this purpose", hint="the notice says why: its legal basis")
        if (choice.said is Said.YES) == yes and not (yes and choice.until is not None):
            return False
        event = (
            ("consent-given" if yes else "consent-withdrawn")
            if choice.consent
            else ("objection-withdrawn" if yes else "objection")
        )
        with means.store.reading() as connection:
            group = group_of(means, connection, self._person)
        word = Word(event=event, actor=self._acting.actor, purpose=purpose)
        tell_all(means, group, word, evidence=evidence, beside=beside)
        return True

    # — the journal

    def _line(self, act: str, facts: Mapping[str, Fact]) -> Entry:
        return self._means.entry(actor=self._acting.actor, act=act, object="person", decision="done", facts=facts)

    def _entry(
        self,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        because: Iterable[str],
        facts: Mapping[str, Fact],
    ) -> Entry:
        """Return the line of a correction: the person has no role, and needs no purpose."""
        return self._means.entry(
            actor=self._acting.actor,
            act=f"own-{act}",
            object=object,
            decision="done",
            because=tuple(because),
            facts=facts,
        )
