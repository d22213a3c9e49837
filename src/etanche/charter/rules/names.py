"""
One name names one thing, and every reference leads to one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from etanche.charter.language import FIXED_WORDS, NAMED
from etanche.charter.model import Charter
from etanche.charter.phrase import meant, quoted
from etanche.charter.promises import promises
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path

CARRIES = "carries"
MOST_SHOWN = 5
"""So many names are offered when none is near."""

_NOUNS = {
    "people": "a kind of people",
    "regions": "a region",
    "channels": "a channel",
    "categories": "a category",
    "purposes": "a purpose",
    "roles": "a role",
    "recipients": "a recipient",
}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A name that must be found in a section."""

    name: str
    section: str
    path: Path
    on_key: bool = False


def names_of(charter: Charter, section: str) -> Mapping[str, object]:
    """Return the things of a section under their names."""
    things: Mapping[str, object] = getattr(charter, section)
    return things


def references(charter: Charter) -> Iterator[Reference]:
    """Yield every reference of a charter."""
    yield Reference(name=charter.vault.region, section="regions", path=("vault", "region"))
    for name, category in charter.categories.items():
        yield from _listed(category.of, "people", ("categories", name, "of"))
        yield from _listed(category.from_, "channels", ("categories", name, "from"))
    for name, purpose in charter.purposes.items():
        yield from _listed(purpose.uses, "categories", ("purposes", name, "uses"))
    for name, role in charter.roles.items():
        yield from _granted(role.sees, ("roles", name, "sees"))
    for name, recipient in charter.recipients.items():
        yield from _granted(recipient.receives, ("recipients", name, "receives"))


def _listed(names: tuple[str, ...], section: str, path: Path) -> Iterator[Reference]:
    for number, name in enumerate(names):
        yield Reference(name=name, section=section, path=(*path, number))


def _granted(grants: Mapping[str, tuple[str, ...]], path: Path) -> Iterator[Reference]:
    for category, purposes in grants.items():
        yield Reference(name=category, section="categories", path=(*path, category), on_key=True)
        yield from _listed(purposes, "purposes", (*path, category))


def _unknown(charter: Charter) -> Iterator[Wrong]:
    """Yield each unknown name once for each section it is looked for in, where it is first met."""
    told: set[tuple[str, str]] = set()
    for reference in references(charter):
        known = names_of(charter, reference.section)
        if reference.name in known or (reference.section, reference.name) in told:
            continue
        told.add((reference.section, reference.name))
        other = next((section for section in NAMED if reference.name in names_of(charter, section)), None)
        hint = f"it is the name of {_NOUNS[other]}" if other else meant(reference.name, known, most=MOST_SHOWN)
        what = f"{quoted(reference.name)} is not {_NOUNS[reference.section]} of this charter"
        yield Wrong(path=reference.path, what=what, hint=hint, on_key=reference.on_key)


def _shared(charter: Charter) -> Iterator[Wrong]:
    seen: dict[str, str] = {}
    for section in NAMED:
        for name in names_of(charter, section):
            if name in seen:
                what = f"`{name}` already names {_NOUNS[seen[name]]}"
                yield Wrong(path=(section, name), what=what, hint="one name names one thing: change one", on_key=True)
            seen.setdefault(name, section)


def _fixed(charter: Charter) -> Iterator[Wrong]:
    for section in NAMED:
        for name in names_of(charter, section):
            if name in FIXED_WORDS:
                what = f"`{name}` is a word of the language and cannot be a name"
                yield Wrong(path=(section, name), what=what, hint="choose a longer name", on_key=True)


def _carries(charter: Charter) -> Iterator[Wrong]:
    known: set[str] = {promise.id for promise in promises(charter)}
    for clause, carried in charter.carries.items():
        for number, promise in enumerate(carried):
            if promise not in known:
                what = f"{quoted(promise)} is not a promise of this charter"
                yield Wrong(path=("carries", clause, number), what=what, hint=_near(promise, known))


def _near(promise: str, known: set[str]) -> str:
    kind, _, _ = promise.partition(":")
    same = sorted(other for other in known if other.startswith(f"{kind}:"))
    return meant(promise, same or sorted(known), most=MOST_SHOWN)


RULES: tuple[Rule, ...] = (
    Rule(id="reference", search=_unknown),
    Rule(id="one-name", search=_shared),
    Rule(id="fixed-word", search=_fixed),
)
LAST: tuple[Rule, ...] = (Rule(id=CARRIES, search=_carries),)
