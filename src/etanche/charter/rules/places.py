"""
Where categories are: our vault, spheres, private letters, databases that were there before.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.kinds import RecipientKind
from etanche.charter.model import Charter, Estate
from etanche.charter.phrase import guess
from etanche.charter.rules.references import PRIVATE, SPHERES, references
from etanche.charter.rules.rule import Rule, Wrong

KEEPERS = frozenset({RecipientKind.HOST, RecipientKind.PROCESSOR})
"""In what capacity somebody else can keep machines of ours."""


def _mapped(charter: Charter) -> Iterator[Wrong]:
    for name, estate in charter.estates.items():
        for category in estate.tables:
            if name not in charter.categories[category].in_:
                blanks = {"category": category, "estate": name}
                yield Wrong(path=("estates", name, "tables", category), says="unasked", blanks=blanks, on_key=True)
            else:
                yield from _columns(charter, name, estate, category)


def _columns(charter: Charter, name: str, estate: Estate, category: str) -> Iterator[Wrong]:
    fields, columns = charter.categories[category].fields, estate.tables[category].fields
    for field in fields:
        if field not in columns:
            blanks = {"category": category, "field": field}
            yield Wrong(path=("estates", name, "tables", category, "fields"), says="field", blanks=blanks, on_key=True)
    for field in columns:
        if field not in fields:
            told = {"category": category, "field": field, "guess": guess(field, fields)}
            path = ("estates", name, "tables", category, "fields", field)
            yield Wrong(path=path, says="column", blanks=told, on_key=True)


def _private(charter: Charter) -> Iterator[Wrong]:
    private = {name for name, category in charter.categories.items() if PRIVATE in category.in_}
    for name in charter.categories:
        if name in private and charter.categories[name].in_ != (PRIVATE,):
            yield Wrong(path=("categories", name, "in"), says="mixed", blanks={"category": name})
    for section, grants in (
        ("roles", {name: role.sees for name, role in charter.roles.items()}),
        ("recipients", {name: recipient.receives for name, recipient in charter.recipients.items()}),
    ):
        key = "sees" if section == "roles" else "receives"
        for name, granted in grants.items():
            for category in granted:
                if category in private:
                    blanks = {"category": category, "name": name}
                    yield Wrong(path=(section, name, key, category), blanks=blanks, on_key=True)


def _spheres(charter: Charter) -> Iterator[Wrong]:
    inside = {name for name, category in charter.categories.items() if SPHERES in category.in_}
    for name in charter.categories:
        if name in inside and charter.spheres is None:
            yield Wrong(path=("categories", name, "in"), says="none", blanks={"category": name})
    if charter.spheres and not inside:
        yield Wrong(path=("spheres",), says="empty", on_key=True)
    for name, role in charter.roles.items():
        if role.needs and role.needs.entry and not inside & set(role.sees):
            yield Wrong(path=("roles", name, "needs", "entry"), says="entry", blanks={"role": name})


def _empty_region(charter: Charter) -> Iterator[Wrong]:
    used = {reference.name for reference in references(charter) if reference.section == "regions"}
    for name in charter.regions:
        if name not in used:
            yield Wrong(path=("regions", name), blanks={"region": name, "vault": charter.vault.region}, on_key=True)


def _keeper(charter: Charter) -> Iterator[Wrong]:
    for name, region in charter.regions.items():
        host = charter.recipients.get(region.host or "")
        if host and host.as_ not in KEEPERS:
            yield Wrong(path=("regions", name, "host"), blanks={"recipient": region.host, "as": host.as_})


def _second_copy(charter: Charter) -> Iterator[Wrong]:
    if charter.vault.replica == charter.vault.region:
        yield Wrong(path=("vault", "replica"), blanks={"region": charter.vault.region})


TOGETHER: tuple[Rule, ...] = (
    Rule(id="estate", search=_mapped),
    Rule(id="private", search=_private),
    Rule(id="sphere", search=_spheres),
    Rule(id="empty-region", search=_empty_region),
    Rule(id="keeper", search=_keeper),
    Rule(id="replica", search=_second_copy),
)
