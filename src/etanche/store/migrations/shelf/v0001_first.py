"""
The first schema of the shelf.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "shelf_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """
    Make the four tables of the shelf.

    `keys` alone holds key material; it is filled at its end and never clustered, so that a row never moves.
    """
    op.create_table(
        "keys",
        Column("organisation", LargeBinary, nullable=False),
        Column("key_id", LargeBinary, nullable=False),
        Column("kind", Text, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("destroyed", Boolean, nullable=False),
        PrimaryKeyConstraint("organisation", "key_id", name="keys_key"),
    )
    op.create_table(
        "named",
        Column("organisation", LargeBinary, nullable=False),
        Column("kind", Text, nullable=False),
        Column("key_id", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "kind", name="named_key"),
    )
    op.create_table(
        "buckets",
        Column("organisation", LargeBinary, nullable=False),
        Column("category", Integer, nullable=False),
        Column("day", Text, nullable=False),
        Column("key_id", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "category", "day", name="buckets_key"),
    )
    op.create_table(
        "heads",
        Column("organisation", LargeBinary, nullable=False),
        Column("position", Integer, nullable=False),
        Column("link", LargeBinary, nullable=False),
        Column("at", Text, nullable=False),
        PrimaryKeyConstraint("organisation", "position", name="heads_key"),
    )
