"""
What a restore is asked for, what it tells, and why it refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from etanche.errors import Refused, Unreadable
from etanche.journal import Gap

_LONGEST_NAME: Final = 100


class OtherEngine(Refused):
    """The backup is of a store on another engine than the one the settings name."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did, or would do."""

    backup: str
    taken: datetime
    """What was written after this moment is lost, but for what the journal says of keys."""

    lost: Gap | None
    """Lines of the journal that are lost."""

    deleted: int
    """Records that were deleted one by one since, and were deleted again."""

    organisations: int
    """Organisations of which nothing is in the backup: they are given up, and their keys destroyed after three days."""

    shelf_lost: bool
    dry_run: bool

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        lost = self.lost
        return {
            "backup": self.backup,
            "taken": self.taken.isoformat(),
            "lost": None if lost is None else {"first": lost.first, "last": lost.last},
            "deleted": self.deleted,
            "organisations": self.organisations,
            "shelf_lost": self.shelf_lost,
            "dry_run": self.dry_run,
        }


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for."""

    folder: Path
    copy: Path
    by: str
    """Who decided it; it is journalled."""

    shelf_lost: bool = False
    tombstones: Path | None = None
    """The newest file of tombstones, if it is not the one in the folder."""

    dry_run: bool = False
    home: Path | None = None
    """Of a place, the folder of its instance."""

    def __post_init__(self) -> None:
        """
        Ask for a name.

        Raises:
            Unreadable: it is none.
        """
        require_name(self.by)


def require_name(by: str) -> None:
    """
    Ask for the name of who decided something.

    Raises:
        Unreadable: it is none.
    """
    if not (0 < len(by) <= _LONGEST_NAME and by.isprintable()):
        raise Unreadable(f"the name of a person has 1 to {_LONGEST_NAME} letters")
