"""
Demands of authorities, and changes of controller: what happened in each, sealed.

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
    """Add the tables."""
    for name, story in (("demands", "demand"), ("transfers", "transfer")):
        op.create_table(
            name,
            Column("organisation", LargeBinary, nullable=False),
            Column(story, LargeBinary, nullable=False),
            Column("seq", Integer, nullable=False),
            Column("at", Text, nullable=False),
            Column("kind", Text, nullable=False),
            Column("sealed", LargeBinary, nullable=False),
            PrimaryKeyConstraint("organisation", story, "seq", name=f"{name}_key"),
            sqlite_with_rowid=False,
        )
