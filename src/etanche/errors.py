"""
Everything that can go wrong, in families a caller can act on.

Each family has one exit code (DESIGN §10) and one HTTP status.
A message says *what* in one lower-case line without a final period;
the hint says what to do, on a line of its own.
Neither ever holds personal data: ids, digests, names of the charter and numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in a text file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return `file:line:column`, as editors and compilers write it."""
        return f"{self.file}:{self.line}:{self.column}"


class EtancheError(Exception):
    """Something went wrong that the caller can be told about."""

    exit_code: ClassVar[int] = 70
    http_status: ClassVar[int] = 500

    def __init__(self, what: str, *, hint: str = "", place: Place | None = None) -> None:
        """
        Keep the sentence, its hint and its place apart.

        Args:
            what: one lower-case line, no final period, no personal data.
            hint: what to do about it, in one line; empty when there is nothing to do.
            place: where in a file, for errors of words.
        """
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """Return the place, if there is one, and the sentence."""
        return f"{self.place}: {self.what}" if self.place else self.what


class Unreadable(EtancheError):
    """Words or input cannot be read."""

    exit_code = 2
    http_status = 400


class Refused(EtancheError):
    """The gate says no."""

    exit_code = 3
    http_status = 403


class NotFound(EtancheError):
    """There is no such thing, or it is not the caller's: the answer is the same."""

    exit_code = 4
    http_status = 404


class OutOfReach(EtancheError):
    """The instance is halted or its keys cannot be had."""

    exit_code = 5
    http_status = 503


class Closed(Refused):
    """Somebody goes on with something of an instance that was closed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("this instance was closed", hint="open it again, and ask there")


class MissingExtra(EtancheError):
    """What was asked for needs a library that this installation was made without."""

    exit_code = 2
    http_status = 501

    def __init__(self, what: str, *, extra: str) -> None:
        """
        Keep the sentence, and say how to get the library.

        Args:
            what: one lower-case line that names the thing asked for, such as "a PDF is not made by this installation".
            extra: the name of the extra that brings the library.
        """
        super().__init__(what, hint=f"install it with `pip install 'etanche[{extra}]'`")
        self.extra = extra


class Unprintable(EtancheError):
    """A document has letters for which the typesetter has no shapes; as a page or as text it can be had."""

    exit_code = 2
    http_status = 501


class Fault(EtancheError):
    """An invariant of ours does not hold: our bug, or somebody changed the stores behind our back."""

    exit_code = 70
    http_status = 500
