"""
Demands of authorities: what happened to each, sealed.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0014"
down_revision = "data_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "demands",
        Column("organisation", LargeBinary, nullable=False),
        Column("demand", LargeBinary, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "demand", "seq", name="demands_key"),
        sqlite_with_rowid=False,
    )
