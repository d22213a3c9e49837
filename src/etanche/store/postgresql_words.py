"""
What statements and schemas read like to PostgreSQL.

The tables are described once, for both engines (`tables`, `shelf_tables`, the migrations). What differs is said here:
whole numbers have 64 bits, as in SQLite; texts are ordered by their code points, whatever the language of the server,
because the order of moments, days and subjects is the order of their texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from psycopg import Connection as Driver
from sqlalchemy import Boolean, Connection, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import LRUCache

URL = "etanche+psycopg://"
"""What an engine of this dialect is asked for by."""

STATEMENTS: LRUCache[object, object] = LRUCache(500)
"""What is known already; for engines of this dialect only."""

_TYPES = {LargeBinary: "bytea", Text: "text", Integer: "int8", Boolean: "bool"}
"""What the driver's bulk call names the types of our columns."""


_ADDITIONS = """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace = ANY (current_schemas(false)::regnamespace[])
UNION ALL
SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
 WHERE r.rulename <> '_RETURN' AND c.relnamespace = ANY (current_schemas(false)::regnamespace[])
UNION ALL
SELECT p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
 WHERE c.relnamespace = ANY (current_schemas(false)::regnamespace[])
UNION ALL
SELECT c.relname FROM pg_class c
 WHERE c.relkind IN ('v', 'm') AND c.relnamespace = ANY (current_schemas(false)::regnamespace[])
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
"""
"""Triggers, rules, policies and views; not what the server keeps its own constraints with, nor an extension's views."""


class _Number(Integer):
    """A whole number, sent as what it is: the driver chooses how many bits a value needs, and columns have sixty-four."""

    render_bind_cast = False


class OurTypes(PGTypeCompiler):
    """Types as our tables need them."""

    def visit_INTEGER(self, type_: Any, **more: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """Sixty-four bits: numbers of lines and of bytes outgrow thirty-two."""
        del type_, more
        return "BIGINT"

    def visit_TEXT(self, type_: Any, **more: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """Ordered by code points where it is a column's; elsewhere it follows the column it is compared with."""
        del type_
        return 'TEXT COLLATE "C"' if "type_expression" in more else "TEXT"


class OnePostgresql(PGDialect_psycopg):
    """The dialect of every server: what is said to one of a version we accept, all of them understand."""

    supports_statement_cache = True
    type_compiler_cls = OurTypes
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _Number}  # noqa: RUF012 - SQLAlchemy's own way to say it

    def __init__(self, **options: Any) -> None:
        """Ask the server for no type that is not its own."""
        super().__init__(use_native_hstore=False, **options)  # type: ignore[no-untyped-call]  # it has no annotations

    def __eq__(self, other: object) -> bool:
        """Any two of them are the same."""
        return isinstance(other, OnePostgresql)

    def __hash__(self) -> int:
        """As equality asks."""
        return hash(OnePostgresql)

    def insert_into(self, table: Table) -> Insert:
        """Return PostgreSQL's own insert."""
        return Insert(table)

    def insert_rows(self, connection: Connection, table: Table, rows: list[Sequence[object]]) -> None:
        """Insert rows by `COPY` in its binary form; one alone is not worth that."""
        words, copied, types = _insert_texts(table)
        if len(rows) == 1:
            connection.exec_driver_sql(words, cast("Any", tuple(rows[0])))
            return
        driver = cast("Driver[Any]", connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(copied) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def additions(self, connection: Connection) -> tuple[str, ...]:
        """Return the names of triggers, rules, policies and views."""
        return tuple(sorted(connection.exec_driver_sql(_ADDITIONS).scalars()))


registry.register("etanche.psycopg", __name__, OnePostgresql.__name__)


@cache
def _insert_texts(table: Table) -> tuple[str, bytes, list[str]]:
    """Return the text of an insert into every column, that of a copy, and the types of the columns."""
    preparer = OnePostgresql().identifier_preparer
    columns = list(table.columns)
    into = f"{preparer.format_table(table)} ({', '.join(preparer.format_column(one) for one in columns)})"
    types = [next(name for kind, name in _TYPES.items() if isinstance(one.type, kind)) for one in columns]
    values = ", ".join(f"%s::{name}" for name in types)
    # Names of tables and columns are our own.
    return f"INSERT INTO {into} VALUES ({values})", f"COPY {into} FROM STDIN (FORMAT BINARY)".encode(), types  # noqa: S608
