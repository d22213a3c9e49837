"""
Each legal basis has its companions: the law, the interest with its balance, where it is asked, the way to object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from etanche.charter.kinds import Basis, ChannelKind, OrganisationKind, Stance, Theme
from etanche.charter.model import Charter, Purpose
from etanche.charter.phrase import quoted
from etanche.charter.rules.companions import attribute, stray
from etanche.charter.rules.phrases import all_of, phrases
from etanche.charter.rules.rule import Rule, Wrong

OBJECTABLE = frozenset({Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK})
COMPANIONS: Mapping[str, tuple[Basis, ...]] = {
    "law": (Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK, Basis.VITAL_INTEREST),
    "interest": (Basis.LEGITIMATE_INTEREST,),
    "balance": (Basis.LEGITIMATE_INTEREST,),
    "asked-in": (Basis.CONSENT,),
    "objection": (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK),
}
"""Keys of a purpose and the bases that they go with."""

MUTE = frozenset({ChannelKind.LOGS, ChannelKind.API, ChannelKind.IMPORT, ChannelKind.CONNECTOR})
"""Doors at which nobody is there to answer."""

_ARTICLE = re.compile(r"\d|§")


def _baseless(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.basis is None and purpose.as_ is not Stance.PROCESSOR:
            yield Wrong(path=("purposes", name), blanks={"purpose": name}, on_key=True)


def _vague(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if all_of("anything", purpose.title, charter.notice.languages):
            yield Wrong(path=("purposes", name, "title"))


def _resting(charter: Charter, *bases: Basis) -> Iterator[tuple[str, Purpose]]:
    """Yield the purposes that rest on one of some bases, with their names."""
    yield from ((name, purpose) for name, purpose in charter.purposes.items() if purpose.basis in bases)


def _without(charter: Charter, key: str, *bases: Basis) -> Iterator[Wrong]:
    for name, purpose in _resting(charter, *bases):
        if not attribute(purpose, key):
            yield Wrong(path=("purposes", name), blanks={"purpose": name, "basis": purpose.basis}, on_key=True)


def _unasked(charter: Charter) -> Iterator[Wrong]:
    yield from _without(charter, "asked-in", Basis.CONSENT)


def _mute(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        for number, channel in enumerate(purpose.asked_in):
            kind = charter.channels[channel].kind
            if kind in MUTE:
                blanks = {"channel": channel, "kind": kind, "purpose": name}
                yield Wrong(path=("purposes", name, "asked-in", number), says="mute", blanks=blanks)


def _interest(charter: Charter) -> Iterator[Wrong]:
    yield from _without(charter, "interest", Basis.LEGITIMATE_INTEREST)
    for name, purpose in _resting(charter, Basis.LEGITIMATE_INTEREST):
        if purpose.interest and all_of("no-interest", purpose.interest, charter.notice.languages):
            yield Wrong(path=("purposes", name, "interest"), says="which")


def _balance(charter: Charter) -> Iterator[Wrong]:
    yield from _without(charter, "balance", Basis.LEGITIMATE_INTEREST)


def _objection(charter: Charter) -> Iterator[Wrong]:
    yield from _without(charter, "objection", *OBJECTABLE)


def _public_body(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.status is OrganisationKind.PUBLIC_BODY:
        for name, _ in _resting(charter, Basis.LEGITIMATE_INTEREST):
            yield Wrong(path=("purposes", name, "basis"), blanks={"purpose": name})


def _law(charter: Charter) -> Iterator[Wrong]:
    yield from _without(charter, "law", Basis.LEGAL_OBLIGATION)
    for name, purpose in charter.purposes.items():
        for number, cited in enumerate(purpose.law):
            path, blanks = ("purposes", name, "law", number), {"law": quoted(cited)}
            if phrases("foreign-law", "law", capitals=True).search(cited):
                yield Wrong(path=path, says="foreign", blanks=blanks)
            elif not _ARTICLE.search(cited):
                yield Wrong(path=path, says="vague", blanks=blanks)


def _not_needed(charter: Charter) -> Iterator[Wrong]:
    beside = {Theme.AUDIENCE, Theme.ADVERTISING, Theme.IMPROVEMENT, Theme.TRAINING_AI, Theme.MARKETING}
    for name, purpose in _resting(charter, Basis.CONTRACT):
        if purpose.theme in beside:
            yield Wrong(path=("purposes", name, "basis"), blanks={"theme": purpose.theme})


def _seldom(charter: Charter) -> Iterator[Wrong]:
    public = charter.organisation.status is OrganisationKind.PUBLIC_BODY
    for name, purpose in _resting(charter, Basis.VITAL_INTEREST, Basis.PUBLIC_TASK):
        if not purpose.law and not (public and purpose.basis is Basis.PUBLIC_TASK):
            yield Wrong(path=("purposes", name, "basis"), blanks={"basis": purpose.basis})


def _misplaced(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        said = f"basis: {purpose.basis}" if purpose.basis else f"as: {purpose.as_}"
        for key, bases in COMPANIONS.items():
            told = purpose.basis is None and purpose.as_ is not Stance.PROCESSOR
            if attribute(purpose, key) and purpose.basis not in bases and not told:
                yield stray(("purposes", name, key), said, f"basis: {bases[0]}")


def _unheard(charter: Charter) -> Iterator[Wrong]:
    """Yield objections that cannot arrive: no door counts visits, and rights are used nowhere."""
    hearing = {name for name, channel in charter.channels.items() if channel.kind is ChannelKind.AUDIENCE}
    for name, purpose in charter.purposes.items():
        heard = charter.rights or any(hearing & {*charter.categories[used].from_} for used in purpose.uses)
        if purpose.objection is not None and not heard:
            yield Wrong(path=("purposes", name, "objection"), blanks={"purpose": name}, on_key=True)


ALONE: tuple[Rule, ...] = (
    Rule(id="LB-01", search=_baseless),
    Rule(id="LB-03", search=_vague),
    Rule(id="LB-04", search=_unasked),
    Rule(id="LB-07", search=_interest),
    Rule(id="LB-08", search=_balance),
    Rule(id="LB-09", search=_objection),
    Rule(id="LB-10", search=_public_body),
    Rule(id="LB-11", search=_law),
    Rule(id="LB-12", search=_not_needed),
    Rule(id="LB-14", search=_seldom),
    Rule(id="LB-15", search=_misplaced),
)
TOGETHER: tuple[Rule, ...] = (Rule(id="LB-04", search=_mute), Rule(id="no-door", search=_unheard))
