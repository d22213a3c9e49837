"""
What a shelf says of itself, and how often it was written: the same two tables as the data have.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "shelf_0003"
down_revision = "shelf_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both."""
    op.create_table(
        "instance_facts",
        Column("organisation", LargeBinary, nullable=False),
        Column("name", Text, nullable=False),
        Column("value", Text, nullable=False),
        PrimaryKeyConstraint("organisation", "name", name="instance_facts_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sequences",
        Column("organisation", LargeBinary, nullable=False),
        Column("name", Text, nullable=False),
        Column("last", Integer, nullable=False),
        PrimaryKeyConstraint("organisation", "name", name="sequences_key"),
        sqlite_with_rowid=False,
    )
