"""
People can use their rights: there is a door, the answer comes in time, a doubt is settled gently, and every store is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from etanche.charter.kinds import PERSONAL, ChannelKind, FieldKind, Objection, Proof, Regime, Theme
from etanche.charter.model import Charter, Field
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import figure, in_words
from etanche.charter.rules.rule import Rule, Wrong

_MUTE = frozenset(
    {ChannelKind.LOGS, ChannelKind.IMPORT, ChannelKind.CONNECTOR, ChannelKind.TELEMETRY, ChannelKind.CRASH_REPORT}
    | {ChannelKind.SELF_REPORT}
)
"""Doors through which nobody can ask for anything."""

_BY_HAND = frozenset({ChannelKind.DESK})
"""Doors through which nobody comes with a computer."""

_NAMELESS = frozenset(
    {FieldKind.PSEUDONYM, FieldKind.IP, FieldKind.URL, FieldKind.USER_AGENT, FieldKind.TEXT, FieldKind.TOKEN}
)
"""Personal kinds of field by which a controller can seldom find who it is: Article 11 then asks nothing more of it."""

OURS = "FR"
"""Instructions for after death are a right of French law."""


def tells_who(field: Field) -> bool:
    """Return whether a field lets the organisation find out whose record it is."""
    return field.kind in PERSONAL - _NAMELESS


def _somebody(charter: Charter) -> str | None:
    """Return a category by which people can be recognised, if there is one."""
    for name, category in charter.categories.items():
        if any(map(tells_who, category.fields.values())):
            return name
    return None


def _no_door(charter: Charter) -> Iterator[Wrong]:
    category = _somebody(charter)
    if charter.rights is None and category is not None:
        yield Wrong(path=("categories", category), says="none", blanks={"category": category}, on_key=True)


def _far_door(charter: Charter) -> Iterator[Wrong]:
    if charter.rights is not None:
        by = charter.rights.by
        for number, channel in enumerate(by):
            if charter.channels[channel].kind in _MUTE:
                blanks = {"channel": channel, "kind": charter.channels[channel].kind}
                yield Wrong(path=("rights", "by", number), says="mute", blanks=blanks)
        if all(charter.channels[channel].kind in _BY_HAND for channel in by):
            yield Wrong(path=("rights", "by"), blanks={"channels": ", ".join(f"`{channel}`" for channel in by)})


def _slow(charter: Charter, day: date) -> Iterator[Wrong]:
    rights = charter.rights
    if rights is not None and figure("reply", day).exceeded(rights.reply) and not californian_clock(charter):
        yield Wrong(path=("rights", "reply"), blanks={"time": in_words(rights.reply)})


def californian_clock(charter: Charter) -> bool:
    """Return whether everybody is promised the time that California gives."""
    rights = charter.rights
    return rights is not None and Regime.CALIFORNIA in rights.regimes and str(rights.reply) in ("45 days", "90 days")


def _identity(charter: Charter) -> Iterator[Wrong]:
    if charter.rights is None:
        return
    identity = charter.rights.identity
    if Proof.DOCUMENT in identity.by and identity.proof is None:
        yield Wrong(path=("rights", "identity", "by", identity.by.index(Proof.DOCUMENT)))
    if Proof.ACCOUNT in identity.by and charter.accounts is None:
        yield Wrong(path=("rights", "identity", "by", identity.by.index(Proof.ACCOUNT)), says="account")


def _unmapped(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        for number, place in enumerate(category.in_):
            estate = charter.estates.get(place)
            if estate is not None and name not in estate.tables:
                blanks = {"category": name, "estate": place}
                yield Wrong(path=("categories", name, "in", number), blanks=blanks)


def _last_wishes(charter: Charter) -> Iterator[Wrong]:
    rights = charter.rights
    if rights is not None and rights.after_death is None and charter.organisation.country == OURS:
        yield Wrong(path=("rights",), on_key=True)


def _weighed(charter: Charter) -> Iterator[Wrong]:
    for name, purpose in charter.purposes.items():
        if purpose.theme in (Theme.MARKETING, Theme.ADVERTISING) and purpose.objection is Objection.REVIEWED:
            yield Wrong(path=("purposes", name, "objection"), blanks={"purpose": name})


def _unregistered(charter: Charter) -> Iterator[Wrong]:
    rights = charter.rights
    if rights is None:
        return
    serving = [purpose for purpose in charter.purposes.values() if rights.requests in purpose.uses]
    if not any(purpose.theme is Theme.RIGHTS for purpose in serving):
        yield Wrong(path=("rights", "requests"), blanks={"category": rights.requests})


ALONE: tuple[AnyRule, ...] = (
    Rule(id="RGT-02", search=_no_door),
    Dated(id="RGT-03", search=_slow),
    Rule(id="RGT-05", search=_identity),
    Rule(id="RGT-09", search=_last_wishes),
    Rule(id="RGT-10", search=_weighed),
)
TOGETHER: tuple[AnyRule, ...] = (
    Rule(id="RGT-02", search=_far_door),
    Rule(id="RGT-07", search=_unmapped),
    Rule(id="RGT-13", search=_unregistered),
)
