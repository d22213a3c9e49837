"""
Taking data away to a workstation: a copy that has an end.

Only a role whose charter lets it (`takes-away`) takes anything; every batch is asked for anew and is a line of the journal,
durable before it leaves; the last line holds the digest of the file, so that a copy found somewhere is known again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from etanche.charter import add
from etanche.errors import Refused
from etanche.journal import Fact
from etanche.terms import PromiseId
from etanche.vault.admitting import Acting
from etanche.vault.altered import FACT
from etanche.vault.means import Means
from etanche.vault.sealed import Record


class NotTakenAway(Refused):
    """The role takes no copy away."""


class Opening(Protocol):
    """Who opens the records of a copy."""

    @property
    def altered(self) -> int:
        """How many records did not open."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Records on their way out, and the last day on which the copy may exist."""

    until: date
    records: Iterator[Record]
    category: str
    _session: Opening = field(repr=False)
    _means: Means = field(repr=False)
    _acting: Acting = field(repr=False)

    @property
    def altered(self) -> int:
        """How many records did not open so far, and are not in the copy."""
        return self._session.altered

    def finish(self, *, records: int, sha256: str) -> None:
        """Write down that the copy was made: of how many records, and what its file is known by."""
        told: dict[str, Fact] = {"records": records, "sha256": sha256}
        if self.altered:
            told[FACT] = self.altered
        _note(self._means, self._acting, self.category, self.until, told, "copy-made")


def ends(means: Means, acting: Acting, category: str) -> date:
    """
    Return the last day of a copy made today; that it was asked for is written down, whatever the answer.

    Raises:
        NotTakenAway: the role takes nothing away.
    """
    lasts = means.plan.takes_away.get(acting.role)
    if lasts is None:
        _note(means, acting, category, None, {}, "copy-asked", decision="not-granted")
        raise NotTakenAway(
            f"the role `{acting.role}` takes no data away",
            hint="the charter says who does, and for how long: `takes-away`",
        )
    until = add(means.today(), lasts)
    _note(means, acting, category, until, {}, "copy-asked")
    return until


def _note(
    means: Means,
    acting: Acting,
    category: str,
    until: date | None,
    facts: dict[str, Fact],
    act: str,
    decision: str = "granted",
) -> None:
    promised = PromiseId(f"hosting:{acting.role}")
    told = dict(facts)
    if until is not None:
        told["until"] = until.isoformat()
    means.journal.note(
        means.entry(
            actor=acting.actor,
            role=acting.role,
            purpose=acting.purpose,
            act=act,
            object=category,
            decision=decision,
            because=(promised,) if promised in means.plan.promises else (),
            facts=told,
            case=acting.case,
        )
    )
