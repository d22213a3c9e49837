"""
What every test may ask for: a clock that stands still, the sample charter, an instance, and cheap keys declared as such.

And how tests share machines: the tests of a file stay together, so that what they prepare is prepared once,
and so do all tests with a browser; who takes long begins.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pytest
import structlog
from hypothesis import settings

from etanche.clock import Clock, FixedClock
from etanche.keyring import Kdf

if TYPE_CHECKING:
    from tests.authority import Authority
    from tests.servers import Databases, Server

    from etanche.instance import Instance

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
"""How long an example takes says more of the machine than of the program: no test has an absolute time."""

ROOT = Path(__file__).parent.parent
E2E = "tests/e2e"
BOOKSHOP = ROOT / "charters/bookshop.yaml"
PASSPHRASE = b"a passphrase of the tests"

gc.disable()
"""What is imported stays; `pytest_collection_finish` looks for what does not."""

TOKEN_PIN = b"a pin of the tests"

CHEAP_KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
"""Tests do not wait for Argon2id; tests/keyring asserts what production uses."""

MakeInstance = Callable[..., "Instance"]
Tell = Callable[..., object]


IN_FILES = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""Marks a test that looks at SQLite's own files, speaks its language, or takes long over what no engine changes."""

MORNING = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)


def together(nodeid: str) -> str:
    """Return the name of those a test stays with."""
    file = nodeid.partition("::")[0]
    return E2E if file.startswith(f"{E2E}/") else file


def pytest_collection(session: pytest.Session) -> None:
    """Let every second worker import the tests from the other end: what one has compiled the other finds."""
    config = session.config
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0")[-1] in "13579" and config.args == config.getini("testpaths"):
        here = [path for path in (ROOT / "tests").iterdir() if path.is_dir() or path.match("test_*.py")]
        config.args = [str(path) for path in sorted(here, reverse=True)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browser begin, then the files in which something is slow; whole files, in an order that all workers agree on."""
    slow = {together(item.nodeid) for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (together(item.nodeid) != E2E, together(item.nodeid) not in slow, item.path))


def pytest_collection_finish() -> None:
    """Take all that was imported out of the sight of the collector, and call it seldom: it would look in vain again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker whole files, one after the other."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has annotations and does not say so

    files = LoadScopeScheduling(config, log)
    files._split_scope = together
    return files


def forked(act: Callable[[Tell], object]) -> tuple[int, TextIO]:
    """
    Do something in a fork of this process, and end it; return its number and, to be read line by line, what it tells.

    It is a process as good as any other, and spares the half second in which a new one would import everything.
    """
    reading, writing = os.pipe()
    write = os.write
    child = os.fork()
    if child == 0:
        try:
            act(lambda *words: write(writing, f"{' '.join(map(str, words))}\n".encode()))
            os._exit(0)
        finally:
            os._exit(7)
    os.close(writing)
    return child, os.fdopen(reading, encoding="utf-8")


@pytest.fixture(autouse=True)
def _loggers() -> Iterator[None]:
    """What a command line configured is forgotten after each test: its stream is closed by then."""
    yield
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the engines a store may be on."""
    return str(request.param)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of PostgreSQL of this process, begun by the first test that needs it."""
    from tests.servers import Server

    made = Server.made()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def other_server() -> Iterator[Server]:
    """Another server, with files of its own: a shelf on a server needs one that the data are not on."""
    from tests.servers import Server

    made = Server.made()
    yield made
    made.remove()


@pytest.fixture
def databases(server: Server) -> Iterator[Databases]:
    """Databases of one test on that server; they go with it."""
    from tests.servers import Databases

    made = Databases(server)
    yield made
    made.drop()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 6.02 on 21 November 2026, in UTC."""
    return FixedClock(MORNING)


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The library of a hardware module in software, with tokens `etanche` and `phare`; a process can begin only once with it, and sees no later one."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        pins = ("--pin", TOKEN_PIN.decode(), "--so-pin", "the officer's pin")
        for label in ("etanche", "phare"):
            subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", label, *pins], check=True, stdout=-3)
        yield next(Path("/usr/lib").rglob("libsofthsm2.so")).resolve()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance just made, to be copied: making one anew for each test would cost more than most tests."""
    from etanche.instance import Instance

    folder = tmp_path_factory.mktemp("template") / "data"
    Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    return folder


@pytest.fixture
def make_instance(tmp_path: Path, clock: FixedClock, template: Path) -> Iterator[MakeInstance]:
    """Make or open instances of the sample charter; each is closed at the end."""
    from etanche.instance import Instance

    with ExitStack() as closing:

        def make(folder: Path = tmp_path / "data", *, at: Clock = clock, charter: Path = BOOKSHOP) -> Instance:
            if charter != BOOKSHOP:
                made = Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=at, kdf=CHEAP_KDF)
                return closing.enter_context(made)
            if not folder.exists():
                shutil.copytree(template, folder)
            return closing.enter_context(Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=at))

        yield make


@pytest.fixture
def instance(make_instance: MakeInstance) -> Instance:
    """An instance of the sample charter, empty."""
    return make_instance()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who puts a time under heads of journals."""
    from tests.authority import Authority

    return Authority.made(tmp_path_factory.mktemp("authority"))
