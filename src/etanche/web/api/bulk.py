"""
`/v1/records/{category}/lines`: records in bulk, one JSON object a line, in either direction.

Nothing is held whole. Coming in, a line that cannot be read, or that the charter does not take, is told by its number and never by
what it says; the others of its batch are taken. Going out, each batch is asked for anew and journalled before it leaves; the last
line says how many there were, so that half of a bulk is not taken for all of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from etanche.accounts import KeyAct
from etanche.clock import day_of
from etanche.errors import EtancheError, Unreadable
from etanche.terms import Language
from etanche.vault import Arrival, Record, RefusedBecause, Session, Vault, trim
from etanche.web import urls
from etanche.web.api import shapes
from etanche.web.api.asking import Asked, Asking
from etanche.web.api.problems import cut_short
from etanche.web.api.records import arrival_of, channel_of
from etanche.web.api.shapes import Category

MEDIA: Final = "application/x-ndjson"
LONGEST_LINE: Final = 256 << 10
A_BATCH: Final = 500
MOST_ERRORS: Final = 1_000

_UNREADABLE: Final = "unreadable"
_TOO_LONG: Final = "too-long"
PIECE: Final = 100
"""Records that go out in one piece."""


def lay_out(router: APIRouter) -> None:
    """Lay out the two resources."""
    router.add_api_route(urls.API_BULK, take_in, methods=["POST"], response_model=shapes.Bulk, tags=["records"])
    router.add_api_route(urls.API_BULK, give_out, methods=["GET"], response_class=StreamingResponse, tags=["records"])


class Numbered(NamedTuple):
    """A line with its number from 1; nothing of it, if it is too long."""

    number: int
    text: bytes | None


async def take_in(request: Request, asking: Asked, category: Category) -> shapes.Bulk:
    """Take in records, one JSON object a line, in batches that are each durable before the next one is read."""
    await run_in_threadpool(asking.require, KeyAct.PUT, category)
    tally = Tally(asking, category)
    batch: list[Numbered] = []
    async for line in lines_of(request.stream()):
        batch.append(line)
        if len(batch) == A_BATCH:
            await run_in_threadpool(tally.take, batch)
            batch = []
    await run_in_threadpool(tally.take, batch)
    return tally.told()


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[Numbered]:
    """Yield the lines of a stream that are not empty; of each no more is held than a line may be long."""
    held, number, skipping = bytearray(), 0, False
    async for piece in pieces:
        held += piece
        while (end := held.find(b"\n")) >= 0:
            line, number = bytes(held[:end]), number + 1
            del held[: end + 1]
            if skipping or len(line) > LONGEST_LINE:
                yield Numbered(number, None)
            elif line.strip():
                yield Numbered(number, line)
            skipping = False
        if len(held) > LONGEST_LINE:
            held.clear()
            skipping = True
    if skipping or held.strip():
        yield Numbered(number + 1, None if skipping else bytes(held))


@dataclass
class Tally:
    """What becomes of a bulk, batch by batch."""

    asking: Asking
    category: str
    lines: int = 0
    stored: int = 0
    past: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    errors: list[shapes.Line] = field(default_factory=list)

    def take(self, batch: list[Numbered]) -> None:
        """Take a batch in; it is durable when this returns."""
        self.lines += len(batch)
        vault = self.asking.house.vault
        arrivals = [(line.number, one) for line in batch if (one := self._arrival(line, vault)) is not None]
        if not arrivals:
            return
        door = vault.door(channel_of(self.asking), actor=self.asking.actor)
        receipt = door.put_many(self.category, [one for _, one in arrivals])
        self.stored += receipt.stored
        self.past += receipt.past
        self.refused.update(receipt.refused)
        self.dropped.update(receipt.dropped)
        if receipt.refused:
            self._name(arrivals)

    def told(self) -> shapes.Bulk:
        """Return what became of it."""
        return shapes.Bulk(
            lines=self.lines,
            stored=self.stored,
            refused=dict(self.refused),
            dropped=dict(self.dropped),
            past=self.past,
            errors=self.errors,
        )

    def _arrival(self, line: Numbered, vault: Vault) -> Arrival | None:
        if line.text is None:
            self._wrong(line.number, _TOO_LONG)
            return None
        try:
            return arrival_of(self.asking, shapes.NewRecord.model_validate_json(line.text), vault)
        except (ValidationError, Unreadable):
            self._wrong(line.number, _UNREADABLE)
            return None

    def _name(self, arrivals: list[tuple[int, Arrival]]) -> None:
        """Say of which lines the charter does not take what they say."""
        plan = self.asking.house.plan
        today = day_of(self.asking.house.clock.now(), plan.zone)
        for number, one in arrivals:
            ahead = RefusedBecause.FUTURE if day_of(one.at, plan.zone) > today else None
            why = ahead or trim(plan.categories[self.category], one.fields, feature=one.feature).refused
            if why is not None:
                self._told_of(number, why)

    def _wrong(self, number: int, why: str) -> None:
        self.refused[why] += 1
        self._told_of(number, why)

    def _told_of(self, number: int, why: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(shapes.Line(line=number, why=why))


def give_out(asking: Asked, category: Category) -> StreamingResponse:
    """Return the records of a category, oldest first, one a line; the last line is `{"end": …}`, or a problem."""
    with ExitStack() as stack:
        session = stack.enter_context(asking.acting(KeyAct.READ, category))
        records = session.read(category)
        held = stack.pop_all()
    return StreamingResponse(_written(records, session, held, asking.language), media_type=MEDIA)


def _written(records: Iterator[Record], session: Session, held: ExitStack, language: Language) -> Iterator[bytes]:
    number = 0
    with held:
        piece: list[str] = []
        try:
            for one in records:
                piece.append(shapes.seen(one).model_dump_json())
                number += 1
                if len(piece) == PIECE:
                    yield _lines(piece)
                    piece = []
            piece.append(json.dumps({"end": {"records": number, "altered": session.altered}}))
        except EtancheError as error:
            piece.append(json.dumps(cut_short(error, language)))
        yield _lines(piece)


def _lines(piece: list[str]) -> bytes:
    return ("\n".join(piece) + "\n").encode()
