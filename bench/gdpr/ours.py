"""
Our arm: records of persons in the vault, and what a person or a purpose was told in a record of its own.

The application keeps the address of each record by its key, as it would keep a foreign key, and whose it is and what for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from bench.gdpr.workloads import LOGGED, PURPOSES, Act, Answer, Item, Kind
from bench.ground import NOW
from etanche.gate import GateRefused
from etanche.instance import Instance
from etanche.vault import Arrival, NoSuchRecord, Record, Ref

_SERVICE = 1 << 40
"""Whose record says what was told of a purpose: a person of its own for each."""


class Ours:
    """An instance of the bench's charter."""

    def __init__(self, instance: Instance) -> None:
        """Open the door and sit at the desk."""
        self.instance = instance
        self.door = instance.vault.door("form", actor="bench")
        self.desk = instance.vault.acting("desk", purpose="serving", actor="bench")
        self.refs: dict[int, Ref] = {}
        self.of_person: dict[int, Ref] = {}
        self.of_purpose: dict[int, Ref] = {}

    def load(self, items: Sequence[Item]) -> None:
        """Put a batch."""
        refs = self.door.put_many("record", [_arrival(one) for one in items]).refs
        self.refs.update(zip((one.key for one in items), refs, strict=True))

    def answer(self, act: Act) -> Answer:
        """Do what is asked; the vault writes its line of the journal."""
        return self._acts()[act.kind](act)

    def size(self) -> int:
        """Return how many bytes lie on the disk."""
        self.instance.store.flush()
        return sum(file.stat().st_size for file in (*self.instance.store.files, *self.instance.shelf.files))

    def _acts(self) -> dict[Kind, Callable[[Act], Answer]]:
        return {
            Kind.INSERT: self._insert,
            Kind.DELETE: self._delete,
            Kind.READ: lambda act: self._by_key(act.key),
            Kind.READ_PURPOSE: lambda act: self._told(self.desk.find("record", "pur", f"pur-{act.purpose}")),
            Kind.READ_PERSON: lambda act: self._by_person(act.person),
            Kind.WRITE: self._write,
            Kind.SHARE_PURPOSE: lambda act: self._share(self.of_purpose, act.purpose, _SERVICE + act.purpose, act),
            Kind.SHARE_PERSON: lambda act: self._share(self.of_person, act.person, act.person, act),
            Kind.METADATA: lambda act: self._by_person(act.person),
            Kind.LOG: lambda _: len(self.instance.journal_entries(since=None, act=None, actor=None, last=LOGGED)),
            Kind.GONE: lambda act: not self.desk.get(self.refs[act.key]),
        }

    def _insert(self, act: Act) -> int:
        self.load([act.item])
        return 1

    def _delete(self, act: Act) -> int:
        try:
            self.desk.forget(self.refs[act.key])
        except NoSuchRecord:
            return 0
        return 1

    def _write(self, act: Act) -> int:
        try:
            self.desk.update(self.refs[act.key], {"data": act.item.data})
        except NoSuchRecord:
            return 0
        return 1

    def _share(self, choices: dict[int, Ref], which: int, person: int, act: Act) -> bool:
        fields = {"shr": f"told-{act.number}", "told": str(act.number)}
        known = choices.get(which)
        if known is None:
            arrival = Arrival(at=NOW, person=person_of(person), fields=fields)
            (choices[which],) = self.door.put_many("sharing-choice", [arrival]).refs
        else:
            self.desk.update(known, fields)
        return True

    def _by_key(self, key: int) -> tuple[tuple[int, str, str], ...]:
        """Read a record, and in the same act what may have been told of its person and its purpose."""
        ref = self.refs[key]
        told = (self.of_person.get(key % self.people), self.of_purpose.get(key % PURPOSES))
        found = self.desk.get(ref, *(one for one in told if one is not None))
        return self._effective([one for one in found if one.ref == ref], found)

    def _by_person(self, person: int) -> tuple[tuple[int, str, str], ...]:
        try:
            found = self.desk.of_person(person_of(person))
        except GateRefused:
            return ()
        records = [one for one in found if one.category == "record"]
        return self._effective(records, (*found, *self._of_purposes(records)))

    def _told(self, records: Sequence[Record]) -> tuple[tuple[int, str, str], ...]:
        wanted = {ref for one in records if (ref := self.of_person.get(_key(one) % self.people)) is not None}
        beside = self.desk.get(*sorted(wanted)) if wanted else ()
        return self._effective(records, (*beside, *self._of_purposes(records)))

    def _of_purposes(self, records: Sequence[Record]) -> tuple[Record, ...]:
        """Read what was told of the purposes of some records."""
        wanted = {ref for one in records if (ref := self.of_purpose.get(_key(one) % PURPOSES)) is not None}
        return self.desk.get(*sorted(wanted)) if wanted else ()

    def _effective(self, records: Iterable[Record], choices: Iterable[Record]) -> tuple[tuple[int, str, str], ...]:
        """Return the records with what was told last, of themselves, their person or their purpose."""
        told = {
            one.ref: (int(one.fields["told"]), one.fields["shr"]) for one in choices if one.category == "sharing-choice"
        }
        answers = []
        for one in records:
            key = _key(one)
            asked = (self.of_person.get(key % self.people), self.of_purpose.get(key % PURPOSES))
            heard = [(int(one.fields["told"]), one.fields["shr"])]
            heard += [told[ref] for ref in asked if ref is not None and ref in told]
            answers.append((key, one.fields["data"], max(heard)[1]))
        return tuple(sorted(answers))

    people = 1
    """How many persons the records are dealt out to; set before the first is asked for."""


def person_of(number: int) -> bytes:
    """Return the id of a person."""
    return random.Random(number).randbytes(16)  # noqa: S311  # ids of a bench


def _key(record: Record) -> int:
    return int(record.fields["key"])


def _arrival(item: Item) -> Arrival:
    key = item.key
    fields = {
        "key": str(key),
        "pur": f"pur-{item.purpose}",
        "obj": f"obj-{key % 100}",
        "dec": f"dec-{key % 2}",
        "acl": f"acl-{key % 10}",
        "src": f"src-{key % 10}",
        "cat": f"cat-{key % 10}",
        "shr": item.shared,
        "told": str(item.told),
        "data": item.data,
    }
    return Arrival(at=NOW, person=person_of(item.person), fields=fields)
