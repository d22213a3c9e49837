"""
Loaded by the migration tool: runs the steps on the connection it was handed, in the transaction that is open.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

connection = context.config.attributes["connection"]
if not isinstance(connection, Connection):
    raise TypeError("migrations run on a connection of ours only")
context.configure(connection=connection, version_table="schema_revision")
context.run_migrations()
