"""
The API: keys of programs, and what their requests were answered.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0006"
down_revision = "data_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two tables."""
    op.create_table(
        "api_keys",
        Column("organisation", LargeBinary, nullable=False),
        Column("id", LargeBinary, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("scope", Text, nullable=False),
        Column("made", Text, nullable=False),
        Column("made_by", Text, nullable=False),
        Column("until", Text, nullable=False),
        Column("used", Text, nullable=True),
        Column("revoked", Text, nullable=True),
        Column("mark", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "id", name="api_keys_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "api_answers",
        Column("organisation", LargeBinary, nullable=False),
        Column("request", LargeBinary, nullable=False),
        Column("day", Text, nullable=False),
        Column("made", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=True),
        PrimaryKeyConstraint("organisation", "request", name="api_answers_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("api_answers_by_day", "api_answers", ["organisation", "day"])
