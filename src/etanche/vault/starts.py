"""
What an import says happened to persons before their records come in: a contract begun, a consent given, an objection.

What was told before is not told again, so that a batch that was killed half-way is told once; a yes that is no younger than a no
that was heard changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from etanche.charter import Plan
from etanche.errors import Unreadable
from etanche.standing import (
    ASKED_AGAIN,
    INSTRUCTED,
    TOLD,
    UNINSTRUCTED,
    USE_STOPPED,
    WITHDRAWAL_ASKED,
    Told,
    UnknownEvent,
    person_subject,
)

IMPORTED = TOLD - {
    "held",
    "released",
    "erased",
    "restricted",
    "restriction-lifted",
    "objection-overruled",
    ASKED_AGAIN,
    INSTRUCTED,
    UNINSTRUCTED,
    USE_STOPPED,
    WITHDRAWAL_ASKED,
}
"""What a file may say of a person; what suspends data, holds them or ends a person is told one by one, with its case."""

FOR_A_PURPOSE = frozenset(
    {"consent-given", "consent-withdrawn", "objection", "objection-upheld", "objection-withdrawn"}
)
_YES = frozenset({"consent-given", "objection-withdrawn"})
_NO = frozenset({"consent-withdrawn", "objection", "objection-upheld", USE_STOPPED, WITHDRAWAL_ASKED})


class Start(NamedTuple):
    """Something that happened to a person before their records came in, as a file says or as somebody decided."""

    person: bytes
    event: str
    effective: date | datetime
    purpose: str | None = None
    assumed: bool = False


class _Heard(NamedTuple):
    """A word as it was heard before: what and when it says it was, and since when it counts."""

    event: str
    purpose: str | None
    effective: date | datetime
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Starting:
    """What the records of a batch begin with, and whose decision the assumed dates are."""

    starts: Sequence[Start] = ()
    by: str | None = None
    days: int = 0
    """Records whose own day is assumed."""


def require_sayable(plan: Plan, event: str, purpose: str | None) -> None:
    """
    Let a file say only what may be said in bulk.

    Raises:
        UnknownEvent: a file cannot say this, or the charter has no such purpose.
        Unreadable: what is said is said of a purpose, and none was named.
    """
    if event not in IMPORTED or (purpose is not None and purpose not in plan.purposes):
        raise UnknownEvent("a file cannot say this of a person", hint=f"events: {', '.join(sorted(IMPORTED))}")
    if event in _YES | {"consent-withdrawn"} and purpose is None:
        raise Unreadable(f"`{event}` is said of a purpose", hint="name it")


def news_of(known: dict[str, tuple[Told, ...]], starts: Iterable[Start]) -> Iterator[Start]:
    """Yield what is new of what is said; what is said twice is yielded once."""
    heard: dict[str, list[_Heard]] = defaultdict(list)
    for subject, told in known.items():
        heard[subject] = [_Heard(one.event, one.purpose, one.effective, _since(one)) for one in told]
    for one in starts:
        events = heard[person_subject(one.person)]
        coming = _Heard(one.event, one.purpose, one.effective, moment(one.effective))
        if any(word[:3] == coming[:3] for word in events) or _outdated(one, events):
            continue
        events.append(coming)
        yield one


def _since(one: Told) -> datetime:
    """Return since when a word counts against another one; an old ledger may have a yes of tomorrow, which is no younger than it was told."""
    return min(moment(one.effective), one.recorded) if one.event in _YES else moment(one.effective)


def settled(starts: Iterable[Start]) -> list[Start]:
    """Return what is said in the order in which it happened, without a no that a younger yes took back."""
    said = sorted(starts, key=lambda one: moment(one.effective))
    yes = {(one.person, one.purpose): moment(one.effective) for one in said if one.event in _YES}
    return [
        one
        for one in said
        if one.event not in _NO or moment(one.effective) >= yes.get((one.person, one.purpose), moment(one.effective))
    ]


def _outdated(one: Start, events: Sequence[_Heard]) -> bool:
    """Return whether a yes is no younger than a no that was heard, or a no is older than a yes that was."""
    said = moment(one.effective)
    if one.event in _YES:
        return any(e in _NO and p in {None, one.purpose} and since >= said for e, p, _, since in events)
    return one.event in _NO and any(e in _YES and p == one.purpose and since > said for e, p, _, since in events)


def moment(when: date | datetime) -> datetime:
    """Return a moment to compare by: a day counts from its beginning."""
    return when if isinstance(when, datetime) else datetime.combine(when, time.min, UTC)
