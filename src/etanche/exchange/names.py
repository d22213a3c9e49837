"""
What our words are called elsewhere: the table `names.toml`, and the vocabularies it may point into.

    >>> dpv("basis", "consent"), fides("theme", "billing")
    ('eu-gdpr:A6-1-a', 'essential.service.payment_processing')

A name that its vocabulary does not have is a fault of ours and raises; nobody gets an invented IRI.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from etanche.errors import Fault

PLACE = "etanche.exchange"
FALLBACK = {"people": "dpv:DataSubject"}


class NoSuchTerm(Fault):
    """A name stands for nothing in the vocabulary it was taken from."""


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return our words with their names elsewhere."""
    return MappingProxyType(tomllib.loads(files(PLACE).joinpath("names.toml").read_text("utf-8")))


@cache
def prefixes() -> Mapping[str, str]:
    """Return the prefixes of DPV with the IRIs they stand for."""
    return MappingProxyType({prefix: str(space["iri"]) for prefix, space in _vocabulary("dpv")["terms"].items()})


@cache
def terms() -> frozenset[str]:
    """Return every term of DPV that an export may use, as `prefix:Name`."""
    spaces = _vocabulary("dpv")["terms"].items()
    return frozenset(f"{prefix}:{name}" for prefix, space in spaces for name in space["names"].split())


@cache
def keys(of: str) -> frozenset[str]:
    """Return every key of a part of the Fides taxonomy: `data_category`, `data_use`, `data_subject`."""
    return frozenset(_vocabulary("fideslang")["keys"][of].split())


@cache
def known(part: str) -> frozenset[str]:
    """Return the keys that a part of a Fides manifest may have: `system`, `dataset`, `field`, …"""
    return frozenset(_vocabulary("fideslang")["known"][part].split())


@cache
def about(vocabulary: str) -> Mapping[str, str]:
    """Return what a list of names says of itself: `title`, `version`, `source`, `licence`, `notice`."""
    return MappingProxyType({key: value for key, value in _vocabulary(vocabulary).items() if isinstance(value, str)})


def term(name: str) -> str:
    """
    Return a term of DPV as it is.

    Raises:
        NoSuchTerm: the vocabulary does not have it.
    """
    if name not in terms():
        raise NoSuchTerm(f"`{name}` is no term of DPV {about('dpv')['version']}")
    return name


def dpv(of: str, word: str) -> str:
    """
    Return the term of DPV for a word of ours; for a kind of people nobody recognises, the general one.

    Raises:
        NoSuchTerm: there is none.
    """
    found = _table()[of].get(word, {}).get("dpv") or FALLBACK.get(of)
    if found is None:
        raise NoSuchTerm(f"`{word}` of `{of}` has no name in DPV")
    return term(found)


def recognised(of: str, word: str) -> bool:
    """Tell whether a word of ours has a good name in the Fides taxonomy."""
    return "fides" in _table()[of].get(word, {})


def fides(of: str, word: str) -> str:
    """
    Return the name of a word of ours in the Fides taxonomy.

    Raises:
        NoSuchTerm: it has none.
    """
    try:
        return _table()[of][word]["fides"]
    except KeyError:
        raise NoSuchTerm(f"`{word}` of `{of}` has no name in the Fides taxonomy") from None


def family(kind: str) -> str:
    """Return the line of the CNIL's sheet on which a kind of field stands."""
    return _table()["field"][kind]["family"]


def measure(promise: str) -> tuple[str, str] | None:
    """Return the CNIL's type of measure and the term of DPV for a promise, or nothing if it is no measure."""
    kind = promise.partition(":")[0]
    found = _table()["measure"].get(promise) or _table()["measure"].get(kind)
    return (found["type"], term(found["dpv"])) if found else None


def ours(of: str, name: str) -> str | None:
    """Return the first word of ours for a name in the Fides taxonomy, or for what it is a part of; nothing where there is none."""
    while name:
        for word, names in _table()[of].items():
            if names.get("fides") == name:
                return word
        name = name.rpartition(".")[0]
    return None


@cache
def _vocabulary(name: str) -> Mapping[str, Any]:
    """Return one of the lists of names."""
    return tomllib.loads(files(PLACE).joinpath("vocabularies", f"{name}.toml").read_text("utf-8"))
