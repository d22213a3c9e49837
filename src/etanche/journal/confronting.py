"""
A receipt confronted with the journal of today: has it the same link at the same position?

It tells nothing by itself of the lines before: the walk does. Together they show that what was handed out is still what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from etanche.charter import Keep, KeepFault, evaluate, parse_keep
from etanche.clock import day_of
from etanche.journal.chain import BEGINNING, is_gap
from etanche.journal.receipt import Receipt
from etanche.journal.streams import ending
from etanche.store import Connection, CutRow, entries, moment_of
from etanche.terms import OrganisationId

LinkAt = Callable[[int], bytes | None]
"""Gives the link at a position, or nothing where it is not known."""

RuleAt = Callable[[datetime], Keep | None]
"""Gives how long lines were to be kept by what was promised at a moment, or nothing where it is not known."""


class Confronted(StrEnum):
    """What became of a receipt; `same` alone is good news."""

    SAME = "same"
    OTHER = "other"
    """Another link stands there: the journal was written anew since."""

    BEYOND = "beyond"
    """The journal is shorter than it was: its end was taken away."""

    EARLY = "early"
    """Lines of its moment were taken out before any term could have let them go."""

    CUT = "cut"
    """Its lines are past their term and gone, under a signature: nothing is left to compare."""

    LOST = "lost"
    """Its lines were lost when data were put back from a backup; a signed gap says so."""

    UNKNOWN = "unknown"
    """What is at hand does not say which link stands there."""

    ALTERED = "altered"
    """The receipt itself was changed: its signature does not fit."""

    STRANGER = "stranger"
    """It is of another organisation, or signed by another key than the journal."""


WORSE = frozenset({Confronted.OTHER, Confronted.BEYOND, Confronted.EARLY})
"""What shows that somebody rewrote the journal."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a journal says of itself: whose it is, whose hand, where it ends, what was taken out, and its links."""

    organisation: OrganisationId
    public: bytes
    end: int
    cuts: tuple[CutRow, ...]
    link_at: LinkAt
    zone: str
    """The zone in which terms are counted."""

    now: datetime
    """When it is told: nothing in it happened later."""

    rule_at: RuleAt


def confront(receipt: Receipt, story: Story) -> Confronted:
    """Return what a journal's story makes of a receipt."""
    if not receipt.holds():
        return Confronted.ALTERED
    if (receipt.organisation, receipt.public) != (story.organisation, story.public):
        return Confronted.STRANGER
    head = receipt.head
    if head.position > story.end:
        return Confronted.BEYOND
    if head.position == BEGINNING.position:
        return Confronted.SAME if head.link == BEGINNING.link else Confronted.OTHER
    return _there(receipt, story)


def _there(receipt: Receipt, story: Story) -> Confronted:
    """Tell whether the link of a receipt stands at its position, within the journal."""
    head = receipt.head
    cut = next((one for one in story.cuts if one.first <= head.position <= one.last), None)
    if cut is not None:
        return _taken_out(receipt, cut, story)
    link = story.link_at(head.position)
    if link is None:
        return Confronted.UNKNOWN
    return Confronted.SAME if link == head.link else Confronted.OTHER


def _taken_out(receipt: Receipt, cut: CutRow, story: Story) -> Confronted:
    """
    Tell what took the line of a receipt away.

    The link that a cut or a gap ends with stands in no line any more: who has the signing key can write there whatever a receipt says,
    so that it speaks against the journal, and never for it.
    """
    if cut.last == receipt.head.position and cut.link != receipt.head.link:
        return Confronted.OTHER
    if is_gap(cut):
        return Confronted.LOST
    return Confronted.CUT if _past_floor(cut, receipt.at, story) else Confronted.EARLY


def link_in(connection: Connection, organisation: bytes, position: int) -> bytes | None:
    """Return the link of the line at a position, if it is there."""
    with ending(entries.walk(connection, organisation, after=position - 1)) as rows:
        row = next(rows, None)
    return row.link if row is not None and row.position == position else None


def _past_floor(cut: CutRow, at: datetime, story: Story) -> bool:
    """
    Tell whether a cut could take lines of a moment: by the rule that was promised when it was made, and not later than now.

    Who has the signing key can write any rule and any moment into a cut, so that neither excuses it: a cut by a rule that nobody promised is
    none of ours, and one that is dated ahead was made by now. Who hands out a receipt writes a line first; a day is left between the two,
    because terms are counted in days.
    """
    made = min(moment_of(cut.at), story.now)
    keep = story.rule_at(made)
    if keep is None or not _is_by(cut, keep):
        return False
    term = evaluate(keep, {"created": at, "collected": at}, made, zone=story.zone)
    floor = term.not_before or term.not_after
    return floor is not None and (floor - day_of(made, story.zone)).days <= 1


def _is_by(cut: CutRow, keep: Keep) -> bool:
    """Tell whether a cut says that it was made by a rule."""
    try:
        return parse_keep(cut.rule) == keep
    except KeepFault:
        return False


def as_confronted(receipt: Receipt, found: Confronted) -> dict[str, object]:
    """Return for programs what a journal makes of a receipt."""
    return {"position": receipt.head.position, "at": receipt.at.isoformat(), "found": str(found)}
