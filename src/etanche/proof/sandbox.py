"""
The sandbox: a throw-away house of the same charter, code and plan, with generated people and keys of its own.

Saboteurs accept nothing else. A sandbox cannot be made of a living house: it refuses a folder with a root on the disk,
and its own root exists in memory only, so that when the drill is over nothing in its files can ever be opened again.

    with Yard(open_house, at=now) as make_sandbox:
        with make_sandbox() as sandbox: ...

One template is built and peopled; each sandbox is a copy of its files, opened with the same root.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from etanche.charter import Plan
from etanche.clock import Clock, FixedClock
from etanche.errors import Fault
from etanche.keyring import MemoryRoot, Root
from etanche.proof.bench import Bench
from etanche.proof.people import people

ROOT = "root"
"""The folder in which a living instance keeps its root."""


class NotASandbox(Fault):
    """A saboteur was let near something that is not a sandbox; nothing was done to it."""


class OpenHouse(Protocol):
    """What the hall lends: a house made in a folder that is not there yet, or opened in one that is."""

    def __call__(
        self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None = None
    ) -> AbstractContextManager[Bench]:
        """Give the bench of a house of the sandboxed charter; it obeys `plan` instead of the charter's own if one is given."""


class Sandbox:
    """A throw-away house that may be broken into; `bench` is what the checks look at."""

    def __init__(self, folder: Path, *, open_house: OpenHouse, root: MemoryRoot, clock: FixedClock) -> None:
        """
        Hold a folder that is not opened yet; use it in a `with` block.

        Raises:
            NotASandbox: there is a root in the folder, or the root handed over is not one of memory.
        """
        if (folder / ROOT).exists() or type(root) is not MemoryRoot:
            raise NotASandbox("this is a living instance, or a copy of one: no drill is run on it")
        self.folder = folder
        self.root = root
        self.clock = clock
        self._open_house = open_house
        self._house: AbstractContextManager[Bench] | None = None
        self._bench: Bench | None = None

    @property
    def bench(self) -> Bench:
        """
        The house as it stands.

        Raises:
            NotASandbox: it is not open.
        """
        if self._bench is None:
            raise NotASandbox("the sandbox is closed")
        return self._bench

    def obey(self, plan: Plan | None) -> None:
        """Close the house and open it again under another plan; without one, under the charter's own."""
        self._close()
        self._house = self._open_house(self.folder, root=self.root, clock=self.clock, plan=plan)
        self._bench = self._house.__enter__()

    def swap(self, change: Callable[[Bench], Bench]) -> None:
        """Put other rooms into the house in the place of its own."""
        self._bench = change(self.bench)

    def __enter__(self) -> Self:
        """Open the house."""
        self.obey(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the house."""
        self._close()

    def _close(self) -> None:
        house, self._house, self._bench = self._house, None, None
        if house is not None:
            house.__exit__(None, None, None)


class Yard:
    """Where sandboxes are made, and shredded; calling it makes one."""

    def __init__(self, open_house: OpenHouse, *, at: datetime) -> None:
        """Keep how houses are made, and the moment their clocks begin at; nothing is built yet."""
        self._open_house = open_house
        self._at = at
        self._root = MemoryRoot()
        self._place: Path | None = None
        self._made = 0

    def __enter__(self) -> Self:
        """Build the template and let its people in."""
        self._place = Path(tempfile.mkdtemp(prefix="etanche-sandbox-"))
        try:
            self._template.parent.mkdir()
            clock = FixedClock(self._at)
            with self._open_house(self._template, root=self._root, clock=clock) as bench:
                people(bench)
                # Somebody outside holds a head of its journal, as of a living house.
                bench.journal.receipt(by="sandbox")
        except BaseException:
            self._shred()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Shred the template and whatever is left."""
        self._shred()

    @contextmanager
    def __call__(self) -> Iterator[Sandbox]:
        """Give a fresh sandbox, and shred it at the end."""
        self._made += 1
        # What lies beside the house, its backups, goes along.
        place = self._template.parent.with_name(f"sandbox-{self._made}")
        shutil.copytree(self._template.parent, place)
        folder = place / self._template.name
        try:
            with Sandbox(folder, open_house=self._open_house, root=self._root, clock=FixedClock(self._at)) as sandbox:
                yield sandbox
        finally:
            shutil.rmtree(place)

    @property
    def _template(self) -> Path:
        if self._place is None:
            raise NotASandbox("the yard is closed")
        return self._place / "template" / "data"

    def _shred(self) -> None:
        """Remove the files; what could open them goes with the root, which was never on a disk."""
        if self._place is not None:
            shutil.rmtree(self._place)
        self._place, self._root = None, MemoryRoot()
