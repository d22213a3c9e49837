"""
Holds: destruction waits, of a person's records or of one, because of a case; nothing is opened by it.

Each is placed and lifted by its own case. What the law keeps of somebody who was erased can be held too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from etanche.errors import NotFound, Unreadable
from etanche.journal import Fact
from etanche.standing import HELD, RELEASED, Told, holds_of, person_subject
from etanche.store import Connection, StandingRow, moment_of, person_records, standing
from etanche.vault.asking import obeyed
from etanche.vault.cases import require_name
from etanche.vault.hold_words import HoldWords, mark_of, opened_words, sealed_words
from etanche.vault.means import Means
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


def hold(means: Means, about: bytes | Ref, *, case: str, reason: str, owner: str, review: date, actor: str) -> None:
    """
    Place a hold, or place that of the same case anew with other words; see `Vault.hold`.

    Raises:
        Unreadable: the case has no name that one can write; no reason or owner is given, or the day of review is past.
        NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
    """
    require_name(case)
    if not (reason.strip() and owner.strip()):
        raise Unreadable("a hold has a reason and an owner", hint="say why, and who answers for it; both are sealed")
    if review < means.today():
        raise Unreadable("the day of review is past already", hint="choose a later one")
    teller = Teller(means=means)
    person, subject = teller.subject(about)
    teller.take_out(person, about if isinstance(about, Ref) else None)
    mark = mark_of(means, case, about)
    sealed = sealed_words(means, mark, HoldWords(case, reason, owner, review))
    with means.store.writing() as connection:
        obeyed(means, connection)
        teller.know(connection, person)
        if teller.in_buckets(connection, person, about):
            raise Unreadable("records came in meanwhile", hint="do it again")
        standing.strike_words(connection, means.organisation, subject, HELD, mark)
        means.standing.persons.tell(connection, subject, HELD, because=mark, evidence=sealed)
        _note(means, connection, HELD, about, person, case=case, actor=actor)


def release(means: Means, about: bytes | Ref, *, case: str, actor: str) -> None:
    """
    Lift the hold of one case, and drop what was said of it; the holds of other cases stand.

    A hold of before the ledger knew their cases is lifted by any case, as it was then.

    Raises:
        NoSuchHold: no hold of that case stands there; nothing is lifted.
        NoSuchRecord: there is no such record.
    """
    person, subject = Teller(means=means).subject(about)
    mark = mark_of(means, case, about)
    with means.store.writing() as connection:
        obeyed(means, connection)
        stand = holds_of(means.standing.persons.told(connection, [subject])[subject])
        which = next((one for one in (mark, "") if one in stand), None)
        if which is None:
            raise NoSuchHold("no hold of this case stands there", hint="`etanche holds` lists those that do")
        if which:
            standing.strike_words(connection, means.organisation, subject, HELD, which)
        means.standing.persons.tell(connection, subject, RELEASED, because=which)
        _note(means, connection, RELEASED, about, person, case=case, actor=actor)


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
    places = person_records.places(connection, means.organisation, about, about)
    return dict(sorted(Counter(names[place.category] for place in places).items()))


def _note(
    means: Means, connection: Connection, event: str, about: bytes | Ref, person: bytes, *, case: str, actor: str
) -> None:
    facts: dict[str, Fact] = {"event": event, "assumed": 0}
    what = "record" if isinstance(about, Ref) else "person"
    entry = means.entry(actor=actor, act="told", object=what, decision="done", facts=facts, case=case)
    means.write_about(connection, entry, [person])
