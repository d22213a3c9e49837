"""
One change: where, how, from what to what, and what it asks of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from etanche.charter.change.plain import in_json


class How(StrEnum):
    """How something changed."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    REWORDED = "reworded"
    LONGER = "longer"
    SHORTER = "shorter"


class Need(StrEnum):
    """What a change asks for before it applies."""

    NOTHING = "nothing"
    NOTICE = "notice"
    """People are told beforehand: GDPR 13(3) and 14(4), guidelines WP260 rev.01 § 29 to 31."""

    CONSENT = "consent"
    """People are asked again: what they agreed to is no longer what is done, GDPR 4(11) and 7."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change between two charters."""

    path: tuple[str, ...]
    """
    Where it is, by the keys of the language and the names of the new charter.

    What was removed stands where it would be now; if another thing has taken over its name, with a `~` behind that.
    """

    how: How
    need: Need
    old: object = None
    """What stood there: words, a text, a duration, a rule, or mappings and lists of them; `None` when something was added."""

    new: object = None
    """What stands there now; `None` when something was removed."""

    purposes: tuple[str, ...] = ()
    """The purposes whose consent has to be asked again."""

    def as_json(self) -> dict[str, object]:
        """Return the change for programs."""
        return {
            "path": ".".join(self.path),
            "how": str(self.how),
            "need": str(self.need),
            "old": in_json(self.old),
            "new": in_json(self.new),
            "purposes": list(self.purposes),
        }


def material(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that people must be told of before they apply."""
    return tuple(change for change in changes if change.need is not Need.NOTHING)
