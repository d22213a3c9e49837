"""
The settings with another section `[stores]`: every other line stays as it was written, by whatever hand.

What is written is read back before anybody relies on it: it says of the stores what it should, and of everything else what it said.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final

from etanche.errors import Unreadable
from etanche.instance.stores import Stores

_NAME: Final = r"""[ \t]*(?:stores|"stores"|'stores')[ \t]*"""
_SECTION: Final = re.compile(rf"^[ \t]*\[{_NAME}\][ \t]*(?:#[^\n]*)?\n.*?(?=^[ \t]*\[|\Z)", re.MULTILINE | re.DOTALL)
_KEY: Final = re.compile(rf"^{_NAME}[.=][^\n]*\n", re.MULTILINE)
_FIRST: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


class StoresUnreadable(Unreadable):
    """Where the settings name the stores can be read, and not be rewritten; nothing was changed."""


def rewritten(settings: str, stores: Stores) -> str:
    """
    Return the settings with another section `[stores]`.

    Raises:
        StoresUnreadable: they name the stores in a way that cannot be replaced for certain.
    """
    told = settings.rstrip("\n") + "\n"
    rest = _SECTION.sub("", told)
    # A key of the table that stands above every section, which TOML lets one write too.
    first = _FIRST.search(rest)
    above = len(rest) if first is None else first.start()
    rest = (_KEY.sub("", rest[:above]) + rest[above:]).rstrip("\n") + "\n"
    lines = stores.lines()
    section = "\n".join(lines) + "\n" if lines else ""
    before, head, after = rest.partition("\n[")
    made = f"{before.rstrip(chr(10))}\n{section}{head}{after}" if head and lines else rest + section
    _require_the_same(settings, made, stores)
    return made


def _require_the_same(settings: str, made: str, stores: Stores) -> None:
    """Let settings be used only if they say what those before said, and of the stores what they should."""
    try:
        was, found = tomllib.loads(settings), tomllib.loads(made)
        was.pop("stores", None)
        if Stores.read(found.pop("stores", {})) == stores and found == was:
            return
    except (ValueError, TypeError):
        pass
    raise StoresUnreadable(
        "where `instance.toml` names the stores cannot be rewritten",
        hint="write it as one section `[stores]` with a line for each key, then move",
    )
