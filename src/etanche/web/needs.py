"""
What the pages need of an instance, so that they can be read, and tested, without the rest of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from etanche.charter import Charter, Plan
from etanche.clock import Clock
from etanche.incidents import Halter, PublicStatus
from etanche.intake import Audience
from etanche.journal import Journal
from etanche.notice.papers import Called
from etanche.proof import Drilled, Since, State, Verdict
from etanche.terms import Language, OrganisationId, PromiseId

T = TypeVar("T")


class Latest(Protocol):
    """The newest run of the checks."""

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """One verdict a promise; none before the first run."""

    @property
    def at(self) -> datetime | None:
        """When the run ended."""

    @property
    def oldest(self) -> datetime | None:
        """The oldest look among the verdicts."""

    @property
    def seconds(self) -> float:
        """How long it took."""


class Applied(Protocol):
    """A charter that was applied, is in force, or waits for its day."""

    @property
    def charter(self) -> Charter:
        """What it promises."""

    @property
    def digest(self) -> str:
        """What it is known by."""

    @property
    def text(self) -> str:
        """The charter, as it was written."""

    @property
    def at(self) -> datetime:
        """The moment it applies from."""

    @property
    def announced(self) -> datetime:
        """The moment it was taken in."""

    @property
    def waits(self) -> bool:
        """Whether that moment lies ahead."""


class TakenBack(Protocol):
    """A charter that was announced and taken back before its day."""

    @property
    def digest(self) -> str:
        """What it is known by."""

    @property
    def at(self) -> datetime:
        """When it was taken back."""

    @property
    def day(self) -> str:
        """The day from which it was to apply."""


class Instance(Protocol):
    """A running house, as far as its pages show it."""

    @property
    def charter(self) -> Charter:
        """What is promised."""

    @property
    def plan(self) -> Plan:
        """What is obeyed."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    def at_the_door(self, act: Callable[[Audience], T]) -> T:
        """Do something at the public door by which visits come in, under the charter in force."""

    @property
    def journal(self) -> Journal:
        """What was done."""

    @property
    def demo(self) -> bool:
        """Whether the data are made up and the passphrase lies beside them."""

    @property
    def address(self) -> str | None:
        """The address that people know us under, if the settings name it."""

    @property
    def sends_mail(self) -> bool:
        """Whether the settings name a mail server; letters wait if not."""

    @property
    def organisation_id(self) -> OrganisationId:
        """Whose pages they are."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that verify what the organisation signs."""

    def called(self) -> tuple[Called, ...]:
        """Return the addresses that are called because the settings say so."""

    def renew(self, *, anew: bool = False) -> bool:
        """Obey the charter in force now, if it is another one than before; with `anew`, also one that was applied a moment ago."""

    def public_status(self) -> PublicStatus:
        """Return how it stands, and what was said of incidents to everybody."""

    @property
    def halter(self) -> Halter:
        """What tells whether access is halted."""

    def versions(self) -> Sequence[Applied]:
        """Return every charter applied and the one that waits, the last one first."""

    def taken_back(self) -> Sequence[TakenBack]:
        """Return every charter that was announced and taken back before its day, the last one first."""

    def rendered(self, charter: Charter, language: Language) -> str:
        """Return the notice of a charter as a page of its own, without verdicts."""

    def page_hash(self, text: str, language: Language) -> str:
        """Return the SHA-256 of the page of a charter that was applied, given as it was written, in hex digits."""

    def verdicts(self) -> Latest:
        """Return the newest verdicts."""

    def history(self, promise: PromiseId, days: int = 90) -> Mapping[date, State]:
        """Return the worst verdict of each day on which a promise was checked."""

    def since(self, promise: PromiseId) -> Since | None:
        """Return since when a promise stands as it stands, and when it was last found otherwise."""

    def reports(self) -> Mapping[PromiseId, str]:
        """Return where the evidence of a promise that people keep can be read."""

    def drilled(self) -> Sequence[Drilled]:
        """Return the last result of each drill of the promises of now."""

    def visits_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many visits there are of each day."""

    def visitors_by_day(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many people were recognised on each day."""

    @property
    def asked_by_form(self) -> bool:
        """Return whether anybody can ask for something without an account."""

    def optouts(self) -> int:
        """Return how many times somebody opted out; nobody knows who."""
