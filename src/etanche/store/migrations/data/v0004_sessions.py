"""
Sessions: who is logged in, on which device, until when. The secret of a session is nowhere in it.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0004"
down_revision = "data_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the two roads to a session: by what its secret comes to, and by whose it is."""
    op.create_table(
        "sessions",
        Column("organisation", LargeBinary, nullable=False),
        Column("id", LargeBinary, nullable=False),
        Column("digest", LargeBinary, nullable=False),
        Column("account", LargeBinary, nullable=False),
        Column("begun", Text, nullable=False),
        Column("seen", Text, nullable=False),
        Column("ends", Text, nullable=False),
        Column("level", Text, nullable=False),
        Column("device", Text, nullable=False),
        Column("asked", LargeBinary, nullable=True),
        Column("mark", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "id", name="sessions_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("sessions_by_digest", "sessions", ["organisation", "digest"], unique=True)
    op.create_index("sessions_by_account", "sessions", ["organisation", "account", "begun"])
    op.create_index("sessions_by_end", "sessions", ["organisation", "ends"])
