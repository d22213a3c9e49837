"""
A file of records of persons goes into the vault: a batch is one transaction, with the place the next one starts from.

What was told of persons is durable before their records are; both are told once, however often the file comes or the import is
killed. A record that cannot be read is counted and its number told; its content goes nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from etanche.charter import Plan
from etanche.errors import NotFound, Unreadable
from etanche.intake.bulk.batching import batches, full, whole_of
from etanche.intake.bulk.columns import PLAIN
from etanche.intake.bulk.columns import Mapping as Columns
from etanche.intake.bulk.opening import open_source
from etanche.intake.bulk.reading import Bad, Reader, Unfit
from etanche.intake.bulk.source import Raw, RecordFormat, Source
from etanche.intake.trail import Trail
from etanche.keyring import knows_nobody
from etanche.vault import Arrival, Door, Place, Start, Starting, Vault

ACTOR: Final = "import"
MOST_BAD_LINES: Final = 1_000

Progress = Callable[[int, int], object]
"""Told after each batch: records done, bytes of the file read."""

OnBad = Callable[[int, Bad], object]
"""Told of each record that cannot be read: its number, and why."""


@dataclass(frozen=True, kw_only=True)
class RecordsReport:
    """What became of the records of a file; every record looked at is in exactly one of the numbers."""

    read: int = 0
    already: int = 0
    """Records that an earlier import had taken in."""

    stored: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    """Records turned away by the charter or by standing, by reason."""

    past: int = 0
    """Records of days that are over and destroyed."""

    bad: Mapping[str, int] = field(default_factory=dict)
    """Records that cannot be read, by reason."""

    bad_lines: tuple[int, ...] = ()
    """Numbers of the first of them, from 1; of a record of several lines, of its first."""

    dropped: Mapping[str, int] = field(default_factory=dict)
    """Values that the charter does not keep, by the name of their field."""

    left_out: int = 0
    """Columns that the mapping does not name."""

    elsewhere: int = 0
    """Yeses to another controller, which are none here."""

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "read": self.read,
            "already": self.already,
            "stored": self.stored,
            "refused": dict(sorted(self.refused.items())),
            "past": self.past,
            "bad": dict(sorted(self.bad.items())),
            "bad_lines": list(self.bad_lines),
            "dropped": dict(sorted(self.dropped.items())),
            "left_out": self.left_out,
            "elsewhere": self.elsewhere,
        }


def import_records(
    vault: Vault,
    plan: Plan,
    path: Path,
    *,
    category: str,
    form: RecordFormat,
    channel: str | None = None,
    mapping: Columns = PLAIN,
    assumed_by: str | None = None,
    progress: Progress | None = None,
    on_bad: OnBad | None = None,
) -> RecordsReport:
    """
    Import a file of records of persons into a category.

    Raises:
        NotFound: there is no such file, category or channel, or the category takes nothing in by it.
        MappingUnreadable: the mapping does not fit the file.
        Unreadable: dates are to be assumed and nobody answers for them, or the file cannot be read, or not to its end;
            the batches before are in.
        MissingExtra: the format needs a library that is not installed.
    """
    door = vault.door(channel_of(plan, category, channel), actor=ACTOR)
    require_name(assumed_by, needed=mapping.assumes)
    with open_source(path, form, delimiter=mapping.delimiter, encoding=mapping.encoding) as source:
        mapping.require_in(source.columns)
        reader = Reader(
            mapping,
            plan.categories[category],
            zone=plan.zone,
            now=vault.now,
            known_as=vault.known_as,
            decided_by=assumed_by,
        )
        trail = Trail(vault, b"records", category.encode(), source.head)
        taker = _Taker(door, category, reader, trail, assumed_by=assumed_by, on_bad=on_bad or (lambda _n, _why: None))
        for batch in batches(source.records()):
            taker.take(batch)
            if progress is not None:
                progress(trail.done, source.read)
        return taker.report(left_out=left_out(source, mapping))


def channel_of(plan: Plan, category: str, channel: str | None) -> str:
    """
    Return the channel that records of a category come in by.

    Raises:
        NotFound: there is no such category, or it knows nobody, or it takes nothing in by this channel.
    """
    if category not in plan.categories:
        raise NotFound(
            "the charter has no category of this name",
            hint=f"it has {', '.join(f'`{name}`' for name in sorted(plan.categories))}",
        )
    if knows_nobody(plan, category):
        raise NotFound(
            f"`{category}` knows nobody: no record of it belongs to a person",
            hint="import an access log with --format combined",
        )
    doors = sorted(plan.categories[category].channels)
    if channel is None and len(doors) == 1:
        return doors[0]
    if channel not in doors:
        raise NotFound(
            f"`{category}` does not come in by " + ("a channel of this name" if channel else "one channel only"),
            hint=f"say --channel: {', '.join(f'`{name}`' for name in doors)}",
        )
    return channel


def require_name(by: str | None, *, needed: bool) -> None:
    """
    Let dates be assumed only by somebody's decision.

    Raises:
        Unreadable: nobody is named.
    """
    if needed and not (by and by.strip()):
        raise Unreadable(
            "dates that nobody recorded are assumed by somebody's decision", hint="say whose, with --assumed-by NAME"
        )


def left_out(source: Source, mapping: Columns) -> int:
    """Return how many columns of a file a mapping leaves out."""
    if mapping.fields is None or source.columns is None:
        return 0
    return len(source.columns - mapping.columns())


class _Taker:
    """Takes in one file; what it has counted so far is in its attributes."""

    def __init__(
        self, door: Door, category: str, reader: Reader, trail: Trail, *, assumed_by: str | None, on_bad: OnBad
    ) -> None:
        self._door = door
        self._category = category
        self._reader = reader
        self._trail = trail
        self._by = assumed_by
        self._on_bad = on_bad
        self._read = self._already = self._stored = self._past = self._elsewhere = 0
        self._refused: Counter[str] = Counter()
        self._bad: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._bad_lines: list[int] = []

    def take(self, batch: Sequence[Raw]) -> None:
        """Take in one batch, or what of it is not in yet."""
        whole = whole_of(batch)
        size = sum(len(raw.data) for raw in batch)
        while True:
            known, tail_seen = self._trail.known(whole)
            place = self._trail.place(whole, tail_seen, full=len(whole) == len(batch) and full(batch, size))
            read = _Read(self._reader, batch[known:])
            if known == len(whole) or self._write(read, place):
                break
        self._already += known
        self._read += len(batch) - known
        self._trail.advance(whole, len(batch))
        for number, why in read.bad:
            self._bad[why] += 1
            self._on_bad(number, why)
        self._bad_lines += [number for number, _ in read.bad][: MOST_BAD_LINES - len(self._bad_lines)]

    def _write(self, read: _Read, place: Place) -> bool:
        """Write a batch; return False when another import was here first, and nothing was written."""
        starting = Starting(starts=read.starts, by=self._by, days=read.days_assumed)
        receipt = self._door.put_many(self._category, read.arrivals, imported=place, starting=starting)
        self._stored += receipt.stored
        self._past += receipt.past
        self._elsewhere += 0 if receipt.overtaken else read.elsewhere
        self._refused.update({str(reason): number for reason, number in receipt.refused.items()})
        self._dropped.update(receipt.dropped)
        return not receipt.overtaken

    def report(self, *, left_out: int) -> RecordsReport:
        """Return what became of everything."""
        return RecordsReport(
            read=self._read,
            already=self._already,
            stored=self._stored,
            refused=dict(self._refused),
            past=self._past,
            bad={str(why): number for why, number in self._bad.items()},
            bad_lines=tuple(self._bad_lines),
            dropped=dict(self._dropped),
            left_out=left_out,
            elsewhere=self._elsewhere,
        )


class _Read:
    """What the records of one batch say."""

    def __init__(self, reader: Reader, batch: Sequence[Raw]) -> None:
        self.arrivals: list[Arrival] = []
        self.starts: list[Start] = []
        self.days_assumed = self.elsewhere = 0
        self.bad: list[tuple[int, Bad]] = []
        for raw in batch:
            try:
                found = reader.read(raw.values)
            except Unfit as unfit:
                self.bad.append((raw.number, unfit.because))
                continue
            self.arrivals.append(found.arrival)
            self.starts += found.starts
            self.days_assumed += found.day_assumed
            self.elsewhere += found.elsewhere
