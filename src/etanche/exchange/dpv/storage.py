"""Times and places in the Data Privacy Vocabulary: how long, from when as far as it has words for it, what happens then, where."""

from __future__ import annotations

from typing import Any

from etanche.charter import After, Between, Duration, FirstOf, Keep, LastOf, While, parse_keep
from etanche.exchange.dpv.parts import ref, told
from etanche.exchange.names import term
from etanche.exchange.register import Activity, Term
from etanche.exchange.register.both import said
from etanche.exchange.register.iso import iso

Node = dict[str, Any]


def storage(activity: Activity) -> list[Node]:
    """Return how long the data of an activity are kept, what ends it, and where they are meanwhile."""
    times = {data.term.rule: data.term for data in activity.data}
    places = dict.fromkeys(name for data in activity.data for name in data.places)
    return [
        *(_duration(found) for found in times.values()),
        *(_end(found) for found in times.values()),
        *(ref(f"place/{name}") for name in places),
    ]


def _duration(found: Term) -> Node:
    """Return a rule: in words, as it is written, and in the terms of the vocabulary."""
    return {
        "@type": term("dpv:StorageDuration"),
        "skos:notation": found.rule,
        "dct:description": told(found.said),
        term("dpv:hasDuration"): durations(parse_keep(found.rule, builtin=True)),
    }


def _end(found: Term) -> Node:
    """Return what happens when the time is over: no way back is `Erase`, never `Delete`."""
    made: Node = {"@type": term("dpv:StorageDeletion"), term("dpv:hasProcessing"): [{"@id": term("dpv:Erase")}]}
    if found.then == "return":
        made[term("dpv:hasProcessing")].insert(0, {"@id": term("dpv:Transfer")})
    return made


def durations(keep: Keep) -> list[Node]:
    """Return each part of a rule; that one of them ends first, or last, only the words beside them say."""
    match keep:
        case After(duration=duration, event=event):
            return [_time(duration, event)]
        case Between(floor=floor, ceiling=ceiling, event=event):
            return [_time(floor, event), _time(ceiling, event)]
        case While(state=state):
            return [{"@type": term("dpv:UntilEventDuration"), "dct:description": told(said(f"while.{state}"))}]
        case FirstOf(rules=rules) | LastOf(rules=rules):
            return [node for rule in rules for node in durations(rule)]


def _time(duration: Duration, event: str) -> Node:
    """Return a fixed time after an event, for which the vocabulary has no term."""
    return {
        "@type": term("dpv:TemporalDuration"),
        "rdf:value": {"@value": iso(duration), "@type": "xsd:duration"},
        "dct:description": told(said(f"event.{event}")),
    }
