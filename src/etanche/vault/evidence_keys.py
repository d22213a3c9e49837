"""
Is the key there of what shows a consent or an objection? Without it, and without a tombstone that says why, the evidence is lost.

The events of a window of numbers are looked at: a sweep goes on where the last one stopped, a check begins somewhere, nobody knows where.
What was sealed under the key of a hold is not looked at here, nor that of who ended: their keys are destroyed with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from secrets import randbelow
from typing import Final

from etanche.standing import HELD, person_subject
from etanche.store import Connection, facts, persons, standing
from etanche.store.needed_keys import Need
from etanche.vault.evidence import EVIDENCE, generation_of
from etanche.vault.means import Means

WINDOW: Final = 5_000
"""Events looked at in one go."""

_FACT: Final = "evidence-keys-looked"
_PERSONS: Final = person_subject(b"")
_AT_ONCE: Final = 500
_HEXED: Final = 32


def somewhere(means: Means) -> list[Need]:
    """Return what keys the evidence of a window needs that begins anywhere, and goes on at the beginning."""
    with means.store.reading() as connection:
        end = standing.last(connection, means.organisation)
        begin = randbelow(end) if end > WINDOW else 0
        found = list(_within(means, connection, begin, begin + WINDOW))
        return found + list(_within(means, connection, 0, max(0, min(begin, begin + WINDOW - end))))


def next_ones(means: Means) -> tuple[list[Need], str]:
    """Return what keys the evidence of the next window needs, and what `went_on` is to remember: nothing where nothing was told."""
    with means.store.reading() as connection:
        said = facts.get(connection, means.organisation, _FACT) or ""
        begin = int(said) if said.isascii() and said.isdecimal() else 0
        end = standing.last(connection, means.organisation)
        begin = 0 if begin >= end else begin
        return list(_within(means, connection, begin, begin + WINDOW)), str(begin + WINDOW) if end else ""


def went_on(means: Means, connection: Connection, last: str) -> None:
    """Remember where to go on."""
    facts.put(connection, means.organisation, _FACT, last)


def still(means: Means, needs: list[Need]) -> list[Need]:
    """Return those of some needs whose evidence is there still, of people who did not end meanwhile."""
    found: list[Need] = []
    with means.store.reading() as connection:
        for one in needs:
            number = int.from_bytes(one.id, "big")
            found += [need for need in _within(means, connection, number - 1, number) if need == one]
    return found


def _within(means: Means, connection: Connection, after: int, upto: int) -> Iterator[Need]:
    """Yield what is needed by the evidence of some events of people who did not end."""
    needs: list[Need] = []
    for seq, subject, event, because, evidence in standing.evidence_within(connection, means.organisation, after, upto):
        if (event == HELD and because) or not isinstance(evidence, bytes) or not subject.startswith(_PERSONS):
            continue
        try:
            person = bytes.fromhex(subject.removeprefix(_PERSONS)[:_HEXED])
        except ValueError:
            continue
        needs.append(Need(person, EVIDENCE, "", seq.to_bytes(8, "big"), generation_of(evidence), None))
    for begin in range(0, len(needs), _AT_ONCE):
        some = needs[begin : begin + _AT_ONCE]
        known = persons.known(connection, means.organisation, sorted({one.person for one in some}))
        yield from (one for one in some if one.person not in known or known[one.person].ended is None)
