"""
Each legal basis has its companions: the law, the interest with its balance, the way to object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etanche.charter.kinds import Basis, OrganisationKind, Theme
from etanche.charter.model import Charter, Purpose
from etanche.charter.plan import ChannelKind
from etanche.charter.rules.rule import Rule, Wrong

OBJECTABLE = frozenset({Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK})

_VAGUE = re.compile(
    r"(improv\w*|enhanc\w*|business purposes|améliorer|amélioration)( (our|the|your|nos|les|vos|l.|des|de))*"
    r" ?(services?|experience|products?|expérience|produits?)?[ .]*",
    re.IGNORECASE,
)


def _without(charter: Charter, basis: Basis, key: str, what: str, hint: str) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.basis is basis and not getattr(purpose, key):
            yield Wrong(path=("purposes", name), what=f"`{name}` {what}", hint=hint, on_key=True)


def _vague(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if _VAGUE.fullmatch(purpose.title.fr) or _VAGUE.fullmatch(purpose.title.en):
            what = "this title would fit any purpose"
            yield Wrong(path=("purposes", name, "title"), what=what, hint="say what is done, with what, and for whom")


def _interest(charter: Charter) -> Iterator[Wrong]:
    yield from _without(
        charter,
        Basis.LEGITIMATE_INTEREST,
        "interest",
        "rests on an interest that it does not state",
        "add `interest: …`",
    )


def _balance(charter: Charter) -> Iterator[Wrong]:
    yield from _without(
        charter,
        Basis.LEGITIMATE_INTEREST,
        "balance",
        "rests on an interest that nobody weighed",
        "add `balance: {on: 2026-11-21, reference: …}`",
    )


def _law(charter: Charter) -> Iterator[Wrong]:
    yield from _without(
        charter, Basis.LEGAL_OBLIGATION, "law", "rests on a law that it does not name", "add `law: […]`"
    )


def _objection(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.basis in OBJECTABLE and purpose.objection is None:
            what = f"`{name}` rests on `{purpose.basis}` and does not say how to object"
            hint = "add `objection: immediate`"
            yield Wrong(path=("purposes", name), what=what, hint=hint, on_key=True)


def _misplaced(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        for key in _strangers(purpose):
            what = f"`{key}` does not go with the basis `{purpose.basis}`"
            yield Wrong(path=("purposes", name, key), what=what, hint="leave it out", on_key=True)


def _strangers(purpose: Purpose) -> Iterator[str]:
    if purpose.basis is not Basis.LEGITIMATE_INTEREST:
        yield from (key for key in ("interest", "balance") if getattr(purpose, key) is not None)
    if purpose.basis is not Basis.LEGAL_OBLIGATION and purpose.law:
        yield "law"
    if purpose.basis not in OBJECTABLE and purpose.objection is not None:
        yield "objection"


def _public_body(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.status is OrganisationKind.PUBLIC_BODY:
        for name, purpose in charter.purposes.items():
            if purpose.basis is Basis.LEGITIMATE_INTEREST:
                what = "a public body may not plead an interest of its own"
                yield Wrong(
                    path=("purposes", name, "basis"), what=what, hint="write `public-task` or `legal-obligation`"
                )


def _not_needed(charter: Charter) -> Iterator[Wrong]:
    beside = {Theme.AUDIENCE, Theme.ADVERTISING, Theme.IMPROVEMENT, Theme.TRAINING_AI}
    for name, purpose in charter.purposes.items():
        if purpose.basis is Basis.CONTRACT and purpose.theme in beside:
            what = f"a contract seldom needs a purpose of theme `{purpose.theme}`"
            yield Wrong(path=("purposes", name, "basis"), what=what, hint="is it not an interest of yours?")


def _seldom(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        public = charter.organisation.status is OrganisationKind.PUBLIC_BODY
        if purpose.basis is Basis.VITAL_INTEREST or (purpose.basis is Basis.PUBLIC_TASK and not public):
            what = f"a company can seldom rest on `{purpose.basis}`"
            yield Wrong(path=("purposes", name, "basis"), what=what, hint="check that a text gives it to you")


def _unheard(charter: Charter) -> Iterator[Wrong]:
    audience = {name for name, channel in charter.channels.items() if channel.kind is ChannelKind.AUDIENCE}
    for name, purpose in charter.purposes.items():
        heard = any(audience & {*charter.categories[used].from_} for used in purpose.uses)
        if purpose.objection is not None and not heard:
            used = ", ".join(f"`{category}`" for category in purpose.uses)
            what = f"nobody could refuse `{name}`: {used} comes in by no channel of kind `audience`, where refusals are heard"
            hint = "name such a channel in its `from`, or rest the purpose on a basis that nobody can object to"
            yield Wrong(path=("purposes", name, "objection"), what=what, hint=hint, on_key=True)


RULES: tuple[Rule, ...] = (
    Rule(id="LB-03", search=_vague),
    Rule(id="LB-07", search=_interest),
    Rule(id="LB-08", search=_balance),
    Rule(id="LB-09", search=_objection),
    Rule(id="LB-10", search=_public_body),
    Rule(id="LB-11", search=_law),
    Rule(id="LB-12", search=_not_needed),
    Rule(id="LB-14", search=_seldom),
    Rule(id="LB-15", search=_misplaced),
)
TOGETHER: tuple[Rule, ...] = (Rule(id="no-door", search=_unheard),)
