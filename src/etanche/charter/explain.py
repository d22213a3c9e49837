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
from etanche.charter.model import Charter
from etanche.charter.phrase import choice, quoted
from etanche.charter.saying import Saying
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
    ("purposes", "*", "keep"): "RET-01",
    ("organisation", "dpo", "email"): "IDN-03",
    ("purposes", "*", "decides", "how"): "ADM-02",
    ("purposes", "*", "decides", "effect"): "ADM-02",
    ("purposes", "*", "decides", "review"): "ADM-02",
    ("recipients", "*", "as"): "REC-03",
    ("recipients", "*", "contract", "reference"): "REC-04",
    ("recipients", "*", "contract", "date"): "REC-04",
    ("recipients", "*", "transfer", "by"): "TRF-02",
    ("recipients", "*", "transfer", "checked"): "TRF-04",
    ("tracers", "*", "title"): "CK-01",
    ("tracers", "*", "kind"): "CK-01",
    ("tracers", "*", "purpose"): "CK-01",
    ("tracers", "*", "lasts"): "CK-01",
    ("rights", "by"): "RGT-02",
}
"""Rules of the law's catalogue that a missing key breaks."""


_ONE_BASIS = ("purposes", "*", "basis")


def explain(error: ValidationError) -> tuple[Fault, ...]:
    """Return the faults behind a refusal of the model."""
    details = error.errors(include_url=False)[:MOST]
    unknown = {_path(detail): _unknown(detail) for detail in details if detail["type"] == "extra_forbidden"}
    mistyped = {(*path[:-1], near) for path, (near, _) in unknown.items() if near}
    missing = [detail for detail in details if detail["type"] == "missing" and _path(detail) not in mistyped]
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


def pattern(path: Path) -> tuple[str, ...]:
    """Return where a path leads, with `*` for every name that the author chose."""
    here: object = Charter
    steps: list[str] = []
    for step in path:
        steps.append("*" if get_origin(here) is Mapping else str(step))
        here = _below(here, str(step))
    return tuple(steps)


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
    says = "unknown-section" if not parent else "unknown-key"
    blanks = {
        "key": quoted(key),
        "owner": _owner(parent) if parent else "",
        "guess": Saying(key="guess.near", blanks={"name": near})
        if near
        else Saying(key="guess.among", blanks={"names": choice(allowed)}),
    }
    return near, Fault(id="unknown-key", path=path, key=f"writing.{says}", blanks=blanks, on_key=True)


def _missing(detail: ErrorDetails) -> Fault:
    path = _path(detail)
    key, parent = str(path[-1]), path[:-1]
    id_ = _MISSING.get(pattern(path), "missing")
    says, owner = ("missing-key", _owner(parent)) if parent else ("missing-section", "")
    return Fault(id=id_, path=path, key=f"writing.{says}", blanks={"key": key, "owner": owner}, on_key=True)


def _refused(detail: ErrorDetails) -> Fault:
    path, context = _path(detail), detail.get("ctx", {})
    on_key = "[key]" in detail["loc"]
    if isinstance(detail["input"], list) and pattern(path) == _ONE_BASIS:
        return Fault(id="LB-02", path=path, key="writing.one-basis")
    if detail["type"] == "charter":
        below = (*path, context["at"]) if context["at"] else path
        return Fault(
            id=context["rule"],
            path=below,
            key=f"writing.{context['says']}",
            blanks=context["blanks"],
            on_key=on_key or context["on_key"],
            column=context["column"],
        )
    keys = keys_at(path)
    blanks = {"found": found(detail["input"]), "keys": choice(keys)}
    return Fault(id="shape", path=path, key="writing.shape" if keys else "writing.shape-of-names", blanks=blanks)


def _owner(path: Path) -> object:
    """Return whose key it is: the thing itself, or the part and its thing."""
    thing = f"`{path[1] if len(path) > 1 else path[0]}`"
    if path[-1] in path[:2]:
        return thing
    return Saying(key="writing.part-of", blanks={"part": f"`{path[-1]}`", "thing": thing})


def unspoiled(faults: tuple[Fault, ...], spoiled: frozenset[Path]) -> Iterator[Fault]:
    """Yield the faults that do not follow from one already told."""
    for fault in faults:
        told = (fault.path[:length] for length in range(1, len(fault.path) + 1))
        if not any(path in spoiled for path in told):
            yield fault
