"""
A person is erased.

The order, each step durable before the next: the person ends (their generation is bumped, the ledger told, the intent written down)
→ what stays is parted from what goes (`staying`) → keys → tombstones → the line that it is done → rows and marks. From the first commit on nothing is taken in for them; after the keys
nothing of theirs opens; what the law orders to be kept, and what a hold keeps, stays under a key of its own, with those purposes only.
Killed anywhere, the next sweep goes on from where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from etanche.journal import Fact
from etanche.standing import (
    ERASED,
    HELD,
    person_subject,
)
from etanche.store import Connection, moment_text, person_places, persons
from etanche.vault import under_way
from etanche.vault.aliases import group_of, require_somebody
from etanche.vault.asking import governed
from etanche.vault.beside import Beside, affected
from etanche.vault.erased_lines import GOING, Gone, by_category, tell_what_went, tell_within
from etanche.vault.means import Means
from etanche.vault.planning import together
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.removing import bury, remove
from etanche.vault.staying import Kept, Split, keys_of, part, split_of

_AT_ONCE = 2_000
"""Persons asked for together."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What became of a person: the moments of it, and what stays."""

    unreadable: datetime | None
    """Since when no key of what is erased is left in any file; nothing while a reader keeps the log from being cut."""

    everywhere: datetime
    """From when on no other process can hold an opened key either; of who was made up for a check, from when on none is lent."""

    marks_gone: datetime | None
    """Since when no row and no mark of what is erased is left; nothing if the next sweep has to see to it."""

    records: int
    """Records deleted."""

    kept: tuple[Kept, ...]

    keys: tuple[bytes, ...] = ()
    """The ids of the keys destroyed now, which mean nothing to who has them and stand among the tombstones."""

    def as_json(self) -> dict[str, object]:
        """Return the erasure for programs."""
        return {
            "unreadable": None if self.unreadable is None else self.unreadable.isoformat(),
            "everywhere": self.everywhere.isoformat(),
            "marks_gone": None if self.marks_gone is None else self.marks_gone.isoformat(),
            "records": self.records,
            "kept": [
                {"category": one.category, "purpose": one.purpose, "records": one.records, "until": one.until}
                for one in self.kept
            ],
        }


@dataclass(frozen=True, kw_only=True)
class _KeysGone:
    """The keys of a person that were destroyed, and since when nobody has them."""

    dead: tuple[bytes, ...]
    fresh: tuple[bytes, ...]
    """Those of them that lived until now."""

    unreadable: datetime | None
    everywhere: datetime


