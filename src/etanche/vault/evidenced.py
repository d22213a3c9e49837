"""
What shows the words of people on a purpose, opened to see that it still does: a sample, the newest first; of whom it is, is not told.
"""

from __future__ import annotations

from typing import NamedTuple

from etanche.keyring import SealBroken
from etanche.standing import person_subject
from etanche.store import names, standing
from etanche.vault.asking import obeyed
from etanche.vault.evidence import opening
from etanche.vault.means import Means

_PERSONS = person_subject(b"")
_WORDS = ("consent-given", "consent-withdrawn", "objection", "objection-withdrawn")


class Sampled(NamedTuple):
    """Some evidence: (event, what it says), and how much of it does not open though its key lives."""

    opened: tuple[tuple[str, bytes], ...]
    closed: int


def sample(means: Means, purpose: str, *, most: int) -> Sampled:
    """Open the newest evidence of words on a purpose; what died with its person, or came without any, is left out."""
    with means.store.reading() as connection:
        obeyed(means, connection)
        called = {number: name for name, number in names.all_of(connection, means.organisation, "purpose").items()}
        rows = [
            row
            for row in standing.of_events(connection, means.organisation, _WORDS)
            if row.evidence is not None
            and called.get(row.purpose or 0) == purpose
            and row.subject.startswith(_PERSONS)
            and "/" not in row.subject
        ][-most:]
    found, closed = [], 0
    for row in rows:
        person, evidence = bytes.fromhex(row.subject.removeprefix(_PERSONS)), row.evidence
        if not isinstance(evidence, bytes):
            # Somebody who has the file can write a text into it.
            closed += 1
            continue
        try:
            shown = opening(means, person)(evidence)
        except SealBroken:
            closed += 1
            continue
        if shown is not None:
            found.append((row.event, shown))
    return Sampled(opened=tuple(found), closed=closed)
