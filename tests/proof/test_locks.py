"""
Looking at the files of a house that is in use takes nothing away from it.

On POSIX, a process that closes a file loses every lock it holds on it. A house that read its own databases would lose
SQLite's locks with them, and the next program beside it would throw away what was acknowledged and not folded back yet.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest
from tests.proof.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE, not_kept

from etanche.clock import SystemClock, stopwatch
from etanche.instance import Instance
from etanche.proof import Sandbox, look, prove
from etanche.proof.look import search
from etanche.web import front

LOCKS = Path("/proc/locks")
LONGEST = 120.0
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PARTS = {name: getattr(subprocess, name) for name in ("PIPE", "DEVNULL", "SubprocessError")}
COMMAND = str(Path(sys.executable).with_name("etanche"))


def locks(folder: Path, pid: int) -> set[tuple[str, ...]]:
    """Return the locks a process holds on the files of an instance: file, kind, mode, from, to."""
    names = {str(path.stat().st_ino): path.name for path in folder.iterdir() if path.is_file()}
    held = set()
    for line in LOCKS.read_text(encoding="ascii").splitlines():
        _, kind, _, mode, owner, file, *extent = line.replace("-> ", "").split()
        name = names.get(file.rpartition(":")[2])
        if owner == str(pid) and name is not None:
            held.add((name, kind, mode, *extent))
    return held


def test_a_look_at_every_promise_takes_no_lock_away(sandbox: Sandbox) -> None:
    """After a run the process holds the very locks on the very files that it held before."""
    before = locks(sandbox.folder, os.getpid())
    run = prove(sandbox.bench)

    assert {} == not_kept(run.verdicts)
    assert {"data.sqlite", "data.sqlite-shm", "shelf.sqlite", "shelf.sqlite-shm"} == {name for name, *_ in before}
    assert before == locks(sandbox.folder, os.getpid())


def test_what_is_looked_for_is_no_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments of a program can be read by everybody on the machine: neither needles nor names of files are among them."""
    started: list[list[str]] = []
    real = subprocess.run

    def watched(command: list[str], **given: object) -> object:
        """Remember a command, and start it."""
        started.append(command)
        return real(command, **given)  # type: ignore[call-overload]  # whatever it was called with

    monkeypatch.setattr(look, "subprocess", SimpleNamespace(run=watched, **PARTS))
    (tmp_path / "hay").write_bytes(b"198.51.100.77 was here")
    found = search([tmp_path / "hay"], {"address": b"198.51.100.77"})

    assert 1 == found.found["address"]
    assert [[sys.executable, "-I", "-S", str(Path(look.__file__).with_name("seeker.py"))]] == started


# — a server, and programs beside it


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The folder of an empty instance, its passphrase in a file beside it."""
    secret = tmp_path / "passphrase"
    secret.touch(mode=0o600)
    secret.write_bytes(PASSPHRASE)
    made = Instance.create(
        tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    )
    made.close()
    return tmp_path / "data"


def environment(house: Path) -> dict[str, str]:
    """Return what programs of this instance are started with."""
    return os.environ | {
        "ETANCHE_DATA": str(house),
        "ETANCHE_PASSPHRASE_FILE": str(house.parent / "passphrase"),
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def served(house: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `etanche serve` on an instance, and give its address."""
    server = subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        env=environment(house),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        words = (word for line in server.stdout for word in line.split())
        yield server, next(word.rstrip("/;,.") for word in words if word.startswith("http://127.0.0.1:"))
    finally:
        server.kill()
        server.communicate()


def proves_itself(url: str) -> bool:
    """Wait until a server has looked at every promise by itself."""
    with httpx2.Client(base_url=url) as browser:
        ends = stopwatch() + LONGEST
        while not browser.get("/proof.json").json() and stopwatch() < ends:
            time.sleep(0.1)
        return bool(browser.get("/proof.json").json())


@contextmanager
def beside(house: Path) -> Iterator[Instance]:
    """Be a program of one's own on the instance, beside its server, which comes and goes."""
    with Instance.open(house, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as opened:
        opened.front = front
        yield opened


def acknowledged(url: str, times: int) -> int:
    """Look at pages, and return how many times the server said that it has taken note."""
    with httpx2.Client(base_url=url, headers={"User-Agent": FIREFOX}) as browser:
        answers = [
            browser.get("/matomo.php", params={"idsite": "1", "rec": "1", "url": f"https://shop.example/{number}"})
            for number in range(times)
        ]
    return sum(answer.status_code == 200 for answer in answers)


def on_disk(house: Path) -> tuple[list[str], int]:
    """Return what SQLite says of both files, and how many visits there are."""
    said = []
    for name in ("data.sqlite", "shelf.sqlite"):
        file = sqlite3.connect(house / name)
        said.append(file.execute("PRAGMA integrity_check").fetchone()[0])
        file.close()
    data = sqlite3.connect(house / "data.sqlite")
    visits = data.execute("SELECT count(*) FROM records WHERE canary = 0").fetchone()[0]
    data.close()
    return said, visits


@pytest.mark.slow
@pytest.mark.clause("C5")
def test_what_was_acknowledged_is_on_the_disk(house: Path) -> None:
    """
    A server proves itself while programs come and go beside it, and is killed; another is told to end after a program beside it proved the house.

    Each time every visit it took note of is there, and both files are sound.
    """
    with served(house) as (server, url):
        proved, taken = proves_itself(url), acknowledged(url, 3)
        with beside(house) as program:
            assert program.journal.verify().intact
            program.journal.receipt(by="test")
        taken += acknowledged(url, 10)
        ended(server, signal.SIGKILL)
    killed = on_disk(house)
    with served(house) as (server, url):
        taken += acknowledged(url, 10)
        with beside(house) as program:
            assert {} == not_kept(program.prove().verdicts)
        taken += acknowledged(url, 10)
        ended(server, signal.SIGTERM)

    assert (True, 33) == (proved, taken)
    assert ((["ok", "ok"], 13), (["ok", "ok"], 33)) == (killed, on_disk(house))
    with beside(house) as program:
        assert program.journal.verify().intact


def ended(server: subprocess.Popen[str], end: signal.Signals) -> None:
    """End a server by a signal, and wait for it."""
    server.send_signal(end)
    server.communicate(timeout=LONGEST)
