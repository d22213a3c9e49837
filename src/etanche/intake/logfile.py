"""The lines of an access log, plain or gzipped, with bounded memory whatever the file holds."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from etanche.errors import NotFound, Unreadable
from etanche.intake.combined import LONGEST_LINE

_GZIP_BEGINS: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 16


class LogFile:
    """An open access log; `read` says how many bytes of the file itself were read so far."""

    def __init__(self, raw: BinaryIO, *, longest: int = LONGEST_LINE) -> None:
        self.raw = self._raw = raw
        self._longest = longest
        begins = raw.read(len(_GZIP_BEGINS))
        raw.seek(0)
        self._text: IO[bytes] = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if begins == _GZIP_BEGINS else raw

    @property
    def read(self) -> int:
        """How many bytes of the file were read so far; of a gzipped one, of what is on the disk."""
        return self._raw.tell()

    def lines(self) -> Iterator[bytes]:
        """
        Yield line after line with its end; of a line that is too long, only a beginning that no format accepts.

        Raises:
            Unreadable: a gzipped file is damaged from here on.
        """
        number = 0
        try:
            while line := self._text.readline(self._longest + 1):
                number += 1
                if len(line) > self._longest and not line.endswith(b"\n"):
                    self._skip_line()
                yield line
        except (EOFError, OSError, zlib.error):
            raise Unreadable(
                f"cannot read on after line {number}: the file is damaged",
                hint="the batches before it are kept; import it again once it is mended",
            ) from None

    def _skip_line(self) -> None:
        """Read past the rest of a line without keeping it."""
        while (rest := self._text.readline(_CHUNK)) and not rest.endswith(b"\n"):
            pass


@contextmanager
def open_log(
    path: Path, *, longest: int = LONGEST_LINE, what: str = "an access log, plain or gzipped"
) -> Iterator[LogFile]:
    """
    Open an access log, or another file of lines.

    Args:
        path: the file.
        longest: bytes of a line; of a longer one only the beginning is read.
        what: how a hint calls such a file.

    Raises:
        NotFound: there is no such file.
        Unreadable: it cannot be opened, or is no ordinary file.
    """
    try:
        # Without waiting: a pipe that nobody writes to would keep us here for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"cannot import `{path}`: there is no such file", hint=f"give the path of {what}") from None
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"cannot open `{path}` ({type(error).__name__})", hint="check that it is a file and that you may read it"
        ) from None
    kind = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(kind):
        os.close(descriptor)
        raise _no_file(path, kind)
    with os.fdopen(descriptor, "rb") as raw:
        yield LogFile(raw, longest=longest)


def _no_file(path: Path, kind: int) -> Unreadable:
    """Return what to say of something that is not an ordinary file."""
    if stat.S_ISDIR(kind):
        return Unreadable(f"`{path}` is a folder", hint="give one file at a time, such as `access.log`")
    return Unreadable(
        f"`{path}` is a pipe or a device, not a file",
        hint="write it to a file first: an import that was cut short is resumed from the file",
    )
