"""
Backups of an instance, as its charter lets them be: made, listed and deleted, each with a line in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from etanche import backup
from etanche.backup import BackupMissing, BackupUnderWay, Held, Manifest, NoBackups, Sources, Taken
from etanche.charter import Charter, Duration, Plan, Unit
from etanche.charter.model import Backups
from etanche.errors import Refused, Unreadable
from etanche.instance.ground import Ground, LeftBackups
from etanche.instance.settings import FILE
from etanche.journal import Entry, Fact, Journal
from etanche.keyring import Signer
from etanche.store import files
from etanche.terms import OrganisationId

KEEPER: Final = "worker"
"""Who the journal says made a backup that nobody asked for."""


class NowhereToLook(Unreadable):
    """No folder of backups was named, and the settings know none."""


class InsideInstance(Refused):
    """A backup would lie in the folder of the instance itself."""


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The backups of one instance."""

    folders: tuple[Path, ...]
    """Those that no backup may lie in."""

    into: Path | None
    """Where backups of the instance are made by themselves, if the settings say it."""

    among: Callable[[Path], Path]
    """Where those of this ground are, in a folder of backups of the instance: all methods are given the latter."""

    left: Callable[[Path], Sequence[LeftBackups]]
    """Where those of places are that are no more: they are listed and deleted with the instance's."""

    sources: Sources
    journal: Journal
    journal_of: Callable[[OrganisationId], Journal]
    """That of an organisation whose place is no more."""

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

        def journal_of(one: OrganisationId) -> Journal:
            signer = ground.keyring.signer(one)
            return Journal(
                store=ground.store, shelf=ground.shelf, signer=signer, plan=plan, clock=ground.clock, organisation=one
            )

        return cls(
            folders=(ground.folder, ground.home.folder, *ground.places().values()),
            into=ground.home.backups,
            among=ground.among,
            left=ground.left_among,
            sources=sources,
            journal=journal,
            journal_of=journal_of,
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
        if any(into.resolve().is_relative_to(one.resolve()) for one in self.folders):
            raise InsideInstance(
                f"`{into}` lies in the folder of the instance", hint="name a folder elsewhere, on another disk"
            )
        # What waits is chained first, so that little of the journal hangs on the moment of the copy.
        self.journal.seal()
        with files.writing(into.name):
            into.mkdir(mode=0o700, exist_ok=True)
        taken = backup.take(self.sources, self.among(into), tell)
        self._note("backup-made", by, taken.manifest, {"bytes": taken.size})
        return taken

    def keep_time(self, *, by: str = KEEPER) -> Taken | None:
        """
        Make a backup if the charter's time for one has come, delete those that are overdue, and return what was made.

        Where the settings name no folder, or the charter knows no backups, nothing is done. Of several processes one makes it.
        """
        if self.into is None or self.backups is None:
            return None
        made = None
        if self._is_time(self.backups.every):
            with suppress(BackupUnderWay):
                made = self.make(self.into, by=by)
        self.prune(self.into, by=by)
        return made

    def newest(self, folder: Path) -> Held:
        """
        Return the last backup made in a folder that is of our hand.

        Raises:
            FolderMissing: there is no such folder.
            BackupMissing: there is none in it.
        """
        ours = [held for held in self._own(folder) if held.manifest is not None]
        if not ours:
            raise BackupMissing(f"there is no backup of ours in `{folder}`", hint="make one: `etanche backup FOLDER`")
        return ours[-1]

    def folder_or(self, folder: Path | None) -> Path:
        """
        Return a folder of backups: the one given, or the one in the settings.

        Raises:
            NowhereToLook: neither is there.
        """
        found = folder or self.into
        if found is None:
            raise NowhereToLook(
                "no folder of backups was named",
                hint="name one, or write `folder` in a section `[backups]` of `instance.toml`",
            )
        return found

    def rehearsal_due(self, last: datetime | None, *, failed: bool) -> bool:
        """
        Tell whether a backup is to be put back for a moment, to see: none ever was, the charter's time has come, or the last try failed.

        After a failure it is tried again with the next backup, because the one that failed will not get better.
        """
        if self.into is None or self.backups is None or not self.into.is_dir():
            return False
        times = [held.manifest.taken for held in self._own(self.into) if held.manifest]
        if not times or last is None:
            return bool(times)
        now = self.sources.clock.now()
        return (failed and max(times) > last) or backup.is_overdue(last, self.backups.tried_every, now, self.zone)

    def _is_time(self, every: Duration) -> bool:
        """Tell whether the last backup is older than the charter lets it become; one of a day to come counts for nothing."""
        now, folder = self.sources.clock.now(), self.into
        if folder is None or not folder.is_dir():
            return True
        times = [held.manifest.taken for held in self._own(folder) if held.manifest and held.manifest.taken <= now]
        return not times or backup.is_overdue(max(times), every, now, self.zone)

    def listed(self, folder: Path) -> tuple[Held, ...]:
        """
        Return the backups in a folder, the oldest first; after them those of each place that is no more.

        Raises:
            FolderMissing: there is no such folder.
        """
        left = (self._in(one.folder, one.organisation, one.signer) for one in self.left(folder))
        return (*self._own(folder), *(held for found in left for held in found))

    def _own(self, folder: Path) -> tuple[Held, ...]:
        here = self.among(folder)
        if folder.is_dir() and not here.is_dir():
            return ()
        return self._in(here, self.sources.organisation, self.sources.signer)

    def _in(self, folder: Path, organisation: OrganisationId, signer: Signer | None) -> tuple[Held, ...]:
        return backup.listed(
            folder,
            organisation=organisation,
            signer=signer,
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
        if (here := self.among(folder)).is_dir() or not folder.is_dir():
            backup.gone(here)
        left = [one.folder for one in self.left(folder)]
        for one in left:
            backup.gone(one)
        dead: Iterable[Manifest] = backup.prune(self.listed(folder))
        for manifest in dead:
            self._note("backup-deleted", by, manifest, {})
        for one in left:
            # What is not ours keeps its folder.
            with suppress(OSError):
                one.rmdir()
        return tuple(dead)

    def _keep(self) -> Duration | None:
        if self.backups is None or self.snapshots == 0:
            return None
        if self.snapshots is not None:
            return Duration(number=self.snapshots, unit=Unit.DAY)
        return self.backups.keep

    def _note(self, act: str, by: str, manifest: Manifest, more: dict[str, Fact]) -> None:
        """Write a line into the journal of whose backup it is: what it tells people of their erasure hangs on it."""
        whose = manifest.organisation
        journal = self.journal if whose == self.sources.organisation else self.journal_of(whose)
        journal.note(
            Entry(
                organisation=whose,
                at=self.sources.clock.now(),
                actor=by,
                act=act,
                object="backup",
                decision="done",
                facts={"backup": manifest.id, "taken": manifest.taken.isoformat(), **more},
            )
        )
