"""
Verdicts under a keyed mark, numbered promise by promise.

Those of before carry none, so that nobody can say whether we gave them: they go, and the history of a promise begins anew.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0010"
down_revision = "data_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("verdicts")
    op.create_table(
        "verdicts",
        Column("organisation", LargeBinary, nullable=False),
        Column("promise", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("run", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("because", Text, nullable=False),
        Column("measured", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("number", Integer, nullable=False),
        Column("after", Text, nullable=False),
        Column("mark", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "promise", "at", "run", name="verdicts_key"),
        sqlite_with_rowid=False,
    )
