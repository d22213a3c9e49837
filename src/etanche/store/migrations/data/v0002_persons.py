"""
Persons: whose a record is and how it is held, the marks by which it is found, and what standing says of a purpose.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text, text

revision = "data_0002"
down_revision = "data_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what persons need; a row of before knows nobody, and stays as it is."""
    for name, kind in (
        ("person", LargeBinary),
        ("generation", Integer),
        ("holding", Integer),
        ("own_key", LargeBinary),
    ):
        op.add_column("records", Column(name, kind(), nullable=True))
    op.create_index(
        "records_by_person",
        "records",
        ["organisation", "person", "category", "day", "id", "holding"],
        sqlite_where=text("person IS NOT NULL"),
        postgresql_where=text("person IS NOT NULL"),
    )
    op.add_column("standing", Column("purpose", Integer(), nullable=True))
    op.add_column("standing", Column("evidence", LargeBinary(), nullable=True))
    op.add_column("standing", Column("assumed", Text(), nullable=True))
    _persons()
    _marks()
    op.create_table(
        "entry_persons",
        Column("organisation", LargeBinary, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("day", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "seq", name="entry_persons_key"),
        sqlite_with_rowid=False,
    )


def _persons() -> None:
    op.create_table(
        "persons",
        Column("organisation", LargeBinary, nullable=False),
        Column("person", LargeBinary, nullable=False),
        Column("generation", Integer, nullable=False),
        Column("recorded", Text, nullable=False),
        Column("ended", Text, nullable=True),
        PrimaryKeyConstraint("organisation", "person", name="persons_key"),
        sqlite_with_rowid=False,
    )


def _marks() -> None:
    op.create_table(
        "person_marks",
        Column("organisation", LargeBinary, nullable=False),
        Column("field", Integer, nullable=False),
        Column("mark", LargeBinary, nullable=False),
        Column("category", Integer, nullable=False),
        Column("day", Text, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Column("person", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "field", "mark", "category", "day", "record", name="person_marks_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("person_marks_by_person", "person_marks", ["organisation", "person", "record"])
