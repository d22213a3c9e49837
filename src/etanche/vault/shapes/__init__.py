"""
The shape of every kind of field: what a value becomes before anything else sees it, or nothing if it has another shape.

A shape is canonical text: the same thing told in two ways is kept, and found again, as one.
A value is never repaired by guessing; what stands in the wrong place may be anything, and is thrown away whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from etanche.charter import FieldKind, FieldPlan, Only
from etanche.vault.shapes import figures, files, who, writing
from etanche.vault.shapes.files import LARGEST_FILE
from etanche.vault.shapes.who import email, phone
from etanche.vault.shapes.writing import LONGEST_LONG_TEXT, LONGEST_TEXT

__all__ = ["LARGEST_FILE", "LONGEST_INPUT", "LONGEST_LONG_TEXT", "can_be_cut", "email", "phone", "shape", "shaper"]

LONGEST_INPUT = 8_192
"""Longer values are dropped unread, but for long texts and files; an address of a page is at most this long in the servers that send them."""

_SCREEN = re.compile(r"\d{2,5}x\d{2,5}", re.ASCII)
_MACHINE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)


def shape(field: FieldPlan, value: object) -> str | None:
    """Return what is kept of one value, or nothing if it has not the shape of its kind."""
    return shaper(field)(value)


def shaper(field: FieldPlan) -> Callable[[object], str | None]:
    """Return what gives the values of one field their shape; made once where there are many of them."""
    if field.kind is FieldKind.PSEUDONYM:
        return _nothing
    longest, shaping = _LONGEST.get(field.kind, LONGEST_INPUT), _SHAPES.get(field.kind)

    def shaped(value: object) -> str | None:
        if shaping is None or (isinstance(value, str) and len(value) > longest):
            return None
        return shaping(field, value)

    return shaped


def _nothing(_value: object) -> None:
    return None


def can_be_cut(field: FieldPlan) -> bool:
    """Say whether the part of a value that the charter wants can be cut out of it."""
    return field.kind in _SHAPES and field.only in _PARTS.get(field.kind, _WHOLE)


_LONGEST: Mapping[FieldKind, int] = {
    FieldKind.LONG_TEXT: LONGEST_LONG_TEXT * 2,
    FieldKind.FILE: LARGEST_FILE * 2,
    FieldKind.PICTURE: LARGEST_FILE * 2,
}
"""Characters of an input that is looked at, by kind, where it is not `LONGEST_INPUT`."""

_WHOLE: frozenset[Only | None] = frozenset({None})
_PARTS: Mapping[FieldKind, frozenset[Only | None]] = {
    FieldKind.IP: frozenset({None, Only.FIRST_HALF}),
    FieldKind.EMAIL: frozenset({None, Only.DOMAIN}),
    FieldKind.URL: frozenset({None, Only.DOMAIN}),
    FieldKind.INSTANT: frozenset({None, Only.DAY}),
    FieldKind.USER_AGENT: frozenset({None, Only.VERSION}),
}
"""Parts of a value that can be cut out of it."""

_SHAPES: Mapping[FieldKind, Callable[[FieldPlan, object], str | None]] = {
    FieldKind.NAME: writing.text,
    FieldKind.EMAIL: who.email_field,
    FieldKind.PHONE: who.phone_field,
    FieldKind.POSTAL_ADDRESS: partial(writing.lines, LONGEST_TEXT * 2),
    FieldKind.BIRTH_DATE: figures.day,
    FieldKind.NATIONAL_NUMBER: who.national_number,
    FieldKind.LOCATION: figures.location,
    FieldKind.PICTURE: files.picture,
    FieldKind.LOGIN: writing.login,
    FieldKind.IP: who.ip,
    FieldKind.USER_AGENT: who.agent,
    FieldKind.IDENTIFIER: writing.text,
    FieldKind.TOKEN: partial(writing.lines, LONGEST_INPUT),
    FieldKind.URL: writing.url,
    FieldKind.TEXT: writing.text,
    FieldKind.LONG_TEXT: partial(writing.lines, LONGEST_LONG_TEXT),
    FieldKind.FILE: files.file,
    FieldKind.LANGUAGE: figures.language,
    FieldKind.TIME_ZONE: figures.time_zone,
    FieldKind.COUNTRY: figures.country,
    FieldKind.SCREEN: partial(writing.matching, _SCREEN),
    FieldKind.COUNT: figures.count,
    FieldKind.AMOUNT: figures.amount,
    FieldKind.VERSION: writing.version,
    FieldKind.CHOICE: writing.choice,
    FieldKind.YES_NO: figures.yes_no,
    FieldKind.DATE: figures.day,
    FieldKind.INSTANT: figures.instant,
    FieldKind.MACHINE: partial(writing.matching, _MACHINE),
    FieldKind.LINK: writing.link,
}
"""Every kind of the language but the pseudonym, which the vault makes itself."""
