"""
The JSON Schema of a charter, for editors that check while one writes: made from the model, never by hand.

    >>> schema()["required"][:3]
    ['etanche', 'organisation', 'notice']

What a key means stands under it in the model; here the sources of the model are read for it, so this is for making the
file `etanche-charter-1.json`, which is shipped, and for the test that it is up to date.
The schema sees one key at a time: whether the parts agree with one another is told by `etanche check`.
"""

from __future__ import annotations

import ast
import inspect
import json
import types
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from etanche.charter.keep import After, Between, Duration, FirstOf, LastOf, While, print_keep
from etanche.charter.model import Charter
from etanche.charter.section import Section
from etanche.charter.shipped import SCHEMA
from etanche.charter.values import VERSION
from etanche.charter.words import filled

ID = f"urn:etanche:{SCHEMA}"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

WORKED_OUT = frozenset({("Organisation", "authority"), ("Organisation", "time-zone"), ("Channel", "given-by")})
"""Keys whose default follows from another key, so that there is none to print."""

Schema = dict[str, Any]


def written() -> str:
    """Return the schema of the model as the file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def schema() -> Schema:
    """Return the schema of the model."""
    parts: dict[str, Schema] = {}
    top = _section(Charter, parts)
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": f"Étanche charter, version {VERSION} of the language",
        **top,
        "$defs": dict(sorted(parts.items())),
    }


def default_words(value: object) -> object:
    """Return a default as one would write it."""
    match value:
        case Duration():
            return str(value)
        case After() | Between() | While() | FirstOf() | LastOf():
            return print_keep(value)
        case (int() as month, int() as day):
            return f"{month:02}-{day:02}"
        case tuple():
            return [default_words(item) for item in value]
        case StrEnum():
            return value.value
        case _:
            return value


def _section(section: type[Section], parts: dict[str, Schema]) -> Schema:
    hints = get_type_hints(section, include_extras=True)
    told = _told(section)
    properties: Schema = {}
    for name, field in section.model_fields.items():
        key = str(field.alias)
        shape = _shape(hints[name], parts)
        properties[key] = {"description": told[name], **shape, **_default(section, key, field)}
    return {
        "type": "object",
        "description": (section.__doc__ or "").strip(),
        "properties": properties,
        "required": [str(field.alias) for field in section.model_fields.values() if field.is_required()],
        "additionalProperties": False,
    }


def _shape(hint: Any, parts: dict[str, Schema]) -> Schema:
    """Return the shape of one type of the model; a section goes among the parts and is referred to."""
    extras: tuple[Any, ...] = ()
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        extras = (*more, *extras)
    given = next((extra.json_schema for extra in extras if isinstance(extra, WithJsonSchema)), None)
    if given is not None:
        return dict(given)
    if get_origin(hint) in (Union, types.UnionType):
        return _shape(get_args(hint)[0], parts)
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(get_args(hint)[0], parts), "minItems": 1, "uniqueItems": True}
    if get_origin(hint) is Mapping:
        return _things(hint, parts, least=1 if filled in {getattr(extra, "func", None) for extra in extras} else 0)
    if issubclass(hint, StrEnum):
        return {"enum": [word.value for word in hint]}
    if hint.__name__ not in parts:
        parts[hint.__name__] = {}
        parts[hint.__name__] = _section(hint, parts)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _things(hint: Any, parts: dict[str, Schema], *, least: int) -> Schema:
    key, value = get_args(hint)
    shape = {"type": "object", "propertyNames": _shape(key, parts), "additionalProperties": _shape(value, parts)}
    return {**shape, "minProperties": least} if least else shape


def _default(section: type[Section], key: str, field: FieldInfo) -> Schema:
    value = None if field.default_factory is not None else field.default
    silent = field.is_required() or value in (None, "", ()) or isinstance(value, Section)
    return {} if silent or (section.__name__, key) in WORKED_OUT else {"default": default_words(value)}


def _told(section: type[Section]) -> dict[str, str]:
    """Return what the source of a section says of each of its keys, and of those of the sections it is made from."""
    told: dict[str, str] = {}
    for kind in reversed(section.__mro__):
        if issubclass(kind, Section):
            body = ast.parse(inspect.getsource(kind)).body[0]
            told.update(_below(body.body) if isinstance(body, ast.ClassDef) else {})
    return told


def _below(lines: list[ast.stmt]) -> dict[str, str]:
    """Return the text that stands under each key of a class."""
    told: dict[str, str] = {}
    for line, following in pairwise(lines):
        match line, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                told[name] = " ".join(text.split())
    return told
