"""What tests of requests share: what a charter says of them, and a shorthand for things that happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from etanche.charter import Duration, Proof, Regime, Unit
from etanche.rights import Event, Ground, Happening, Outcome, Promised, Request, Right, Step, advance, open_request

PROMISED = Promised(
    country="FR",
    zone="Europe/Paris",
    reply=Duration(number=1, unit=Unit.MONTH),
    proofs=(Proof.ACCOUNT, Proof.SIGNED_LINK, Proof.DOCUMENT),
    regimes=tuple(Regime),
)
ID = bytes(range(16))
RECEIVED = date(2026, 11, 2)

Opened = Callable[..., Request]
Then = Callable[..., Step]


def noon(day: date) -> datetime:
    """Return noon of a day."""
    return datetime.combine(day, time(12), UTC)


@pytest.fixture
def opened() -> Opened:
    """Opens a request: a right, and what else is to be said."""

    def open_(right: Right, received: date = RECEIVED, **said: object) -> Request:
        at = noon(received)
        return open_request(ID, right, received=received, at=at, promised=PROMISED, **said).after  # type: ignore[arg-type]  # said by the test

    return open_


@pytest.fixture
def then() -> Then:
    """Lets something happen to a request on a day."""

    def happens(
        request: Request,
        event: Event,
        day: date,
        *,
        proof: Proof | None = None,
        outcome: Outcome = Outcome.GRANTED,
        grounds: tuple[Ground, ...] = (),
    ) -> Step:
        happening = Happening(event=event, at=noon(day), proof=proof, outcome=outcome, grounds=grounds)
        return advance(request, happening)

    return happens
