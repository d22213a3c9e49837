"""
What an archive is made of: each room that holds something of people says it as parts, through one small interface.

    class Keeper(Protocol):
        def parts(self, about: About) -> Iterable[Part]: ...

The rooms below are gathered here (`gathering`); those above hand theirs over in `Around.keepers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from etanche.notice.document.blocks import Block
from etanche.rights.archive.cards import Seen


@dataclass(frozen=True, kw_only=True)
class About:
    """Whose archive is made, and when."""

    group: frozenset[bytes]
    """A person, and everybody they are joined with."""

    seen: Seen
    at: datetime
    by: str
    """Who makes it: the person themselves, or who answers them."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of thing that is held: as people read it, as a table, and as objects for programs."""

    name: str
    """What its file is called."""

    key: str
    """Under which key of the JSON its objects stand; several parts may share one."""

    title: str
    blocks: tuple[Block, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    objects: tuple[Mapping[str, Any], ...]
    schema: Mapping[str, Any]
    """JSON Schema of one object."""


class Keeper(Protocol):
    """A room that holds something of people."""

    def parts(self, about: About) -> Iterable[Part]:
        """Yield what it holds of somebody; nothing if that is nothing."""
