"""
A demand by an authority, as frozen nouns: what happened to it, in order, and what follows from that.

Nothing is changed afterwards. Silence is the law's own word, with an end: nobody may keep it longer than was said, and saying it again is
one more thing that happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from etanche.incidents.story import NAME, Happening


class What(StrEnum):
    """What happened to a demand."""

    OPENED = "opened"
    EXAMINED = "examined"
    """Somebody found it lawful, named whom it concerns, and let somebody else give it."""

    GIVING = "giving"
    """What is about to be given; it is written before anything leaves."""

    GIVEN = "given"
    REFUSED = "refused"
    SILENCED = "silenced"
    TOLD = "told"
    UNTOLD = "untold"
    """Somebody decided that the people are not told, and said why."""

    REMINDED = "reminded"


class Sort(StrEnum):
    """What kind of authority demands: figures are counted by it."""

    COURT = "court"
    POLICE = "police"
    TAX = "tax"
    LABOUR = "labour"
    SUPERVISORY = "supervisory"
    INTELLIGENCE = "intelligence"
    OTHER = "other"


class State(StrEnum):
    """How far a demand is."""

    OPEN = "open"
    EXAMINED = "examined"
    ANSWERED = "answered"
    REFUSED = "refused"


class Duty(StrEnum):
    """What is still to be done."""

    ANSWER = "answer"
    TELL = "tell"


Step = Happening[What]


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One demand, as it stands."""

    id: bytes
    recipient: str
    """Which recipient of the charter demands."""

    sort: Sort
    asker: str
    """Who exactly: the court, the officer, the reference of theirs."""

    ground: str
    """By which law, or which order."""

    asked: str
    received: date
    due: date | None
    """Until when they want an answer."""

    opened: datetime
    by: str
    examined: Step | None = None
    persons: frozenset[bytes] = frozenset()
    """Whom it concerns, as it was examined last."""

    given: tuple[Step, ...] = ()
    given_of: frozenset[bytes] = frozenset()
    """Whose records were given."""

    unsaid: Mapping[bytes, datetime] = field(default_factory=dict)
    """Whose records were given and who was not told of it: since when."""

    refused: Step | None = None
    silent_until: datetime | None = None
    silent_by: str = ""
    """Which law forbids telling the people."""

    told: Step | None = None
    """When people were told last, or somebody said why they are not."""

    reminded: frozenset[str] = frozenset()
    story: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """What commands, addresses and the journal call it; it is the case in which it is answered."""
        return f"{PREFIX}{self.id.hex()[:NAME]}"

    @property
    def state(self) -> State:
        """How far it is."""
        if self.given:
            return State.ANSWERED
        if self.refused is not None:
            return State.REFUSED
        return State.OPEN if self.examined is None else State.EXAMINED

    @property
    def everybody(self) -> frozenset[bytes]:
        """Whom it is about: as it was examined last, and whose records were given before."""
        return self.persons | self.given_of

    @property
    def wanted(self) -> frozenset[bytes] | None:
        """Whose records are still to be given, as it was examined last; nothing where nobody is named yet."""
        if self.refused is not None:
            return frozenset()
        last = next((one.what for one in reversed(self.story) if one.what in {What.EXAMINED, What.GIVEN}), None)
        if last is None:
            return None
        return self.persons if last is What.EXAMINED else frozenset()

    @property
    def records(self) -> int:
        """How many records were given."""
        return sum(one.numbers.get("records", 0) for one in self.given)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done."""
        return not [*duties(self)]

    def as_json(self, now: datetime) -> dict[str, object]:
        """Return it for programs, in order, as it stands at a moment."""
        return {
            "id": self.id.hex(),
            "name": self.name,
            "recipient": self.recipient,
            "sort": self.sort.value,
            "asker": self.asker,
            "ground": self.ground,
            "asked": self.asked,
            "received": self.received.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "state": self.state.value,
            "persons": sorted(person.hex() for person in self.persons),
            "records": self.records,
            "silent": self.silent(now),
            "silent-until": self.silent_until.isoformat() if self.silent_until else None,
            "told": self.told.at.isoformat() if self.told else None,
            "settled": self.settled,
            "story": [
                {"at": step.at.isoformat(), "what": step.what.value, "by": step.by, "words": step.words, **step.said}
                | dict(step.numbers)
                for step in self.story
            ],
        }

    def silent(self, now: datetime) -> bool:
        """Tell whether the law forbids telling the people at a moment."""
        return self.silent_until is not None and now < self.silent_until


PREFIX: Final = "demand-"


def duties(demand: Demand) -> Iterable[tuple[Duty, date | None]]:
    """Yield what is still to be done, each with its day if it has one: an answer, and telling the people what was given, once that is allowed."""
    if demand.state in {State.OPEN, State.EXAMINED}:
        yield Duty.ANSWER, demand.due
    if demand.unsaid:
        yield Duty.TELL, (demand.silent_until or demand.given[-1].at).date()


def folded(id_: bytes, story: Iterable[Step]) -> Demand | None:
    """Return what a demand is after all that happened to it; nothing without its beginning."""
    found: Demand | None = None
    for one in story:
        if one.what is What.OPENED:
            found = _begun(id_, one)
        elif found is not None:
            found = replace(found, **_after(found, one))  # type: ignore[arg-type]  # by their names
        if found is not None:
            found = replace(found, story=(*found.story, one))
    return found


def _begun(id_: bytes, one: Step) -> Demand:
    said = one.said
    return Demand(
        id=id_,
        recipient=said["recipient"],
        sort=Sort(said["sort"]),
        asker=said["asker"],
        ground=said["ground"],
        asked=one.words,
        received=date.fromisoformat(said["received"]),
        due=date.fromisoformat(said["due"]) if said.get("due") else None,
        opened=one.at,
        by=one.by,
    )


def _after(demand: Demand, one: Step) -> Mapping[str, object]:
    if one.what is What.SILENCED:
        return {"silent_until": datetime.fromisoformat(one.said["until"]), "silent_by": one.words}
    if one.what is What.EXAMINED:
        return {"examined": one, "persons": _persons(one, frozenset())}
    if one.what is What.GIVEN:
        whose = _persons(one, demand.persons)
        unsaid = dict.fromkeys(whose, one.at) | dict(demand.unsaid)
        return {"given": (*demand.given, one), "given_of": demand.given_of | whose, "unsaid": unsaid}
    if one.what in {What.TOLD, What.UNTOLD}:
        left = {who: at for who, at in demand.unsaid.items() if who not in _persons(one, demand.everybody)}
        return {"told": one, "unsaid": left}
    changes: dict[What, Mapping[str, object]] = {
        What.REFUSED: {"refused": one},
        What.REMINDED: {"reminded": demand.reminded | {one.said.get("of", "")}},
    }
    return changes.get(one.what, {})


def _persons(one: Step, otherwise: frozenset[bytes]) -> frozenset[bytes]:
    """Return whom a step names; those that were meant where it was written before steps named them."""
    return frozenset(map(bytes.fromhex, one.said["persons"].split())) if "persons" in one.said else otherwise
