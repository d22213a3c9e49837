"""Where a document goes, and where one comes from: a file that was named, or standard output; never letters of a machine onto a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from etanche.cli.terminal import write
from etanche.errors import Unreadable


def deliver(made: str | bytes, output: Path | None) -> None:
    """
    Write a document to a file, or to standard output when none is named; text is UTF-8.

    Raises:
        Unreadable: the file cannot be written, or the document is no text and somebody watches.
    """
    if output is not None:
        try:
            output.write_bytes(made if isinstance(made, bytes) else made.encode())
        except OSError as error:
            reason = (error.strerror or "it cannot").lower()
            raise Unreadable(f"`{output}` cannot be written: {reason}", hint="name another file") from None
    elif isinstance(made, str):
        write(made)
    elif sys.stdout.isatty():
        raise Unreadable("this document is no text for a terminal", hint="name a file with `--output`")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()


LONGEST = 64 << 20
"""No file that is read whole is longer."""


def fetched(file: Path) -> bytes:
    """
    Return what a file holds.

    Raises:
        Unreadable: it cannot be read, or is too long for what it should be.
    """
    try:
        with file.open("rb") as opened:
            found = opened.read(LONGEST + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot").lower()
        raise Unreadable(f"`{file}` cannot be read: {reason}", hint="name another file") from None
    if len(found) > LONGEST:
        raise Unreadable(f"`{file}` is longer than anything of the kind", hint="name another file")
    return found
