"""
Backups of an instance, as its charter lets them be: made, listed and deleted, each with a line in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from etanche import backup
from etanche.backup import Held, Manifest, NoBackups, Sources, Taken
from etanche.charter import Charter, Duration, Plan, Unit
from etanche.charter.model import Backups
from etanche.errors import Refused
from etanche.instance.ground import Ground
from etanche.instance.settings import FILE
from etanche.journal import Entry, Fact, Journal


class InsideInstance(Refused):
    """A backup would lie in the folder of the instance itself."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The backups of one instance."""

    folder: Path
    sources: Sources
    journal: Journal
    backups: Backups | None
    snapshots: int | None
    """So many days the settings let a snapshot of the shelf live, if they say it: never longer than the charter says."""

    zone: str

    @classmethod
    def of(cls, ground: Ground, journal: Journal, charter: Charter, plan: Plan) -> Self:
        """Return those of the instance on a ground, under the charter in force."""
        sources = Sources(
            organisation=ground.organisation,
            store=ground.store,
            shelf=ground.shelf,
            tombstones=ground.tombstones,
            settings=ground.folder / FILE,
            charter=plan.digest,
            signer=ground.keyring.signer(ground.organisation),
            clock=ground.clock,
        )
        return cls(
            folder=ground.folder,
            sources=sources,
            journal=journal,
            backups=charter.vault.backups,
            snapshots=ground.settings.keys.times.snapshots,
            zone=plan.zone,
        )

    def make(self, into: Path, *, by: str, tell: backup.Tell = lambda *_: None) -> Taken:
        """
        Make a backup in a folder of backups, while everything runs.

        Raises:
            NoBackups: the charter says that there are none.
            InsideInstance: the folder lies in the instance's own.
        """
        if self.backups is None:
            raise NoBackups(
                "the charter says that there are no backups",
                hint="say how long one lives with `vault: {backups: {keep: 30 days}}`, and apply the charter",
            )
        if into.resolve().is_relative_to(self.folder.resolve()):
            raise InsideInstance(
                f"`{into}` lies in the folder of the instance", hint="name a folder elsewhere, on another disk"
            )
        # What waits is chained first, so that little of the journal hangs on the moment of the copy.
        self.journal.seal()
        taken = backup.take(self.sources, into, tell)
        self._note("backup-made", by, taken.manifest, {"bytes": taken.size})
        return taken

    def listed(self, folder: Path) -> tuple[Held, ...]:
        """
        Return the backups in a folder, the oldest first.

        Raises:
            FolderMissing: there is no such folder.
        """
        return backup.listed(
            folder,
            organisation=self.sources.organisation,
            signer=self.sources.signer,
            keep=self._keep(),
            now=self.sources.clock.now(),
            zone=self.zone,
        )

    def prune(self, folder: Path, *, by: str) -> tuple[Manifest, ...]:
        """
        Delete the backups that are older than the charter lets them be, and what killed processes left; return what they were.

        Raises:
            FolderMissing: there is no such folder.
        """
        backup.gone(folder)
        dead: Iterable[Manifest] = backup.prune(self.listed(folder))
        for manifest in dead:
            self._note("backup-deleted", by, manifest, {})
        return tuple(dead)

    def _keep(self) -> Duration | None:
        if self.backups is None or self.snapshots == 0:
            return None
        if self.snapshots is not None:
            return Duration(number=self.snapshots, unit=Unit.DAY)
        return self.backups.keep

    def _note(self, act: str, by: str, manifest: Manifest, more: dict[str, Fact]) -> None:
        self.journal.note(
            Entry(
                organisation=self.sources.organisation,
                at=self.sources.clock.now(),
                actor=by,
                act=act,
                object="backup",
                decision="done",
                facts={"backup": manifest.id, "taken": manifest.taken.isoformat(), **more},
            )
        )
