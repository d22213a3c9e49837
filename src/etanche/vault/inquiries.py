"""
Inquiries: somebody wanted to see without a case what nobody sees without one, and a person has to find out why.

Every attempt is a line of the journal and an event of its inquiry; attempts of one actor in one role at one category are one inquiry,
until it is answered by somebody else. What was found is sealed; an attempt after the answer opens it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from etanche.errors import Fault, NotFound, Refused
from etanche.gate import Ask
from etanche.keyring import SealBroken, bind
from etanche.store import Connection, StandingRow, moment_of, moment_text, standing
from etanche.terms import one_name, same_name
from etanche.vault.look_marks import JOURNAL
from etanche.vault.means import Means

OPENED = "inquiry-opened"
ANSWERED = "inquiry-answered"
_INQUIRIES = "inquiry:"
_MARKED = 0
_DIGITS = 12


class Finding(StrEnum):
    """What an inquiry found."""

    JUSTIFIED = "justified"
    """There was a reason, and the case was missing."""

    MISTAKE = "mistake"
    """Nobody meant to."""

    BREACH = "breach"
    """Somebody wanted what is not theirs to see."""


_Held = TypeVar("_Held", bound=msgspec.Struct)


class NotYours(Refused):
    """Nobody answers an inquiry about themselves."""


class NoSuchInquiry(NotFound):
    """There is no such inquiry."""


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """Attempts of somebody, and what came of asking them; the details are gone with the journal of their day."""

    id: str
    first: datetime
    last: datetime
    attempts: int
    """Since it was last answered."""

    actor: str | None
    role: str | None
    category: str | None
    purpose: str | None
    case: str | None
    """The case they named, if they named one."""

    finding: Finding | None = None
    """Nothing while nobody answered."""

    answer: str | None = None
    by: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "id": self.id,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "attempts": self.attempts,
            "actor": self.actor,
            "role": self.role,
            "category": self.category,
            "purpose": self.purpose,
            "case": self.case,
            "finding": self.finding,
            "answer": self.answer,
            "by": self.by,
        }


class _Attempt(msgspec.Struct):
    actor: str
    role: str
    category: str
    purpose: str | None
    case: str | None


class _Answer(msgspec.Struct):
    finding: str
    words: str
    by: str


def note(means: Means, ask: Ask, *, actor: str, case: str | None, probe: str | None) -> None:
    """Write an attempt down, and open its inquiry; the attempt of a probe is a line of the journal and nothing else."""
    role, category = ask.role or "", ask.category
    id_ = _id(means, actor, role, category)
    purpose = ask.purpose if ask.purpose in means.plan.purposes else None
    with means.store.writing() as connection:
        entry = means.entry(
            actor=actor,
            role=role,
            purpose=purpose,
            act=OPENED,
            object=category,
            decision="opened",
            facts={"inquiry": id_},
            probe=probe,
            case=case,
        )
        means.journal.write(connection, entry)
        if probe is None:
            _append(means, connection, id_, OPENED, _Attempt(actor, role, category, purpose, case))


def answer(means: Means, id: str, finding: Finding, words: str, *, by: str) -> None:  # noqa: A002  # the noun's own attribute
    """
    Say what was found; the words are sealed.

    Raises:
        NoSuchInquiry: there is none under that id that waits for an answer.
        NotYours: it is about whoever answers.
    """
    found = {one.id: one for one in inquiries(means)}.get(id)
    if found is None or found.finding is not None:
        raise NoSuchInquiry("no inquiry of this id waits for an answer", hint="`etanche inquiry list` tells them")
    if same_name(found.actor, by):
        raise NotYours("nobody answers an inquiry about themselves", hint="somebody else has to find out")
    with means.store.writing() as connection:
        entry = means.entry(
            actor=by, act=ANSWERED, object="inquiry", decision="done", facts={"inquiry": id, "finding": finding}
        )
        means.journal.write(connection, entry)
        _append(means, connection, id, ANSWERED, _Answer(finding, words, by))


def inquiries(means: Means) -> list[Inquiry]:
    """Return every inquiry, those that wait for an answer first, then by their last attempt."""
    with means.store.reading() as connection:
        rows = list(standing.under(connection, means.organisation, _INQUIRIES))
    found = list(_told(means, rows))
    return sorted(found, key=lambda one: (one.finding is not None, one.last))


def _told(means: Means, rows: list[StandingRow]) -> Iterator[Inquiry]:
    by_id: dict[str, list[StandingRow]] = {}
    for row in rows:
        by_id.setdefault(row.subject.removeprefix(_INQUIRIES), []).append(row)
    for id_, events in by_id.items():
        answered = max((at for at, row in enumerate(events) if row.event == ANSWERED), default=-1)
        waits = events[answered + 1 :]
        before = max((at for at in range(answered) if events[at].event == ANSWERED), default=-1)
        attempts = waits or events[before + 1 : answered]
        last = _opened(means, id_, attempts[-1], _Attempt)
        said = None if waits else _opened(means, id_, events[answered], _Answer)
        yield Inquiry(
            id=id_,
            first=moment_of(attempts[0].recorded),
            last=moment_of(attempts[-1].recorded),
            attempts=len(attempts),
            actor=None if last is None else last.actor,
            role=None if last is None else last.role,
            category=None if last is None else last.category,
            purpose=None if last is None else last.purpose,
            case=None if last is None else last.case,
            finding=None if waits else Finding(events[answered].because.partition(" ")[2]),
            answer=None if said is None else said.words,
            by=None if said is None else said.by,
        )


def _append(means: Means, connection: Connection, id: str, event: str, held: _Attempt | _Answer) -> None:  # noqa: A002
    day = means.today().isoformat()
    key = means.keyring.day_key(means.organisation, JOURNAL, day, create=True)
    if key is None:
        raise Fault("the key of the journal's day is gone", hint="look at the clock of this machine")
    now = moment_text(means.clock.now())
    row = StandingRow(
        organisation=means.organisation,
        subject=f"{_INQUIRIES}{id}",
        event=event,
        effective=now,
        recorded=now,
        because=f"{day} {held.finding}" if isinstance(held, _Answer) else day,
        evidence=key.seal(msgspec.msgpack.encode(held), _bound(means, id, day)),
    )
    standing.append(connection, means.organisation, [row], mark=means.standing.marks)


def _opened(means: Means, id: str, row: StandingRow, kind: type[_Held]) -> _Held | None:  # noqa: A002
    day = row.because.partition(" ")[0]
    key = means.keyring.day_key(means.organisation, JOURNAL, day, create=False)
    if key is None or row.evidence is None:
        return None
    try:
        return msgspec.msgpack.decode(key.open(row.evidence, _bound(means, id, day)), type=kind)
    except SealBroken:
        return None  # not our hand: it says nothing


def _id(means: Means, actor: str, role: str, category: str) -> str:
    return means.keyring.mark(means.organisation, _MARKED, f"inquiry\0{one_name(actor)}\0{role}\0{category}").hex()[
        :_DIGITS
    ]


def _bound(means: Means, id: str, day: str) -> bytes:  # noqa: A002
    return bind("inquiry", 1, means.organisation, id, day)
