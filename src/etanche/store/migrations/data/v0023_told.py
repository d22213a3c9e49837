"""
Lines that tell how much of somebody went are found by whom they are about, like those that show their data.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op

revision = "data_0023"
down_revision = "data_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember up to which line of each organisation no such line is marked: marks need keys, which are not here."""
    op.execute(
        "INSERT INTO instance_facts (organisation, name, value) "
        "SELECT organisation, 'told-before', CAST(max(seq) AS TEXT) FROM entry_persons GROUP BY organisation"
    )
