"""
What was understood of a file, before it is written down as a charter: everything may be missing.

A reader gathers things here under names that a charter can have; a thing met again is the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from etanche.charter import FIXED_WORDS, Keep
from etanche.terms import Language

LONGEST_NAME = 60
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Words = Mapping[Language, str]
"""A text in the languages that the file has it in."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something that was not taken over, or not as it stood: where, and what (`exchange.remark.<key>`)."""

    place: str
    key: str
    blanks: Mapping[str, object] = field(default_factory=dict)


@dataclass(kw_only=True)
class Who:
    """The organisation."""

    name: str = ""
    address: str = ""
    country: str = ""
    email: str = ""
    dpo_email: str = ""
    dpo_post: str = ""
    representative: str = ""
    representative_email: str = ""
    representative_country: str = ""


@dataclass(kw_only=True)
class Field:
    """One datum."""

    title: Words
    kind: str
    guessed: bool = True
    required: bool = False
    only: str = ""
    lasts: str = ""


@dataclass(kw_only=True)
class Category:
    """One category."""

    title: Words
    of: list[str] = field(default_factory=list)
    nature: str = ""
    condition: str = ""
    fields: dict[str, Field] = field(default_factory=dict)


@dataclass(kw_only=True)
class Purpose:
    """One purpose; what the file said of it and could not be taken over is in `notes`."""

    title: Words
    theme: str = ""
    stance: str = ""
    for_: str = ""
    with_: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    basis: str = ""
    law: list[str] = field(default_factory=list)
    interest: Words = field(default_factory=dict)
    keep: Keep | None = None
    keep_said: str = ""
    then: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Role:
    """Somebody inside who sees data."""

    title: Words
    program: bool = False
    sees: dict[str, list[str]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Recipient:
    """Somebody outside."""

    name: str
    does: Words = field(default_factory=dict)
    as_: str = ""
    country: str = ""
    receives: dict[str, list[str]] = field(default_factory=dict)
    contract: str = ""
    policy: str = ""
    instrument: str = ""
    reference: str = ""


@dataclass(kw_only=True)
class Sketch:
    """Everything that was understood."""

    who: Who = field(default_factory=Who)
    people: dict[str, Words] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    purposes: dict[str, Purpose] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    recipients: dict[str, Recipient] = field(default_factory=dict)
    measures: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    """Name → what it is the name of: one name names one thing."""

    def remark(self, place: str, key: str, /, **blanks: object) -> None:
        """Note something that was not taken over."""
        self.remarks.append(Remark(place=place, key=key, blanks=blanks))

    def name(self, section: str, wanted: str, title: str, *, new: bool = False) -> str:
        """
        Return the name under which a thing goes; the same thing of a section always gets the same.

        Args:
            section: `people`, `categories`, …
            wanted: the name that the file gives, if it gives one.
            title: what to make a name of otherwise.
            new: whether it is another thing than all before, even if it is called the same.
        """
        base = wanted if NAME.fullmatch(wanted) and len(wanted) <= LONGEST_NAME else slug(wanted or title)
        key = f"{section}:{wanted or title}"
        number = 1
        while True:
            name = base if number == 1 else f"{base[: LONGEST_NAME - 5]}-{number}"
            free = name not in self.taken
            if name not in FIXED_WORDS and (free or (not new and self.taken[name] == key)):
                self.taken[name] = key
                return name
            number += 1


def slug(text: str) -> str:
    """Return a name made of a text: small letters without accents, joined by hyphens."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    words = re.findall(r"[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter)).lower())
    name = "-".join(words)[:LONGEST_NAME].strip("-").lstrip("0123456789-")
    return name or "unnamed"


def field_name(category: Category, wanted: str, title: str) -> str:
    """Return the name of a field inside its category, where only its sisters have names."""
    base = wanted if NAME.fullmatch(wanted) else slug(wanted or title)
    number = 1
    while True:
        name = base if number == 1 else f"{base[: LONGEST_NAME - 4]}-{number}"
        held = category.fields.get(name)
        if held is None or title in held.title.values():
            return name
        number += 1


def once(names: list[str], name: str) -> None:
    """Add a name to a list, if it is not in it."""
    if name not in names:
        names.append(name)
