"""
Sabotages of sealed records of persons: written in clear, moved, passed off as a check's, sealed by keys that bind nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from etanche.charter import Promise
from etanche.proof.drills.saboteur import Drill
from etanche.proof.persons.scene import IN_THE_BUCKET
from etanche.proof.persons.tools import a_person_row, set_beside, write_what_comes_in
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.proof.unbinding import unbind


def of_records(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of sealed records of persons."""
    if not reach.persons:
        return
    category = min(reach.persons)
    for sabotage, act, finds in (
        (
            "person-in-clear",
            partial(_change_person, category=category, column="sealed", value=b"Jeanne Lin"),
            "sealed.does-not-open",
        ),
        (
            "person-moved",
            partial(_move_person, category=category),
            "sealed.does-not-open",
        ),
        (
            "person-passed-off",
            partial(_change_person, category=category, column="canary", value=1),
            "sealed.false-canary",
        ),
        ("person-seal-unbound", unbind, "sealed.unbound"),
        ("arrivals-written", write_what_comes_in, "sealed.in-clear"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _change_person(sandbox: Sandbox, category: str, column: str, value: object) -> None:
    """Write something else beside a record of a person, or in its place."""
    set_beside(sandbox, a_person_row(sandbox.bench, category), column, value)


def _move_person(sandbox: Sandbox, category: str) -> None:
    """Write another day beside a record; a bucket of another day may open nothing, so one that lies in a bucket gets another id."""
    row = a_person_row(sandbox.bench, category)
    column, value = ("id", bytes(len(row.id))) if row.holding == IN_THE_BUCKET else ("day", "1999-12-31")
    set_beside(sandbox, row, column, value)
