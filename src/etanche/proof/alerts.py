"""
What somebody is to be told: a promise whose state changed, evidence that is about to lapse, and checks that fell asleep (`sleeping`).

It is written in the transaction of the verdict, so that no change goes untold because a process died, and waits until it was really told.
Names of promises and words of ours: nothing about anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from etanche.journal import is_ours, owe, owed, settle
from etanche.keyring import Signer
from etanche.proof.attestations import KIND, Attested
from etanche.proof.bench import Bench
from etanche.proof.verdict import State
from etanche.store import AlertRow, Connection, VerdictRow, alerts, moment_of, moment_text
from etanche.terms import OrganisationId, PromiseId

KEPT_TOLD: Final = timedelta(days=90)
"""So long what was told is remembered; a reminder of what lapsed comes again after that."""

MOST_WAITING: Final = 1_000
"""Nobody reads more: of what waits, the oldest goes."""

_MOMENT: Final = re.compile(r"20\d\d-(0\d|1[0-2])-[0-2]\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}\+00:00")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)

_WEEK: Final = 7
_MONTH: Final = 30


class About(StrEnum):
    """What an alert is about."""

    VERDICT = "verdict"
    REMINDER = "reminder"
    ASLEEP = "asleep"


class Stage(StrEnum):
    """How near the end of evidence is."""

    MONTH = "month"
    WEEK = "week"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to tell."""

    seq: int
    at: datetime
    about: About
    promise: PromiseId
    was: str
    """The state before; of a reminder, which evidence; of checks asleep, when somebody last looked."""

    now: str
    """The state since; of a reminder, how near the end is; of checks asleep, how many promises nobody looks at."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "at": self.at.isoformat(),
            "about": str(self.about),
            "promise": self.promise,
            "was": None if self.about is About.REMINDER else self.was,
            "now": self.now,
        }


def tell(
    connection: Connection,
    organisation: OrganisationId,
    before: Mapping[str, str],
    rows: Sequence[VerdictRow],
    *,
    signer: Signer,
) -> None:
    """Write down whose state is another one than before; of promises never looked at before, only those found broken."""
    changed = [
        AlertRow(
            organisation=organisation,
            at=row.at,
            kind=About.VERDICT,
            promise=row.promise,
            was=before.get(row.promise, ""),
            now=row.state,
        )
        for row in rows
        if _is_news(before.get(row.promise), row.state)
    ]
    if changed:
        owe(connection, organisation, changed, signer)
        _bound(connection, organisation, moment_of(changed[0].at))


def remind(bench: Bench, found: Iterable[Attested]) -> int:
    """Write down which evidence ends within a month, within a week, or has lapsed, once each; return how many there were."""
    now = bench.clock.now()
    with bench.store.reading() as connection:
        known = {
            (row.promise, row.was, row.now)
            for row in owed(connection, bench.organisation, _signer(bench), kind=About.REMINDER)
        }
    due = [
        AlertRow(
            organisation=bench.organisation,
            at=moment_text(now),
            kind=About.REMINDER,
            promise=name,
            was=which,
            now=stage,
        )
        for name, which, stage in _due(found)
        if (name, which, stage) not in known
    ]
    if due:
        write(bench, due)
    return len(due)


def write(bench: Bench, rows: Sequence[AlertRow]) -> None:
    """Write down what is to be told."""
    with bench.store.writing() as connection:
        owe(connection, bench.organisation, rows, _signer(bench))
        _bound(connection, bench.organisation, bench.clock.now())


def waiting(bench: Bench) -> tuple[Alert, ...]:
    """
    Return what nobody was told yet, the oldest first.

    What carries no mark of ours is told, whatever it says of having been told, as far as it reads like an alert; `forged` counts it.
    """
    signer = _signer(bench)
    with bench.store.reading() as connection:
        rows = alerts.known(connection, bench.organisation)
    return tuple(found for row in rows if row.told is None or not is_ours(row, signer) for found in _alert(row, bench))


def forged(bench: Bench) -> int:
    """Return how many alerts are not as we wrote them: made up, changed, or marked as told when nobody was."""
    signer = _signer(bench)
    with bench.store.reading() as connection:
        return sum(not is_ours(row, signer) for row in alerts.known(connection, bench.organisation))


def _alert(row: AlertRow, bench: Bench) -> Iterator[Alert]:
    """Yield what a row is to tell; nothing if it says what none of ours could."""
    if not is_ours(row, _signer(bench)) and not _reads_like_one(row, bench):
        return
    yield Alert(
        seq=row.seq or 0,
        at=moment_of(row.at),
        about=About(row.kind),
        promise=PromiseId(row.promise),
        was=row.was,
        now=row.now,
    )


def _reads_like_one(row: AlertRow, bench: Bench) -> bool:
    """Tell whether a row that is not ours says what one of ours could: no word of somebody else's goes into a letter."""
    texts = (row.at, row.kind, row.promise, row.was, row.now)
    if type(row.seq) is not int or not all(isinstance(text, str) for text in texts):
        return False
    says: dict[str, bool] = {
        About.VERDICT: row.was in {"", *State} and row.now in {*State},
        About.REMINDER: row.now in {*Stage} and _DIGEST.fullmatch(row.was) is not None,
        About.ASLEEP: _NUMBER.fullmatch(row.now) is not None
        and (not row.was or _MOMENT.fullmatch(row.was) is not None),
    }
    known = row.promise in bench.plan.promises and _MOMENT.fullmatch(row.at) is not None
    return known and says.get(row.kind, False)


def told(bench: Bench, connection: Connection, some: Iterable[Alert]) -> None:
    """Write down, in the transaction of the letters, that some were told."""
    now, seqs = bench.clock.now(), {one.seq for one in some}
    rows = [row for row in alerts.known(connection, bench.organisation) if row.seq in seqs]
    settle(connection, rows, moment_text(now), _signer(bench))
    _bound(connection, bench.organisation, now)


def _signer(bench: Bench) -> Signer:
    return bench.keyring.signer(bench.organisation)


def stage_of(one: Attested) -> Stage | None:
    """Return how near the end of evidence is, if it is near."""
    if one.left < 0:
        return Stage.LAPSED
    if one.left <= _WEEK:
        return Stage.WEEK
    return Stage.MONTH if one.left <= _MONTH else None


def _is_news(was: str | None, now: str) -> bool:
    return now != was and (was is not None or now == State.BROKEN)


def _bound(connection: Connection, organisation: OrganisationId, now: datetime) -> None:
    """Forget what was told long ago, and the oldest of more than anybody reads."""
    alerts.forget(connection, organisation, told_before=moment_text(now - KEPT_TOLD), most=MOST_WAITING)


def _due(found: Iterable[Attested]) -> Iterator[tuple[str, str, str]]:
    for one in found:
        stage = stage_of(one)
        # Of what somebody else wrote the check tells, and not its dates.
        if stage is not None and one.ours:
            yield f"{KIND}:{one.row.name}", one.row.digest.hex(), stage
