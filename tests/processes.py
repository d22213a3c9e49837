"""Two processes on one instance that do something at one moment, each with stores of its own, whichever engine these are on."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError

import pytest
from tests.conftest import PASSPHRASE, Tell, forked

from etanche.clock import Clock
from etanche.errors import Fault, Refused
from etanche.instance import Instance

LONGEST = 20.0

Act = Callable[[Instance], object]
Held = tuple[type[object], str]
"""A method, by its class and its name."""


def at_once(folder: Path, clock: Clock, acts: Sequence[Act], *, held: Sequence[Held]) -> list[str]:
    """
    Let each act be done in a process of its own, and return what became of them: `done`, or the name of the refusal.

    Each waits for the others before the first of the methods that it comes to: whoever looked before has looked by then.
    """
    together = get_context("fork").Barrier(len(acts))
    told = [forked(lambda tell, act=act: _act(folder, clock, act, together, held, tell)) for act in acts]  # type: ignore[misc]  # each its own
    became = []
    for child, telling in told:
        with telling:
            became.append(telling.read().strip())
        os.waitpid(child, 0)
    return sorted(became)


def _act(folder: Path, clock: Clock, act: Act, together: Barrier, held: Sequence[Held], tell: Tell) -> None:
    with pytest.MonkeyPatch.context() as patch, Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as it:
        for kind, name in held:
            patch.setattr(kind, name, _waiting(getattr(kind, name), together))
        try:
            act(it)
        except (Refused, Fault) as refusal:
            tell(type(refusal).__name__)
        else:
            tell("done")


def _waiting(method: Callable[..., object], together: Barrier) -> Callable[..., object]:
    waited: list[bool] = []

    def wait(*given: object, **named: object) -> object:
        if not waited:
            waited.append(True)
            with suppress(BrokenBarrierError):
                together.wait(timeout=LONGEST)
        return method(*given, **named)

    return wait
