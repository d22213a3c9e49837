"""
How tables of the data file are described: each clustered on its primary key, with columns of three kinds.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

metadata = MetaData()
"""Every table of the data file, once the package is imported: each is described in `tables` or `door_tables`."""


def table(name: str, *columns: Column[object], key: tuple[str, ...], extra: tuple[Index, ...] = ()) -> Table:
    """Describe a table clustered on its primary key."""
    return Table(
        name, metadata, *columns, PrimaryKeyConstraint(*key, name=f"{name}_key"), *extra, sqlite_with_rowid=False
    )


def binary(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of bytes."""
    return Column(name, LargeBinary, nullable=null)


def words(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of text."""
    return Column(name, Text, nullable=null)


def number(name: str, *, null: bool = False) -> Column[object]:
    """Describe a column of whole numbers."""
    return Column(name, Integer, nullable=null)
