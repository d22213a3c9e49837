"""
What comes to a door, what it becomes, and what the door answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from etanche.charter import CategoryPlan
from etanche.clock import at_an_end
from etanche.errors import Refused
from etanche.store import Connection
from etanche.vault.refs import Ref
from etanche.vault.trimming import RefusedBecause, listed, trim, unfit

WHEN = "at"
"""What the moment of a record is called, among the names of its fields."""


class NotTaken(Refused):
    """A record was turned away; nothing of it is kept."""

    def __init__(self, reason: str) -> None:
        """Say why, by the word of the rule."""
        super().__init__(
            f"the record was not taken in: {reason}",
            hint="the charter says what the category takes in: `fields`, `from`, `unknown`",
        )
        self.reason = reason


class Unfit(NotTaken):
    """A value does not fit the field of the charter that it was sent for; nothing of the record is kept."""

    http_status = 422

    def __init__(self, names: Sequence[str]) -> None:
        """Name the fields, which are the charter's; a value is never repeated."""
        super().__init__(f"{RefusedBecause.UNFIT_VALUE} in {listed(names)}")
        self.reason = RefusedBecause.UNFIT_VALUE
        self.names = tuple(names)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """
    Something that happened, as a door heard it, untrimmed.

    `who` tells one visitor of the day from another, and is only ever hashed with the salt of the day.
    **It must be built from the masked address** (and from nothing that outlives the day), never from the full one:
    hashes of full addresses can be tried out one by one. The vault cannot see the difference.
    """

    at: datetime
    fields: Mapping[str, object]
    who: str | None = None
    person: bytes | None = None
    """Whose it is, where the door knows: the id of a person, 16 bytes."""

    feature: str | None = None
    """The feature it is for, where the charter ties the category to some."""


class Prepared(NamedTuple):
    """One record to be sealed: exactly the fields that are kept, and whose it is until its pseudonym is made."""

    fields: dict[str, str]
    who: str | None
    person: bytes | None = None
    place: int = 0
    """How many came before it in its batch."""


@dataclass(kw_only=True)
class Batch:
    """Arrivals after the plan has trimmed them: what is kept, by day, and counts of everything else."""

    kept: dict[date, list[Prepared]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)

    def refuse(self, chosen: Callable[[Prepared], bool], reason: RefusedBecause) -> None:
        """Turn some away, and count them."""
        for day, some in self.kept.items():
            kept = [one for one in some if not chosen(one)]
            self.refused[reason] += len(some) - len(kept)
            self.kept[day] = kept
        self.refused += Counter()


@dataclass(frozen=True, kw_only=True)
class Place:
    """
    How far an import has come with a batch, and what it took for granted; kept with the batch or not at all.

    `here` is the fingerprint of everything up to the end of the batch, `lines` how many lines that is.
    `tail` is what an unfinished batch begun at the same place is known by: `tail_seen` lines of it were in
    when the batch was put together, and `tail_lines` are once it is in (nothing, if the batch is full).
    """

    here: bytes
    lines: int
    tail: bytes
    tail_seen: int | None
    tail_lines: int | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a batch: nothing but numbers and names of fields."""

    stored: int
    refused: Mapping[str, int] = field(default_factory=dict)
    """Records turned away, by reason."""

    dropped: Mapping[str, int] = field(default_factory=dict)
    """Values thrown away, by the name of their field; odd names are counted together as `other`."""

    past: int = 0
    """Records of days that are already destroyed: they are never opened again."""

    overtaken: bool = False
    """Whether another import took lines of this batch in since they were looked at; then nothing was written."""

    refs: tuple[Ref, ...] = ()
    """Where the records of persons are, in the order in which they came, whatever their days; who was turned away leaves no gap."""

    def only(self) -> Ref:
        """
        Return where the record is, of a batch of one.

        Raises:
            NotTaken: it was turned away; `reason` says why.
        """
        if self.refs:
            return self.refs[0]
        raise NotTaken(next(iter(self.refused), "past"))


Beside = Callable[[Connection, Sequence[Ref]], None]
"""What is written in the transaction that writes records of persons, once it is known where they are."""

_MOST_NAMES = 64
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
_OTHER = "other"


def prepare(
    category: CategoryPlan, arrivals: Iterable[Arrival], *, zone: str, today: date, whole: bool = False
) -> Batch:
    """
    Return a batch trimmed to what the plan keeps.

    A day that has not begun yet is refused: what is dated ahead would outlive its term. With `whole` a record is refused of which
    a value would be lost, because it does not fit its field, or must not stand there; else the value is dropped and counted.
    """
    here = ZoneInfo(zone)
    batch = Batch()
    for place, arrival in enumerate(arrivals):
        if arrival.at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        if at_an_end(arrival.at):
            # No day of any zone, nor any term, can be reckoned from it: it is a value that does not fit, alone or among many.
            batch.refused[RefusedBecause.UNFIT_VALUE] += 1
            continue
        day = arrival.at.astimezone(here).date()
        if day > today:
            batch.refused[RefusedBecause.FUTURE] += 1
            continue
        trimmed = trim(category, arrival.fields, feature=arrival.feature)
        for name in trimmed.dropped:
            batch.dropped[_countable(name, batch.dropped)] += 1
        refused = trimmed.refused
        if whole and refused in {None, RefusedBecause.MISSING_FIELD} and unfit(category, arrival.fields, trimmed.kept):
            refused = RefusedBecause.UNFIT_VALUE
        if refused is not None:
            batch.refused[refused] += 1
            continue
        batch.kept.setdefault(day, []).append(Prepared(trimmed.kept, arrival.who, arrival.person, place))
    return batch


def _countable(name: str, names: Mapping[str, int]) -> str:
    """Return a name to count under: a name from outside may be anything, a value included, and there may be many."""
    known = name in names or (len(names) < _MOST_NAMES and _NAME.fullmatch(name) is not None)
    return name if known else _OTHER
