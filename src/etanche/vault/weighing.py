"""
Objections that somebody has to weigh (GDPR 21(1)): until then nothing is read for the purpose, and nothing destroyed because of it.

Upheld, the purpose is over for that person and for whoever they are joined with; overruled, it goes on. Whoever decides says why: it
is sealed under the person's own key, and shown to nobody but them and whoever they complain to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from etanche.charter import Objection
from etanche.errors import NotFound, Unreadable
from etanche.standing import SUSPENDED, Record, Told, events_of, in_order, person_subject
from etanche.store import Connection, names, standing
from etanche.vault.aliases import group_of
from etanche.vault.asking import obeyed
from etanche.vault.evidence import opened_evidence
from etanche.vault.means import Means
from etanche.vault.telling import Teller, Word

UPHELD, OVERRULED = "objection-upheld", "objection-overruled"
_AT_ONCE = 500
_HEARD = ("objection", UPHELD, OVERRULED, "objection-withdrawn")


class NothingToWeigh(NotFound):
    """No objection of this person to this purpose waits for a decision."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An objection that waits for a decision."""

    person: bytes
    purpose: str
    since: datetime


def weighing(means: Means, *, most: int) -> tuple[Weighed, ...]:
    """Return the objections that wait for a decision, the oldest first, at most so many."""
    reviewed = _reviewed(means)
    if not reviewed:
        return ()
    with means.store.reading() as connection:
        obeyed(means, connection)
        numbers = names.all_of(connection, means.organisation, "purpose")
        of_these = {None, *(numbers[one] for one in reviewed if one in numbers)}
        subjects = dict.fromkeys(
            row.subject
            for row in standing.of_events(connection, means.organisation, ("objection",))
            if row.purpose in of_these and row.subject.startswith(_PERSONS) and "/" not in row.subject
        )
        # Most were decided long ago: they are gone through by the hundred, and not one by one.
        every = iter(subjects)
        batches = iter(lambda: list(islice(every, _AT_ONCE)), [])
        found = [one for some in batches for one in _of(means, connection, some)]
    return tuple(sorted(found, key=lambda one: one.since)[:most])


def weigh(
    means: Means,
    person: bytes,
    purpose: str,
    *,
    heard: bool,
    reason: str,
    case: str | None = None,
    by: str,
    others: Collection[bytes] = (),
) -> None:
    """
    Decide on an objection: `heard` upholds it, else it is overruled; it holds for everybody the person is joined with.

    What shows `others`, objections to the same use that are decided elsewhere, is told anew in the commit that overrules: they go on.

    Raises:
        NothingToWeigh: nobody waits for this decision.
        Unreadable: no reason is given.
    """
    if not reason.strip():
        raise Unreadable("a decision has a reason", hint="say why: it is what the person is answered")
    with means.store.reading() as connection:
        obeyed(means, connection)
        subjects = [person_subject(one) for one in sorted(group_of(means, connection, person))]
        waiting = [one.person for one in _of(means, connection, subjects) if one.purpose == purpose]
    if not waiting:
        raise NothingToWeigh("no objection waits for this decision", hint="somebody may have decided before you")
    teller, why = Teller(means=means), reason.strip().encode()
    for one in waiting:
        if heard or not others:
            event = UPHELD if heard else OVERRULED
            teller.tell(one, event, actor=by, purpose=purpose, evidence=why, case=case)
        else:
            _overrule_but(teller, one, Word(event=OVERRULED, actor=by, purpose=purpose, case=case), why, others)


def _overrule_but(teller: Teller, person: bytes, word: Word, why: bytes, others: Collection[bytes]) -> None:
    """Overrule what somebody objected, in one commit with the objections that go on: at no moment anything is read meanwhile."""
    again = replace(word, event="objection", case=None)
    told = [
        (teller.prepared(person, word, why), word),
        *((teller.prepared(person, again, one), again) for one in others),
    ]
    with teller.means.store.writing() as connection:
        obeyed(teller.means, connection)
        for about, said in told:
            teller.write(connection, about, said)


def objected(means: Means, person: bytes, purpose: str) -> tuple[bytes | None, ...]:
    """
    Return what shows each objection to a purpose since it was last decided on, of whoever is that person; nothing for one that came without.

    Who said so by several ways is suspended by each: what takes back one of them leaves the others.
    """
    with means.store.reading() as connection:
        obeyed(means, connection)
        group = sorted(group_of(means, connection, person))
        told = in_order(*means.standing.persons.told(connection, map(person_subject, group)).values())
    stand: list[Told] = []
    for one in told:
        if one.event in _HEARD and one.purpose in (None, purpose):
            stand = [*stand, one] if one.event == "objection" else []
    shown = {row.seq: data for one in group for row, data in opened_evidence(means, one)} if stand else {}
    return tuple(shown.get(one.seq) for one in stand)


def _reviewed(means: Means) -> frozenset[str]:
    return frozenset(name for name, how in means.plan.objections.items() if how is Objection.REVIEWED)


def _of(means: Means, connection: Connection, subjects: Sequence[str]) -> Iterator[Weighed]:
    """Yield what waits of some persons, purpose by purpose."""
    history, now = means.standing.persons.told(connection, subjects), means.clock.now()
    coming = Record("", means.today(), datetime.max.replace(tzinfo=now.tzinfo))
    for subject in subjects:
        told = [one for one in history[subject] if one.event in _HEARD]
        person = bytes.fromhex(subject.removeprefix(_PERSONS))
        for purpose in sorted(_reviewed(means)):
            if SUSPENDED in events_of(means.plan, purpose, coming, told, now=now):
                yield Weighed(person=person, purpose=purpose, since=_since(told, purpose))


def _since(told: list[Told], purpose: str) -> datetime:
    return [one.recorded for one in told if one.event == "objection" and one.purpose in (None, purpose)][-1]


_PERSONS = person_subject(b"")
