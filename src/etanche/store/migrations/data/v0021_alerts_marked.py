"""
Alerts under a keyed mark that covers whether they were told; those told before have none, and are forgotten: they would be told again.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, LargeBinary, text

revision = "data_0021"
down_revision = "data_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and forget what was told."""
    op.add_column("alerts", Column("mark", LargeBinary, nullable=True))
    op.execute(text("DELETE FROM alerts WHERE told IS NOT NULL"))