class Eraser:
    """Erases persons of one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def erase(self, person: bytes, *, actor: str, case: str | None = None, beside: Beside | None = None) -> Erasure:
        """
        Erase a person, and everybody they are joined with; see `Vault.erase`.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        means = self._means
        with means.store.writing() as connection:
            governed(means, connection)
            require_somebody(means, connection, person)
            # All of an alias group end in one commit: killed after it, the next sweep erases them all.
            group = sorted(group_of(means, connection, person))
            if beside is not None and not self._is_begun(connection, group):
                going = [place for one in group for place in split_of(means, one).going]
                beside(connection, affected(means, connection, group, going))
            notes = {one: under_way.begin(means, connection, one, one) for one in group}
            for one in group:
                self._end(connection, one)
            entry = means.entry(actor=actor, act="erase-begun", object="person", decision="asked", case=case)
            means.write_about(connection, entry, group)
        return _together([self._carry_out(one, notes[one], actor=actor) for one in group])

    def _is_begun(self, connection: Connection, group: Sequence[bytes]) -> bool:
        """Tell whether somebody is erasing these persons already, or was when they were killed: what belongs beside it was written then."""
        noted, known = (
            under_way.single(self._means, connection),
            persons.known(connection, self._means.organisation, group),
        )
        return all(one in noted and one in known and known[one].ended is not None for one in group)

    def _end(self, connection: Connection, person: bytes) -> None:
        """Let a person end, if they had not ended before."""
        means = self._means
        row = persons.known(connection, means.organisation, [person]).get(person)
        if row is not None and row.ended is None:
            persons.advance(connection, means.organisation, person, ended=moment_text(means.clock.now()))
            means.standing.persons.tell(connection, person_subject(person), ERASED, because="rights:erasure")

    def carry_out(self, person: bytes, *, actor: str) -> Erasure:
        """Do what was decided; doing it again does no harm. What was held since stays."""
        with self._means.store.writing() as connection:
            note = under_way.begin(self._means, connection, person, person)
        return self._carry_out(person, note, actor=actor)

    def _carry_out(self, person: bytes, note: str, *, actor: str) -> Erasure:
        """Do what was decided, under a note that lets no hold come in between."""
        means = self._means
        # While their addresses can be read, and since nothing comes in any more: what they refused stays refused, whoever brings them back.
        keep_of(means, person)
        # Where nothing can stay the keys go before the records are looked at: who left much waits no longer than who left little.
        split = None if self._nothing_stays(person) else split_of(means, person)
        if split is not None:
            part(means, person, split)
        ended = self._destroy_keys(person, split)
        split = split or split_of(means, person)
        self._tell_erased(person, split, ended, actor=actor)
        bury(means, split.moved)
        gone, flushed = self._remove(person, split, ended, actor=actor)
        marks_gone = means.clock.now() if flushed else None
        tell_what_went(means, person, gone, actor=actor, flushed=flushed, note=note)
        return Erasure(
            unreadable=ended.unreadable,
            everywhere=ended.everywhere,
            marks_gone=marks_gone,
            records=gone.records,
            kept=split.kept,
            keys=tuple(sorted((*gone.keys, *gone.secrets))),
        )

    def _destroy_keys(self, person: bytes, split: Split | None) -> _KeysGone:
        """Destroy the keys of a person but those of what stays; no process has them when this is over."""
        means = self._means
        sparing = set[tuple[int, int]]() if split is None else keys_of(means, split.staying)
        living = {row.key_id for row in means.shelf.keys_of_persons(means.organisation, [person])}
        final, dead = means.keyring.persons.destroy(means.organisation, person, sparing=sparing, ended=True)
        # Though the law keeps all they have and no key dies: data and shelf of before show by it that they are old.
        bury(means, [person])
        unreadable = means.clock.now() if final else None
        # Every other process has let go of the keys, or may not use them any more, before anybody is told "erased".
        # Of who was made up for a check nobody is told, and a check waits for no process that nobody asks anything.
        if means.probe is None:
            means.keyring.settled()
        return _KeysGone(
            dead=dead,
            fresh=tuple(key for key in dead if key in living),
            unreadable=unreadable,
            everywhere=means.clock.now(),
        )

    def _tell_erased(self, person: bytes, split: Split, ended: _KeysGone, *, actor: str) -> None:
        """Write the line that nothing of what goes can be read any more, or that the log is still to be cut."""
        means, final = self._means, ended.unreadable is not None
        with means.store.writing() as connection:
            facts: dict[str, Fact] = {
                "going": len(split.going),
                "staying": len(split.staying),
                "final": int(final),
            }
            if ended.unreadable is not None:
                facts["unreadable"] = moment_text(ended.unreadable)
            facts |= {f"{GOING}{name}": count for name, count in by_category(means, split.going).items()}
            entry = means.entry(
                actor=actor,
                act="erased" if final else "destruction-waits",
                object="person",
                decision="done" if final else "log-not-cut",
                facts=facts,
            )
            means.write_about(connection, entry, [person])

    def _remove(self, person: bytes, split: Split, ended: _KeysGone, *, actor: str) -> tuple[Gone, bool]:
        """Delete the rows and marks of what goes; return what went, and whether the data file was flushed of it."""
        means = self._means
        secrets: list[bytes] = []
        records = remove(
            means,
            split.going,
            dead=secrets,
            tell=lambda connection, gone: tell_within(means, connection, person, gone, actor=actor),
        )
        flushed = means.store.flush()
        return Gone(records=records, keys=ended.dead, fresh=ended.fresh, secrets=tuple(secrets)), flushed

    def kept(self, person: bytes) -> tuple[Kept, ...]:
        """Return what stays of a person who was erased, now."""
        return split_of(self._means, person).kept

    def unfinished(self) -> Iterator[bytes]:
        """
        Yield the persons who ended and of whom a key, or a row, is left that should not be, or of whom nobody has told that it is done.

        Of most who ever ended nothing is left: two questions for thousands of them say so, and only the others are looked at.
        """
        means = self._means
        with means.store.reading() as connection:
            ended = [row.person for row in persons.ended(connection, means.organisation)]
            begun = under_way.single(means, connection)
        for first in range(0, len(ended), _AT_ONCE):
            some = ended[first : first + _AT_ONCE]
            left = self._left_of(some)
            yield from (one for one in some if one in begun or (one in left and self.is_unfinished(one)))

    def _left_of(self, some: Sequence[bytes]) -> set[bytes]:
        """Return those of some persons of whom a key or a record is there."""
        means = self._means
        with means.store.reading() as connection:
            found = person_places.present(connection, means.organisation, some)
        return found | {row.person for row in means.shelf.keys_of_persons(means.organisation, some)}

    def is_unfinished(self, person: bytes) -> bool:
        """Tell whether a key, or a row, of a person who ended is left that should not be."""
        means = self._means
        split = split_of(means, person)
        left = {row[1:3] for row in means.shelf.keys_of_persons(means.organisation, [person])}
        return bool(split.going or left - keys_of(means, split.staying))

    def _nothing_stays(self, person: bytes) -> bool:
        """Tell, without looking at a record, that no law keeps any category of theirs and that no hold was ever placed."""
        means = self._means
        with means.store.reading() as connection:
            history = means.standing.persons.between(connection, person, person)
        if any(one.event == HELD for told in history.values() for one in told):
            return False
        names = means.numbers.category_names()
        keys = means.shelf.keys_of_persons(means.organisation, [person])
        used = {purpose for row in keys for purpose in means.plan.purposes_of(names.get(row[1], ""))}
        return used.isdisjoint(means.plan.exact)


def _together(done: Sequence[Erasure]) -> Erasure:
    """Return what became of several persons as what became of one: each moment is that of the last of them."""
    unreadable = [one.unreadable for one in done if one.unreadable is not None]
    gone = [one.marks_gone for one in done if one.marks_gone is not None]
    return Erasure(
        unreadable=max(unreadable) if len(unreadable) == len(done) else None,
        everywhere=max(one.everywhere for one in done),
        marks_gone=max(gone) if len(gone) == len(done) else None,
        records=sum(one.records for one in done),
        kept=together([left for one in done for left in one.kept]),
        keys=tuple(sorted(key for one in done for key in one.keys)),
    )
