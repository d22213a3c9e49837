"""
Requests of people: how far each is, and until when it is answered.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0012"
down_revision = "data_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "requests",
        Column("organisation", LargeBinary, nullable=False),
        Column("id", LargeBinary, nullable=False),
        Column("person", LargeBinary, nullable=False),
        Column("category", Integer, nullable=False),
        Column("day", Text, nullable=False),
        Column("record", LargeBinary, nullable=False),
        Column("open", Integer, nullable=False),
        Column("due", Text, nullable=False),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("organisation", "id", name="requests_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("requests_by_due", "requests", ["organisation", "open", "due", "id"])
    op.create_index("requests_by_person", "requests", ["organisation", "person"])
