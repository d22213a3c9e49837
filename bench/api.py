"""
What programs wait for: a page of what is found among a million records, and two hundred of them asking at once.

The server is a process of its own, without its rounds; times are those of a client on the same machine, the network and both ends included.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.ground import PASSPHRASE, chosen, timed
from bench.million import BATCH, RECORDS, filled
from bench.results import Result, percentile
from etanche.accounts import KeyAct, Scope
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.web import create_app, server
from etanche.web.api import create_api
from etanche_client import Etanche

AT_ONCE = 200
QUESTIONS = 500
EACH = 5
MANY = 1_000_000

WHY = "each finding is a line of the journal that is on the disk before the data leave, and a request is read and answered in Python"


def serve(folder: Path) -> None:
    """Be the server of an instance, until it is told to stop."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        listening = server.listen(host="127.0.0.1", port=0)
        app = create_app(instance, api=create_api(instance, a_minute=MANY))
        server.run(app, listening, ready=lambda url: print(url, flush=True))


@contextmanager
def served(folder: Path, *, by: str = __name__) -> Iterator[str]:
    """Give the address of a server in another process: the `serve` of this arm, or of another one."""
    program = f"from pathlib import Path; from {by} import serve; serve(Path({str(folder)!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


def key_of(folder: Path) -> str:
    """Make a key that reads."""
    clock = SystemClock()
    scope = Scope(
        name="bench",
        acts=frozenset({KeyAct.READ}),
        role="desk",
        purposes=frozenset({"answering"}),
        categories=frozenset({"customer-sheet"}),
    )
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        return instance.api_keys.create(scope, until=clock.now() + timedelta(days=1), by="bench").secret


def measure(scale: float) -> Iterator[Result]:
    """Ask one after the other, then all at once."""
    records = max(BATCH, int(RECORDS * scale) // BATCH * BATCH)
    with filled(records) as folder:
        key = key_of(folder)
        with served(folder) as address:
            taken = [one * 1000 for one in asked(address, key, chosen(records, QUESTIONS))]
            yield Result(
                name=f"a page of what is found among {records:,} records, over HTTP, median",
                value=statistics.median(taken),
                unit="ms",
                target=50,
                why=WHY,
            )
            crowd = [chosen(records, AT_ONCE * EACH)[first::AT_ONCE] for first in range(AT_ONCE)]
            with ThreadPoolExecutor(AT_ONCE) as pool:
                each = list(pool.map(lambda some: asked(address, key, some), crowd))
            together = [one * 1000 for some in each for one in some]
            name = f"the same, {AT_ONCE} programs at once, none with an error, 99th of a hundred"
            yield Result(name=name, value=percentile(together, 99), unit="ms", target=None, why=WHY)


def asked(address: str, key: str, numbers: list[int]) -> list[float]:
    """Return how many seconds each finding took; an error ends the bench."""
    with Etanche(address, key=key, timeout=120) as client:
        answering = client.acting("answering")

        def find(number: int) -> None:
            (found,) = answering.find("customer-sheet", "email", f"jeanne.{number}@example.org")
            assert found.fields

        return [timed(partial(find, number)) for number in numbers]
