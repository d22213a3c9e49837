"""
What can go wrong, as the server tells it (RFC 9457); nothing that was sent is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):  # named after what it is
    """The server did not do what was asked."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        """Keep what it said."""
        super().__init__(str(told.get("title", "no reason was told")))
        self.status = status
        self.kind = str(told.get("type", "about:blank")).rpartition(":")[2]
        self.detail = str(told.get("detail", ""))
        self.because = tuple(map(str, told.get("because", ())))
        """The promises of the charter that refuse."""


class Refused(Problem):
    """The charter, or the scope of the key, does not let this be done."""


class NotFound(Problem):
    """It is not there, or not yours: the answer is the same."""


class Changed(Problem):
    """The record was changed since it was read: read it again."""


class Unreachable(Exception):  # as above
    """The server could not be asked, however often."""


class Unfinished(Exception):  # as above
    """A stream ended before its last line: what came is not all."""


class Altered(Exception):  # as above
    """Some of a list cannot be read, because somebody changed them in the data; those that can came before this."""

    def __init__(self, requests: tuple[str, ...]) -> None:
        """Keep what they are called."""
        super().__init__(f"{len(requests)} cannot be read: somebody changed them in the data")
        self.requests = requests


_KINDS: Mapping[int, type[Problem]] = {401: Refused, 403: Refused, 404: NotFound, 412: Changed}


def problem(status: int, told: object) -> Problem:
    """Return what the server said as an error."""
    return _KINDS.get(status, Problem)(status, told if isinstance(told, Mapping) else {})
