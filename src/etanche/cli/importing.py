"""What `etanche import` does with files of records of persons, and with lists of refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from etanche.cli.terminal import show, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.intake.bulk import RecordsReport, RefusalsReport

SHOWN = 10
"""So many numbers of bad lines are shown; `--errors` has them all."""

_BAD_LINE: Final = re.compile(rb"\d+\t[a-z-]+\n")
"""A line that an import writes of a bad one."""


@contextmanager
def errors_to(path: Path | None) -> Iterator[Callable[[int, str], None]]:
    """
    Yield what writes the number of a bad line, and why it is bad, into a file; never the line.

    The file is made with the first bad line. One that an import wrote before is gone on with, so that the same command can be
    given again; any other file is left alone.

    Raises:
        Unreadable: the file is another one than an import writes, or its folder is not there.
    """
    if path is None:
        yield lambda _number, _why: None
        return
    _require_ours(path)
    with ExitStack() as opened:
        files: list[IO[str]] = []

        def write(number: int, why: str) -> None:
            if not files:
                files.append(opened.enter_context(path.open("a", encoding="utf-8")))
            print(number, why, sep="\t", file=files[0])

        yield write


def _require_ours(path: Path) -> None:
    """Refuse to write into a file that no import wrote, before anything is taken in."""
    try:
        with path.open("rb") as there:
            ours = all(_BAD_LINE.fullmatch(line) for line in there)
    except FileNotFoundError:
        ours = path.parent.is_dir()
        if not ours:
            raise Unreadable(f"the folder of `{path}` is not there", hint="make it, or name another one") from None
    except OSError:
        ours = False
    if not ours:
        raise Unreadable(f"there is another file `{path}` already", hint="name another one with --errors")


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
    if report.elsewhere:
        show(words("import.elsewhere", count=report.elsewhere), style="yellow")
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
