"""
On which day a letter reached the organisation: the day on which its own mail server took it in, and not the day on which that server could hand it on.

While access is halted, or so many letters come from one sender that the next one waits, the server keeps what we do not take. The law's
clock runs from when it came there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import structlog

from etanche.clock import day_of

LONGEST_KEPT: Final = timedelta(days=31)
"""No server keeps a letter longer: what says so was not written by ours, or under a wrong clock."""


def day_received(stamped: datetime | None, now: datetime, zone: str) -> date | None:
    """
    Return the day on which a server says that it took a letter in; nothing, which is today, where it does not say, or what nobody believes.

    What lies further back than a server keeps a letter is told to who reads the log: the day can be looked up with the server.
    """
    if stamped is None or stamped > now:
        return None
    if now - stamped > LONGEST_KEPT:
        structlog.get_logger().warning("letters.stamped_long_ago", days=(now - stamped).days)
        return None
    return day_of(stamped, zone)
