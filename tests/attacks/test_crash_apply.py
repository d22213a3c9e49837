"""
A process killed at any boundary of applying a charter, of its coming into force, or of taking one back, leaves the old one whole or the new one.

The story is told as in `test_crash_put_and_sweep`: a child halts before each boundary, and what a kill there would leave is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.attacks.test_crash_put_and_sweep import CATEGORY, Story, hang
from tests.conftest import BOOKSHOP, PASSPHRASE

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.keyring import RootFile

NEW = "page-view"
RENAMED = (
    ("versions:\n", "versions:\n  2026-11-21: {comment: {fr: Autre nom, en: Another name}}\n"),
    ("  visit:\n    title", f"  {NEW}:\n    was: visit\n    title"),
    ("uses: [visit]", f"uses: [{NEW}]"),
    ("sees: {visit:", f"sees: {{{NEW}:"),
    ('"minimise:visit', f'"minimise:{NEW}'),
    ("audience/visit", f"audience/{NEW}"),
)
WAITING = (("versions:\n", "versions:\n  2026-12-01: {comment: {fr: Plus tard, en: Later}}\n"),)


def charter(path: Path, *edits: tuple[str, str], base: Path = BOOKSHOP) -> Path:
    """Write a charter like another one, with some changes."""
    text = base.read_text("utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


@dataclass(frozen=True, kw_only=True)
class Applying(Story):
    """A charter that renames a category is applied, another one waits, and is taken back."""

    charters: tuple[Path, Path]

    def act(self, meet: Callable[[], object]) -> None:
        """Be the child; everything acknowledged is told to a file before the next act begins."""
        instance = self.open()
        hang(meet)
        renamed, waiting = self.charters
        with self.said.open("a") as said:
            for act, do in (
                ("renamed", lambda: instance.apply(instance.propose(renamed), by="Ann")),
                ("waits", lambda: instance.apply(instance.propose(waiting), by="Ann")),
                ("withdrawn", lambda: instance.withdraw(by="Ann")),
                ("sealed", instance.journal.seal),
            ):
                do()
                said.write(act + "\n")
                said.flush()


@pytest.fixture
def story(tmp_path: Path, instance: Instance, clock: FixedClock) -> Applying:
    """An instance with a batch in it, and two charters to come."""
    root = RootFile.open(instance.folder / "root", PASSPHRASE)
    renamed = charter(tmp_path / "renamed.yaml", *RENAMED)
    waiting = charter(tmp_path / "waiting.yaml", *WAITING, base=renamed)
    told = Applying(seed=instance.folder, root=root, clock=clock, work=tmp_path / "work", charters=(renamed, waiting))
    told.work.mkdir()
    instance.vault.door("site-logs", actor="test").put_many(CATEGORY, told.arrivals("first", 0, 1, 2))
    instance.journal.seal()
    instance.store.flush()
    clock.advance(timedelta(minutes=1))
    return told


def judge(left: Story) -> str:
    """Open what the killed child left: one charter is in force, its names lead to every record, and it can be changed again."""
    said = left.acknowledged()
    with left.open() as instance:
        (category,) = instance.plan.categories
        session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
        days = {record.day for record in session.read(category)}
        waits = [each for each in instance.versions() if each.waits]
        lines = [entry.act for entry in instance.journal_entries(since=None, act=None, actor=None, last=50)]
        instance.journal.seal()

        assert (3, True) == (len(days), instance.journal.verify().intact)
        assert category == NEW or "renamed" not in said
        assert (category == NEW) == ("charter-applied" in lines) == ("charter-in-force" in lines)
        assert len(waits) <= (0 if "withdrawn" in said else 1)
        assert () == instance.vault.missing()
        assert lines.count("charter-in-force") <= 1
        instance.withdraw(by="Ann")
    return category


@pytest.mark.slow
def test_killed_at_any_boundary_of_applying_it_is_the_old_charter_or_the_new_one(story: Applying) -> None:
    """For every boundary: the charter in force, the names in the stores and the journal say the same."""
    seen = [judge(left) for left in story.halts()]

    assert {"renamed", "waits", "withdrawn", "sealed"} == story.acknowledged()
    assert seen == sorted(seen, reverse=True)
    assert {CATEGORY, NEW} == set(seen)
