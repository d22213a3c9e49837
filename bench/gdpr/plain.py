"""
Two arms of plain SQLite: all metadata in each row, and the metadata of a person and of a purpose in rows of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.gdpr.workloads import LOGGED, Act, Answer, Item, Kind

_SETTINGS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
_LOG = "CREATE TABLE log(seq INTEGER PRIMARY KEY, act TEXT, about TEXT);"
_RECORD = (
    "CREATE TABLE record(key INTEGER PRIMARY KEY, pur INTEGER, usr INTEGER, obj INTEGER, dec INTEGER, acl INTEGER, src INTEGER,"
    " cat INTEGER, ttl INTEGER, shr TEXT, told INTEGER, data TEXT);"
    "CREATE INDEX by_purpose ON record(pur); CREATE INDEX by_person ON record(usr);"
)
_NORMAL = (
    "CREATE TABLE of_person(id INTEGER PRIMARY KEY, shr TEXT, told INTEGER);"
    "CREATE TABLE of_purpose(id INTEGER PRIMARY KEY, shr TEXT, told INTEGER);"
)


class Plain:
    """All metadata in each row."""

    schema = _SETTINGS + _LOG + _RECORD
    select = "SELECT key, data, shr FROM record AS r"
    share_purpose = "UPDATE record SET shr = :shr, told = :told WHERE pur = :id"
    share_person = "UPDATE record SET shr = :shr, told = :told WHERE usr = :id"

    def __init__(self, path: Path) -> None:
        """Make the tables."""
        self.path = path
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(self.schema)

    def load(self, items: Sequence[Item]) -> None:
        """Insert a batch in one transaction."""
        self.base.execute("BEGIN")
        self.base.executemany("INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", map(_row, items))
        self.base.execute("COMMIT")

    def answer(self, act: Act) -> Answer:
        """Do what is asked, with its line of the log, in one transaction."""
        self.base.execute("BEGIN IMMEDIATE")
        found = self._acts()[act.kind](act)
        self.base.execute("INSERT INTO log VALUES (NULL, ?, ?)", (act.kind, str(act.key)))
        self.base.execute("COMMIT")
        return found

    def size(self) -> int:
        """Return how many bytes lie on the disk."""
        self.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.path.stat().st_size

    def _acts(self) -> dict[Kind, Callable[[Act], Answer]]:
        return {
            Kind.INSERT: lambda act: self._do("INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", _row(act.item)),
            Kind.DELETE: lambda act: self._do("DELETE FROM record WHERE key = ?", (act.key,)),
            Kind.READ: lambda act: self._read("key", act.key),
            Kind.READ_PURPOSE: lambda act: self._read("pur", act.purpose),
            Kind.READ_PERSON: lambda act: self._read("usr", act.person),
            Kind.WRITE: lambda act: self._do("UPDATE record SET data = ? WHERE key = ?", (act.item.data, act.key)),
            Kind.SHARE_PURPOSE: lambda act: self._share(self.share_purpose, act.purpose, act),
            Kind.SHARE_PERSON: lambda act: self._share(self.share_person, act.person, act),
            Kind.METADATA: lambda act: self._read("usr", act.person),
            Kind.LOG: lambda _: len(
                self.base.execute(f"SELECT * FROM log ORDER BY seq DESC LIMIT {LOGGED}").fetchall()  # noqa: S608  # our number
            ),
            Kind.GONE: lambda act: not self._read("key", act.key),
        }

    def _do(self, statement: str, values: tuple[object, ...]) -> int:
        return self.base.execute(statement, values).rowcount

    def _read(self, column: str, value: int) -> tuple[tuple[int, str, str], ...]:
        return tuple(self.base.execute(f"{self.select} WHERE r.{column} = ? ORDER BY key", (value,)).fetchall())

    def _share(self, statement: str, which: int, act: Act) -> bool:
        self.base.execute(statement, {"id": which, "shr": f"told-{act.number}", "told": act.number})
        return True


class Normalised(Plain):
    """The metadata of a person and of a purpose in a row of their own; what was told last holds."""

    schema = Plain.schema + _NORMAL
    select = (
        "SELECT key, data, CASE max(r.told, coalesce(p.told, 0), coalesce(w.told, 0)) WHEN r.told THEN r.shr"
        " WHEN p.told THEN p.shr ELSE w.shr END"
        " FROM record AS r LEFT JOIN of_person AS p ON p.id = r.usr LEFT JOIN of_purpose AS w ON w.id = r.pur"
    )
    share_purpose = "INSERT OR REPLACE INTO of_purpose VALUES (:id, :shr, :told)"
    share_person = "INSERT OR REPLACE INTO of_person VALUES (:id, :shr, :told)"


def _row(item: Item) -> tuple[object, ...]:
    key = item.key
    rest = (key % 100, key % 2, key % 10, key % 10, key % 10, 1_000_000)
    return (key, item.purpose, item.person, *rest, item.shared, item.told, item.data)
