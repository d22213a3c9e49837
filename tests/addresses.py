"""Where a store is, as an argument of a program, and back; whoever uses a file only loads no driver of servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult

from etanche.store import Address, Shelf, Store


def named(store: Store | Shelf) -> str:
    """Return where a store is, as an argument of a program."""
    return store.path.as_posix() if store.files else store.place.address.url  # type: ignore[attr-defined]  # no file: a server


def where(argument: str) -> Path | Address:
    """Return what such an argument names."""
    return Address(url=argument) if "://" in argument else Path(argument)


@contextmanager
def behind(store: Store | Shelf) -> Iterator[Callable[..., CursorResult[Any]]]:
    """Give what says something to the engine of a store behind the system's back, each word committed at once."""
    mark = "?" if store.files else "%s"
    with store._engine.connect() as connection:
        yield lambda sql, *values: connection.exec_driver_sql(sql.replace("?", mark), values)
