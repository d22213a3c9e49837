"""
The lines that show somebody's data, found by whom they are about; those written before are marked by whoever asks for them first.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0020"
down_revision = "data_0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and remember up to which line of each organisation nothing is in it: marks need keys, which are not here."""
    op.create_table(
        "looked",
        Column("organisation", LargeBinary, nullable=False),
        Column("mark", LargeBinary, nullable=False),
        Column("object", Text, nullable=False),
        Column("seq", Integer, nullable=False),
        PrimaryKeyConstraint("organisation", "mark", "object", "seq", name="looked_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("looked_by_line", "looked", ["organisation", "seq"])
    op.execute(
        "INSERT INTO instance_facts (organisation, name, value) "
        "SELECT organisation, 'looked-before', CAST(max(seq) AS TEXT) FROM entry_persons GROUP BY organisation"
    )
