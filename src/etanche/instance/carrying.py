"""
What is carried into an instance and out of it: files of records, access logs, lists of refusals, copies.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from etanche.errors import Refused
from etanche.instance.fronting import Fronting
from etanche.intake import ImportReport, LogFormat, import_log
from etanche.intake.bulk import (
    PLAIN,
    Exported,
    OnBad,
    RecordFormat,
    RecordsReport,
    RefusalsReport,
    channel_of,
    export_records,
    import_records,
    import_refusals,
    read_mapping,
    refuse_existing,
)


class OwnFile(Refused):
    """A file of the instance itself was given to be imported into it, or one among them to be written."""


class Carrying(Fronting):
    """The half of an instance that takes files in and gives copies out."""

    def import_log(
        self,
        category: str,
        file: Path,
        *,
        form: str = LogFormat.COMBINED,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> ImportReport:
        """
        Import an access log into a category, the journal sealed after each batch; see `intake.import_log`.

        Raises:
            OwnFile: the file is one of the instance's own; opening it beside SQLite would drop SQLite's locks.
        """
        self._not_own(file)
        done = self._sealing(on_progress)
        return import_log(self.vault, self.plan, file, category=category, form=LogFormat(form), progress=done)

    def import_records(
        self,
        category: str,
        file: Path,
        *,
        form: str,
        channel: str | None = None,
        mapping: Path | None = None,
        assumed_by: str | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        on_bad: OnBad | None = None,
    ) -> RecordsReport:
        """
        Import a file of records of persons, the journal sealed after each batch; see `intake.bulk.import_records`.

        Raises:
            OwnFile: the file is one of the instance's own.
            MappingUnreadable: the mapping is none, or fits neither charter nor file.
        """
        self._not_own(file)
        channel = channel_of(self.plan, category, channel)
        return import_records(
            self.vault,
            self.plan,
            file,
            category=category,
            form=RecordFormat(form),
            channel=channel,
            mapping=PLAIN if mapping is None else read_mapping(mapping, self.plan, category),
            assumed_by=assumed_by,
            progress=self._sealing(on_progress),
            on_bad=on_bad,
        )

    def import_refusals(
        self,
        file: Path,
        *,
        purpose: str,
        form: str = RecordFormat.TEXT,
        assumed_by: str | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        on_bad: OnBad | None = None,
    ) -> RefusalsReport:
        """
        Import a list of addresses that must not be written to again; see `intake.bulk.import_refusals`.

        Raises:
            OwnFile: the file is one of the instance's own.
        """
        self._not_own(file)
        return import_refusals(
            self.vault,
            self.plan,
            file,
            purpose=purpose,
            form=RecordFormat(form),
            assumed_by=assumed_by,
            progress=self._sealing(on_progress),
            on_bad=on_bad,
        )

    def export_records(
        self,
        category: str,
        file: Path,
        *,
        form: str,
        role: str,
        purpose: str,
        by: str,
        case: str | None = None,
        on_progress: Callable[[int], object] | None = None,
    ) -> Exported:
        """
        Export a category into a file that is to be destroyed in time; see `intake.bulk.export_records`.

        Raises:
            OwnFile: the file would lie among the instance's own.
            GateRefused: the role may not read this category for this purpose.
            NotTakenAway: the role takes no copy away.
        """
        self._not_own(file)
        refuse_existing(file)
        copy = self.vault.acting(role, purpose=purpose, actor=by, case=case).take_away(category)
        about: dict[str, object] = {
            "organisation": self.charter.organisation.name,
            "category": category,
            "role": role,
            "purpose": purpose,
            "by": by,
            "case": case,
            "made": self.clock.now().isoformat(timespec="seconds"),
        }
        try:
            return export_records(
                copy, self.plan.categories[category], file, form=RecordFormat(form), about=about, progress=on_progress
            )
        finally:
            self.journal.seal()

    def _not_own(self, file: Path) -> None:
        ours = (self._ground.home.folder, *self._ground.places().values())
        if any(file.resolve().is_relative_to(one.resolve()) for one in ours):
            raise OwnFile(f"`{file}` belongs to the instance itself", hint="name a file outside of its folder")

    def _sealing(self, told: Callable[[int, int], object] | None) -> Callable[[int, int], object]:
        """Return what seals the journal after each batch of an import."""

        def done(records: int, read: int) -> None:
            self.journal.seal()
            if told is not None:
                told(records, read)

        return done
