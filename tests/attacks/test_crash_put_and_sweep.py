"""
A process killed at any boundary of a write loses no acknowledged batch and leaves nothing half done for ever.

A small story (a batch is taken in, what is due is swept, the journal is sealed) is told in a child that halts before
its first, second, third… boundary: each beginning and each commit of a transaction, each cut of a log, each write and
sync of a file. What lies between two of them is one transaction, and SQLite's business. A kill leaves the files as they
stand; so each time it halts they are copied, and the copy is opened like what a killed process left. At some boundaries
the child kills itself with SIGKILL in earnest. Nothing in the product knows of it: the halts hang on the driver's own events.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.conftest import PASSPHRASE, Tell, forked

from etanche.clock import FixedClock, day_of
from etanche.instance import Instance
from etanche.keyring import Root, RootFile
from etanche.store import days, records, sqlite
from etanche.vault import Arrival, bites

CATEGORY = "visit"
DEAD = 200
"""So many days ago: past the term of the sample charter."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One folder, copied for each telling, and the story told in it."""

    seed: Path
    root: Root
    clock: FixedClock
    work: Path

    @property
    def folder(self) -> Path:
        """Where the story is told."""
        return self.work / "instance"

    @property
    def said(self) -> Path:
        """What was acknowledged, a word a line."""
        return self.work / "said"

    def open(self) -> Instance:
        """Open the folder as a process does that knows nothing of the one before."""
        return Instance(self.folder, root=self.root, clock=self.clock)

    def arrivals(self, batch: str, *days_ago: int) -> list[Arrival]:
        """Return a visit for each of some days, whose page is the name of its batch."""
        now = self.clock.now()
        return [Arrival(at=now - timedelta(days=ago), fields={"page": f"/{batch}"}, who="w") for ago in days_ago]

    def begin(self) -> None:
        """Put everything where it is when the story begins."""
        shutil.copytree(self.seed, self.folder)
        self.said.write_text("")

    def halts(self) -> Iterator[Story]:
        """Tell the story in a child that halts before each boundary; give, each time, the story as a kill there would leave it."""
        self.begin()
        left = replace(self, work=self.work.with_name("left"))
        held, go = os.pipe()
        child, telling = forked(lambda tell: self.act(lambda: tell("halt") and os.read(held, 1)))
        with telling:
            try:
                for _ in telling:
                    shutil.copytree(self.work, left.work)
                    yield left
                    shutil.rmtree(left.work)
                    os.write(go, b"!")
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                os.close(held)
                os.close(go)

    def killed_before(self, boundary: int) -> None:
        """Tell the story in a child that dies before a boundary."""
        self.begin()
        child, telling = forked(lambda _tell: self.act(killer(boundary)))
        telling.close()

        assert signal.SIGKILL == os.waitpid(child, 0)[1]

    def act(self, meet: Callable[[], object]) -> None:
        """Be the child, which meets every boundary; everything acknowledged is told to a file before the next act begins."""
        instance = self.open()
        # A row a bite, so that it can be killed between any two.
        bites.FIRST = bites.MOST = 1
        hang(meet)
        door = instance.vault.door("site-logs", actor="test")
        with self.said.open("a") as said:
            for act, do in (
                ("second", lambda: door.put_many(CATEGORY, self.arrivals("second", 0, 1, DEAD + 1))),
                ("swept", instance.vault.sweep),
                ("third", lambda: door.put_many(CATEGORY, self.arrivals("third", 0, DEAD + 1))),
                ("sealed", instance.journal.seal),
            ):
                do()
                said.write(act + "\n")
                said.flush()

    def acknowledged(self) -> set[str]:
        """Return what the child was told had succeeded."""
        return set(self.said.read_text().split())


def killer(boundary: int) -> Callable[[], None]:
    """Return what dies at its n-th call."""
    passed = 0

    def pass_or_die() -> None:
        nonlocal passed
        passed += 1
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_or_die


