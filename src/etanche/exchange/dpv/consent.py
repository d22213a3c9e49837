"""
One use of data in the Data Privacy Vocabulary, for the receipt of a consent to it: who answers for it, what it is, which data, whose, to whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etanche.charter import Charter
from etanche.exchange.dpv.graph import BASE, OTHER_PREFIXES, process_of
from etanche.exchange.dpv.parts import actor, people, personal_data, place, recipient
from etanche.exchange.names import prefixes, term
from etanche.exchange.register import register

Node = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Described:
    """A use of data, as nodes of JSON-LD."""

    context: Mapping[str, str]
    controller: Node
    process: Node
    parts: tuple[Node, ...]
    """What the process points at: categories, people, recipients, places."""


def described(charter: Charter, purpose: str) -> Described:
    """Return one use of data, by the charter that people were shown."""
    found = register(charter)
    activity = next(one for one in found.activities if one.reference == purpose)
    kept = {name for data in activity.data for name in data.places}
    return Described(
        context={**prefixes(), **OTHER_PREFIXES, "charter": f"{BASE}{found.charter}#"},
        controller={
            **actor(found.organisation),
            "@id": "charter:organisation",
            "@type": term("dpv:DataController"),
        },
        process=process_of(activity),
        parts=(
            *map(personal_data, activity.data),
            *map(people, activity.people),
            *map(recipient, activity.recipients),
            *(place(one) for one in found.places if one.name in kept),
        ),
    )
