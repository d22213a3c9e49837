"""
The steps from one schema to the next, one folder for each file; shipped, so that an installed package can upgrade.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from etanche.store.faults import StoreForeign

HERE = Path(__file__).parent


def config(tree: str) -> Config:
    """Return the tool's configuration for the migrations of one file."""
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.set_main_option("version_locations", str(HERE / tree).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(connection: Connection, tree: str) -> None:
    """
    Run, inside the caller's transaction, the steps the file has not seen yet.

    Raises:
        StoreForeign: the file says it is at a step that never was.
    """
    made = config(tree)
    made.attributes["connection"] = connection
    try:
        command.upgrade(made, "head")
    except CommandError:
        raise StoreForeign(
            f"the {tree} file is at a step of its schema that this version does not know", hint="check `ETANCHE_DATA`"
        ) from None
