"""
What the model refuses, told in the words of the language, one fault at a time.

A typing error in a key is one fault, though the model sees two: a key too many and a key missing.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from etanche.charter.faults import Fault
from etanche.charter.guesses import understood
from etanche.charter.language import pattern
from etanche.charter.model import Charter
from etanche.charter.phrase import choice, quoted
from etanche.charter.tree import Path
from etanche.charter.words import found

MOST = 500
"""Nobody reads more findings, and each costs a search for what was meant."""

_MISSING: dict[tuple[str, ...], str] = {
    ("organisation", "name"): "IDN-01",
    ("organisation", "address"): "IDN-01",
    ("versions",): "PUB-01",
    ("answers", "children"): "CHD-01",
    ("answers", "automated-decisions"): "ADM-01",
    ("answers", "sale"): "CON-01",
    ("answers", "advertising-share"): "US-07",
    ("answers", "outside-eea"): "TRF-01",
    ("purposes", "*", "basis"): "LB-01",
    ("purposes", "*", "keep"): "RET-01",
    ("recipients", "*", "as"): "REC-03",
    ("recipients", "*", "receives"): "REC-01",
    ("recipients", "*", "country"): "REC-06",
}
"""Rules of the law's catalogue that a missing key breaks."""


def explain(error: ValidationError) -> tuple[Fault, ...]:
    """Return the faults behind a refusal of the model."""
    details = error.errors(include_url=False)[:MOST]
    unknown = {_path(detail): _unknown(detail) for detail in details if detail["type"] == "extra_forbidden"}
    mistyped = {(*path[:-1], near) for path, (near, _) in unknown.items() if near}
    unread = {_path(detail)[:-1] for detail in details if detail.get("ctx", {}).get("rule") == "later"}
    missing = [
        detail
        for detail in details
        if detail["type"] == "missing" and _path(detail) not in mistyped and _path(detail)[:-1] not in unread
    ]
    others = [detail for detail in details if detail["type"] not in ("extra_forbidden", "missing")]
    return (
        *(fault for _, fault in unknown.values()),
        *(_missing(detail) for detail in missing),
        *(_refused(detail) for detail in others),
    )


def keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at a path; none where names are the author's."""
    here: object = Charter
    for step in path:
        here = _below(here, str(step))
    if isinstance(here, type) and issubclass(here, BaseModel):
        return tuple(field.alias or name for name, field in here.model_fields.items())
    return ()


def _below(here: object, step: str) -> object:
    if isinstance(here, type) and issubclass(here, BaseModel):
        fields = {field.alias or name: field for name, field in here.model_fields.items()}
        return _bare(fields[step].annotation) if step in fields else None
    if get_origin(here) is Mapping:
        return _bare(get_args(here)[1])
    return None


def _bare(annotation: object) -> object:
    """Return a type without its annotations and without the nothing it may be."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(iter(get_args(annotation)))
        else:
            return annotation


def _path(detail: ErrorDetails) -> Path:
    return tuple(step for step in detail["loc"] if step != "[key]")


def _unknown(detail: ErrorDetails) -> tuple[str | None, Fault]:
    path = _path(detail)
    key, parent = str(path[-1]), path[:-1]
    allowed = keys_at(parent)
    near = understood(key, allowed)
    noun = "a section of the language" if not parent else f"a key of {_owner(parent)}"
    hint = f"did you mean `{near}`?" if near else f"allowed: {choice(allowed)}"
    return near, Fault(id="unknown-key", path=path, what=f"{quoted(key)} is not {noun}", hint=hint, on_key=True)


def _missing(detail: ErrorDetails) -> Fault:
    path = _path(detail)
    key, parent = str(path[-1]), path[:-1]
    id_ = _MISSING.get(pattern(path), "missing")
    if not parent:
        return Fault(id=id_, path=path, what=f"the section `{key}` is missing", hint=f"add `{key}:`", on_key=True)
    return Fault(id=id_, path=path, what=f"{_owner(parent)} has no `{key}`", hint=f"add `{key}: …`", on_key=True)


def _refused(detail: ErrorDetails) -> Fault:
    path, context = _path(detail), detail.get("ctx", {})
    on_key = "[key]" in detail["loc"]
    if detail["type"] == "charter":
        below = (*path, context["at"]) if context["at"] else path
        return Fault(
            id=context["rule"],
            path=below,
            what=context["what"],
            hint=context["hint"],
            on_key=on_key or context["on_key"],
            column=context["column"],
        )
    keys = keys_at(path)
    hint = f"its keys are {choice(keys)}" if keys else "write `name: value` lines below it"
    return Fault(id="shape", path=path, what=f"expected keys with values, found {found(detail['input'])}", hint=hint)


def _owner(path: Path) -> str:
    """Return whose key it is, in words: the thing itself, or the part and its thing."""
    thing = f"`{path[1]}`" if len(path) > 1 else f"`{path[0]}`"
    return thing if path[-1] in path[:2] else f"`{path[-1]}` of {thing}"


def unspoiled(faults: tuple[Fault, ...], spoiled: frozenset[Path]) -> Iterator[Fault]:
    """Yield the faults that do not follow from one already told."""
    for fault in faults:
        told = (fault.path[:length] for length in range(1, len(fault.path) + 1))
        if not any(path in spoiled for path in told):
            yield fault
