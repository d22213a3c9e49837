"""
Who acts at a desk, and what they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.errors import Refused, Unreadable
from etanche.rights.demanded import Demanded
from etanche.rights.filed import Filed
from etanche.rights.recipients import Telling
from etanche.rights.watching import Reminder
from etanche.vault import ErasurePlan


class NoDesk(Refused):
    """The role answers no requests."""


class NotSaid(Unreadable):
    """Somebody says that something happened which nobody says: it is done here, and written down by that."""


class NobodySaysWhy(Unreadable):
    """A request takes longer, and nobody says for which of the law's reasons."""


class NobodyWritten(Refused):
    """A person has to be told something, and gave no address to write to: somebody tells them, and says so."""


class NothingToLift(Refused):
    """No restriction was granted by this request."""


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """Who acts at a desk, and as what."""

    actor: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A request with what is sealed in it, opened for somebody who may see it."""

    filed: Filed
    altered: bool
    """Whether somebody changed what is sealed in it: then nothing of it is shown."""

    name: str
    email: str
    words: str
    answer: str
    calls: tuple[Reminder, ...]
    plan: ErasurePlan | None
    recipients: tuple[Telling, ...]
    """Who was told, or is to be; of a request that has no answer yet, who would be."""

    by_hand: tuple[str, ...]
    demanded: tuple[Demanded, ...] = ()
    """What authorities demand of who asks, and would find nothing of once they were erased."""

    frozen_by: tuple[Filed, ...] = ()
    """Of a restriction that was lifted: the other requests by which the data are frozen still."""

    unwritten: bool = False
    """Whether no address was given: what they are told is handed over by somebody."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs, with the words that were sealed."""
        return self.filed.as_json() | {
            "from": {"name": self.name, "email": self.email},
            "altered": self.altered,
            "words": self.words,
            "answer": self.answer,
            "calls": [{"duty": str(one.duty), "call": str(one.call), "due": one.due.isoformat()} for one in self.calls],
            "plan": None if self.plan is None else self.plan.as_json(),
            "recipients": [one.recipient for one in self.recipients],
            "told": [one.as_json() for one in self.recipients],
            "by_hand": list(self.by_hand),
            "frozen_by": [one.name for one in self.frozen_by],
            "unwritten": self.unwritten,
            "demands": [one.as_json() for one in self.demanded],
        }
