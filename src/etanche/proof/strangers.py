"""
What a stranger is given: asked at the door as somebody without an account, and as one with an account of nowhere, with the ids of what a check made up, and with ids of nobody.

Every address is asked for what it declares, and for what it does not; addresses that nobody declared are asked for too.
What is refused must be counted in the journal. Nothing of what the run made up may come back, and an id that exists may not be answered otherwise than one that does not.
Where people can have accounts, somebody made up logs in, and asks for the same as a member of nothing.
What this does *not* see: who counts the bytes or the milliseconds of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from etanche.proof import canary
from etanche.proof.door import TURNED_AWAY, Answered, Asked, Door, DoorShut
from etanche.proof.guests.scene import guest, lobby, lodge_of
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.scene import marks, scenes
from etanche.proof.run import ProofRun
from etanche.terms import new_id

REFUSED: Final = 400
"""From this status on, nothing was given."""

METHODS: Final = ("POST", "PUT", "PATCH", "DELETE", "TRACE")

UNDECLARED: Final = (
    "/instance.toml",
    "/data.sqlite",
    "/shelf.sqlite",
    "/instance/root",
    "/static/../instance.toml",
    "/static/%2e%2e/data.sqlite",
    "/.git/config",
    "/openapi.json",
    "/docs",
)
"""What strangers try, and what no address of ours may answer to."""

_BLANK: Final = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, kw_only=True)
class Planted:
    """What the run made up, as a stranger could know it or meet it."""

    things: Mapping[str, bytes]
    """What may come back in no answer, by a short name."""

    ids: tuple[str, ...]
    """Ids of records and of persons that are there."""


def look(run: ProofRun) -> Outcome:
    """Ask at the door, and say what strangers were given."""
    door = run.bench.door
    if door is None:
        return unproven("door.none")
    planted = _planted(run)
    if not planted.ids:
        return unproven("no-canary")
    try:
        return _refused(run, door) or _given(door, planted, _guises(run))
    except DoorShut:
        return unproven("door.shut")


def _refused(run: ProofRun, door: Door) -> Outcome | None:
    """Ask for what nobody declared; return what was answered, or that refusals left no line in the journal."""
    exact, before = door.settle(), _written(run)
    found = _open_to_strangers(door)
    if found is not None:
        return found
    door.settle()
    # Another process writes the first refusal of a minute at once, and those after it when the minute is over.
    written = _written(run) - before if exact else _written(run)
    return None if written >= (len(UNDECLARED) if exact else 1) else broken("separation.unwritten", written=written)


def _written(run: ProofRun) -> int:
    """Return how many refusals the journal tells, of the minute before this and of those since."""
    since = run.at - timedelta(minutes=1)
    lines = run.bench.journal.entries(act=TURNED_AWAY, since=since)
    return sum(int(line.facts["requests"]) for line in lines)


def _open_to_strangers(door: Door) -> Outcome | None:
    """Ask for what nobody declared: addresses, and methods of those that are; return what was answered."""
    made_up = (*UNDECLARED, f"/{new_id().hex()}", f"/persons/{new_id().hex()}", f"/records/{new_id().hex()}")
    answered = _let_in(door, [Asked(path=path) for path in made_up])
    if answered:
        return broken("separation.answers", addresses=answered)
    undeclared = [
        Asked(path=_filled(path, "x"), method=method)
        for path, methods in sorted(door.answers.items())
        for method in METHODS
        if method not in methods
    ]
    taken = _let_in(door, undeclared)
    return broken("separation.methods", methods=taken) if taken else None


def _let_in(door: Door, asked: Sequence[Asked]) -> int:
    """Return how many requests were not refused."""
    return sum(one.status < REFUSED for one in door.ask_each(asked))


def _guises(run: ProofRun) -> tuple[Mapping[str, str], ...]:
    """Return what is shown at the door: nothing, and where people can have accounts, that somebody of nowhere is logged in."""
    lodge = lodge_of(run)
    if lodge is None or run.bench.charter.accounts is None:
        return ({},)
    return ({}, lodge.shows(guest(run, lobby(run, lodge)).begun.secret))


def _given(door: Door, planted: Planted, guises: tuple[Mapping[str, str], ...]) -> Outcome:
    """Ask every address that is read, with an id that is there and with one that is not; say what came back."""
    asked = told = apart = 0
    for headers in guises:
        for path in _read(door):
            asked += 2
            given, tells = _asked(door, path, planted, headers)
            told, apart = told + given, apart + tells
    known = [Asked(path=path) for one in planted.ids for path in (f"/persons/{one}", f"/records/{one}", f"/{one}")]
    asked, apart = asked + len(known), apart + _let_in(door, known)
    if told:
        return broken("separation.told", addresses=told)
    if apart:
        return broken("separation.there", addresses=apart)
    return kept("separation.strangers" if door.address else "separation.strangers-inside", asked=asked)


def _asked(door: Door, path: str, planted: Planted, headers: Mapping[str, str]) -> tuple[bool, bool]:
    """Ask at one address; return whether what was made up came back, and whether one can tell an id that is there from one that is not."""
    there, nowhere = planted.ids[0], new_id().hex()

    def asking(one: str) -> Asked:
        return Asked(path=_filled(path, one), query=_query(one), headers=headers)

    ours, nobodys = door.ask_each((asking(there), asking(nowhere)))
    given = any(thing in ours.body for thing in planted.things.values())
    if _alike(_lines(ours, there), _lines(nobodys, nowhere)):
        return given, False
    # What differs from one asking to the next, a word against forgery, tells of nobody.
    again = _lines(door.ask(asking(nowhere)), nowhere)
    return given, not _alike(_lines(ours, there), _lines(nobodys, nowhere), but=again)


def _read(door: Door) -> Iterator[str]:
    """Yield the addresses that people and programs read; a door by which data come in also answers `OPTIONS`, and is not asked."""
    yield from (path for path, methods in sorted(door.answers.items()) if "GET" in methods and "OPTIONS" not in methods)


def _filled(path: str, with_: str) -> str:
    return _BLANK.sub(with_, path)


def _query(one: str) -> str:
    return f"person={one}&record={one}&organisation={one}&id={one}"


def _lines(answered: Answered, one: str) -> list[bytes]:
    """Return the lines of an answer, its status first, without an id that was repeated."""
    return [b"%d" % answered.status, *answered.body.replace(one.encode(), b"").splitlines()]


def _alike(ours: list[bytes], nobodys: list[bytes], *, but: list[bytes] | None = None) -> bool:
    """Tell whether two answers are the same, line by line, but for the lines in which another asking of the second differs too."""
    again = nobodys if but is None else but
    if not len(ours) == len(nobodys) == len(again):
        return False
    return all(one == other or other != third for one, other, third in zip(ours, nobodys, again, strict=True))


def _planted(run: ProofRun) -> Planted:
    """Write something in every category that a check can write into, and return what it can be known by."""
    things: dict[str, bytes] = {}
    ids: list[bytes] = []
    for category in sorted(run.reach.held):
        seen = canary.scene(run, category)
        things |= {
            f"{category}-{name}": thing for name, thing in (seen.visitor.sealed() | seen.visitor.never()).items()
        }
        ids += [left.row.id for left in seen.left]
    for category in sorted(run.reach.persons):
        ids += [written.ref.id for _, written in scenes(run, category)]
    if run.reach.persons:
        things |= {**marks(run).in_seals(), **marks(run).nowhere()}
    return Planted(things=things | {one.hex(): one.hex().encode() for one in ids}, ids=tuple(one.hex() for one in ids))
