"""
Whether a server of PostgreSQL is fit to hold a store: what it is asked at every new connection, and what is refused.
"""

from __future__ import annotations

from typing import Final

OLDEST: Final = 14
"""The oldest version that its makers still mended when this was written."""

DURABLE: Final = {"on", "remote_apply"}
"""What `synchronous_commit` may be: the commit is on this server's disk when it is acknowledged."""

ASKED: Final = """
SELECT current_setting('server_version_num')::int / 10000, current_setting('synchronous_commit'),
       current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding'),
       pg_is_in_recovery()
"""


def unfit(version: int, durable: str, fsync: str, whole: str, encoding: str, standby: bool) -> tuple[str, str] | None:  # noqa: FBT001 - as the server answers
    """Return what makes a server unfit and what to do, or nothing."""
    if version < OLDEST:
        return f"is on PostgreSQL {version}", f"use version {OLDEST} or newer"
    if fsync != "on" or whole != "on":
        return "may lose what it acknowledged", "set `fsync` and `full_page_writes` to on, and start the server anew"
    if durable not in DURABLE:
        return "acknowledges before it writes", "let this role set `synchronous_commit` to on"
    if encoding != "UTF8":
        return f"is written in {encoding}", "create the database with the encoding UTF8"
    if standby:
        return "is a standby", "name the server that is written to"
    return None
