"""
When the last copy of a key is dead: a pure calculation, in days.

An old copy of the shelf can be opened until its epoch ends, a snapshot of it lies about for as long as snapshots are kept,
and a provider keeps what it was told to destroy for a while. Together they may not outlive what the charter promises.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.charter import Duration, Unit

EPOCH_DAYS = 7
"""So long an epoch lasts, unless the settings say otherwise or the charter's copies live less than twice as long."""

_LEAST_DAYS = {Unit.HOUR: 0, Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 28, Unit.YEAR: 365}
"""The days that a unit has at least: what is promised in months is kept in February too."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long copies of keys live, in days; None where the settings leave it to what the charter promises."""

    epoch: int | None = None
    snapshots: int | None = None
    deletion: int = 0


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """The three times as they are obeyed, and what they add up to."""

    epoch: int
    snapshots: int
    deletion: int
    promised: int | None
    """The days that the charter gives to copies; None when it promises that there are none."""

    @property
    def days(self) -> int:
        """Return after how many days nothing opens a key that was destroyed today, wherever it was copied."""
        return self.epoch + self.snapshots + self.deletion

    @property
    def refused(self) -> str | None:
        """Return why these times cannot be obeyed under this charter, or None when they can."""
        if self.promised is None or self.days <= self.promised:
            return None
        return (
            f"copies of keys would live {self.days} days (epoch {self.epoch}, snapshots {self.snapshots}, "
            f"the provider's deletion {self.deletion}), and the charter promises {self.promised}"
        )


def horizon(times: Times, backups: Duration | None) -> Horizon:
    """
    Return the times that are obeyed: those of the settings, else what fits the charter.

    Args:
        times: as the settings say.
        backups: `vault.backups.keep` of the charter.
    """
    promised = None if backups is None else backups.number * _LEAST_DAYS[backups.unit]
    left = max(0, EPOCH_DAYS * 2 if promised is None else promised - times.deletion)
    epoch = times.epoch if times.epoch is not None else max(1, min(EPOCH_DAYS, left // 2))
    snapshots = times.snapshots
    if snapshots is None:
        snapshots = 0 if promised is None else max(1, left - epoch)
    return Horizon(epoch=epoch, snapshots=snapshots, deletion=times.deletion, promised=promised)
