"""
What is said to have been done on a day was done by that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.model import Charter
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.rule import Wrong
from etanche.charter.tree import Path


def _days(charter: Charter) -> Iterator[tuple[Path, date]]:
    """Yield every day on which something is said to have been done."""
    for name, declaration in charter.organisation.declarations.items():
        if declaration.date is not None:
            yield ("organisation", "declarations", name, "date"), declaration.date
    for name, purpose in charter.purposes.items():
        for key, paper in (("balance", purpose.balance), ("impact", purpose.impact)):
            if paper is not None:
                yield ("purposes", name, key, "on"), paper.on
    for name, recipient in charter.recipients.items():
        if recipient.contract is not None:
            yield ("recipients", name, "contract", "date"), recipient.contract.date
        if recipient.transfer is not None:
            yield ("recipients", name, "transfer", "checked"), recipient.transfer.checked
    for rule, justification in charter.justified.items():
        yield ("justified", rule, "on"), justification.on


def _to_come(charter: Charter, day: date) -> Iterator[Wrong]:
    """Yield the days to come: a charter that takes effect later may name what will be done by then."""
    last = max(day, *charter.versions)
    for path, done in _days(charter):
        if done > last:
            yield Wrong(path=path, blanks={"day": done})


ALONE: tuple[AnyRule, ...] = (Dated(id="not-yet", search=_to_come),)
