"""
A line of the journal: who did what to which object, as which role and for which purpose, decided how and why.

Facts are numbers, ids and words of the charter, short and under short names.
There is no place for contents, and none can be made: what is too long or oddly named is a fault of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from etanche.errors import Fault, Unreadable
from etanche.store import EntryRow, moment_of, moment_text
from etanche.terms import OrganisationId

Fact = int | str
Json = dict[str, object]

LONGEST_WORD = 128
MOST_FACTS = 16
_FACT_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line; `probe` is the run of a check that wrote it with its own canary, `position` its place once chained."""

    organisation: OrganisationId
    at: datetime
    actor: str
    act: str
    object: str
    decision: str
    because: tuple[str, ...] = ()
    role: str | None = None
    purpose: str | None = None
    case: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    probe: str | None = None
    position: int | None = None

    def as_json(self) -> Json:
        """Return the line for programs; moments in ISO 8601, the organisation in hex digits."""
        return {
            "position": self.position,
            "at": self.at.isoformat(),
            "organisation": self.organisation.hex(),
            "actor": self.actor,
            "role": self.role,
            "purpose": self.purpose,
            "case": self.case,
            "act": self.act,
            "object": self.object,
            "decision": self.decision,
            "because": list(self.because),
            "facts": dict(self.facts),
            "probe": self.probe,
        }


def row_of(entry: Entry) -> EntryRow:
    """
    Return a line as the store keeps it: what is hashed later is exactly this text.

    Raises:
        Unreadable: it does not say who acts.
        Fault: it holds something longer than words and facts are, or a fact with an odd name: it could be contents.
    """
    if not entry.actor.strip():
        raise Unreadable("nobody is named who does this", hint="say who: the journal holds the name")
    words = [entry.actor, entry.act, entry.object, entry.decision, entry.role, entry.purpose, entry.case, entry.probe]
    words += [*entry.because, *(value for value in entry.facts.values() if isinstance(value, str))]
    long = any(word is not None and len(word) > LONGEST_WORD for word in words)
    if long or len(entry.facts) > MOST_FACTS or not all(map(_FACT_NAME.fullmatch, entry.facts)):
        raise Fault("a line of the journal would hold more than words", hint="this is a bug of ours: please report it")
    return EntryRow(
        organisation=entry.organisation,
        seq=None,
        at=moment_text(entry.at),
        actor=entry.actor,
        role=entry.role,
        purpose=entry.purpose,
        case_=entry.case,
        act=str(entry.act),
        object=entry.object,
        decision=str(entry.decision),
        because=_json(entry.because),
        facts=_json(dict(entry.facts)),
        probe=entry.probe,
    )


def entry_of(row: EntryRow) -> Entry:
    """
    Return the line that a row of the store holds.

    Raises:
        Fault: its texts are not what we write.
    """
    try:
        return _read(row)
    except (TypeError, ValueError):
        raise Fault(
            "a line of the journal cannot be read: it was changed", hint="run `etanche journal verify`"
        ) from None


def _read(row: EntryRow) -> Entry:
    return Entry(
        organisation=OrganisationId(row.organisation),
        at=moment_of(row.at),
        actor=row.actor,
        role=row.role,
        purpose=row.purpose,
        case=row.case_,
        act=row.act,
        object=row.object,
        decision=row.decision,
        because=tuple(json.loads(row.because)),
        facts=json.loads(row.facts),
        probe=row.probe,
        position=row.position,
    )


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
