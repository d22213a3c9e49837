"""
An hour of traffic, sweeps, proofs and kills on a real server: nothing acknowledged is lost, and the chain verifies.

`SOAK_MINUTES` changes how long. Everything stays on loopback. Writes bench/soak.json.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from bench.results import Result, write

ROOT = Path(__file__).parent.parent
ETANCHE = Path(sys.executable).parent / "etanche"
CLIENTS = 4
KILL_EVERY_SECONDS = 20
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class House:
    """An instance of the bench, and the commands run on it."""

    def __init__(self, room: Path) -> None:
        """Make the instance."""
        self.shared = ["--data", str(room / "data"), "--passphrase-file", str(room / "secret")]
        (room / "secret").touch(mode=0o600)
        (room / "secret").write_text("a passphrase of the bench")
        self.run("init", "--charter", "charters/bookshop.yaml")

    def run(self, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """Run a command to its end and return what it printed."""
        done = subprocess.run([ETANCHE, *self.shared, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode not in fine:
            sys.exit(f"etanche {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[tuple[subprocess.Popen[str], int]]:
        """Serve on a free port until the block ends; yield the process and the port."""
        with subprocess.Popen(
            [ETANCHE, *self.shared, "serve", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            found = None
            while found is None:
                found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            yield process, int(found[1])
            if process.poll() is None:
                process.send_signal(signal.SIGINT)


class Traffic:
    """Clients that send visits as fast as they are answered, and count what was acknowledged."""

    def __init__(self, port: int) -> None:
        """Prepare the clients of one server."""
        self.acknowledged = 0
        self.errors = 0
        self._port = port
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._client, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> Self:
        """Begin to send."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sending."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _client(self, number: int) -> None:
        rng = random.Random(number)  # noqa: S311  # pages to ask for, not a secret
        while not self._stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                while not self._stop.is_set():
                    connection.request(
                        "GET",
                        f"/matomo.php?idsite=1&rec=1&url=https://a.example/p{rng.randrange(500)}",
                        headers={"User-Agent": AGENT},
                    )
                    answer = connection.getresponse()
                    answer.read()
                    with self._lock:
                        self.acknowledged += answer.status == 200
                        self.errors += answer.status >= 500 and answer.status != 503
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()


def main() -> None:
    """Serve, send, sweep, prove and kill, again and again; then look at what is there."""
    minutes = float(os.environ.get("SOAK_MINUTES", "60"))
    ends = time.monotonic() + minutes * 60
    acknowledged = errors = kills = 0
    with tempfile.TemporaryDirectory(prefix="etanche-soak-") as room:
        house = House(Path(room))
        while time.monotonic() < ends:
            with house.served() as (process, port), Traffic(port) as traffic:
                time.sleep(min(KILL_EVERY_SECONDS, max(1, ends - time.monotonic())))
                house.run("sweep")
                house.run("journal", "verify")
                process.kill()
                kills += 1
            acknowledged += traffic.acknowledged
            errors += traffic.errors
            print(
                f"{max(0, ends - time.monotonic()):5.0f} s left, {acknowledged:,} visits acknowledged, {kills} kills",
                flush=True,
            )
        verdicts = json.loads(house.run("prove", "--json", fine=(0, 1)))
        chain = json.loads(house.run("journal", "verify", "--json", fine=(0, 1)))
        stored = sum(
            entry["facts"].get("stored", 0)
            for entry in json.loads(house.run("journal", "--act", "put", "--last", "100000000", "--json"))
            if not entry.get("probe")
        )
    results = [
        Result(
            name=f"visits acknowledged in {minutes:g} minutes, {kills} kills",
            value=acknowledged,
            unit="visits",
            target=1,
            better="more",
        ),
        Result(name="visits acknowledged and not stored", value=max(0, acknowledged - stored), unit="visits", target=0),
        Result(name="answers that were our fault", value=errors, unit="answers", target=0),
        Result(name="faults in the journal's chain", value=0 if chain["intact"] else 1, unit="faults", target=0),
        Result(
            name="promises broken afterwards",
            value=sum(verdict["state"] == "broken" for verdict in verdicts),
            unit="promises",
            target=0,
        ),
    ]
    sys.exit(0 if write("soak.json", results) else 1)


if __name__ == "__main__":
    main()
