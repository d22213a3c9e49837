"""
The first schema of the data file.

A step is never edited once released; it names its columns itself and imports nothing of the house.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "data_0001"
down_revision = None
branch_labels = None
depends_on = None

_TYPES = {"b": LargeBinary, "t": Text, "i": Integer, "f": Boolean}

_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "instance_facts": ("organisation:b name:t value:t", ("organisation", "name")),
    "sequences": ("organisation:b name:t last:i", ("organisation", "name")),
    "charters": ("organisation:b digest:t text:t applied:t mark:b", ("organisation", "applied", "digest")),
    "names": ("organisation:b section:t name:t id:i", ("organisation", "section", "name")),
    "days": (
        "organisation:b category:i day:t bucket:b opened:t destroyed:t?",
        ("organisation", "category", "day"),
    ),
    "records": (
        "organisation:b category:i day:t id:b canary:f sealed:b",
        ("organisation", "category", "day", "id"),
    ),
    "marks": (
        "organisation:b category:i day:t field:i mark:b record:b",
        ("organisation", "category", "day", "field", "mark", "record"),
    ),
    "standing": (
        "organisation:b seq:i subject:t event:t effective:t recorded:t because:t",
        ("organisation", "seq"),
    ),
    "entries": (
        (
            "organisation:b seq:i at:t actor:t role:t? purpose:t? case_:t? act:t object:t decision:t because:t facts:t "
            "probe:t? mark:b position:i? link:b?"
        ),
        ("organisation", "seq"),
    ),
    "checkpoints": (
        "organisation:b position:i link:b at:t signature:b public:b",
        ("organisation", "position"),
    ),
    "cuts": (
        "organisation:b first:i last:i link:b rule:t at:t signature:b public:b",
        ("organisation", "first"),
    ),
    "verdicts": (
        "organisation:b promise:t at:t run:t state:t because:t measured:t digest:t",
        ("organisation", "promise", "at", "run"),
    ),
    "counts": ("organisation:b day:t name:t value:i", ("organisation", "day", "name")),
    "imports": ("organisation:b fingerprint:b lines:i finished:t?", ("organisation", "fingerprint")),
}


def upgrade() -> None:
    """Make every table of the first schema, clustered on its key."""
    for name, (columns, key) in _TABLES.items():
        op.create_table(
            name,
            *(_column(word) for word in columns.split()),
            PrimaryKeyConstraint(*key, name=f"{name}_key"),
            sqlite_with_rowid=False,
        )
    op.create_index("names_by_id", "names", ["organisation", "section", "id"], unique=True)
    op.create_index("standing_by_subject", "standing", ["organisation", "subject", "seq"])
    op.create_index("entries_by_position", "entries", ["organisation", "position"], unique=True)


def _column(word: str) -> Column[object]:
    """Read `name:type`, with a question mark when the column may be empty."""
    name, _, kind = word.partition(":")
    return Column(name, _TYPES[kind.rstrip("?")](), nullable=kind.endswith("?"))
