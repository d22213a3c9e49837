"""
Holds: destruction waits, of a person's records or of one, because of a case; nothing is opened by it.

Each is placed and lifted by its own case. A hold on a person holds whoever they are joined with, now or later, and is lifted of all of them;
who is parted from the others stays held until it is lifted of them too. What the law keeps of somebody who was erased can be held too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from etanche.errors import NotFound, Unreadable
from etanche.journal import Fact
from etanche.standing import HELD, RELEASED, Told, holds_of, person_subject
from etanche.store import Connection, StandingRow, moment_of, person_places, standing
from etanche.vault.aliases import group_of, groups, require_somebody
from etanche.vault.asking import governed
from etanche.vault.begun import DestructionBegun, unless_begun
from etanche.vault.cases import require_name
from etanche.vault.hold_words import HoldWords, mark_of, opened_words, sealed_words
from etanche.vault.means import Means
from etanche.vault.out_of_buckets import in_buckets, take_out
from etanche.vault.refs import Ref
from etanche.vault.telling import Teller


class NoSuchHold(NotFound):
    """No hold of that case stands there, or not any more."""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A hold that stands: because of which case, who answers for it, and how much it is about; nothing of what is held."""

    about: bytes | Ref
    """The person, or the record."""

    case: str | None
    """Nothing, like the next two, where the row is of before the ledger knew it, or where another hand wrote it."""

    owner: str | None
    review: date | None
    since: date
    records: Mapping[str, int]
    """How many records of each category are there."""

    def overdue(self, today: date) -> bool:
        """Tell whether nobody looked at it again in time, or nobody knows when one should."""
        return self.review is None or self.review < today

    def as_json(self, today: date) -> dict[str, object]:
        """Return it for programs."""
        return {
            "case": self.case,
            "owner": self.owner,
            "review": None if self.review is None else self.review.isoformat(),
            "overdue": self.overdue(today),
            "since": self.since.isoformat(),
            "records": dict(self.records),
            "about": self.about.hex() if isinstance(self.about, bytes) else str(self.about),
        }


def hold(means: Means, about: bytes | Ref, *, case: str, reason: str, owner: str, review: date, actor: str) -> None:
    """
    Place a hold, or place that of the same case anew with other words; see `Vault.hold`.

    Raises:
        Unreadable: the case has no name that one can write; no reason or owner is given, or the day of review is past.
        NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
        DestructionBegun: it is being destroyed, which was decided before.
    """
    require_name(case)
    if not (reason.strip() and owner.strip()):
        raise Unreadable("a hold has a reason and an owner", hint="say why, and who answers for it; both are sealed")
    if review < means.today():
        raise Unreadable("the day of review is past already", hint="choose a later one")
    with means.store.reading() as connection:
        if isinstance(about, bytes):
            require_somebody(means, connection, about)
        targets = _held_with(means, connection, about)
    _place(means, targets, HoldWords(case, reason, owner, review), actor=actor, whole=True)


def extend(means: Means, one: bytes, other: bytes, *, actor: str) -> None:
    """Place the holds that stand on a person, or on who they are joined with, on all of both groups, who are about to be joined."""
    with means.store.reading() as connection:
        group = sorted(group_of(means, connection, one) | group_of(means, connection, other))
        missing = _missing(means, connection, group)
    for words, without in missing:
        _place(means, without, words, actor=actor, whole=False)


def extend_all(means: Means, *, actor: str) -> None:
    """Place each hold that stands on somebody on all they are joined with, though it was placed before holds were on whole groups."""
    with means.store.reading() as connection:
        joined = sorted(groups(means, connection))
        rows = standing.of_subjects(connection, means.organisation, [person_subject(one) for one in joined])
        held = {row.subject for row in rows if row.event == HELD}
    for one in (one for one in joined if person_subject(one) in held):
        # What is going already is finished first; the next sweep asks again.
        with suppress(DestructionBegun):
            extend(means, one, one, actor=actor)


def require_one_hold(means: Means, connection: Connection, group: Collection[bytes]) -> None:
    """
    Let persons be joined only if what holds one of them holds all, in the transaction that joins them.

    Raises:
        Unreadable: a hold was placed meanwhile.
    """
    if _missing(means, connection, sorted(group)):
        raise Unreadable("a hold was placed meanwhile", hint="do it again")


def _place(means: Means, targets: Sequence[bytes | Ref], words: HoldWords | None, *, actor: str, whole: bool) -> None:
    """Place one hold on several at once, `whole` if they are all who are joined with the first: all of them are held, or none is."""
    about = targets[0]
    teller = Teller(means=means)
    for one in targets:
        take_out(means, teller.subject(one)[0], one if isinstance(one, Ref) else None)
    with means.store.writing() as connection:
        governed(means, connection)
        if whole and _held_with(means, connection, about) != targets:
            raise Unreadable("they were joined with others, or parted, meanwhile", hint="do it again")
        held: list[bytes] = []
        for one in targets:
            # Asked again here: a record may have been forgotten since, and what is forgotten is not held.
            person, subject = teller.subject(one, connection)
            if one != about and teller.is_gone(connection, person):
                continue
            teller.know(connection, person)
            unless_begun(means, connection, person, one)
            if in_buckets(means, connection, person, one):
                raise Unreadable("records came in meanwhile", hint="do it again")
            mark = "" if words is None else mark_of(means, words.case, one)
            standing.strike_words(connection, means.organisation, subject, HELD, mark)
            sealed = None if words is None else sealed_words(means, mark, words)
            means.standing.persons.tell(connection, subject, HELD, because=mark, evidence=sealed)
            held.append(person)
        _note(means, connection, HELD, about, held, case=None if words is None else words.case, actor=actor)


