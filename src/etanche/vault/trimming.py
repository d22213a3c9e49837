"""
What the plan keeps of what arrives; everything else goes no further than this call.

A value that does not have the shape of its kind is dropped and counted under the name of its field:
nothing of it is stored, quoted or logged, because what stands in the wrong place may be anything.
What the charter never accepts is looked for in every value, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from etanche.charter import CategoryPlan, Duration, FieldKind, FieldPlan, Nature, Unit, Unknown
from etanche.vault.address import whole
from etanche.vault.forbidden import met
from etanche.vault.payment import holds_card, holds_payment_number
from etanche.vault.shapes import can_be_cut, shape


class RefusedBecause(StrEnum):
    """Why a whole record was turned away; one word per rule."""

    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    MISSING_FEATURE = "missing-feature"
    """It names none of the features that its category is tied to."""

    NEVER = "never"
    """It holds something that the charter never accepts."""

    FUTURE = "in-the-future"
    NO_PERSON = "no-person"
    """The door knows whose the data are, and nobody was named; or the other way round."""

    FORGOTTEN = "forgotten"
    """The person was erased, or their key destroyed meanwhile: nothing is taken in for them."""

    NO_PURPOSE = "no-purpose"
    """No purpose of the category would hold it: not consented to, objected to, over."""

    NOT_KEPT_YET = "not-kept-yet"
    """The charter holds this kind of datum, and this version has no way to trim it."""


class Trimmed(NamedTuple):
    """What is kept, the names of what was dropped, and why the whole was refused, if it was."""

    kept: dict[str, str]
    dropped: tuple[str, ...]
    refused: RefusedBecause | None


def trim(category: CategoryPlan, fields: Mapping[str, object], *, feature: str | None = None) -> Trimmed:
    """
    Return exactly what the category keeps of some fields.

    A pseudonym is never taken from outside: the vault makes its own, so one that is handed in is dropped.
    What this version cannot trim as the charter says is turned away whole: nothing is stored untrimmed.

    Args:
        category: what they are fields of.
        fields: what came, under the names it came with.
        feature: why it came, where the category is tied to features.
    """
    refused = _refused(category, fields, feature)
    if refused is not None:
        return Trimmed({}, (), refused)
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, value in fields.items():
        field = category.fields.get(name)
        forbidden = met(category.never, name, value, field) if category.never else None
        if forbidden is not None:
            if forbidden.refuses:
                return Trimmed({}, (), RefusedBecause.NEVER)
            dropped.append(forbidden.name)
            continue
        shaped = None if field is None else shape(field, value)
        if field is None or shaped is None or _misplaced(category, field, shaped):
            dropped.append(name)
        else:
            kept[name] = shaped
    missing = any(
        f.required and f.name not in kept and f.kind is not FieldKind.PSEUDONYM for f in category.fields.values()
    )
    return Trimmed(kept, tuple(dropped), RefusedBecause.MISSING_FIELD if missing else None)


def keeps(category: CategoryPlan) -> bool:
    """Return whether this version does with every field of a category what the charter wants."""
    return _keepable(category, category.fields)


def _refused(category: CategoryPlan, fields: Mapping[str, object], feature: str | None) -> RefusedBecause | None:
    """Return why a record is turned away before its values are looked at."""
    if not _keepable(category, fields):
        return RefusedBecause.NOT_KEPT_YET
    if category.tied_to and feature not in category.tied_to:
        return RefusedBecause.MISSING_FEATURE
    if category.unknown is Unknown.REFUSE and not fields.keys() <= category.fields.keys():
        forbidden = (
            met(category.never, name, value, None) for name, value in fields.items() if name not in category.fields
        )
        return RefusedBecause.NEVER if any(forbidden) else RefusedBecause.UNKNOWN_FIELD
    return None


def _misplaced(category: CategoryPlan, field: FieldPlan, shaped: str) -> bool:
    """Say whether a value of the right shape is something that nobody writes there on purpose."""
    if category.nature is Nature.IMPERSONAL and field.kind is FieldKind.MACHINE and whole(shaped) is not None:
        return True
    if field.kind in _NUMBERED:
        return holds_card(shaped)
    return field.kind in _WRITTEN and holds_payment_number(shaped)


def _keepable(category: CategoryPlan, fields: Mapping[str, object]) -> bool:
    """Return whether everything that the plan wants done to these fields can be done."""
    offered = (field for name, field in category.fields.items() if name in fields or field.kind is FieldKind.PSEUDONYM)
    return all(map(_trimmed_here, offered))


def _trimmed_here(field: FieldPlan) -> bool:
    return field.lasts == _DAY if field.kind is FieldKind.PSEUDONYM else can_be_cut(field)


_DAY = Duration(number=1, unit=Unit.DAY)
"""The one time for which the vault makes a pseudonym: its salts live a day."""

_WRITTEN = frozenset(
    {FieldKind.NAME, FieldKind.POSTAL_ADDRESS, FieldKind.LOGIN, FieldKind.USER_AGENT, FieldKind.VERSION}
    | {FieldKind.TEXT, FieldKind.LONG_TEXT}
)
"""Kinds in which a number of a card or an account is a mistake, whether the charter says so or not."""

_NUMBERED = frozenset({FieldKind.IDENTIFIER, FieldKind.TOKEN})
"""Kinds in which an account may stand on purpose (a direct debit), and a card never."""
