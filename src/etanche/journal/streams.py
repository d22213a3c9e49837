"""Streams of rows that end when we are done with them, and not when the last traceback is forgotten."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def ending(rows: Iterator[T]) -> Iterator[Iterator[T]]:
    """
    Give a stream of rows, and close its cursor at the end of the block, whatever happened in it.

    A cursor left open in its connection would go on showing the moment of the data it was opened at,
    also to the next one who is handed that connection.
    """
    try:
        yield rows
    finally:
        if isinstance(rows, Generator):
            rows.close()
