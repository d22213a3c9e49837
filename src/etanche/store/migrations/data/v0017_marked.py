"""
Events of standing under a keyed mark; those told before have none, and are known by the digest of the ledger in the journal.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, LargeBinary

revision = "data_0017"
down_revision = "data_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("standing", Column("mark", LargeBinary, nullable=True))
