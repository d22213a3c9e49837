"""
The tables of the shelf; only `keys` holds key material, wrapped.

A row of `keys` is added at the end and never moves: destruction writes zeros over its bytes where they lie.
Deleting rows is not enough: the tree closes ranks and can leave copies of living neighbours behind, in the unused part
of a page, which their own deletion never cleans. With `secure_delete` on and the log cut, 12 of 133,761 keys deleted
from a table like this one could still be read in the file (SQLite 3.40.1); of as many overwritten, none.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

from etanche.store import tables

shelf_metadata = MetaData()

instance_facts = tables.instance_facts.to_metadata(shelf_metadata)
sequences = tables.sequences.to_metadata(shelf_metadata)

keys = Table(
    "keys",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("key_id", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("destroyed", Boolean, nullable=False),
    PrimaryKeyConstraint("organisation", "key_id", name="keys_key"),
)

named = Table(
    "named",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key_id", LargeBinary, nullable=False),
    PrimaryKeyConstraint("organisation", "kind", name="named_key"),
)

buckets = Table(
    "buckets",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("category", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("key_id", LargeBinary, nullable=False),
    PrimaryKeyConstraint("organisation", "category", "day", name="buckets_key"),
)

person_keys = Table(
    "person_keys",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("category", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("key_id", LargeBinary, nullable=False),
    PrimaryKeyConstraint("organisation", "person", "category", "generation", name="person_keys_key"),
)

ended_persons = Table(
    "ended_persons",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("person", LargeBinary, nullable=False),
    PrimaryKeyConstraint("organisation", "person", name="ended_persons_key"),
)

heads = Table(
    "heads",
    shelf_metadata,
    Column("organisation", LargeBinary, nullable=False),
    Column("position", Integer, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("organisation", "position", name="heads_key"),
)