def _missing(
    means: Means, connection: Connection, group: Sequence[bytes]
) -> list[tuple[HoldWords | None, list[bytes]]]:
    """Return each hold that stands on some of a group, by its words, with those on whom it does not; of who is gone there is nothing to hold."""
    subjects = {person_subject(one): one for one in group}
    told = means.standing.persons.told(connection, subjects)
    stand = {one: holds_of(told[subject]) for subject, one in subjects.items()}
    if not any(stand.values()):
        return []
    living = [one for one in group if not Teller(means=means).is_gone(connection, one)]
    words: dict[str, HoldWords | None] = {}
    for row in standing.of_subjects(connection, means.organisation, list(subjects)):
        if row.event == HELD and row.because in stand[subjects[row.subject]]:
            said = opened_words(means, row)
            words["" if said is None else said.case] = said
    found = []
    for said in words.values():
        without = [one for one in living if ("" if said is None else mark_of(means, said.case, one)) not in stand[one]]
        found += [(said, without)] if without else []
    return found


def _held_with(means: Means, connection: Connection, about: bytes | Ref) -> list[bytes | Ref]:
    """Return what a hold is placed on: a record, or a person and everybody they are joined with, the one named first."""
    others = group_of(means, connection, about) - {about} if isinstance(about, bytes) else ()
    return [about, *sorted(others)]


def release(means: Means, about: bytes | Ref, *, case: str, actor: str) -> None:
    """
    Lift the hold of one case, and drop what was said of it; the holds of other cases stand.

    A hold of before the ledger knew their cases is lifted by any case, as it was then.

    Raises:
        NoSuchHold: no hold of that case stands there; nothing is lifted.
        NoSuchRecord: there is no such record.
    """
    teller = Teller(means=means)
    with means.store.writing() as connection:
        governed(means, connection)
        whose = {one: teller.subject(one, connection) for one in _held_with(means, connection, about)}
        told = means.standing.persons.told(connection, (subject for _, subject in whose.values()))
        stand = {one: holds_of(told[subject]) for one, (_, subject) in whose.items()}
        lifted = {one: mark for one in whose if (mark := mark_of(means, case, one)) in stand[one]}
        lifted = lifted or {one: "" for one in whose if "" in stand[one]}
        if not lifted:
            raise NoSuchHold("no hold of this case stands there", hint="`etanche holds` lists those that do")
        for one, mark in lifted.items():
            if mark:
                standing.strike_words(connection, means.organisation, whose[one][1], HELD, mark)
            means.standing.persons.tell(connection, whose[one][1], RELEASED, because=mark)
        _note(means, connection, RELEASED, about, [whose[one][0] for one in lifted], case=case, actor=actor)


def holds(means: Means) -> list[Hold]:
    """Return the holds that stand, those first whose review is overdue, then by the day of their review."""
    with means.store.reading() as connection:
        by_subject: dict[str, list[StandingRow]] = {}
        for row in standing.of_events(connection, means.organisation, (HELD, RELEASED)):
            by_subject.setdefault(row.subject, []).append(row)
        found = [one for subject, rows in by_subject.items() for one in _standing(means, connection, subject, rows)]
    return sorted(found, key=lambda one: (one.review or date.min, one.case or "", str(one.about)))


def _standing(means: Means, connection: Connection, subject: str, rows: list[StandingRow]) -> Iterator[Hold]:
    now = means.clock.now()
    stand = holds_of(Told(row.seq or 0, row.event, None, now, now, row.because) for row in rows)
    if not stand:
        return
    about = _about(means, subject)
    records = _records(means, connection, about)
    for mark in stand:
        placed = [row for row in rows if row.event == HELD and row.because == mark][-1]
        said = opened_words(means, placed)
        yield Hold(
            about=about,
            case=None if said is None else said.case,
            owner=None if said is None else said.owner,
            review=None if said is None else said.review,
            since=moment_of(placed.recorded).date(),
            records=records,
        )


def _about(means: Means, subject: str) -> bytes | Ref:
    person, *record = subject.removeprefix(person_subject(b"")).split("/")
    if not record:
        return bytes.fromhex(person)
    category, day, id_ = record
    return Ref(means.numbers.category_names()[int(category)], date.fromisoformat(day), bytes.fromhex(id_))


def _records(means: Means, connection: Connection, about: bytes | Ref) -> dict[str, int]:
    if isinstance(about, Ref):
        return {about.category: 1}
    names = means.numbers.category_names()
    places = person_places.places(connection, means.organisation, about, about)
    return dict(sorted(Counter(names[place.category] for place in places).items()))


def _note(
    means: Means,
    connection: Connection,
    event: str,
    about: bytes | Ref,
    persons: Sequence[bytes],
    *,
    case: str | None,
    actor: str,
) -> None:
    facts: dict[str, Fact] = {"event": event, "assumed": 0}
    what = "record" if isinstance(about, Ref) else "person"
    entry = means.entry(actor=actor, act="told", object=what, decision="done", facts=facts, case=case)
    means.write_about(connection, entry, persons)
