"""What tests of requests share: what a charter says of them, and a shorthand for things that happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from tests.rights.society import Society, charter, found
from tests.rights.society import opened as opened_copy

from etanche.charter import Duration, Proof, Regime, Unit
from etanche.clock import FixedClock
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


@pytest.fixture(scope="session")
def society_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the society, to be copied."""
    folder = tmp_path_factory.mktemp("requests") / "data"
    found(folder)
    return folder


@pytest.fixture
def society(society_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Society]:
    """The society, open."""
    with opened_copy(society_template, tmp_path / "data", clock) as made:
        yield made


@pytest.fixture
def californian(tmp_path: Path, clock: FixedClock) -> Iterator[Society]:
    """The society, under the law of California too: its register is sensitive, and it gives the guild what it studies."""
    text = charter().replace("receives: {ledger: [watching]}", "receives: {ledger: [watching, census]}")
    text = text.replace("rights:\n  by:", "rights:\n  regimes: [gdpr, california]\n  by:")
    text = text.replace("  ledger:\n", "  ledger:\n    nature: sensitive\n    condition: GDPR 9(2)(d)\n", 1)
    folder = tmp_path / "founded"
    found(folder, text.replace("2025-09-01", "2026-11-01", 1))
    with opened_copy(folder, tmp_path / "data", clock) as made:
        yield made
