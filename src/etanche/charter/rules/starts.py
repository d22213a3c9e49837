"""
The event that a time runs from is one that somebody sees: Étanche itself, a channel, or a column of an estate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etanche.charter.keep import After, Between, Keep, While, print_keep, spans
from etanche.charter.kinds import Basis
from etanche.charter.model import Charter, Purpose
from etanche.charter.rules.retention import waits_unsure
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.vocabulary import ENDED_BY, STATES, TOLD_EVENTS

_BY_SECTION = {
    "account-opened": "accounts",
    "account-closed": "accounts",
    "last-login": "accounts",
    "joined": "spheres",
    "left": "spheres",
    "request-received": "rights",
    "request-answered": "rights",
    "identity-checked": "rights",
    "death-notified": "rights",
}
"""Events that are seen only where the section stands in which they happen."""


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """An event that a rule waits for, and the word of the rule that names it."""

    event: str
    word: str


def _wanted(keep: Keep) -> Iterator[_Wanted]:
    """Yield every event that must be known before a rule can answer."""
    for span in spans(keep):
        match span:
            case After(event=event) | Between(event=event):
                state = ENDED_BY.get(event)
                if state is not None and state.begins is not None:
                    yield _Wanted(event=state.begins, word=event)
                yield _Wanted(event=event, word=event)
            case While(state=name):
                begins, ends = STATES[name].begins, STATES[name].ends
                yield from (_Wanted(event=event, word=name) for event in (begins, ends) if event is not None)


def _unseen(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if waits_unsure(purpose.keep):
            continue
        for wanted in _wanted(purpose.keep):
            says = _trouble(charter, purpose, wanted.event)
            if says:
                column = max(print_keep(purpose.keep).find(wanted.word), 0)
                blanks = {"event": wanted.event, "purpose": name, "section": _BY_SECTION.get(wanted.event, "")}
                yield Wrong(path=("purposes", name, "keep"), says=says, blanks=blanks, column=column)
                break


def _trouble(charter: Charter, purpose: Purpose, event: str) -> str:
    """Return which sentence tells why nobody would see an event; none when somebody does."""
    if event in TOLD_EVENTS:
        return "" if event in charter.events or _in_columns(charter, purpose, event) else "told"
    if event in _BY_SECTION:
        return "" if getattr(charter, _BY_SECTION[event]) is not None else "section"
    if event in ("consent-given", "consent-withdrawn"):
        return "" if purpose.basis is Basis.CONSENT else "consent"
    if event == "objection":
        return "" if purpose.objection is not None else "objection"
    return ""


def _in_columns(charter: Charter, purpose: Purpose, event: str) -> bool:
    """Return whether every category of a purpose is at estates that tell of an event, each in a column."""
    for category in purpose.uses:
        for place in charter.categories[category].in_:
            estate = charter.estates.get(place)
            table = estate.tables.get(category) if estate is not None else None
            if table is None or event not in table.events:
                return False
    return True


def _of_the_journal(charter: Charter) -> Iterator[Wrong]:
    keep = charter.vault.journal.keep
    for wanted in _wanted(keep):
        if wanted.event != "created":
            column = max(print_keep(keep).find(wanted.word), 0)
            path = ("vault", "journal", "keep")
            yield Wrong(path=path, says="journal", blanks={"event": wanted.event}, column=column)
            return


def _undefined(charter: Charter) -> Iterator[Wrong]:
    for event, telling in charter.events.items():
        if event.startswith("last-") and not telling.counts:
            yield Wrong(path=("events", event), blanks={"event": event}, on_key=True)


TOGETHER: tuple[Rule, ...] = (
    Rule(id="RET-04", search=_unseen),
    Rule(id="RET-04", search=_of_the_journal),
    Rule(id="RET-05", search=_undefined),
)
