"""
An incident for programs, in order, with its clocks.
"""

from __future__ import annotations

from datetime import datetime

from etanche.charter import Charter
from etanche.incidents.clocks import clocks_of
from etanche.incidents.incident import Incident


def as_json(one: Incident, charter: Charter, now: datetime | None = None) -> dict[str, object]:
    """Return an incident, its clocks as they stand at a moment, and all that happened in it."""
    return {
        "id": one.id.hex(),
        "name": one.name,
        "title": one.title,
        "opened": one.opened.isoformat(),
        "detector": one.detector,
        "subject": one.subject,
        "aware": one.aware.isoformat() if one.aware else None,
        "severity": one.severity.value,
        "persons": one.persons,
        "records": one.records,
        "categories": list(one.categories),
        "closed": one.closed.isoformat() if one.closed else None,
        "clocks": [
            {
                "whom": clock.whom.value,
                "due": clock.due.isoformat() if clock.due else None,
                "told": clock.told.isoformat() if clock.told else None,
                "spared": clock.spared.isoformat() if clock.spared else None,
                "late": now is not None and clock.late(now),
            }
            for clock in clocks_of(one, charter)
        ],
        "story": [
            {
                "at": each.at.isoformat(),
                "kind": each.what.value,
                "by": each.by,
                "words": each.words,
                **each.said,
                **each.numbers,
            }
            for each in one.story
        ],
    }
