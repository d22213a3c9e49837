"""
What was asked at the door and refused, counted: the first refusal of a minute is a line of the journal at once, the others are one line when the minute is over.

A flood cannot fill the journal: each process writes three lines a minute at most, the third when more attempts to come in failed than an incident
takes. A minute that is over is written down by the next request, or by the rounds of who serves (`tend`) if nobody asks any more.
A line says how many there were, since when and with which answer, and nothing of who asked or of what they asked for.
Whoever is known to the gate and refused by it has a line of their own.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etanche.incidents import LIMITS, REFUSED_LOGINS, Found
from etanche.journal import Entry
from etanche.proof import TURNED_AWAY
from etanche.web import urls
from etanche.web.needs import Instance

REFUSALS: Final = frozenset({401, 403, 404, 405})
"""Answers by which something is refused, or is not told to be there."""

_TOO_SOON: Final = 429
_STORM: Final = LIMITS[Found.LOGIN_STORM].over

_START: Final = "http.response.start"


class TurnedAway:
    """Counts the refusals of one process and writes them down."""

    def __init__(self, instance: Instance) -> None:
        """Begin with none."""
        self._instance = instance
        self._lock = threading.Lock()
        self._minute: datetime | None = None
        self._counted: Counter[int] = Counter()
        self._storm = False

    def late(self) -> bool:
        """Tell whether refusals of a minute that is over are not written down yet."""
        return bool(self._counted) and self._minute != self._now()

    def add(self, status: int) -> None:
        """Count a refusal; the first of a minute is written down when this returns, and a storm once it is one."""
        now = self._now()
        with self._lock:
            first, before = self._minute != now, self._minute
            if first:
                counted, self._minute, self._storm = self._taken(), now, False
            else:
                self._counted[status] += 1
                counted = self._taken() if self._breaks_out() else Counter()
        self._write(counted, since=before)
        if first:
            self._write(Counter({status: 1}), since=now)

    def settle(self) -> None:
        """Write down what was counted so far."""
        with self._lock:
            counted, since = self._taken(), self._minute
        self._write(counted, since=since)

    def tend(self) -> None:
        """Write down the refusals of a minute that is over; those of this minute wait for its end."""
        with self._lock:
            counted, since = self._taken() if self.late() else Counter[int](), self._minute
        self._write(counted, since=since)

    def _breaks_out(self) -> bool:
        """Tell, once a minute, that more attempts to come in failed than an incident takes: nobody waits for the end of the minute then."""
        if self._storm:
            return False
        self._storm = sum(self._counted[status] for status in REFUSED_LOGINS) > _STORM
        return self._storm

    def _now(self) -> datetime:
        return self._instance.clock.now().replace(second=0, microsecond=0)

    def _taken(self) -> Counter[int]:
        counted, self._counted = self._counted, Counter()
        return counted

    def _write(self, counted: Counter[int], *, since: datetime | None) -> None:
        if not counted or since is None:
            return
        answers = {f"answered-{status}": number for status, number in sorted(counted.items())}
        self._instance.journal.note(
            Entry(
                organisation=self._instance.organisation_id,
                at=self._instance.clock.now(),
                actor="strangers",
                act=TURNED_AWAY,
                object="pages",
                decision="refused",
                facts={"requests": counted.total(), "since": since.isoformat(), **answers},
            )
        )


def is_refusal(status: int, path: str) -> bool:
    """Tell whether an answer refuses: "too soon" does where people come in, and not where a program or a form asks too fast."""
    if status != _TOO_SOON:
        return status in REFUSALS
    return path.startswith(f"{urls.ACCOUNT}/") and not path.startswith(urls.MY_DATA)


class Counting:
    """The layer that sees every answer: a refusal that cannot be written down is a fault, and not an answer."""

    def __init__(self, app: ASGIApp, *, turned_away: TurnedAway) -> None:
        """Wrap an application."""
        self._app = app
        self._turned_away = turned_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; count it before its answer leaves, if that is a refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == _START and is_refusal(message["status"], scope["path"]):
                await run_in_threadpool(self._turned_away.add, message["status"])
            elif message["type"] == _START and self._turned_away.late():
                await run_in_threadpool(self._turned_away.tend)
            await send(message)

        await self._app(scope, receive, counted)
