"""
What is left on people's devices: with their consent, or because of a narrow exemption, and not for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.kinds import Basis, ChannelKind, Exemption, FieldKind, Objection, RecipientKind, Theme
from etanche.charter.lengths import reach
from etanche.charter.model import Charter, Purpose, Tracer
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import figure, in_words
from etanche.charter.rules.phrases import phrases
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path

_NOT_ASKED_FOR = frozenset({Theme.ADVERTISING, Theme.MARKETING, Theme.AUDIENCE, Theme.IMPROVEMENT, Theme.TRAINING_AI})
"""Themes that are no service which somebody asked for."""

_READS_DEVICES = frozenset({ChannelKind.TELEMETRY, ChannelKind.SELF_REPORT, ChannelKind.CRASH_REPORT})


def _consentless(charter: Charter) -> Iterator[Wrong]:
    for name, tracer in charter.tracers.items():
        purpose = charter.purposes[tracer.purpose]
        blanks = {"tracer": name, "purpose": tracer.purpose, "theme": purpose.theme}
        if purpose.basis is Basis.CONSENT:
            if tracer.exempt is not None:
                yield Wrong(path=("tracers", name, "exempt"), says="consent", blanks=blanks, on_key=True)
        elif tracer.exempt is None:
            yield Wrong(path=("tracers", name), blanks=blanks, on_key=True)
        elif tracer.exempt is Exemption.REQUESTED_SERVICE and purpose.theme in _NOT_ASKED_FOR:
            yield Wrong(path=("tracers", name, "exempt"), says="not-asked-for", blanks=blanks)


def _lasting(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("tracer", day)
    for name, tracer in charter.tracers.items():
        if most.exceeded(tracer.lasts):
            blanks = {
                "tracer": name,
                "time": in_words(tracer.lasts),
                "most": in_words(most.most),
                "bound": str(most.most),
            }
            yield Wrong(path=("tracers", name, "lasts"), blanks=blanks)


def _long_audience(charter: Charter, day: date) -> Iterator[Wrong]:
    most = figure("audience", day)
    for name, purpose in charter.purposes.items():
        if purpose.theme is Theme.AUDIENCE and most.outlived(purpose.keep):
            blanks = {"time": in_words(reach(purpose.keep)), "most": in_words(most.most)}
            yield Wrong(path=("purposes", name, "keep"), blanks=blanks)


def _exempt(charter: Charter) -> Iterator[tuple[str, Tracer, Purpose]]:
    for name, tracer in charter.tracers.items():
        if tracer.exempt is Exemption.AUDIENCE:
            yield name, tracer, charter.purposes[tracer.purpose]


def _beyond_exemption(charter: Charter) -> Iterator[Wrong]:
    for name, tracer, purpose in _exempt(charter):
        path: Path = ("tracers", name, "exempt")
        blanks = {"tracer": name, "purpose": tracer.purpose, "recipient": tracer.set_by or ""}
        owner = charter.recipients.get(tracer.set_by or "")
        if purpose.theme is not Theme.AUDIENCE:
            yield Wrong(path=path, says="theme", blanks=blanks)
        elif owner is not None and owner.as_ is not RecipientKind.PROCESSOR:
            yield Wrong(path=path, says="owner", blanks=blanks)
        elif _known(name, tracer) or (owner is not None and _known(owner.name, None)):
            yield Wrong(path=path, says="known", blanks=blanks)
        elif (crossed := _crossed(charter, tracer.purpose)) is not None:
            yield Wrong(path=path, says="crossed", blanks={**blanks, "category": crossed[0], "other": crossed[1]})


def _known(name: str, tracer: Tracer | None) -> bool:
    """Return whether a tool goes by the name of one that uses for itself what it counts."""
    called = [name, *((tracer.title.fr, tracer.title.en) if tracer else ())]
    return any(phrases("not-exempt", "any").fullmatch(each.casefold().replace("-", " ")) for each in called)


def _crossed(charter: Charter, audience: str) -> tuple[str, str] | None:
    """Return a category of an exempt purpose that serves another too, and that other."""
    for category in charter.purposes[audience].uses:
        for name, other in charter.purposes.items():
            if name != audience and category in other.uses and other.theme not in (Theme.AUDIENCE, Theme.SECURITY):
                return category, name
    return None


def _whole_address(charter: Charter) -> Iterator[Wrong]:
    """Yield whole addresses in what counts visits: an error where a tracer pleads the exemption, else advice."""
    exempt = {category for _, _, purpose in _exempt(charter) for category in purpose.uses}
    watched = {
        category
        for purpose in charter.purposes.values()
        if purpose.theme is Theme.AUDIENCE and purpose.basis is not Basis.CONSENT
        for category in purpose.uses
    }
    for name, category in charter.categories.items():
        for field, known in category.fields.items():
            if name in exempt | watched and known.kind is FieldKind.IP and known.only is None:
                says = "exempt-address" if name in exempt else "address"
                yield Wrong(path=("categories", name, "fields", field), says=says, on_key=True)


def _telemetry(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.basis is Basis.CONSENT or purpose.objection is Objection.BEFOREHAND or purpose.basis is None:
            continue
        for category in purpose.uses:
            doors = (door for door in charter.categories[category].from_ if _reads(charter, door))
            door = next(doors, None)
            if door is not None:
                blanks = {"purpose": name, "category": category, "channel": door}
                yield Wrong(path=("purposes", name, "basis"), blanks=blanks)
                break


def _reads(charter: Charter, channel: str) -> bool:
    return charter.channels[channel].kind in _READS_DEVICES


ALONE: tuple[AnyRule, ...] = (
    Dated(id="CK-03", search=_lasting),
    Dated(id="CK-04", search=_long_audience),
)
TOGETHER: tuple[AnyRule, ...] = (
    Rule(id="CK-02", search=_consentless),
    Rule(id="CK-06", search=_beyond_exemption),
    Rule(id="CK-06", search=_whole_address),
    Rule(id="CK-15", search=_telemetry),
)
