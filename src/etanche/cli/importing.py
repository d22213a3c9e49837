"""What `etanche import` does with files of records of persons, and with lists of refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from etanche.cli.terminal import show, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.intake.bulk import RecordsReport, RefusalsReport

SHOWN = 10
"""So many numbers of bad lines are shown; `--errors` has them all."""


@contextmanager
def errors_to(path: Path | None) -> Iterator[Callable[[int, str], None]]:
    """
    Yield what writes the number of a bad line, and why it is bad, into a file; never the line.

    Raises:
        Unreadable: the file cannot be made, or is there already.
    """
    if path is None:
        yield lambda _number, _why: None
        return
    try:
        with path.open("x", encoding="utf-8") as file:
            yield lambda number, why: print(number, why, sep="\t", file=file)
    except FileExistsError:
        raise Unreadable(f"there is a file `{path}` already", hint="name another one with --errors") from None


def tell_records(report: RecordsReport) -> None:
    """Print what became of the records."""
    lines = words("import.records", count=report.read)
    show(words("import.done-records", lines=lines, stored=report.stored))
    if report.already:
        show(words("import.already-records", count=report.already))
    for reason, number in sorted(report.refused.items()):
        show(f"  {number:>7}  {words(f'import.refused.{reason}')}")
    for reason, number in sorted(report.bad.items()):
        show(f"  {number:>7}  {words(f'import.unreadable.{reason}')}")
    tell_bad(sum(report.bad.values()), report.bad_lines)
    if report.past:
        show(words("import.past-records", count=report.past))
    for name, number in sorted(report.dropped.items()):
        show(words("import.dropped", count=number, name=name))
    if report.left_out:
        show(words("import.left-out", count=report.left_out))


def tell_refusals(report: RefusalsReport) -> None:
    """Print what became of a list."""
    show(words("import.refusals", kept=report.kept, read=report.read))
    if report.known:
        show(words("import.refusals-known", count=report.known))
    if report.already:
        show(words("import.already-records", count=report.already))
    tell_bad(report.bad, report.bad_lines)


def tell_bad(count: int, lines: tuple[int, ...]) -> None:
    """Print the numbers of the first bad lines."""
    if lines:
        listed = ", ".join(str(number) for number in lines[:SHOWN])
        show(words("import.bad", count=count, lines=listed + (" …" if count > SHOWN else "")), style="yellow")
