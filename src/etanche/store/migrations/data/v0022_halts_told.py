"""
Lines of the journal that tell of a halt, or of its end, by an index of theirs alone: they are asked for at every opening and every few seconds.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "data_0022"
down_revision = "data_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    told = text("act IN ('halted', 'resumed')")
    op.create_index(
        "entries_of_halts", "entries", ["organisation", "act", "seq"], sqlite_where=told, postgresql_where=told
    )
