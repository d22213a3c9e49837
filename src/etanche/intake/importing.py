"""
An access log goes into the vault: a batch of lines is one transaction, with the place the next one starts from.

A file is known by its content, not by its name (`trail`), and what is in of it is asked once more in the very transaction of a batch:
two imports at once store it once. The same file again brings nothing, a file that grew brings its new lines, and an import that was killed goes on after its last batch, whatever the batch before the kill had been told.

A line that cannot be read is counted, its number is kept (the first thousand of them), and its content goes nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from etanche.charter import CategoryPlan, ChannelKind, Plan
from etanche.intake.agent import Behind, read_agent
from etanche.intake.combined import Line, LogFormat, Skipped, parse
from etanche.intake.doors import destination
from etanche.intake.facts import Fact, Shape
from etanche.intake.logfile import LogFile, open_log
from etanche.intake.page import Deed
from etanche.intake.trail import Trail
from etanche.intake.visit import visitor
from etanche.vault import Arrival, Door, Place, Vault

ACTOR: Final = "import"
BATCH: Final = 1_000
MOST_BAD_LINES: Final = 1_000
"""So many numbers of bad lines are kept; all of them are counted."""

Progress = Callable[[int, int], object]
"""Told after each batch: lines done, bytes of the file read."""


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What became of the lines of a file; every line read is in exactly one of the numbers."""

    read: int = 0
    """Lines looked at now, without those an earlier import had taken in."""

    already: int = 0
    """Lines that an earlier import had taken in."""

    stored: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Lines that are no visit, by reason."""

    past: int = 0
    """Visits on days that are over and destroyed."""

    bad: int = 0
    bad_lines: tuple[int, ...] = ()
    """Numbers of the first bad lines, from 1."""

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        return {
            "read": self.read,
            "already": self.already,
            "stored": self.stored,
            "skipped": dict(sorted(self.skipped.items())),
            "past": self.past,
            "bad": self.bad,
            "bad_lines": list(self.bad_lines),
        }


def import_log(
    vault: Vault,
    plan: Plan,
    path: Path,
    *,
    category: str,
    form: LogFormat = LogFormat.COMBINED,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Import an access log into a category through its door of kind `logs`.

    Raises:
        NotFound: there is no such file or category, or the category takes nothing from logs.
        Unreadable: the file cannot be read, or not to its end; the batches before are in.
    """
    channel, _ = destination(plan, ChannelKind.LOGS, category)
    with open_log(path) as log_file:
        importer = _Importer(vault, vault.door(channel, actor=ACTOR), plan.categories[category], form)
        return importer.take_in(log_file, progress or (lambda _lines, _read: None))


class _Batch:
    """What the lines of one batch are, counted apart until it is known that they come in by this import."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.skipped: Counter[str] = Counter()
        self.bad_lines: list[int] = []


class _Importer:
    """Takes in one file; what it has counted so far is in its attributes."""

    def __init__(self, vault: Vault, door: Door, category: CategoryPlan, form: LogFormat) -> None:
        self._door = door
        self._category = category.name
        self._shape = Shape.of(category)
        self._form = form
        self._trail = Trail(vault)
        self._read = self._already = self._stored = self._past = 0
        self._skipped: Counter[str] = Counter()
        self._bad = 0
        self._bad_lines: list[int] = []

    def take_in(self, log_file: LogFile, progress: Progress) -> ImportReport:
        """Take in batch after batch to the end of the file."""
        lines = log_file.lines()
        while batch := list(islice(lines, BATCH)):
            self._batch(batch)
            progress(self._trail.done, log_file.read)
        return ImportReport(
            read=self._read,
            already=self._already,
            stored=self._stored,
            skipped={str(reason): number for reason, number in self._skipped.items()},
            past=self._past,
            bad=self._bad,
            bad_lines=tuple(self._bad_lines),
        )

    def _batch(self, batch: list[bytes]) -> None:
        """Take in one batch, or what of it is not in yet."""
        whole = batch if self._ends_well(batch) else batch[:-1]
        while True:
            known, tail_seen = self._trail.known(whole)
            parsed = self._parsed(batch[known:], first=self._trail.done + known + 1)
            if known == len(whole) or self._write(
                parsed, self._trail.place(whole, tail_seen, full=len(whole) == BATCH)
            ):
                break
        self._already += known
        self._read += len(batch) - known
        self._skipped += parsed.skipped
        self._bad += len(parsed.bad_lines)
        self._bad_lines += parsed.bad_lines[: MOST_BAD_LINES - len(self._bad_lines)]
        self._trail.advance(whole, len(batch))

    def _write(self, parsed: _Batch, place: Place) -> bool:
        """
        Write a batch together with the place it ends at.

        Returns:
            False when another import was here first: nothing was written, and what is known of the batch is to be asked again.
        """
        receipt = self._door.put_many(self._category, parsed.arrivals, imported=place)
        self._stored += receipt.stored
        self._past += receipt.past
        self._skipped.update({str(reason): number for reason, number in receipt.refused.items()})
        return not receipt.overtaken

    def _ends_well(self, batch: Sequence[bytes]) -> bool:
        """Say whether the last line is whole; a server may still be writing it, and then it is read again next time."""
        last = batch[-1]
        return last.endswith(b"\n") or parse(last, self._form) is not None

    def _parsed(self, lines: Sequence[bytes], *, first: int) -> _Batch:
        """Return the arrivals of some lines, and why the others are none; the first line has this number."""
        batch = _Batch()
        for number, line in enumerate(lines, start=first):
            found = parse(line, self._form)
            if found is None:
                batch.bad_lines.append(number)
            elif found.skipped is not None:
                batch.skipped[found.skipped] += 1
            else:
                self._visit(found, batch)
        return batch

    def _visit(self, found: Line, batch: _Batch) -> None:
        """Add the arrival of a line that may be a visit, unless a program sent it."""
        agent = read_agent(found.agent)
        if agent.behind is not Behind.PERSON:
            batch.skipped[Skipped.ROBOT] += 1
            return
        facts = {
            Fact.ADDRESS: found.address,
            Fact.BROWSER: agent.browser,
            Fact.SYSTEM: agent.system,
            Fact.TERMINAL: agent.terminal,
            Fact.PAGE: found.page,
            Fact.ACTION: Deed.VIEW.value,
        }
        who = visitor(found.address, found.agent, "")
        batch.arrivals.append(Arrival(at=found.at, fields=self._shape.fill(facts), who=who))
