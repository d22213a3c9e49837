"""
The fields of categories: what each kind can have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etanche.charter.kinds import IMPERSONAL, NAMED_BY_KIND, FieldKind, Nature, Only, Who
from etanche.charter.model import Charter, Field
from etanche.charter.phrase import choice, quoted
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path
from etanche.charter.words import NAME

PARTS: Mapping[Only, frozenset[FieldKind]] = {
    Only.FIRST_HALF: frozenset({FieldKind.IP}),
    Only.DAY: frozenset({FieldKind.INSTANT}),
    Only.VERSION: frozenset({FieldKind.USER_AGENT, FieldKind.VERSION}),
    Only.DOMAIN: frozenset({FieldKind.EMAIL, FieldKind.URL}),
}
"""Kinds of field that have such a part."""

OF_SOMEBODY = frozenset(
    {FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.BIRTH_DATE, FieldKind.NATIONAL_NUMBER}
    | {FieldKind.LOCATION, FieldKind.PICTURE, FieldKind.LOGIN, FieldKind.IP, FieldKind.USER_AGENT}
    | {FieldKind.PSEUDONYM}
)
"""Kinds of field that speak of one human being, whoever the category is said to be of."""


def fields_of(charter: Charter) -> Iterator[tuple[Path, Field]]:
    """Yield every field with its path; the second step of the path is the category."""
    for name, category in charter.categories.items():
        for field_name, field in category.fields.items():
            yield ("categories", name, "fields", field_name), field


def _untitled(charter: Charter) -> Iterator[Wrong]:
    for path, field in fields_of(charter):
        if field.title is None and field.kind not in NAMED_BY_KIND:
            yield Wrong(path=path, says="untitled", blanks={"kind": field.kind}, on_key=True)


def _part(charter: Charter) -> Iterator[Wrong]:
    for path, field in fields_of(charter):
        if field.only is not None and field.kind not in PARTS[field.only]:
            blanks = {"kind": field.kind, "only": field.only, "kinds": choice(sorted(PARTS[field.only]))}
            yield Wrong(path=(*path, "only"), blanks=blanks)


def _values(charter: Charter) -> Iterator[Wrong]:
    for path, field in fields_of(charter):
        for number, value in enumerate(field.values):
            if not NAME.fullmatch(value):
                yield Wrong(path=(*path, "values", number), blanks={"value": quoted(value)})


def _impersonal(charter: Charter) -> Iterator[Wrong]:
    for path, field in fields_of(charter):
        category = charter.categories[str(path[1])]
        if category.nature is Nature.IMPERSONAL and field.kind not in IMPERSONAL:
            blanks = {"kind": field.kind, "category": path[1], "kinds": choice(sorted(IMPERSONAL))}
            yield Wrong(path=(*path, "kind"), blanks=blanks)


def _of_nobody(charter: Charter) -> Iterator[Wrong]:
    """Yield fields that speak of a person in a category that is said to be of organisations only."""
    for path, field in fields_of(charter):
        category = charter.categories[str(path[1])]
        people = [charter.people[name] for name in category.of]
        if field.kind in OF_SOMEBODY and all(who.is_ is Who.ORGANISATION for who in people):
            yield Wrong(path=(*path, "kind"), blanks={"kind": field.kind, "category": path[1]})


ALONE: tuple[Rule, ...] = (
    Rule(id="missing", search=_untitled),
    Rule(id="only", search=_part),
    Rule(id="values", search=_values),
    Rule(id="impersonal", search=_impersonal),
)
TOGETHER: tuple[Rule, ...] = (Rule(id="of-nobody", search=_of_nobody),)
