"""Where a store is, as an argument of a program, and back; whoever uses a file only loads no driver of servers."""

from __future__ import annotations

from pathlib import Path

from etanche.store import Address, Shelf, Store


def named(store: Store | Shelf) -> str:
    """Return where a store is, as an argument of a program."""
    return store.path.as_posix() if store.files else store.place.address.url  # type: ignore[attr-defined]  # no file: a server


def where(argument: str) -> Path | Address:
    """Return what such an argument names."""
    return Address(url=argument) if "://" in argument else Path(argument)
