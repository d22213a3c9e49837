"""
What the plan keeps of what arrives; everything else goes no further than this call.

A value that does not have the shape of its kind is dropped and counted under the name of its field:
nothing of it is stored, quoted or logged, because what stands in the wrong place may be anything.
What the charter never accepts is looked for in every value, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from etanche.charter import CategoryPlan, FieldKind, FieldPlan, Nature, Unknown
from etanche.vault.address import whole
from etanche.vault.forbidden import NOT_SEARCHED, free_of, met
from etanche.vault.payment import holds_payment_number, payment_in
from etanche.vault.shapes import can_be_cut, shaper
from etanche.vault.times import can_last


class RefusedBecause(StrEnum):
    """Why a whole record was turned away; one word per rule."""

    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    UNFIT_VALUE = "unfit-value"
    """A field of the charter holds what its kind does not: told to who sends one record, dropped and counted among many."""

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
    cuts = _cuts_of(category)
    refused = _refused(category, cuts, fields, feature)
    if refused is not None:
        return Trimmed({}, (), refused)
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, value in fields.items():
        cut = cuts.fields.get(name)
        if cut is not None and cut.free is not None and isinstance(value, str):
            # Nearly every value is free of anything forbidden, and so is its shape: then one look is enough.
            shaped = cut.shape(value)
            if shaped is not None and cut.free(value) and (shaped == value or cut.free(shaped)):
                kept[name] = shaped
                continue
        if category.never and (cut is None or cut.searched):
            forbidden = met(category.never, name, value, declared=cut is not None)
            if forbidden is not None:
                if forbidden.refuses:
                    return Trimmed({}, (), RefusedBecause.NEVER)
                dropped.append(forbidden.name)
                continue
        shaped = None if cut is None else cut.shape(value)
        if cut is None or shaped is None or (cut.guard is not None and cut.guard(shaped)):
            dropped.append(name)
        else:
            kept[name] = shaped
    missing = not cuts.required <= kept.keys()
    return Trimmed(kept, tuple(dropped), RefusedBecause.MISSING_FIELD if missing else None)


def unfit(category: CategoryPlan, fields: Mapping[str, object], kept: Container[str]) -> tuple[str, ...]:
    """Return the fields of the charter of which something was sent that is not kept, by name; a pseudonym is never taken from outside."""
    return tuple(
        name
        for name, value in fields.items()
        if name in category.fields
        and name not in kept
        and category.fields[name].kind is not FieldKind.PSEUDONYM
        and not empty(value)
    )


def empty(value: object) -> bool:
    """Return whether a value is none: nothing, or a text with nothing in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def listed(names: Iterable[str]) -> str:
    """Return names of the charter, as an error repeats them."""
    return ", ".join(f"`{name}`" for name in names)


def keeps(category: CategoryPlan) -> bool:
    """Return whether this version does with every field of a category what the charter wants."""
    cuts = _cuts_of(category)
    return not cuts.always_lost and not cuts.lost


class _Cut(NamedTuple):
    """What is done to one field."""

    shape: Callable[[object], str | None]
    searched: bool
    """Whether what the charter never accepts is looked for in it."""

    guard: Callable[[str], bool] | None
    """Says of a value of the right shape that nobody writes it there on purpose."""

    free: Callable[[str], bool] | None
    """Says of a value that neither search nor guard finds anything in it; a no means nothing, and they are asked."""


class _Cuts(NamedTuple):
    """What is done to the fields of a category, worked out once."""

    fields: Mapping[str, _Cut]
    required: frozenset[str]
    lost: frozenset[str]
    """Fields that this version cannot trim as the charter says."""

    always_lost: bool
    """Whether one of them is a pseudonym, which nobody needs to send."""


_cuts: dict[int, tuple[CategoryPlan, _Cuts]] = {}
_MOST_CUTS = 1_024


def _cuts_of(category: CategoryPlan) -> _Cuts:
    """Return what is done to the fields of this very plan; kept by identity, as the gate keeps its tables."""
    held = _cuts.get(id(category))
    if held is not None and held[0] is category:
        return held[1]
    fields = category.fields
    lost = frozenset(name for name, field in fields.items() if not _trimmed_here(field))
    made = _Cuts(
        fields={name: _cut(category, field) for name, field in fields.items()},
        required=frozenset(
            field.name for field in fields.values() if field.required and field.kind is not FieldKind.PSEUDONYM
        ),
        lost=lost,
        always_lost=any(fields[name].kind is FieldKind.PSEUDONYM for name in lost),
    )
    if len(_cuts) >= _MOST_CUTS:
        _cuts.clear()
    _cuts[id(category)] = (category, made)
    return made


def _refused(
    category: CategoryPlan, cuts: _Cuts, fields: Mapping[str, object], feature: str | None
) -> RefusedBecause | None:
    """Return why a record is turned away before its values are looked at."""
    if cuts.lost and (cuts.always_lost or not cuts.lost.isdisjoint(fields)):
        return RefusedBecause.NOT_KEPT_YET
    if category.tied_to and feature not in category.tied_to:
        return RefusedBecause.MISSING_FEATURE
    if category.unknown is Unknown.REFUSE and not fields.keys() <= cuts.fields.keys():
        strange = ((name, value) for name, value in fields.items() if name not in cuts.fields)
        forbidden = any(met(category.never, name, value, declared=False) for name, value in strange)
        return RefusedBecause.NEVER if forbidden else RefusedBecause.UNKNOWN_FIELD
    return None


def _cut(category: CategoryPlan, field: FieldPlan) -> _Cut:
    searched = field.kind not in NOT_SEARCHED
    guard = _guard(category, field)
    kinds = [one.kind for one in category.never] if searched else []
    # A guard that looks for numbers of payment looks for nothing else; any other is asked itself.
    known = guard is None or field.kind in _NUMBERED | _WRITTEN
    return _Cut(shaper(field), searched, guard, free_of(kinds, payment=guard is not None) if known else None)


def _guard(category: CategoryPlan, field: FieldPlan) -> Callable[[str], bool] | None:
    """Return what finds a value of the right shape that nobody writes there on purpose."""
    if category.nature is Nature.IMPERSONAL and field.kind is FieldKind.MACHINE:
        return lambda shaped: whole(shaped) is not None
    if field.kind in _NUMBERED:
        return lambda shaped: payment_in(shaped).card
    return holds_payment_number if field.kind in _WRITTEN else None


def _trimmed_here(field: FieldPlan) -> bool:
    if field.kind is not FieldKind.PSEUDONYM:
        return can_be_cut(field)
    return field.lasts is not None and can_last(field.lasts)


_WRITTEN = frozenset(
    {FieldKind.NAME, FieldKind.POSTAL_ADDRESS, FieldKind.LOGIN, FieldKind.USER_AGENT, FieldKind.VERSION}
    | {FieldKind.TEXT, FieldKind.LONG_TEXT}
)
"""Kinds in which a number of a card or an account is a mistake, whether the charter says so or not."""

_NUMBERED = frozenset({FieldKind.IDENTIFIER, FieldKind.TOKEN})
"""Kinds in which an account may stand on purpose (a direct debit), and a card never."""
