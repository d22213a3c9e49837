"""
What statements and schemas read like to PostgreSQL.

The tables are described once, for both engines (`tables`, `shelf_tables`, the migrations). What differs is said here:
whole numbers have 64 bits, as in SQLite; texts are ordered by their code points, whatever the language of the server,
because the order of moments, days and subjects is the order of their texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from psycopg import Connection as Driver
from sqlalchemy import Boolean, Column, Connection, Index, Integer, LargeBinary, String, Table, Text
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

_DEFINITIONS = """
WITH here AS (SELECT c.* FROM pg_class c WHERE c.relnamespace = ANY (current_schemas(false)::regnamespace[])
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'))
SELECT concat_ws(' ', c.relkind, c.relpersistence, c.relname,
       CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN 'secured' END,
       CASE WHEN EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) THEN 'inherits' END)
  FROM here c WHERE c.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'not null' END, nullif(l.collname, 'default'), nullif(a.attidentity, ''),
       nullif(a.attgenerated, ''), 'default ' || pg_get_expr(d.adbin, d.adrelid))
  FROM here c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat_ws(' ', c.relname, o.conname, pg_get_constraintdef(o.oid))
  FROM here c JOIN pg_constraint o ON o.conrelid = c.oid WHERE o.contype <> 'n'
UNION ALL
SELECT concat_ws(' ', t.relname, c.relname, CASE WHEN i.indisunique THEN 'unique' END,
       CASE WHEN NOT i.indisvalid THEN 'invalid' END, substring(pg_get_indexdef(i.indexrelid) FROM ' USING .*'))
  FROM here c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
 WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = c.oid)
"""
"""All that the server says of them; what is not null is said with its column, and the index of a key with the key."""

_CATALOGUED = {
    LargeBinary: ("bytea", ""),
    Text: ("text", "C"),
    Integer: ("bigint", ""),
    Boolean: ("boolean", ""),
    String: ("character varying(32)", ""),
}
"""What the catalogue calls the types of our columns, and their order; the last is that of the revision alone."""


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

    def definitions(self, connection: Connection) -> frozenset[str]:
        """Return what the catalogue says of relations, columns, constraints and indexes."""
        return frozenset(said.replace('"', "") for said in connection.exec_driver_sql(_DEFINITIONS).scalars())

    def defined_as(self, tables: Sequence[Table]) -> frozenset[str]:
        """Say it as the catalogue would: our tables have columns of four kinds, one key each, and plain indexes."""
        return frozenset(line for table in tables for line in _lines_of(table))


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


def _lines_of(table: Table) -> Iterator[str]:
    """Yield what the catalogue says of a table of ours."""
    yield f"r p {table.name}"
    for column in table.columns:
        yield " ".join(filter(None, (table.name, column.name, *_kind(column))))
    key = ", ".join(column.name for column in table.primary_key.columns)
    yield f"{table.name} {table.primary_key.name} PRIMARY KEY ({key})"
    for index in table.indexes:
        yield " ".join(filter(None, (table.name, index.name, "unique" if index.unique else "", _using(index))))


def _kind(column: Column[Any]) -> tuple[str, str, str]:
    name, order = next(said for kind, said in _CATALOGUED.items() if isinstance(column.type, kind))
    return name, "" if column.nullable else "not null", order


def _using(index: Index) -> str:
    where = index.dialect_options["postgresql"]["where"]
    return f" USING btree ({', '.join(column.name for column in index.columns)})" + (
        f" WHERE ({where})" if where is not None else ""
    )
