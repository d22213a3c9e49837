"""
What is closed stays closed: no connection is opened again, by whatever was handed out while it was open.
"""

from __future__ import annotations

from typing import NoReturn

from sqlalchemy import Engine
from sqlalchemy.pool import NullPool, Pool

from etanche.errors import Closed


def shut(engine: Engine) -> Pool:
    """Give no connection any more; return those there were, to be disposed of when whoever uses one at this moment is done."""
    pool = engine.pool
    # An engine that is only disposed of would connect anew at the next question.
    engine.pool = NullPool(_closed)
    return pool


def _closed() -> NoReturn:
    raise Closed
