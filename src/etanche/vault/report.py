"""
What a sweep tells: its report, or the doubt that stopped it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from etanche.errors import EtancheError
from etanche.standing import DueDay, Guard, GuardReason
from etanche.vault.going import Going


class ClockJumped(EtancheError):
    """The clock stands far from where the last sweep left it; nothing was destroyed."""

    exit_code = 1
    http_status = 503


class TooManyDue(EtancheError):
    """More falls due than the time elapsed explains; nothing was destroyed."""

    exit_code = 1
    http_status = 503


@dataclass(frozen=True, kw_only=True)
class RecordsWaiting:
    """Records of persons that are due and wait, because their end was learned late."""

    category: str
    until: datetime
    records: int


@dataclass(frozen=True, kw_only=True)
class SweepReport:
    """What a sweep did, or would do."""

    days: tuple[DueDay, ...]
    """The days given up by this sweep; in a dry run, those that would be."""

    waiting: tuple[DueDay, ...]
    """Days that are due and wait, because their end was learned late."""

    destroyed: int
    """Days whose keys this sweep made sure are destroyed, those an earlier one had begun with included."""

    rows: int
    """Rows and marks deleted."""

    cut: int
    """Lines of the journal that were past the journal's own term, and were taken out under a signature."""

    final: bool
    """Whether no byte of any key given up is left in the files of the shelf."""

    guards: tuple[Guard, ...]
    dry_run: bool
    records: int = 0
    """Records of persons that ended by themselves and were destroyed; in a dry run, those that would be."""

    records_waiting: tuple[RecordsWaiting, ...] = ()
    keyless: int = 0
    """Records, of those looked at this time, whose key is lost: it is not there, and was never destroyed by us."""

    going: tuple[Going, ...] = ()
    """In a dry run, what would go and by which rule."""

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "days": [_due_json(day) for day in self.days],
            "waiting": [_due_json(day) for day in self.waiting],
            "destroyed": self.destroyed,
            "rows": self.rows,
            "cut": self.cut,
            "final": self.final,
            "guards": [{"ok": g.ok, "reason": str(g.reason), "numbers": dict(g.numbers)} for g in self.guards],
            "dry_run": self.dry_run,
            "records": self.records,
            "keyless": self.keyless,
            "records_waiting": [
                {"category": one.category, "until": one.until.isoformat(), "records": one.records}
                for one in self.records_waiting
            ],
            "going": [one.as_json() for one in self.going],
        }


def doubt(guard: Guard) -> EtancheError:
    """Return the error that says why a guard stopped a sweep, in numbers."""
    numbers = guard.numbers
    hint = "look at the clock and at the charter; if all is well, a named person lets it go on: `etanche sweep --confirmed-by NAME`"
    match guard.reason:
        case GuardReason.CLOCK_AHEAD:
            what = f"the clock moved {numbers['hours']} hours since the last sweep: nothing was destroyed"
        case GuardReason.CLOCK_BACK:
            what = f"the clock went back {-numbers['hours']} hours since the last sweep: nothing was destroyed"
        case GuardReason.NO_TICK:
            what = "nobody knows when the last sweep was: nothing was destroyed"
        case GuardReason.TOO_MANY_DAYS:
            what = f"{numbers['due']} days fall due, and the time elapsed explains {numbers['allowed']}: nothing was destroyed"
            return TooManyDue(what, hint=hint)
        case _ if guard.of_records:
            what = f"{numbers['due']} of {numbers['living']} records of persons should have gone before: nothing was destroyed"
            return TooManyDue(what, hint=hint)
        case _:
            what = f"{numbers['due']} of {numbers['living']} living days should have gone before: nothing was destroyed"
            return TooManyDue(what, hint=hint)
    return ClockJumped(what, hint=hint)


def _due_json(day: DueDay) -> dict[str, object]:
    until = day.waits_until
    return {
        "category": day.category,
        "day": day.day.isoformat(),
        "since": day.since.isoformat(),
        "waits_until": None if until is None else until.isoformat(),
    }
