"""
A chain of events: what happened in one case, or to one record, in order, put together from the lines of the journal.

A case is also a demand, a request or an incident, by the name that people call it: what was done because of it, and what happened to it itself.
No line names a record; what can be about one is what is about its person and about its category, or about no category at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from etanche.journal import Entry, Fact, Journal
from etanche.rights.filed import NAMED_BY
from etanche.vault import SEVERAL, Ref, Vault

_NUMBER: Final = re.compile(r"(?:request |incident )?([0-9a-f]{8,32})")


def retraced(
    journal: Journal,
    vault: Vault,
    *,
    case: str | None,
    person: bytes | None,
    record: Ref | None,
    categories: Collection[str],
) -> tuple[Entry, ...]:
    """Return every entry, oldest first, that is in a case, about a person (or whoever they are joined with) and can be about a record, where they are given."""
    among = None if person is None else frozenset(vault.entries_about(*vault.group_of(person)))
    if case is None:
        found = journal.entries(numbers=sorted(among or ()))
    else:
        lines = of_case(journal, case)
        found = tuple(lines[seq] for seq in sorted(lines) if among is None or seq in among)
    return found if record is None else tuple(one for one in found if may_be_about(one, record, categories))


def of_case(journal: Journal, case: str) -> dict[int, Entry]:
    """Return the entries of a case by their number."""
    found = {line.seq: line.entry for line in journal.lines(case=case)}
    number = _NUMBER.fullmatch(case.lower())
    if number is not None:
        name = number.group(1)
        lines = [
            *journal.lines(case=f"request {name[:NAMED_BY]}"),
            *journal.lines(object_begins=f"request {name}"),
            *(one for one in journal.lines(object="incident") if _begins(one.entry.facts.get("incident"), name)),
        ]
        found |= {line.seq: line.entry for line in lines}
    return found


def _begins(incident: Fact | None, name: str) -> bool:
    """Tell whether the name of an incident, as a line has it, and a name that was asked for begin alike."""
    return isinstance(incident, str) and (incident.startswith(name) or name.startswith(incident))


def may_be_about(entry: Entry, record: Ref, categories: Collection[str]) -> bool:
    """Tell whether an entry about a person can be about a record of theirs."""
    category = entry.object.partition("/")[0]
    return category in {record.category, SEVERAL} or category not in categories
