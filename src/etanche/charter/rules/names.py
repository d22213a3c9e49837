"""
One name names one thing, and every reference leads to one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etanche.charter.language import FIXED_WORDS, NAMED
from etanche.charter.model import Charter
from etanche.charter.phrase import guess, quoted
from etanche.charter.promises import promises
from etanche.charter.rules.references import PLACES, Reference, names_of, references
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.saying import Saying

CARRIES = "carries"
MOST_SHOWN = 5
"""So many names are offered when none is near."""


def _noun(section: str) -> Saying:
    return Saying(key=f"noun.{section}")


def _unknown(charter: Charter) -> Iterator[Wrong]:
    """Yield each unknown name once for each section it is looked for in, where it is first met."""
    told: set[tuple[str, str]] = set()
    for reference in references(charter):
        known = names_of(charter, reference.section)
        if reference.name in known or (reference.section, reference.name) in told:
            continue
        told.add((reference.section, reference.name))
        other = next((section for section in NAMED if reference.name in names_of(charter, section)), None)
        blanks = {"name": reference.name, "noun": _noun(reference.section), **_help(reference, known, other)}
        says = "elsewhere" if other else ""
        yield Wrong(path=reference.path, says=says, blanks=blanks, on_key=reference.on_key)


def _help(reference: Reference, known: Mapping[str, object], other: str | None) -> dict[str, object]:
    if other:
        return {"other": _noun(other)}
    offered = [*PLACES, *known] if reference.section == "estates" else known
    return {"guess": guess(reference.name, offered, most=MOST_SHOWN)}


def _shared(charter: Charter) -> Iterator[Wrong]:
    seen: dict[str, str] = {}
    for section in NAMED:
        for name in names_of(charter, section):
            if name in seen:
                yield Wrong(path=(section, name), blanks={"name": name, "noun": _noun(seen[name])}, on_key=True)
            seen.setdefault(name, section)


def _fixed(charter: Charter) -> Iterator[Wrong]:
    for section in NAMED:
        for name in names_of(charter, section):
            if name in FIXED_WORDS or (section == "estates" and name in PLACES):
                yield Wrong(path=(section, name), blanks={"name": name}, on_key=True)


def _was(charter: Charter) -> Iterator[Wrong]:
    """Yield each former name that is still the name of something of the same sort, or that two things say they had."""
    for path, things in _sorts(charter):
        heirs: dict[str, str] = {}
        for name, thing in things.items():
            former = getattr(thing, "was", None)
            if former in things:
                yield Wrong(path=(*path, name, "was"), blanks={"name": name, "former": former})
            elif former in heirs:
                blanks = {"name": name, "former": former, "other": heirs[former]}
                yield Wrong(path=(*path, name, "was"), says="twice", blanks=blanks)
            elif former is not None:
                heirs[former] = name


def _sorts(charter: Charter) -> Iterator[tuple[tuple[str, ...], Mapping[str, object]]]:
    """Yield every mapping of things that can have been called otherwise, with its place."""
    yield from (((section,), names_of(charter, section)) for section in NAMED)
    yield ("organisation", "declarations"), charter.organisation.declarations
    for name, category in charter.categories.items():
        yield ("categories", name, "fields"), category.fields
    for name, provider in charter.providers.items():
        yield ("providers", name, "scopes"), provider.scopes


def _carries(charter: Charter) -> Iterator[Wrong]:
    known: set[str] = {promise.id for promise in promises(charter)}
    for clause, carried in charter.carries.items():
        for number, promise in enumerate(carried):
            if promise not in known:
                blanks = {"promise": quoted(promise), "guess": _near(promise, known)}
                yield Wrong(path=("carries", clause, number), blanks=blanks)


def _near(promise: str, known: set[str]) -> Saying:
    kind, _, _ = promise.partition(":")
    same = sorted(other for other in known if other.startswith(f"{kind}:"))
    return guess(promise, same or sorted(known), most=MOST_SHOWN)


RULES: tuple[Rule, ...] = (
    Rule(id="reference", search=_unknown),
    Rule(id="one-name", search=_shared),
    Rule(id="fixed-word", search=_fixed),
    Rule(id="was", search=_was),
)
LAST: tuple[Rule, ...] = (Rule(id=CARRIES, search=_carries),)
