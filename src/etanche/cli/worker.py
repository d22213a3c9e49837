"""`etanche worker`: the rounds of an instance without its pages, so that it is swept and proved where nothing is served."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import typer

from etanche.cli.house import House
from etanche.cli.terminal import show, words

if TYPE_CHECKING:
    from types import FrameType


def command(context: typer.Context) -> None:
    """Seal, sweep and prove until Ctrl-C. Of many workers and servers one is at work; the others take over when it goes."""
    from etanche.cli.rounds import Rounds

    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    house: House = context.obj
    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with (
            house.whole_with_door() as instance,
            Rounds(instance, on_shift=lambda ours: show(words("worker.at-work" if ours else "worker.waits"))),
        ):
            stop.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    show(words("worker.stopped"))
