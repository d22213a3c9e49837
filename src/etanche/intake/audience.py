"""
The audience door: it speaks the Matomo Tracking API and hands visits to the vault.

    answer = audience.handle(Hit(method="GET", path="/matomo.php", query=…, headers=…, peer=…))

A visitor who refused (cookie or Global Privacy Control) is answered like everybody else, and nothing is recorded
but that somebody refused. Opting out also deletes today's rows that can still be recognised as theirs.
Whatever arrives there is an answer: nothing here raises because of what was sent.
What this module does *not* do: keep anything. The vault trims, seals and writes; the queue before it only gathers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

import structlog

from etanche.charter import ChannelKind, Plan
from etanche.clock import Clock
from etanche.errors import EtancheError
from etanche.intake import answers
from etanche.intake.choice import Choice, choice, remember_in, remember_out
from etanche.intake.doors import destination
from etanche.intake.group import DoorClosed, Group, what_failed
from etanche.intake.hit import Answer, Hit
from etanche.intake.parameters import Requests, TooMuch, read_requests
from etanche.intake.visit import Reader, Reading, who
from etanche.vault import Arrival, CharterSuperseded, Door, ProbeRun, Receipt, Vault

ACTOR: Final = "audience"
OPTED_OUT: Final = "opted-out"
CHOSE_OUT: Final = "chose/out"
CHOSE_IN: Final = "chose/in"

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class OptOut:
    """What an act of choice did: whether it changed anything, how many rows went, and the cookie that remembers it."""

    changed: bool
    forgotten: int | None
    """Rows of today that were deleted; nothing when they could not be looked for just now."""

    cookie: str = field(repr=False)
    """The value of the one `Set-Cookie` header that the page of the choice must send."""


class Audience:
    """The audience door of one category; safe to use from many threads."""

    def __init__(self, door: Door, plan: Plan, clock: Clock, *, category: str) -> None:
        self._door = door
        self._clock = clock
        self._category = category
        self._reader = Reader(plan.categories[category])
        self._group = Group(self._write, self._count)

    @classmethod
    def open(cls, vault: Vault, plan: Plan, clock: Clock, *, probe: ProbeRun | None = None) -> Audience:
        """
        Open the door for the first category, in name order, that takes data from a channel of kind `audience`.

        Raises:
            NotFound: the charter has no such category.
        """
        channel, category = destination(plan, ChannelKind.AUDIENCE)
        return cls(vault.door(channel, actor=ACTOR, probe=probe), plan, clock, category=category)

    def handle(self, hit: Hit) -> Answer:
        """
        Answer one request; a visit is on the disk before it is answered as recorded.

        Raises:
            CharterSuperseded, DoorClosed: another charter came into force; nothing was recorded, and a door of now may be asked again.
        """
        if hit.method == "OPTIONS":
            return answers.preflight(hit)
        if hit.method not in {"GET", "HEAD", "POST"}:
            return answers.wrong_method(hit)
        try:
            asked = read_requests(hit)
        except EtancheError as error:
            return answers.nothing_logged(hit, error.http_status if isinstance(error, TooMuch) else 400)
        if not asked.requests:
            return answers.nothing_logged(hit) if asked.bulk or hit.method == "POST" else answers.welcome(hit)
        return self._record(hit, asked)

    def opt_out(self, hit: Hit) -> OptOut:
        """Refuse from now on, and delete what of today can still be recognised as this visitor's; raises as `handle`."""
        visitor = who(hit)

        def forget() -> int:
            gone = self._door.forget(self._category, visitor) if visitor is not None else 0
            self._door.count({CHOSE_OUT: 1})
            return gone

        forgotten = self._act(forget)
        return OptOut(
            changed=choice(hit.headers) is not Choice.OUT, forgotten=forgotten, cookie=remember_out(secure=hit.secure)
        )

    def opt_in(self, hit: Hit) -> OptOut:
        """Be counted again: the refusal is forgotten, and a browser's signal is overruled by this explicit choice; raises as `handle`."""
        self._act(lambda: self._door.count({CHOSE_IN: 1}))
        return OptOut(
            changed=choice(hit.headers).refuses, forgotten=0, cookie=remember_in(hit.headers, secure=hit.secure)
        )

    def close(self) -> None:
        """Write what waits and stop; later hits are told that the door is closed."""
        self._group.close()

    def _record(self, hit: Hit, asked: Requests) -> Answer:
        """Read every request of a hit, write the visits among them together, and answer."""
        now = self._clock.now()
        readings = [self._reader.read(hit, one, now) for one in asked.requests]
        valid = sum(reading.valid for reading in readings)
        if hit.method != "HEAD":
            try:
                if refused := self._take(hit, readings):
                    valid -= refused
            except (CharterSuperseded, DoorClosed):
                raise
            except Exception as error:  # noqa: BLE001  # whatever keeps the vault from writing: the sender is told to come again
                log.warning("intake.not-written", what=what_failed(error))
                return answers.out_of_order(hit)
        if asked.bulk:
            return answers.bulk(hit, tracked=valid, invalid=len(readings) - valid, image=asked.image)
        return answers.recorded(hit, image=asked.image) if valid else answers.nothing_logged(hit)

    def _take(self, hit: Hit, readings: Sequence[Reading]) -> int:
        """Write the visits of a visitor who did not refuse, count the rest; return how many the vault refused."""
        arrivals = [reading.arrival for reading in readings if reading.arrival is not None]
        if choice(hit.headers).refuses:
            self._group.tally({OPTED_OUT: len(arrivals)})
            return 0
        if not arrivals:
            self._group.tally(tally_of(readings))
            return 0
        receipt = self._group.put(arrivals)
        # The visits are written: if the door closed since, asking another one would write them twice.
        with suppress(DoorClosed):
            self._group.tally(tally_of(readings))
        everything_refused = receipt.stored == 0 and receipt.past == 0 and bool(receipt.refused)
        return len(arrivals) if everything_refused else 0

    def _act(self, act: Callable[[], T]) -> T | None:
        """Do something after everything that arrived before; nothing if it cannot be done: the device remembers the choice."""
        try:
            return self._group.act(act)
        except (CharterSuperseded, DoorClosed):
            raise
        except Exception as error:  # noqa: BLE001  # the choice must be remembered even if the vault is out of reach
            log.warning("intake.not-written", what=what_failed(error))
            return None

    def _write(self, arrivals: Sequence[Arrival]) -> Receipt:
        return self._door.put_many(self._category, arrivals)

    def _count(self, tally: Mapping[str, int]) -> None:
        self._door.count(tally)


def tally_of(readings: Sequence[Reading]) -> Counter[str]:
    """Count what was no visit and what was dropped, by names that come from us and never from the sender."""
    tally: Counter[str] = Counter(f"not-a-visit/{reading.not_a_visit}" for reading in readings if reading.not_a_visit)
    for reading in readings:
        tally.update({f"parameter/{name}": number for name, number in reading.dropped.items()})
    return tally
