"""
What stands in a charter and serves nothing: a thing nobody refers to, an event nobody waits for.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.keep import After, Between, Keep, While, spans
from etanche.charter.kinds import RecipientKind
from etanche.charter.model import Charter
from etanche.charter.rules.references import names_of, references
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.vocabulary import ENDED_BY, STATES

LISTED = ("people", "applications", "channels", "features")
"""Sections whose things only serve those that refer to them."""


def _things(charter: Charter) -> Iterator[Wrong]:
    met = {(reference.section, reference.name) for reference in references(charter)}
    for section in LISTED:
        for name, thing in names_of(charter, section).items():
            if (section, name) not in met and getattr(thing, "offline", None) is None:
                yield Wrong(path=(section, name), blanks={"name": name}, on_key=True)
    for name, recipient in charter.recipients.items():
        if recipient.as_ is RecipientKind.HOST and ("recipients", name) not in met:
            yield Wrong(path=("recipients", name), says="host", blanks={"name": name}, on_key=True)


def _events(charter: Charter) -> Iterator[Wrong]:
    awaited = {event for purpose in charter.purposes.values() for event in awaited_by(purpose.keep)}
    for event in charter.events:
        if event not in awaited:
            yield Wrong(path=("events", event), says="event", blanks={"event": event}, on_key=True)


def awaited_by(keep: Keep) -> Iterator[str]:
    """Yield the events that a rule waits for: those it names, and both ends of the states it names."""
    for span in spans(keep):
        state = STATES[span.state] if isinstance(span, While) else ENDED_BY.get(span.event)
        if isinstance(span, After | Between):
            yield span.event
        if state:
            yield state.ends
        if state and state.begins:
            yield state.begins


TOGETHER: tuple[Rule, ...] = (Rule(id="unused", search=_things), Rule(id="unused", search=_events))
