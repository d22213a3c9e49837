"""
What can go wrong with files on a disk, told without a traceback and without a single value.

`told` wraps every use of the driver: what SQLite says becomes one of these errors, or a plain `Fault`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from etanche.errors import EtancheError, Fault, NotFound, OutOfReach, Refused, Unreadable


class StoreMissing(NotFound):
    """The file of an instance is not where it should be."""


class StoreExists(Refused):
    """A file is already there; nothing is ever created over it."""


class StoreForeign(Unreadable):
    """The file is there, and it is not one of ours."""


class StoreCorrupt(Fault):
    """The file is damaged, or was changed behind our back."""


class StoreBusy(OutOfReach):
    """Another process held the file for longer than we wait."""


class StoreUnwritable(OutOfReach):
    """The disk is full, read-only, or not ours to write."""


class SchemaNewer(OutOfReach):
    """The file was written by a newer version of the software."""


class SchemaOlder(OutOfReach):
    """The file was written by an older version and has not been brought up to date."""


class CannotForget(OutOfReach):
    """The database cannot promise that what is deleted is overwritten."""


class ForkedInUse(Fault):
    """A process was forked in the middle of using a file; the child cannot use it safely."""


class RowExists(Fault):
    """A key is already taken; rows are never replaced silently."""


_PRIMARY = 0xFF
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
}


@contextmanager
def told(file: str) -> Iterator[None]:
    """
    Turn whatever the driver raises inside into an error that names the file and nothing else.

    Args:
        file: the short name of the file, for the sentence; never a value.
    """
    try:
        yield
    except exc.TimeoutError:
        raise _busy(file) from None
    except exc.DBAPIError as error:
        raise _fault_of(error.orig, file) from None
    except sqlite3.Error as error:
        raise _fault_of(error, file) from None
    except exc.SQLAlchemyError:
        raise Fault(f"a question to `{file}` was badly put", hint="this is a bug of ours: please report it") from None


def unwritable(file: str) -> StoreUnwritable:
    """Name the file that cannot be written."""
    return StoreUnwritable(
        f"`{file}` cannot be written", hint="check that the disk has room and that the folder is yours to write"
    )


def _busy(file: str) -> EtancheError:
    """Name the file that somebody else is holding."""
    return StoreBusy(
        f"`{file}` is held by another process", hint="wait for the other command to finish, or stop it, and try again"
    )


def _fault_of(error: BaseException | None, file: str) -> EtancheError:
    """Choose the error that tells what the driver's code means."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _BUSY:
        return _busy(file)
    if code in _DAMAGED:
        return StoreCorrupt(f"`{file}` is damaged or is not a database", hint="restore it from its last backup")
    if code in _UNWRITABLE:
        return unwritable(file)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return RowExists(f"`{file}` already holds this key, or refuses an incomplete row")
    return Fault(f"`{file}` refused a statement", hint="this is a bug of ours: please report it")
