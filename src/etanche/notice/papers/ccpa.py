"""
Data by the categories of the law of California: a table of facts, and which field belongs where.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from etanche.charter import Builtin, BuiltinField, Category, Charter, Field, FieldKind, Nature, Theme, builtin
from etanche.notice.document.telling import own_purposes

OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The times of the law."""

    confirm_business_days: int
    reply_days: int
    longer_days: int
    opt_out_business_days: int
    free_times: int
    look_back: date
    months: int


@dataclass(frozen=True, kw_only=True)
class Sort:
    """A category of the law, with the fields of a charter that belong to it, by our category, and of what Étanche itself holds."""

    name: str
    cite: str
    fields: Mapping[str, tuple[str, ...]]
    held: tuple[tuple[Builtin, tuple[BuiltinField, ...]], ...] = ()


@cache
def _facts() -> Mapping[str, Any]:
    """Return what the law says."""
    return tomllib.loads(files("etanche.notice.papers").joinpath("california.toml").read_text("utf-8"))


CLOCK = Clock(**{name.replace("-", "_"): value for name, value in _facts()["clock"].items()})


def sorts(charter: Charter) -> tuple[Sort, ...]:
    """Return the categories of the law that occur in what we decide on, in the order of the law."""
    found: dict[str, dict[str, list[str]]] = {}
    used = {name for purpose in own_purposes(charter).values() for name in purpose.uses}
    for name, category in charter.categories.items():
        if name in used and category.nature is not Nature.IMPERSONAL:
            for field, held in category.fields.items():
                found.setdefault(_sort(charter, name, held), {}).setdefault(name, []).append(field)
    ours = {
        name: tuple((held, fields) for held in builtin(charter) if (fields := _held(held, name)))
        for name in _facts()["category"]
    }
    return tuple(
        Sort(
            name=name,
            cite=fact["cite"],
            fields={category: tuple(fields) for category, fields in found.get(name, {}).items()},
            held=ours[name],
        )
        for name, fact in _facts()["category"].items()
        if name in found or ours[name]
    )


def _held(held: Builtin, sort: str) -> tuple[BuiltinField, ...]:
    """Return the fields of something that Étanche itself holds that belong to a category of the law."""
    return tuple(field for field in held.fields if _sort_of(field.kind, {held.theme}) == sort)


def _sort(charter: Charter, category: str, field: Field) -> str:
    """Return the category of the law that a field belongs to: by its kind, else by what it is for."""
    themes = {purpose.theme for purpose in own_purposes(charter).values() if category in purpose.uses}
    return _sort_of(field.kind, themes)


def _sort_of(kind: FieldKind, themes: Collection[Theme]) -> str:
    """Return the category of the law for a kind of field that serves purposes of some themes."""
    facts: Mapping[str, Mapping[str, Any]] = _facts()["category"]
    by_kind = next((name for name, fact in facts.items() if kind in fact.get("kinds", ())), None)
    if by_kind:
        return by_kind
    return next((name for name, fact in facts.items() if set(themes) & set(fact.get("themes", ()))), OTHER)


def sensitive_fields(category: Category) -> tuple[str, ...]:
    """Return the fields of a category that the law calls sensitive."""
    return tuple(_sensitive(category))


def _sensitive(category: Category) -> Iterator[str]:
    fact = _facts()["sensitive"]
    whole = category.nature in fact["natures"]
    yield from (name for name, field in category.fields.items() if whole or field.kind in fact["kinds"])


def credentials(charter: Charter) -> tuple[Builtin, tuple[BuiltinField, ...]] | None:
    """Return the accounts with what opens them: a login together with a password is sensitive (1798.140(ae)(1)(B))."""
    kinds = _facts()["sensitive"]["credentials"]
    for held in builtin(charter):
        fields = tuple(field for field in held.fields if field.name in kinds)
        if len(fields) > 1:
            return held, fields
    return None
