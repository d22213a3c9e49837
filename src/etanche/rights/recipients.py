"""
Whom an answer is told to besides who asked: those who were given the data that are erased, corrected or frozen (GDPR 19).

Who was given something is read in the journal, where each disclosure is a line: nobody learns of somebody they knew nothing of. Where the
journal does not reach back as far as the data, whoever the charter lets receive them may have been given them: somebody looks, by hand.
An authority that asked in an inquiry of its own is none of them (GDPR 4(9)).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from etanche.charter import FieldKind
from etanche.outbound import is_address
from etanche.rights.around import ITSELF, Around
from etanche.rights.facts import Duty
from etanche.rights.request import Request
from etanche.vault import Held, NoSuchPerson

MOST_ADDRESSES: Final = 5
"""So many addresses name somebody in a letter at most."""


class By(StrEnum):
    """How a recipient was told."""

    LETTER = "letter"
    HAND = "hand"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One recipient who is to be told, or was."""

    recipient: str
    categories: tuple[str, ...]
    """What they were given of what the answer changes, by name."""

    certain: bool = True
    """Whether the journal shows that they were given it; else they may have been, before it begins."""

    letter: str = ""
    """The id of the letter that tells them; none where somebody does it by hand."""

    failed: str = ""
    """What became of the letter, if it told nobody: somebody does it by hand."""

    on: date | None = None
    """The day on which they were told."""

    by: By | None = None

    @property
    def by_hand(self) -> bool:
        """Whether somebody has to tell them."""
        return self.on is None and (not self.letter or bool(self.failed))

    @property
    def state(self) -> str:
        """How far it is, in a word of the catalogue."""
        if self.on is not None:
            return f"told-by-{self.by or By.HAND}"
        return "by-hand" if self.by_hand else "on-its-way"

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "recipient": self.recipient,
            "categories": list(self.categories),
            "certain": self.certain,
            "state": self.state,
            "letter": self.failed or None,
            "told": None if self.on is None else self.on.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Who is to be told of an answer, and by what each knows whom it is about."""

    tellings: tuple[Telling, ...] = ()
    persons: frozenset[bytes] = frozenset()
    """Random ids, which went with each record that was given."""

    held: tuple[Held, ...] = ()

    def addresses(self, around: Around, categories: Collection[str]) -> tuple[str, ...]:
        """Return the addresses by which somebody is known to whoever was given some categories: those that stand in records of them, and no other."""
        found = {
            address
            for one in self.held
            if one.record.category in categories
            for field in around.plan.categories[one.record.category].fields.values()
            if field.kind is FieldKind.EMAIL and (address := one.record.fields.get(field.name, ""))
        }
        return tuple(sorted(found)[:MOST_ADDRESSES])


def tells(request: Request) -> bool:
    """Tell whether recipients are told of what is granted by a request."""
    return request.timing(Duty.RECIPIENTS) is not None


def owed(around: Around, person: bytes, *, changed: Collection[str] | None = None) -> Owed:
    """
    Return who is to be told of something that is done with the data of a person and of whom they are joined with.

    Args:
        around: the rooms.
        person: whose data.
        changed: the categories that it is done with; everything that is held, if left out.
    """
    if not around.plan.disclosures:
        return Owed()
    group = around.vault.group_of(person)
    given, since = _given(around, group), around.vault.held_since(person)
    mine = set(since if changed is None else changed)
    certain = [one for name in sorted(given) if (one := _telling(name, given[name] & mine)).categories]
    before = _maybe(around, {category: since[category] for category in mine & since.keys()}, given)
    # Opened only for the addresses of a letter: each look is a line about the person.
    held = around.vault.mirror(person, by=ITSELF).held() if certain else ()
    return Owed(tellings=(*certain, *before), persons=group, held=held)


def contact_of(around: Around, recipient: str) -> str:
    """Return where a recipient is written to; nothing where nobody knows."""
    found = around.charter.recipients.get(recipient)
    return found.contact if found is not None and found.contact and is_address(found.contact) else ""


def _telling(recipient: str, categories: Iterable[str], *, certain: bool = True) -> Telling:
    return Telling(recipient=recipient, categories=tuple(sorted(categories)), certain=certain)


def _given(around: Around, group: Collection[bytes]) -> Mapping[str, set[str]]:
    """Return what each recipient was given of some persons, as far back as the journal goes; a recipient under the name it has now."""
    now = {one.was: name for name, one in around.charter.recipients.items() if one.was}
    found: dict[str, set[str]] = defaultdict(set)
    try:
        lines = around.vault.disclosures(group)
    except NoSuchPerson:
        # Erased meanwhile, by somebody else: they told.
        lines = ()
    for line in lines:
        named = line.facts.get("recipient")
        if line.decision != "granted" or named is None:
            continue
        recipient = now.get(str(named), str(named))
        if recipient not in around.plan.on_demand:
            found[recipient].update(_of(around, recipient, line.object))
    return found


def _of(around: Around, recipient: str, object_: str) -> Iterator[str]:
    """Yield the categories of a disclosure; one of several at once says no names, so it may have been all that they receive."""
    if object_ in around.plan.categories:
        yield object_
    else:
        yield from (one.category for one in around.plan.disclosures if one.recipient == recipient)


def _maybe(around: Around, since: Mapping[str, date], given: Collection[str]) -> Iterator[Telling]:
    """Yield whoever may have been given data that are older than the journal."""
    begins = around.journal.first_day()
    may: dict[str, set[str]] = defaultdict(set)
    for one in around.plan.disclosures:
        held = since.get(one.category)
        if held is not None and (begins is None or held < begins) and one.recipient not in given:
            may[one.recipient].add(one.category)
    yield from (_telling(name, may[name], certain=False) for name in sorted(may))
