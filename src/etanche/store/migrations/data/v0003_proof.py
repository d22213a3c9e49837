"""
Proof: what people attest, what somebody is to be told, and verdicts thinned to their changes and one line a day.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0003"
down_revision = "data_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two tables, and take out the verdicts that say what those before and after them say."""
    op.create_table(
        "attestations",
        Column("organisation", LargeBinary, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("about", Text, nullable=True),
        Column("digest", LargeBinary, nullable=False),
        Column("issuer", Text, nullable=False),
        Column("owner", Text, nullable=False),
        Column("link", Text, nullable=True),
        Column("made", Text, nullable=False),
        Column("until", Text, nullable=False),
        Column("recorded", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("signature", LargeBinary, nullable=False),
        PrimaryKeyConstraint("organisation", "seq", name="attestations_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alerts",
        Column("organisation", LargeBinary, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("promise", Text, nullable=False),
        Column("was", Text, nullable=False),
        Column("now", Text, nullable=False),
        Column("told", Text, nullable=True),
        PrimaryKeyConstraint("organisation", "seq", name="alerts_key"),
        sqlite_with_rowid=False,
    )
    op.execute(_THIN)


# Of neighbours that say the same the first stays, because it tells since when, and the last of each day, counted in UTC:
# here nobody knows yet in which zone the organisation counts.
_THIN = """
    DELETE FROM verdicts WHERE (organisation, promise, at, run) IN (
        SELECT organisation, promise, at, run FROM (
            SELECT organisation, promise, at, run,
                   state || ' ' || because AS said,
                   lag(state || ' ' || because) OVER ordered AS before,
                   lead(state || ' ' || because) OVER ordered AS after,
                   lead(at) OVER ordered AS next
            FROM verdicts
            WINDOW ordered AS (PARTITION BY organisation, promise ORDER BY at, run)
        ) AS seen
        WHERE before = said AND after = said AND substr(next, 1, 10) = substr(at, 1, 10)
    )
"""
