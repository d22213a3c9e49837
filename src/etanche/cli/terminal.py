"""
What a terminal shows, and where: results on standard output, everything else on standard error.

Errors are one line *what* and one line *hint*, never a traceback; exit codes are those of DESIGN §10.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etanche.errors import EtancheError, Unreadable
from etanche.terms import Language

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

FINDING = 1
UNREADABLE = 2
INTERRUPTED = 130
OUR_BUG = 70
NARROWEST = 20
_LONGEST_INPUT = 64 * 1024 * 1024
_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HARMLESS = "\N{REPLACEMENT CHARACTER}"
PLAIN_SPACES = {0xA0: " ", 0x202F: " "}
STATE_STYLE = {"kept": "green", "broken": "bold red", "unproven": "yellow", "attested": "blue"}
STATE_MARK = {"kept": "●", "broken": "◆", "unproven": "◌", "attested": "▮"}


@cache
def out() -> Console:
    """Return the console of results; without colour when nobody watches."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, emoji=False, markup=False)


@cache
def err() -> Console:
    """Return the console of everything that is not a result."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False, markup=False)


def language() -> Language:
    """Return the language of the terminal: French when the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


def show(text: str | Text = "", *, style: str | None = None, end: str = "\n") -> None:
    """Print one line of result."""
    out().print(harmless(text), style=style, end=end)


def wrapped(text: str, *, indent: int, mark: str = "") -> None:
    """Print a sentence below what it is about, or after a mark, broken between words where the terminal ends."""
    from rich.text import Text

    width = max(out().width - indent, NARROWEST)
    for number, line in enumerate(Text(text).wrap(out(), width)):
        show((" " * indent if number else mark.ljust(indent)) + line.plain.rstrip())


def show_json(value: Any) -> None:
    """Print a result for programs, in one piece, UTF-8, sorted as given."""
    write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write(text: str) -> None:
    """Write a document in UTF-8, whatever the terminal speaks; half a character, of a file's name, stays an escape."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def typed_in() -> str:
    """
    Return what comes in by the standard input, bounded.

    Raises:
        Unreadable: it is no text in UTF-8; half a character would be kept as another one.
    """
    try:
        read = sys.stdin.read(_LONGEST_INPUT)
        read.encode()
    except UnicodeError:
        raise Unreadable("what comes in is no text in UTF-8", hint="save it as UTF-8") from None
    return read


def text_of(file: Path) -> str:
    """
    Return what a file says, or what comes in by the standard input where the file is called `-`.

    Raises:
        Unreadable: it cannot be read, or is no text.
    """
    try:
        return typed_in() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(
            f"`{file}` cannot be read ({type(error).__name__})", hint="name a file of text in UTF-8"
        ) from None


def tell(text: str | Text, *, style: str | None = None) -> None:
    """Print a remark beside the result, on standard error."""
    err().print(harmless(text), style=style)


def harmless(text: str | Text) -> str | Text:
    """Return what somebody typed, or another program wrote, without the characters that command a terminal; colours of ours stay."""
    if isinstance(text, str):
        return _COMMANDS.sub(_HARMLESS, text)
    text.plain = _COMMANDS.sub(_HARMLESS, text.plain)
    return text


def tell_altered(records: int) -> None:
    """Say that some records did not open, if any did not, and leave with the exit code of a finding."""
    if records:
        import typer

        tell(words("records.altered", records=records), style="red")
        raise typer.Exit(FINDING)


def complain(error: EtancheError) -> None:
    """Print an error: what, and what to do about it; of a faulty charter, every finding as `check` tells it."""
    from etanche.charter import CharterFaulty
    from etanche.cli.findings import tell_findings, tell_sum

    if isinstance(error, CharterFaulty):
        tell_findings(error.findings, tell)
        tell_sum(error.place.file if error.place else "", error.findings, promises=None, say=tell)
        return
    place = f"{error.place}: " if error.place else ""
    tell(f"error: {place}{_in_words(error.what)}", style="red")
    if error.hint:
        tell(f"hint: {_in_words(error.hint)}")


def complain_of_all(failed: Sequence[EtancheError]) -> None:
    """Tell every failure of what was done all the same for the others; the last one is raised, and its exit code is the command's."""
    for error in failed[:-1]:
        complain(error)
    if failed:
        raise failed[-1]


def _in_words(text: str) -> str:
    """Return what an error says, in the language of the terminal."""
    from etanche.words.errors import told_in

    return told_in(text, language()).translate(PLAIN_SPACES)


def words(key: str, **blanks: object) -> str:
    """Return a sentence of the catalogue, section `cli`, in the language of the terminal and with spaces that can be searched."""
    from etanche.words import say

    return say(f"cli.{key}", language(), **blanks).translate(PLAIN_SPACES)


def guarded(run: Callable[[], object]) -> int:
    """
    Run a command and return its exit code; no traceback ever reaches a user.

    What nobody foresaw is our bug: its class is named, its message is not, because it could quote data.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows another; it is no reason to stop.
            stream.reconfigure(errors="replace")
    try:
        run()
    except EtancheError as error:
        complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        err().print("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us had enough; a second complaint at shutdown would be ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  # the last door before a traceback
        err().print(f"error: a fault of ours ({type(error).__name__})", style="red")
        err().print(
            "hint: please report it, with the command and `etanche --version`; set ETANCHE_TRACE=1 to see where"
        )
        if os.environ.get("ETANCHE_TRACE") == "1":
            trace(error)
        return OUR_BUG
    return 0


def trace(error: BaseException) -> None:
    """Print where an error came from: files, lines and names only, never values."""
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        err().print(f"  {frame.filename}:{frame.lineno} in {frame.name}")


@contextmanager
def progress(total: int | None, text: str, *, of_bytes: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a bar when a person watches; yield a function told how much is done so far."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    done = DownloadColumn() if of_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), done, TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda done: bar.update(task, completed=done)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, the last one as long as it is; only for people, programs use `--json`."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)][:-1]
    for number, row in enumerate((head, *rows)):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        show("  ".join((*cells, row[-1])).rstrip(), style=None if number else "bold")
