"""
The settings with another section `[stores]`, or `[places]`: every other line stays as it was written, by whatever hand.

What is written is read back before anybody relies on it: it says of the section what it should, and of everything else what it said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from etanche.errors import Unreadable
from etanche.instance.stores import Stores, quoted
from etanche.terms import OrganisationId

_FIRST: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


class StoresUnreadable(Unreadable):
    """Where the settings name the stores can be read, and not be rewritten; nothing was changed."""


def rewritten(settings: str, stores: Stores) -> str:
    """
    Return the settings with another section `[stores]`.

    Raises:
        StoresUnreadable: they name the stores in a way that cannot be replaced for certain.
    """
    return _rewritten(settings, "stores", stores.lines(), lambda said: Stores.read(said) == stores)


def with_places(settings: str, places: Mapping[OrganisationId, Path]) -> str:
    """
    Return the settings with another section `[places]`.

    Raises:
        StoresUnreadable: they name the places in a way that cannot be replaced for certain.
    """
    named = {one.hex(): str(folder) for one, folder in sorted(places.items())}
    lines = [f"{one} = {quoted(folder)}" for one, folder in named.items()]
    return _rewritten(settings, "places", ("", "[places]", *lines) if lines else (), lambda said: said == named)


def _rewritten(settings: str, name: str, lines: Sequence[str], meant: Callable[[Mapping[str, Any]], bool]) -> str:
    spelled = rf"""[ \t]*(?:{name}|"{name}"|'{name}')[ \t]*"""
    whole = re.compile(rf"^[ \t]*\[{spelled}\][ \t]*(?:#[^\n]*)?\n.*?(?=^[ \t]*\[|\Z)", re.MULTILINE | re.DOTALL)
    key = re.compile(rf"^{spelled}[.=][^\n]*\n", re.MULTILINE)
    told = settings.rstrip("\n") + "\n"
    rest = whole.sub("", told)
    # A key of the table that stands above every section, which TOML lets one write too.
    first = _FIRST.search(rest)
    above = len(rest) if first is None else first.start()
    rest = (key.sub("", rest[:above]) + rest[above:]).rstrip("\n") + "\n"
    section = "\n".join(lines) + "\n" if lines else ""
    before, head, after = rest.partition("\n[")
    made = f"{before.rstrip(chr(10))}\n{section}{head}{after}" if head and lines else rest + section
    _require_the_same(settings, made, name, meant)
    return made


def _require_the_same(settings: str, made: str, name: str, meant: Callable[[Mapping[str, Any]], bool]) -> None:
    """Let settings be used only if they say what those before said, and of the section what they should."""
    try:
        was, found = tomllib.loads(settings), tomllib.loads(made)
        was.pop(name, None)
        if meant(found.pop(name, {})) and found == was:
            return
    except (ValueError, TypeError):
        pass
    raise StoresUnreadable(
        f"the section `[{name}]` of `instance.toml` cannot be rewritten",
        hint=f"write it as one section `[{name}]` with a line for each key, then move",
    )
