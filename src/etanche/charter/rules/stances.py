"""
Whether we decide, act for somebody, or decide with somebody; and what goes with each.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.kinds import RecipientKind, Stance, Theme
from etanche.charter.model import Charter
from etanche.charter.rules.companions import lacking, stray
from etanche.charter.rules.rule import Rule, Wrong

OWN_THEMES = frozenset({Theme.IMPROVEMENT, Theme.TRAINING_AI})
"""What somebody does for themselves, whoever the data come from."""

REUSES = OWN_THEMES | {Theme.ADVERTISING, Theme.AUDIENCE, Theme.MARKETING, Theme.RESEARCH}
"""What serves whoever decides on it, and never the client whose data are used."""


def _joint(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.as_ is Stance.JOINT and not purpose.with_:
            yield lacking(("purposes", name), "with", "as: joint", "[…]")
        elif purpose.as_ is not Stance.JOINT and purpose.with_:
            yield stray(("purposes", name, "with"), f"as: {purpose.as_}", "as: joint")


def _arrangement(charter: Charter) -> Iterator[Wrong]:
    partners = {partner for purpose in charter.purposes.values() for partner in purpose.with_}
    for name, purpose in charter.purposes.items():
        for number, partner in enumerate(purpose.with_):
            if charter.recipients[partner].as_ is not RecipientKind.JOINT:
                blanks = {"recipient": partner, "as": charter.recipients[partner].as_}
                yield Wrong(path=("purposes", name, "with", number), says="partner", blanks=blanks)
    for name, recipient in charter.recipients.items():
        if recipient.as_ is RecipientKind.JOINT and recipient.arrangement is None:
            yield Wrong(path=("recipients", name), blanks={"recipient": name}, on_key=True)
        elif recipient.as_ is RecipientKind.JOINT and name not in partners:
            yield Wrong(path=("recipients", name, "as"), says="alone", blanks={"recipient": name})
        elif recipient.as_ is not RecipientKind.JOINT and recipient.arrangement is not None:
            yield stray(("recipients", name, "arrangement"), f"as: {recipient.as_}", "as: joint")


def _instructed(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.as_ is Stance.PROCESSOR and purpose.for_ is None:
            yield Wrong(path=("purposes", name), blanks={"purpose": name}, on_key=True)
        elif purpose.as_ is not Stance.PROCESSOR and purpose.for_ is not None:
            yield stray(("purposes", name, "for"), f"as: {purpose.as_}", "as: processor")


def _own_ends(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.as_ is not Stance.PROCESSOR:
            continue
        if purpose.basis is not None:
            blanks = {"purpose": name, "basis": purpose.basis}
            yield Wrong(path=("purposes", name, "basis"), blanks=blanks)
        elif purpose.theme in OWN_THEMES:
            blanks = {"purpose": name, "theme": purpose.theme}
            yield Wrong(path=("purposes", name, "theme"), says="theme", blanks=blanks)


def _used_again(charter: Charter) -> Iterator[Wrong]:
    """Yield what a client entrusted to us and we use for ends of our own: only the client can allow it."""
    entrusted = {used: name for name, it in charter.purposes.items() if it.as_ is Stance.PROCESSOR for used in it.uses}
    for name, purpose in charter.purposes.items():
        if purpose.as_ is Stance.PROCESSOR or purpose.theme not in REUSES:
            continue
        for number, category in enumerate(purpose.uses):
            if category in entrusted:
                blanks = {"purpose": name, "category": category, "other": entrusted[category]}
                yield Wrong(path=("purposes", name, "uses", number), says="reuse", blanks=blanks)


ALONE: tuple[Rule, ...] = (
    Rule(id="IDN-07", search=_joint),
    Rule(id="IDN-08", search=_instructed),
    Rule(id="IDN-09", search=_own_ends),
    Rule(id="IDN-09", search=_used_again),
)
TOGETHER: tuple[Rule, ...] = (Rule(id="IDN-07", search=_arrangement),)
