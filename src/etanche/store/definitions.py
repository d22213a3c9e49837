"""
What tables and indexes are, to the letter: a table made anew with another rule acts by itself as a trigger would.

`UNIQUE (…) ON CONFLICT IGNORE`, a default, a value worked out from others, an index that folds case: no name is new, and rows are
left out or changed all the same. So what a store says of its tables is compared with what the tables of this version say, made anew.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table

from etanche.store.columns import metadata
from etanche.store.dialect import Words
from etanche.store.schema import REVISION_TABLE, Tree
from etanche.store.shelf_tables import shelf_metadata


def redefined(connection: Connection, tree: Tree) -> tuple[str, ...]:
    """Return what a store says of its tables and indexes and this version does not, and what it leaves out, in no promised words."""
    words = cast("Words", connection.dialect)
    return tuple(sorted(words.definitions(connection) ^ _meant(words, tree)))


@cache
def _meant(words: Words, tree: Tree) -> frozenset[str]:
    described = metadata if tree is Tree.DATA else shelf_metadata
    return words.defined_as((*described.sorted_tables, _revision()))


def _revision() -> Table:
    """Describe the table of the migration tool, as it makes it."""
    return Table(
        REVISION_TABLE,
        MetaData(),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name=f"{REVISION_TABLE}_pkc"),
    )
