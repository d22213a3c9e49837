"""
What a check finds in a charter, and the two ways in which a charter is turned down.

A charter that can be read but says something wrong has *findings*, each at its place.
A charter that cannot be read at all has none: there is one reason, and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from etanche.charter.saying import Saying
from etanche.errors import EtancheError, Place, Unreadable
from etanche.terms import LANGUAGES, Language, Text


class Severity(StrEnum):
    """How much a finding weighs; an error stops the charter from being applied."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class State(StrEnum):
    """Whether somebody stands by what was found."""

    OPEN = "open"
    JUSTIFIED = "justified"
    EXPIRED = "expired"
    """It was justified, and the day to look again has passed."""


@dataclass(frozen=True, kw_only=True)
class Justified:
    """Why somebody stands by a warning, who, since when, and until when."""

    why: Text
    by: str
    on: date
    review: date


@dataclass(frozen=True, kw_only=True)
class Told:
    """A finding in the words of one language."""

    what: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to change in a charter: what was found there, and what to do about it."""

    id: str
    """A rule of the law's catalogue (`RET-01`), or one lower-case word of our own."""

    severity: Severity
    place: Place
    told: Mapping[Language, Told]
    """What was found and what to do about it, in each language."""

    path: str = ""
    """Where it stands in the charter, its keys joined by dots, as `justified` names it."""

    state: State = State.OPEN
    justified: Justified | None = None

    @property
    def what(self) -> str:
        """What was found, in English."""
        return self.told["en"].what

    @property
    def hint(self) -> str:
        """What to do about it, in English; empty when there is nothing to add."""
        return self.told["en"].hint

    def __str__(self) -> str:
        """Return the one line that editors and compilers understand."""
        return f"{self.place}: {self.severity}: {self.what}  [{self.id}]"


class CharterUnreadable(Unreadable):
    """The file is no charter that could be read: its bytes, its size or its YAML are wrong."""

    def __init__(self, says: str, *, place: Place, **blanks: object) -> None:
        """Keep the sentence, by its name in `reading` of the catalogue, so that it can be said in either language."""
        self.says = says
        self.told = {language: _told(says, blanks, language) for language in LANGUAGES}
        super().__init__(self.told["en"].what, hint=self.told["en"].hint, place=place)

    @property
    def finding(self) -> Finding:
        """The one reason, as a finding, for those who read lists of them."""
        place = self.place or Place(file="", line=1, column=1)
        return Finding(id="unreadable", severity=Severity.ERROR, place=place, told=self.told)


def _told(says: str, blanks: Mapping[str, object], language: Language) -> Told:
    what, hint = (Saying(key=f"reading.{says}.{part}", blanks=blanks).in_(language) for part in ("what", "hint"))
    return Told(what=what, hint=hint)


class CharterFaulty(EtancheError):
    """The charter was read, and at least one finding is an error."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 422

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep every finding; the sentence tells the number of errors and where the first is."""
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        number = f"{len(errors)} errors" if len(errors) > 1 else "an error"
        super().__init__(
            f"the charter has {number}",
            hint=f"{errors[0].what}; {errors[0].hint}" if errors[0].hint else errors[0].what,
            place=errors[0].place,
        )
