"""`/proof/detail`: for members with a role, what each check found and measured, how its drills ended, and where the journal stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from etanche.notice import moment_words
from etanche.proof import Drilled, sabotage_words
from etanche.web import urls
from etanche.web.callers import MEMBERS
from etanche.web.guarding import Asking, Page
from etanche.web.verdicts import Stood, counts, standing
from etanche.web.view import View


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One sabotage of a promise, as its check met it the last time."""

    words: str
    noticed: bool
    at: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One promise: its verdict, the word of its finding, what was measured, and its drills."""

    stood: Stood
    finding: str
    measured: tuple[tuple[str, str], ...]
    drills: tuple[Tried, ...]

    @property
    def asleep(self) -> int:
        """How many sabotages its check did not notice."""
        return sum(not one.noticed for one in self.drills)


@dataclass(frozen=True, kw_only=True)
class Part:
    """The promises of one kind."""

    title: str
    counts: str
    rows: tuple[Row, ...]
    asleep: int


def show(asking: Asking) -> Response:
    """Show the evidence behind the proof page."""
    view = asking.view
    instance = asking.site.instance
    stands, drilled = standing(view), instance.drilled()
    last = next(iter(instance.journal.entries(act="prove", last=1)), None)
    return view.page(
        "proof-detail.html",
        name="proof-detail",
        standing=stands,
        parts=[_part(group.title, stoods, drilled, view) for group, stoods in stands.groups],
        drills=len(drilled),
        asleep=sum(not one.result.noticed for one in drilled),
        oldest=moment_words(min(one.at for one in drilled), asking.site.zone, view.language) if drilled else "",
        run=last,
        head=instance.journal.head(),
    )


PAGE = Page(address=urls.PROOF_DETAIL, method="GET", act=show, takes=MEMBERS)

OF_ORGANISATION = replace(PAGE, address=f"{urls.ORGANISATION}{urls.PROOF_DETAIL}")
"""The same of every organisation, for the members of each."""


def _part(title: str, stoods: Sequence[Stood], drilled: Sequence[Drilled], view: View) -> Part:
    rows = tuple(_row(stood, drilled, view) for stood in stoods)
    return Part(title=title, counts=counts(stoods, view), rows=rows, asleep=sum(row.asleep for row in rows))


def _row(stood: Stood, drilled: Sequence[Drilled], view: View) -> Row:
    measured = stood.verdict.measured if stood.verdict else {}
    return Row(
        stood=stood,
        finding=stood.verdict.because if stood.verdict else "",
        measured=tuple((name, str(value)) for name, value in sorted(measured.items())),
        drills=tuple(
            Tried(
                words=sabotage_words(one.result, view.language),
                noticed=one.result.noticed,
                at=moment_words(one.at, view.site.zone, view.language),
            )
            for one in drilled
            if one.result.promise == stood.said.id
        ),
    )
