"""
Outbound: letters on their way, addresses nobody is at, and what is signed with.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0005"
down_revision = "data_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "outbox",
        Column("organisation", LargeBinary, nullable=False),
        Column("id", LargeBinary, nullable=False),
        Column("day", Text, nullable=False),
        Column("posted", Text, nullable=False),
        Column("due", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("kind", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "id", name="outbox_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("outbox_by_due", "outbox", ["organisation", "due"])
    op.create_table(
        "unreachable",
        Column("organisation", LargeBinary, nullable=False),
        Column("mark", LargeBinary, nullable=False),
        Column("since", Text, nullable=False),
        Column("why", Text, nullable=False),
        PrimaryKeyConstraint("organisation", "mark", name="unreachable_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sending_keys",
        Column("organisation", LargeBinary, nullable=False),
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("made", Text, nullable=False),
        Column("until", Text, nullable=True),
        Column("told", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "kind", "name", "made", name="sending_keys_key"),
        sqlite_with_rowid=False,
    )
