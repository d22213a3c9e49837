"""
Leaving a place so that nothing of a store is read there; a store that is not ours is never touched.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from etanche.store import schema
from etanche.store.address import Address
from etanche.store.faults import StoreCorrupt, StoreForeign, told
from etanche.store.files import files_of, sync
from etanche.store.places import briefly, place_of

_ZEROS: Final = bytes(1 << 16)
_HEADER: Final = 100
"""So many bytes at the beginning of a file say that it is a database (https://sqlite.org/fileformat.html, 1.3)."""


def leave(where: Path | Address, tree: schema.Tree, known: Collection[bytes]) -> bool:
    """
    Take a store of ours away from a place: a file is overwritten and deleted, the tables of a database are dropped.

    It is ours if it holds rows of the organisations that are known, and of nobody else.
    What a server's own files keep of dropped tables is not ours to take. Doing it again after a kill does no harm.

    Returns:
        Whether anything was there.

    Raises:
        StoreForeign: what is there belongs to somebody else, or is no store; it is left alone.
    """
    if isinstance(where, Path):
        return _leave_file(where, tree, known)
    place = place_of(where)
    with told(place.name), briefly(place) as engine, place.writer(engine).begin() as connection:
        tables = _ours(connection, tree, known, place.name)
        for name in tables:
            connection.exec_driver_sql(f"DROP TABLE {connection.dialect.identifier_preparer.quote(name)}")
    return bool(tables)


def _leave_file(path: Path, tree: schema.Tree, known: Collection[bytes]) -> bool:
    """Write zeros over a file and what SQLite keeps beside it, then delete them; the store itself last."""
    if not path.is_file():
        return False
    if not _is_begun(path):
        _require_ours(path, tree, known)
        # From here on it is no database any more, and whoever is killed is known to have been at it.
        _overwrite(path, _HEADER)
    for file in reversed(files_of(path)):
        _overwrite(file, file.stat().st_size)
        file.unlink()
    sync(path.parent)
    return True


def _is_begun(path: Path) -> bool:
    """Tell whether a file is empty, or begins as one that a killed process was about to leave: no database does."""
    with path.open("rb") as file:
        return not any(file.read(_HEADER))


def _require_ours(path: Path, tree: schema.Tree, known: Collection[bytes]) -> None:
    place = place_of(path)
    try:
        with told(place.name), briefly(place) as engine, engine.connect() as connection:
            _ours(connection, tree, known, place.name)
    except StoreCorrupt:
        raise _foreign(place.name) from None


def _ours(connection: Connection, tree: schema.Tree, known: Collection[bytes], name: str) -> tuple[str, ...]:
    """Return the tables of a store, if it is ours; one that has none yet is everybody's."""
    tables = tuple(schema.inventory(connection))
    found = schema.revision(connection) if tables else f"{tree}_"
    if found is None or not found.startswith(f"{tree}_") or schema.strangers(connection, known):
        raise _foreign(name)
    return tables


def _overwrite(file: Path, size: int) -> None:
    with file.open("r+b") as opened:
        left = min(size, file.stat().st_size)
        while left > 0:
            left -= opened.write(_ZEROS[: min(left, len(_ZEROS))])
    sync(file)


def _foreign(name: str) -> StoreForeign:
    return StoreForeign(f"what is in `{name}` is not this instance's", hint="look at it before you drop it")
