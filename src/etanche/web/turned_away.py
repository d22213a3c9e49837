"""
What was asked at the door and refused, counted: the first refusal of a minute is a line of the journal at once, the others are one line when the minute is over.

A flood cannot fill the journal: each process writes two lines a minute at most. A line says how many there were and with which answer, and nothing
of who asked or of what they asked for. Whoever is known to the gate and refused by it has a line of their own.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etanche.journal import Entry
from etanche.proof import TURNED_AWAY
from etanche.web.needs import Instance

REFUSALS: Final = frozenset({401, 403, 404, 405})
"""Answers by which something is refused, or is not told to be there."""

_START: Final = "http.response.start"


class TurnedAway:
    """Counts the refusals of one process and writes them down."""

    def __init__(self, instance: Instance) -> None:
        """Begin with none."""
        self._instance = instance
        self._lock = threading.Lock()
        self._minute: datetime | None = None
        self._counted: Counter[int] = Counter()

    def late(self) -> bool:
        """Tell whether refusals of a minute that is over are not written down yet."""
        return bool(self._counted) and self._minute != self._now()

    def add(self, status: int) -> None:
        """Count a refusal; the first of a minute is written down when this returns."""
        now = self._now()
        with self._lock:
            over = self._taken() if self._minute != now else Counter[int]()
            first, self._minute = self._minute != now, now
            if not first:
                self._counted[status] += 1
        self._write(over)
        if first:
            self._write(Counter({status: 1}))

    def settle(self) -> None:
        """Write down what was counted so far."""
        with self._lock:
            counted = self._taken()
        self._write(counted)

    def _now(self) -> datetime:
        return self._instance.clock.now().replace(second=0, microsecond=0)

    def _taken(self) -> Counter[int]:
        counted, self._counted = self._counted, Counter()
        return counted

    def _write(self, counted: Counter[int]) -> None:
        if not counted:
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
                facts={"requests": counted.total(), **answers},
            )
        )


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
            if message["type"] == _START and message["status"] in REFUSALS:
                await run_in_threadpool(self._turned_away.add, message["status"])
            elif message["type"] == _START and self._turned_away.late():
                await run_in_threadpool(self._turned_away.settle)
            await send(message)

        await self._app(scope, receive, counted)
