"""
Keys of persons: which key is whose, and who has ended and is never given one again.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint

revision = "shelf_0002"
down_revision = "shelf_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; the keys themselves lie in `keys`, as all do."""
    op.create_table(
        "person_keys",
        Column("organisation", LargeBinary, nullable=False),
        Column("person", LargeBinary, nullable=False),
        Column("category", Integer, nullable=False),
        Column("generation", Integer, nullable=False),
        Column("key_id", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "person", "category", "generation", name="person_keys_key"),
    )
    op.create_table(
        "ended_persons",
        Column("organisation", LargeBinary, nullable=False),
        Column("person", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "person", name="ended_persons_key"),
    )
