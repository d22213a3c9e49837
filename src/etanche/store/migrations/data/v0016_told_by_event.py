"""
What standing was told, by the event: holds and objections are listed without reading what else was told of everybody.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op

revision = "data_0016"
down_revision = "data_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("standing_by_event", "standing", ["organisation", "event", "seq"])
