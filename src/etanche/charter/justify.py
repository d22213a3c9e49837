"""
Warnings that somebody stands by: justified until their day of review, and told again after it.

A justification names a rule and places; what lies below a place is meant too, but never a whole section, so that nothing
added tomorrow is excused by a sentence written today.
An error cannot be justified, and a justification of nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from etanche.charter.faults import Fault, dotted
from etanche.charter.findings import Justified, Severity, State
from etanche.charter.model import Charter, Justification
from etanche.charter.rules.facts import facts
from etanche.charter.rules.justified import JUSTIFIED, only_errors

FEWEST_STEPS = 2
"""A place of one step is a whole section, and only what stands there itself is meant."""


def justify(faults: Iterable[Fault], charter: Charter, day: date) -> tuple[Fault, ...]:
    """Return the faults, each with the justification that a charter has for it on a day, and what is wrong with those."""
    told = tuple(faults)
    met: set[tuple[str, str]] = set()
    judged = tuple(_judged(fault, charter, day, met) for fault in told)
    if any(fault.severity is Severity.ERROR for fault in told):
        return (*judged, *_of_errors(told, charter))
    return (*judged, *_of_nothing(charter, met))


def _judged(fault: Fault, charter: Charter, day: date, met: set[tuple[str, str]]) -> Fault:
    justification = charter.justified.get(fault.id)
    place = _place(fault, justification) if justification is not None else None
    if justification is None or place is None:
        return fault
    met.add((fault.id, place))
    if fault.severity is Severity.ERROR:
        return fault
    reason = Justified(why=justification.why, by=justification.by, on=justification.on, review=justification.review)
    state = State.EXPIRED if day > justification.review else State.JUSTIFIED
    return replace(fault, state=state, justified=reason)


def _place(fault: Fault, justification: Justification) -> str | None:
    """Return which of the places of a justification a fault stands at."""
    here = dotted(fault.path)
    for place in justification.at:
        below = here.startswith(f"{place}.") and place.count(".") + 1 >= FEWEST_STEPS
        if here == place or below:
            return place
    return None


def _of_errors(told: tuple[Fault, ...], charter: Charter) -> Iterator[Fault]:
    """Yield the justifications of faults that are errors, though their rule also has warnings."""
    for fault in told:
        justification = charter.justified.get(fault.id)
        if fault.severity is Severity.ERROR and justification is not None and not only_errors(fault.id):
            place = _place(fault, justification)
            if place is not None:
                path = (JUSTIFIED, fault.id, "at", justification.at.index(place))
                yield Fault(id=JUSTIFIED, says="error", path=path, blanks={"rule": fault.id})


def _of_nothing(charter: Charter, met: set[tuple[str, str]]) -> Iterator[Fault]:
    for rule, justification in charter.justified.items():
        if rule not in facts() or only_errors(rule):
            continue
        for number, place in enumerate(justification.at):
            if (rule, place) not in met:
                path = (JUSTIFIED, rule, "at", number)
                blanks = {"rule": rule, "place": place}
                yield Fault(id=JUSTIFIED, says="nothing", path=path, blanks=blanks, severity=Severity.INFORMATION)
