"""
What a look at evidence came to, in sentences of the catalogue (`evidence.…`), said in either language.

Four lists, never mixed: what it establishes, what it says (which is only as true as who signed it), what is not well,
and what no evidence of this kind can show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from etanche.terms import Language
from etanche.words import say

_SECONDS = len("2026-11-21T06:02:00")


@dataclass(frozen=True)
class Said:
    """A sentence: its key under `evidence`, and what fills its blanks."""

    key: str
    blanks: dict[str, str | int] = field(default_factory=dict)

    def in_(self, language: Language) -> str:
        """Return it in one language."""
        return say(f"evidence.{self.key}", language, **self.blanks)

    def as_json(self) -> dict[str, object]:
        """Return it for programs: its key, and what was measured."""
        return {"key": self.key, **self.blanks}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of a file that was to be verified."""

    kind: str
    """`bundle`, `certificate` or `consent`."""

    rejected: Said | None = None
    """Why nothing of it can be believed; then the other lists are empty."""

    established: tuple[Said, ...] = ()
    says: tuple[Said, ...] = ()
    amiss: tuple[Said, ...] = ()
    cannot: tuple[Said, ...] = ()

    @classmethod
    def of(
        cls, kind: str, looked: Iterable[tuple[bool | None, Said]], *, says: Iterable[Said], cannot: Iterable[str]
    ) -> Self:
        """Return the report on a file that is genuine: what was looked at, each with whether it is well, or nothing where that cannot be told, and what it says by itself."""
        found = tuple(looked)
        return cls(
            kind=kind,
            established=tuple(said for well, said in found if well),
            says=tuple(says),
            amiss=tuple(said for well, said in found if well is False),
            cannot=(*(said for well, said in found if well is None), *(Said(f"cannot.{one}") for one in cannot)),
        )

    @property
    def well(self) -> bool:
        """Return whether it is genuine, signed by who it was asked to be of, and nothing speaks against it."""
        return self.rejected is None and not self.amiss

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "kind": self.kind,
            "genuine": self.rejected is None,
            "well": self.well,
            "rejected": None if self.rejected is None else self.rejected.as_json(),
            "established": [one.as_json() for one in self.established],
            "says": [one.as_json() for one in self.says],
            "amiss": [one.as_json() for one in self.amiss],
            "cannot": [one.as_json() for one in self.cannot],
        }


def moment(text: str) -> str:
    """Return a moment to the second, as both languages write it for programs and people alike."""
    return f"{text[:_SECONDS].replace('T', ' ')} UTC"
