"""
What can go wrong with files on a disk or with a server, told without a traceback and without a single value.

`told` wraps every use of a driver: what SQLite or PostgreSQL say becomes one of these errors, or a plain `Fault`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from etanche.errors import EtancheError, Fault, NotFound, OutOfReach, Refused, Unreadable


class StoreMissing(NotFound):
    """A store of an instance is not where it should be."""

    def __init__(self, what: str, *, store: str, hint: str) -> None:
        """Keep which one it is, by the name of its file or of its database, for whoever knows whose it is."""
        super().__init__(what, hint=hint)
        self.store = store


class StoreExists(Refused):
    """Something is already there; nothing is ever created over it."""


class StoreForeign(Unreadable):
    """The store is there, and it is not one of ours."""


class StoreCorrupt(Fault):
    """The store is damaged, or was changed behind our back."""


class StoreBusy(OutOfReach):
    """Another process held the store for longer than we wait."""


class StoreUnwritable(OutOfReach):
    """The disk is full, read-only, or not ours to write."""


class StoreUnreachable(OutOfReach):
    """The server of a store does not answer, or does not let us in."""


class ReplicaBehind(OutOfReach):
    """The server of a store lacks what was acknowledged, or another one has taken its place."""


class ServerUnfit(OutOfReach):
    """The server is too old, or set so that it may lose what it acknowledged."""


class SchemaNewer(OutOfReach):
    """The store was written by a newer version of the software."""


class SchemaOlder(OutOfReach):
    """The store was written by an older version and has not been brought up to date."""


class CannotForget(OutOfReach):
    """The database cannot promise that what is deleted is overwritten."""


class ForkedInUse(Fault):
    """A process was forked in the middle of using a store; the child cannot use it safely."""


class WritingAlready(Fault):
    """A thread begins to write within its own transaction, and would wait for itself."""


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


_STATES: dict[str, str] = {
    "55P03": "busy",
    "57014": "busy",
    "40001": "busy",
    "40P01": "busy",
    "53100": "unwritable",
    "25006": "unwritable",
    "42501": "unwritable",
    "XX001": "damaged",
    "XX002": "damaged",
    "58030": "damaged",
    "3D000": "missing",
}
"""What PostgreSQL's states mean to us (its documentation, appendix A); whole classes are told apart below."""

_STATE = "sqlstate"
"""Where every error of that driver, and no other, keeps its state."""

_TAKEN = "23"
_GONE = ("08", "28", "53", "57P")


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
    except Exception as error:
        # PostgreSQL's driver is not loaded where nobody uses it; its errors are known by what each of them says.
        if not hasattr(error, _STATE):
            raise
        raise _fault_of(error, file) from None


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


def _damaged(file: str) -> EtancheError:
    """Name the store that cannot be trusted."""
    return StoreCorrupt(f"`{file}` is damaged or is not a database", hint="restore it from its last backup")


_MEANINGS: dict[str, Callable[[str], EtancheError]] = {
    "busy": _busy,
    "damaged": _damaged,
    "unwritable": lambda store: StoreUnwritable(
        f"`{store}` cannot be written", hint="check that the server has room, is no standby, and lets this role write"
    ),
    "missing": lambda store: StoreMissing(
        f"`{store}` is missing", store=store, hint="create the database first, empty and owned by this role"
    ),
    "gone": lambda store: StoreUnreachable(
        f"`{store}` does not answer, or does not let us in",
        hint="check the server, the address in `instance.toml`, the role and its password",
    ),
    "taken": lambda store: RowExists(f"`{store}` already holds this key, or refuses an incomplete row"),
    "other": lambda store: Fault(f"`{store}` refused a statement", hint="this is a bug of ours: please report it"),
}


def _fault_of_server(state: str | None, store: str) -> EtancheError:
    """Choose the error that tells what PostgreSQL's state means; an error without one is a server that is not there."""
    return _MEANINGS[_STATES.get(state or "") or _class_of(state)](store)


def _class_of(state: str | None) -> str:
    """Return what a whole class of states means."""
    if state is None or state.startswith(_GONE):
        return "gone"
    return "taken" if state.startswith(_TAKEN) else "other"


def _fault_of(error: BaseException | None, file: str) -> EtancheError:
    """Choose the error that tells what the driver's code means."""
    if hasattr(error, _STATE):
        return _fault_of_server(getattr(error, _STATE), file)
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _BUSY:
        return _busy(file)
    if code in _DAMAGED:
        return _damaged(file)
    if code in _UNWRITABLE:
        return unwritable(file)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return RowExists(f"`{file}` already holds this key, or refuses an incomplete row")
    return Fault(f"`{file}` refused a statement", hint="this is a bug of ours: please report it")
