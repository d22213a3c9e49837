"""
A list of addresses that must not be written to again goes into the vault, as keyed marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from etanche.charter import Plan
from etanche.intake.bulk.batching import batches, full, whole_of
from etanche.intake.bulk.dates import Dates, NoDate, when
from etanche.intake.bulk.opening import open_source
from etanche.intake.bulk.reading import Bad, Unfit, decided
from etanche.intake.bulk.source import Raw, RecordFormat
from etanche.intake.bulk.taking import ACTOR, MOST_BAD_LINES, OnBad, Progress, require_name
from etanche.intake.trail import Trail
from etanche.vault import Place, Refusal, RefusalReceipt, Vault, no_of

ADDRESS = "address"
SINCE = "since"


@dataclass(frozen=True, kw_only=True)
class RefusalsReport:
    """What became of a list."""

    read: int = 0
    already: int = 0
    kept: int = 0
    """Refusals that were not known before."""

    known: int = 0
    """Persons of ours who turned out to have such an address."""

    bad: int = 0
    bad_lines: tuple[int, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "read": self.read,
            "already": self.already,
            "kept": self.kept,
            "known": self.known,
            "bad": self.bad,
            "bad_lines": list(self.bad_lines),
        }


def import_refusals(
    vault: Vault,
    plan: Plan,
    path: Path,
    *,
    purpose: str,
    form: RecordFormat = RecordFormat.TEXT,
    assumed_by: str | None = None,
    progress: Progress | None = None,
    on_bad: OnBad | None = None,
) -> RefusalsReport:
    """
    Import a list of refusals: one address a line, or the columns `address` and `since` of a file of records.

    Raises:
        NotFound: there is no such file.
        Unreadable: nobody can refuse the purpose, or no date is recorded and nobody answers for that, or the file cannot be read.
    """
    no_of(plan, purpose)
    with open_source(path, form) as source:
        dated = source.columns is None or SINCE in source.columns
        require_name(assumed_by, needed=not dated)
        taker = _Taker(vault, purpose, Trail(vault, b"refusals", purpose.encode(), source.head), plan.zone, assumed_by)
        for batch in batches(source.records()):
            taker.take(batch, on_bad or (lambda _number, _why: None))
            if progress is not None:
                progress(taker.trail.done, source.read)
        return taker.report()


class _Taker:
    """Takes in one list."""

    def __init__(self, vault: Vault, purpose: str, trail: Trail, zone: str, by: str | None) -> None:
        self._vault = vault
        self._purpose = purpose
        self.trail = trail
        self._zone = ZoneInfo(zone)
        self._by = by
        self._read = self._already = self._kept = self._known = 0
        self._bad: list[int] = []
        self._bad_count = 0

    def take(self, batch: Sequence[Raw], on_bad: OnBad) -> None:
        """Take in one batch."""
        whole = whole_of(batch)
        size = sum(len(raw.data) for raw in batch)
        while True:
            known, tail_seen = self.trail.known(whole)
            place = self.trail.place(whole, tail_seen, full=len(whole) == len(batch) and full(batch, size))
            fresh = batch[known:]
            bad: list[tuple[int, Bad]] = []
            if known == len(whole):
                bad = [(raw.number, Bad.LINE) for raw in fresh]
                break
            receipt = self._write(fresh, place, bad)
            if not receipt.overtaken:
                self._kept += receipt.kept
                self._known += receipt.known
                break
        self._already += known
        self._read += len(batch) - known
        self.trail.advance(whole, len(batch))
        for number, why in sorted(bad):
            on_bad(number, why)
        self._bad_count += len(bad)
        self._bad += [number for number, _ in sorted(bad)][: MOST_BAD_LINES - len(self._bad)]

    def _write(self, fresh: Sequence[Raw], place: Place, bad: list[tuple[int, Bad]]) -> RefusalReceipt:
        numbers: list[int] = []
        refusals: list[Refusal] = []
        for raw in fresh:
            address = (raw.values or {}).get(ADDRESS)
            try:
                since = when((raw.values or {}).get(SINCE), Dates.ISO, self._zone)
                since = since if since is None else decided(since, self._vault.now(), self._zone)
            except NoDate:
                bad.append((raw.number, Bad.DATE))
                continue
            except Unfit as unfit:
                bad.append((raw.number, unfit.because))
                continue
            if not isinstance(address, str):
                bad.append((raw.number, Bad.LINE))
            elif since is None and not self._by:
                bad.append((raw.number, Bad.DATE))
            else:
                numbers.append(raw.number)
                refusals.append(Refusal(address, self._today() if since is None else since, since is None))
        receipt = self._vault.refuse(refusals, self._purpose, actor=ACTOR, by=self._by, imported=place)
        bad += [(numbers[place_], Bad.LINE) for place_ in receipt.unlike]
        return receipt

    def _today(self) -> date | datetime:
        return self._vault.now().astimezone(self._zone).date()

    def report(self) -> RefusalsReport:
        """Return what became of everything."""
        return RefusalsReport(
            read=self._read,
            already=self._already,
            kept=self._kept,
            known=self._known,
            bad=self._bad_count,
            bad_lines=tuple(self._bad),
        )