def hang(meet: Callable[[], object]) -> None:
    """Hang something on every boundary of this process."""

    def cuts(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("PRAGMA wal_checkpoint"):
            meet()

    execute, commit = sqlite.Tracked.execute, sqlite.Tracked.commit

    def meeting_execute(driver: sqlite.Tracked, statement: str, *more: Any) -> Any:
        if statement.startswith("BEGIN"):
            meet()
        return execute(driver, statement, *more)

    def meeting_commit(driver: sqlite.Tracked) -> None:
        meet()
        commit(driver)

    event.listen(Engine, "before_cursor_execute", cuts)
    sqlite.Tracked.execute = meeting_execute  # type: ignore[method-assign, assignment]
    sqlite.Tracked.commit = meeting_commit  # type: ignore[method-assign, assignment]
    sync, write = os.fsync, os.write

    def meeting_sync(descriptor: int) -> None:
        meet()
        sync(descriptor)
        meet()

    def meeting_write(descriptor: int, data: bytes) -> int:
        meet()
        return write(descriptor, data)

    for name, meeting in (("fsync", meeting_sync), ("write", meeting_write)):
        setattr(os, name, meeting)


@pytest.fixture
def story(tmp_path: Path, instance: Instance, clock: FixedClock) -> Story:
    """An instance with one batch in it, one day of which is due."""
    root = RootFile.open(instance.folder / "root", PASSPHRASE)
    told = Story(seed=instance.folder, root=root, clock=clock, work=tmp_path / "work")
    told.work.mkdir()
    instance.vault.door("site-logs", actor="test").put_many(CATEGORY, told.arrivals("first", 0, 1, 2, DEAD))
    instance.journal.seal()
    instance.store.flush()
    return told


def judge(story: Story, *, boundary: int) -> None:
    """Open what the killed child left, let it settle, and see that nothing is lost and nothing half done."""
    with story.open() as instance:
        assert instance.journal.verify().intact, boundary
        nothing_acknowledged_is_lost(story, instance)
        instance.vault.sweep()
        nothing_acknowledged_is_lost(story, instance)
        nothing_due_is_left(story, instance)
        instance.journal.seal()
        report = instance.journal.verify()

    assert (True, 0) == (report.intact, report.unsealed), boundary


def nothing_acknowledged_is_lost(story: Story, instance: Instance) -> None:
    """A batch is there whole or not at all, and if the child was told that it is in, it is."""
    today = day_of(story.clock.now(), instance.plan.zone)
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
    found: dict[str, set[date]] = {}
    for record in session.read(CATEGORY):
        found.setdefault(record.fields["page"], set()).add(record.day)

    assert {today - timedelta(days=ago) for ago in range(3)} == found["/first"]
    for batch, whole in (("second", {today, today - timedelta(days=1)}), ("third", {today})):
        assert found.get(f"/{batch}", set()) in (whole, set())
        assert batch not in story.acknowledged() or f"/{batch}" in found


def nothing_due_is_left(story: Story, instance: Instance) -> None:
    """No due day has a key, a row or a mark; what has a row has its key; what is dead cannot be opened."""
    organisation = instance.organisation_id
    assert () == instance.standing.due()
    with instance.store.reading() as connection:
        known = days.known(connection, organisation)
        left = records.days_with_rows(connection, organisation)
    dead = {(row.category, row.day) for row in known if row.destroyed is not None}
    living = {(category, day) for category, day, _ in instance.shelf.buckets(organisation)}

    assert {day for _, day in dead} >= {
        (day_of(story.clock.now(), instance.plan.zone) - timedelta(days=DEAD)).isoformat()
    }
    assert not dead & set(left)
    assert not dead & living
    assert set(left) <= living
    assert () == instance.vault.missing()
    for category, day in dead:
        assert instance.keyring.day_key(organisation, category, day, create=True) is None


@pytest.mark.slow
def test_killed_at_any_boundary_it_converges(story: Story) -> None:
    """For every boundary of the story: no acknowledged batch is lost, the chain holds, and the next sweep finishes."""
    boundary = 0
    for boundary, left in enumerate(story.halts(), start=1):
        judge(left, boundary=boundary)

    assert {"second", "swept", "third", "sealed"} == story.acknowledged()
    assert boundary > 50


@pytest.mark.parametrize("boundary", [5, 12, 20, 30, 40, 50])
def test_killed_here_and_there_it_converges(story: Story, boundary: int) -> None:
    """A few of the boundaries, where the child is killed in earnest."""
    story.killed_before(boundary)

    judge(story, boundary=boundary)


def test_killed_again_while_it_settles_it_converges(story: Story) -> None:
    """Killed in the story, and again and again in the sweep that should put it right, it still gets there."""

    def settle(boundary: int, _tell: Tell) -> None:
        instance = story.open()
        hang(killer(boundary))
        instance.vault.sweep()

    story.killed_before(34)
    for boundary in range(2, 60, 6):
        child, telling = forked(partial(settle, boundary))
        telling.close()
        os.waitpid(child, 0)

    judge(story, boundary=34)
