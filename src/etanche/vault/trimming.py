"""
What the plan keeps of what arrives; everything else goes no further than this call.

A value that does not have the shape of its kind is dropped and counted under the name of its field:
nothing of it is stored, quoted or logged, because what stands in the wrong place may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from etanche.charter import CategoryPlan, Duration, FieldKind, FieldPlan, Nature, Only, Unit, Unknown
from etanche.vault.address import first_half, whole
from etanche.vault.payment import holds_payment_number

LONGEST_INPUT = 8_192
"""Longer values are dropped unread; an address of a page is at most this long in the servers that send them."""

LONGEST_URL = 1_024
LONGEST_TEXT = 256

_SCREEN = re.compile(r"\d{2,5}x\d{2,5}", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,+_()!/-]{0,63}", re.ASCII)
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class RefusedBecause(StrEnum):
    """Why a whole record was turned away; one word per rule."""

    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    FUTURE = "in-the-future"
    NOT_KEPT_YET = "not-kept-yet"
    """The charter holds this kind of datum, and this version has no way to trim it."""


class Trimmed(NamedTuple):
    """What is kept, the names of what was dropped, and why the whole was refused, if it was."""

    kept: dict[str, str]
    dropped: tuple[str, ...]
    refused: RefusedBecause | None


def trim(category: CategoryPlan, fields: Mapping[str, object]) -> Trimmed:
    """
    Return exactly what the category keeps of some fields.

    A pseudonym is never taken from outside: the vault makes its own, so one that is handed in is dropped.
    What this version cannot trim as the charter says is turned away whole: nothing is stored untrimmed.
    """
    if not _keepable(category, fields):
        return Trimmed({}, (), RefusedBecause.NOT_KEPT_YET)
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, value in fields.items():
        field = category.fields.get(name)
        if field is None:
            if category.unknown is Unknown.REFUSE:
                return Trimmed({}, (), RefusedBecause.UNKNOWN_FIELD)
            dropped.append(name)
            continue
        shaped = shape(field, value)
        if shaped is None:
            dropped.append(name)
        else:
            kept[name] = shaped
    missing = any(
        f.required and f.name not in kept and f.kind is not FieldKind.PSEUDONYM for f in category.fields.values()
    )
    return Trimmed(kept, tuple(dropped), RefusedBecause.MISSING_FIELD if missing else None)


def keeps(category: CategoryPlan) -> bool:
    """Return whether this version does with every field of a category what the charter wants."""
    return category.nature is Nature.PERSONAL and _keepable(category, category.fields)


def _keepable(category: CategoryPlan, fields: Mapping[str, object]) -> bool:
    """Return whether everything that the plan wants done to these fields can be done."""
    offered = (field for name, field in category.fields.items() if name in fields or field.kind is FieldKind.PSEUDONYM)
    return not category.tied_to and all(map(_trimmed_here, offered))


def _trimmed_here(field: FieldPlan) -> bool:
    if field.kind is FieldKind.PSEUDONYM:
        return field.lasts == _DAY
    return field.kind in _SHAPES and field.only in _PARTS.get(field.kind, _WHOLE)


def shape(field: FieldPlan, value: object) -> str | None:
    """Return what is kept of one value, or nothing if it has not the shape of its kind."""
    if not isinstance(value, str) or len(value) > LONGEST_INPUT or field.kind is FieldKind.PSEUDONYM:
        return None
    return _SHAPES[field.kind](field, value)


def _ip(field: FieldPlan, value: str) -> str | None:
    return first_half(value) if field.only is Only.FIRST_HALF else whole(value)


def _screen(_field: FieldPlan, value: str) -> str | None:
    return value if _SCREEN.fullmatch(value) else None


def _version(_field: FieldPlan, value: str) -> str | None:
    return value if _VERSION.fullmatch(value) and not holds_payment_number(value) else None


def _choice(field: FieldPlan, value: str) -> str | None:
    return value if value in field.values else None


def _url(_field: FieldPlan, value: str) -> str | None:
    """Keep the path: queries and fragments carry searches, tokens and addresses, and the host may carry a password."""
    try:
        path = urlsplit(_NOT_PRINTED.sub("", value)).path
    except ValueError:
        return None
    if holds_payment_number(unquote(path)):
        return None
    return "/" + path.lstrip("/")[: LONGEST_URL - 1]


def _text(_field: FieldPlan, value: str) -> str | None:
    if holds_payment_number(value):
        return None
    return _NOT_PRINTED.sub(" ", value).strip()[:LONGEST_TEXT].rstrip() or None


_DAY = Duration(number=1, unit=Unit.DAY)
"""The one time for which the vault makes a pseudonym: its salts live a day."""

_WHOLE: frozenset[Only | None] = frozenset({None})
_PARTS: Mapping[FieldKind, frozenset[Only | None]] = {
    FieldKind.IP: frozenset({None, Only.FIRST_HALF}),
}
"""Parts of a value that can be cut out of it."""

_SHAPES: Mapping[FieldKind, Callable[[FieldPlan, str], str | None]] = {
    FieldKind.IP: _ip,
    FieldKind.SCREEN: _screen,
    FieldKind.VERSION: _version,
    FieldKind.CHOICE: _choice,
    FieldKind.URL: _url,
    FieldKind.TEXT: _text,
}
