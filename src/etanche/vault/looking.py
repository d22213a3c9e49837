"""
Who looked at somebody's data, when and why: what that person may be shown.

It names the role, the purpose and the case, never who acted in the role: staff are people too, and the journal is about them as well.
It goes back as far as the lists beside the journal do. What was given to an authority while the law forbids telling is shown once that is over.
Lines are found by the marks of whom they are about (`looked`): what is asked for costs what it shows, however long the journal is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from etanche.journal import Entry
from etanche.store import entry_persons, looked
from etanche.terms import Action
from etanche.vault.aliases import require_somebody
from etanche.vault.altered import alarm
from etanche.vault.compelling import silences
from etanche.vault.listed import whom
from etanche.vault.look_marks import LOOKS
from etanche.vault.looked import catch_up, marks_of
from etanche.vault.means import Means

SEVERAL = "vault"
"""What a line is about that is about several categories at once."""

_LISTS = "journal"
_MORE = 8
"""How many times as many lines are asked for where some may not be told yet."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One line of the journal, as the person it is about sees it."""

    at: datetime
    act: str
    category: str | None
    """Nothing when several were seen at once."""

    role: str | None
    purpose: str | None
    case: str | None
    recipient: str | None
    """Who was given the data, if somebody was."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "at": self.at.isoformat(),
            "act": self.act,
            "category": self.category,
            "role": self.role,
            "purpose": self.purpose,
            "case": self.case,
            "recipient": self.recipient,
        }


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """Some looks, oldest first, and the number of the line after which the next ones come; none, if these were the last."""

    looks: tuple[Look, ...]
    after: int | None
    hidden: int = 0
    """How many lines were found of which nobody can tell any more whether they are about this person: somebody changed the lists beside them."""


def page_of_looks(means: Means, persons: Collection[bytes], *, actor: str, after: int, most: int) -> LookPage:
    """
    Return who looked at the data of persons who are one, as `looks` does, a page at a time; lines that may not be told leave a shorter page.

    Each page that is shown is a line about them too. Only the lists beside the lines of the page are opened.

    Raises:
        NoSuchPerson: one of them is not known.
    """
    silent = _asked(means, persons)
    with means.store.reading() as connection:
        every = looked.of_marks(connection, means.organisation, list(marks_of(means, sorted(persons))))
    numbers = [number for number in every if number > after][: most + 1]
    here, hidden = numbers[:most], set[int]()
    found = _shown(means, persons, here, silent, hidden)
    _note(means, persons, actor)
    last = here[-1] if len(numbers) > most else None
    return LookPage(looks=tuple(map(_look, found)), after=last, hidden=len(hidden))


def looks(means: Means, person: bytes, *, actor: str, hidden: set[int] | None = None) -> tuple[Look, ...]:
    """
    Return who looked at a person's data, oldest first; that it was shown is a line about them too.

    `hidden` takes the numbers of the lines that were found and that nobody can tell any more to be about this person, because somebody
    changed the lists beside them: whoever is shown the others is to be told how many those are.

    Raises:
        NoSuchPerson: nobody is known by that id.
    """
    silent = _asked(means, [person])
    with means.store.reading() as connection:
        numbers = looked.of_marks(connection, means.organisation, list(marks_of(means, [person])))
    found = _shown(means, [person], numbers, silent, hidden)
    _note(means, [person], actor)
    return tuple(map(_look, found))


def last_looks(
    means: Means,
    persons: Collection[bytes],
    categories: Collection[str],
    *,
    actor: str,
    most: int,
    hidden: set[int] | None = None,
) -> tuple[Look, ...]:
    """
    Return the last looks at the data of persons who are one, the last one first: of each category so many at most, and of several at once as many.

    What is read depends on `most` and on the categories, and neither on how often somebody looked nor on who else was looked at.

    Raises:
        NoSuchPerson: one of them is not known.
    """
    silent = _asked(means, persons)
    wanted = [(mark, of) for mark in marks_of(means, sorted(persons)) for of in (*categories, SEVERAL)]
    asked = most
    while True:
        newest = _newest(means, wanted, asked)
        found = _shown(means, persons, sorted(one for of in newest.values() for one in of), silent, hidden)
        told = Counter(line.object for line in found)
        if all(len(of) < asked or told[name] >= most for name, of in newest.items()):
            break
        # Some of them are kept silent about: those before them are asked for too.
        asked *= _MORE
    _note(means, persons, actor)
    return tuple(map(_look, _last(found, most)))


def disclosures(means: Means, persons: Collection[bytes]) -> tuple[Entry, ...]:
    """
    Return the lines by which data of persons who are one were given to somebody, oldest first: for whoever tells recipients, and no page.

    Raises:
        NoSuchPerson: one of them is not known.
    """
    silent = _asked(means, persons)
    with means.store.reading() as connection:
        numbers = looked.of_marks(connection, means.organisation, list(marks_of(means, sorted(persons))))
    return tuple(line for line in _shown(means, persons, numbers, silent) if line.act == Action.DISCLOSE)


def _last(found: Sequence[Entry], most: int) -> Iterator[Entry]:
    """Yield the last lines of each category, so many at most, the last one first."""
    kept = Counter[str]()
    for line in reversed(found):
        kept[line.object] += 1
        if kept[line.object] <= most:
            yield line


def _asked(means: Means, persons: Collection[bytes]) -> Mapping[str, datetime]:
    """Return about which cases silence is kept, once it is sure that there are such persons and that every line is marked."""
    with means.store.reading() as connection:
        for one in sorted(persons):
            require_somebody(means, connection, one)
        silent = silences(means, connection)
    catch_up(means)
    return silent


def _newest(means: Means, wanted: Sequence[tuple[bytes, str]], most: int) -> Mapping[str, Sequence[int]]:
    """Return the numbers of the newest lines under some marks, by what was seen; so many at most of each."""
    by_object: dict[str, set[int]] = defaultdict(set)
    with means.store.reading() as connection:
        for name, seq in looked.newest(connection, means.organisation, wanted, most=most):
            by_object[name].add(seq)
    return {name: sorted(numbers)[-most:] for name, numbers in by_object.items()}


def _shown(
    means: Means,
    persons: Collection[bytes],
    numbers: Sequence[int],
    silent: Mapping[str, datetime],
    hidden: set[int] | None = None,
) -> list[Entry]:
    """Return the lines of these numbers that are about somebody and may be told, oldest first; a row that leads to another's line leads nowhere."""
    wanted, theirs, altered = frozenset(persons), list[int](), set[int]()
    with means.store.reading() as connection:
        found = list(entry_persons.of(connection, means.organisation, numbers))
    for line in found:
        named = whom(means, line)
        if named is None:
            altered.add(line.seq)
        elif not wanted.isdisjoint(named):
            theirs.append(line.seq)
    if altered:
        alarm(means, len(altered), category=_LISTS)
    if hidden is not None:
        hidden |= altered
    lines = means.journal.entries(numbers=theirs) if theirs else ()
    return [line for line in lines if line.act in LOOKS and line.probe is None and line.case not in silent]


def _note(means: Means, persons: Collection[bytes], actor: str) -> None:
    means.note_about(means.entry(actor=actor, act="looks-shown", object="person", decision="done"), persons)


def _look(line: Entry) -> Look:
    recipient = line.facts.get("recipient")
    return Look(
        at=line.at,
        act=line.act,
        category=None if line.object == SEVERAL else line.object,
        role=line.role,
        purpose=line.purpose,
        case=line.case,
        recipient=None if recipient is None else str(recipient),
    )
