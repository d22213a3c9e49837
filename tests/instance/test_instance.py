"""An instance: made whole or not at all, opened where it belongs, closed without losing a line."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import types
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE, MakeInstance, Tell, forked

from etanche.clock import FixedClock, SystemClock
from etanche.errors import OutOfReach
from etanche.instance import Instance, InstanceExists, InstanceMissing, InstanceNewer, WrongRegion
from etanche.instance.printing import OPT_OUT
from etanche.keyring import PRODUCTION_KDF, MemoryRoot
from etanche.standing import CharterChanged, charter_in_force
from etanche.store import facts
from etanche.vault import Arrival
from etanche.web import urls


def test_an_instance_opens_again_with_its_passphrase(make_instance: MakeInstance, tmp_path: Path) -> None:
    """What was made is there after closing: the same organisation, charter and plan."""
    made = make_instance()
    known = (made.organisation_id, made.plan.digest)
    made.close()
    again = make_instance()

    assert known == (again.organisation_id, again.plan.digest)


def test_production_waits_for_argon2(tmp_path: Path, clock: FixedClock) -> None:
    """An instance made without saying otherwise is locked with the production parameters of Argon2id."""
    with Instance.create(tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock) as made:
        written = "".join(path.read_text(encoding="utf-8") for path in (made.folder / "root").iterdir())

    assert PRODUCTION_KDF.memory_kib >= 64 * 1024
    assert f"{PRODUCTION_KDF.memory_kib}" in written


def test_a_wrong_passphrase_opens_nothing(instance: Instance, clock: FixedClock) -> None:
    """Another passphrase is `out of reach`, and says nothing of what is inside."""
    with pytest.raises(OutOfReach):
        Instance.open(instance.folder, passphrase=lambda: b"another", clock=clock)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, clock: FixedClock) -> None:
    """A new instance is made in an empty folder only."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/letter.txt").write_text("mine")

    with pytest.raises(InstanceExists):
        Instance.create(tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF)
    assert ["letter.txt"] == [path.name for path in (tmp_path / "data").iterdir()]


def test_what_is_no_instance_is_not_found(tmp_path: Path, clock: FixedClock) -> None:
    """A missing folder, an empty one and a file are all `not found`; the passphrase is not even asked for."""

    def never() -> bytes:
        raise AssertionError("asked for the passphrase")

    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("missing", "empty", "file"):
        with pytest.raises(InstanceMissing):
            Instance.open(tmp_path / name, passphrase=never, clock=clock)


def test_a_later_format_is_refused_politely(instance: Instance, clock: FixedClock) -> None:
    """An instance of a format this version does not know is not opened, and the hint says by what."""
    settings = instance.folder / "instance.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("format = 1", "format = 2"), encoding="utf-8")

    with pytest.raises(InstanceNewer) as refused:
        Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock)
    assert "later" in refused.value.hint


@pytest.mark.clause("A8", "G9")
def test_stores_of_another_region_are_refused(instance: Instance, clock: FixedClock) -> None:
    """With a stamp of another region the instance does not open."""
    with instance.store.writing() as connection:
        facts.put(connection, instance.organisation_id, "region", "elsewhere")

    with pytest.raises(WrongRegion):
        Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock)


CHANGES = {
    "a longer term": "UPDATE charters SET text = replace(text, 'keep: 180 days after collected', 'keep: 3650 days after collected')",
    "a later application": "UPDATE charters SET applied = '2099-01-01T00:00:00.000000+00:00'",
    "an earlier application": "UPDATE charters SET applied = '2016-01-01T00:00:00.000000+00:00'",
    "another digest": "UPDATE charters SET digest = '" + "0" * 64 + "'",
    "no mark": "UPDATE charters SET mark = x''",
    "a mark that is a text": "UPDATE charters SET mark = 'mark'",
    "a later charter": "INSERT INTO charters SELECT organisation, digest, text, '2099-01-01T00:00:00.000000+00:00', mark FROM charters",
    "a charter that came into force before its day": "UPDATE instance_facts SET value = '2099' || substr(value, 5) WHERE name = 'charter.adopted'",
    "no mark of that": "UPDATE instance_facts SET value = substr(value, 1, 97) WHERE name = 'charter.adopted'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_charter_that_was_changed_opens_nothing(make_instance: MakeInstance, clock: FixedClock, change: str) -> None:
    """Whoever edits the charter in the data file, or when it was applied, is not obeyed, by the next process or a running one."""
    instance = make_instance()
    instance.vault.door("site-visits", actor="test").put_many(
        "visit", [Arrival(at=clock.now() - timedelta(days=200), fields={"page": "/"}, who="w")]
    )
    with sqlite3.connect(instance.folder / "data.sqlite") as data:
        assert 1 == data.execute(change).rowcount
    data.close()

    with pytest.raises(CharterChanged) as running:
        instance.vault.sweep()
    with pytest.raises(CharterChanged) as opening:
        Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock)
    assert (70, 70) == (running.value.exit_code, opening.value.exit_code)
    assert "find out who" in opening.value.hint


def test_a_sandbox_obeys_a_charter_under_a_mark_of_its_own(
    instance: Instance, tmp_path: Path, clock: FixedClock
) -> None:
    """The mark of one organisation does not make the charter of another genuine."""
    with sqlite3.connect(instance.folder / "data.sqlite") as data:
        (mark,) = data.execute("SELECT mark FROM charters").fetchone()
    data.close()
    with (
        instance._house(tmp_path / "sandbox", root=MemoryRoot(), clock=clock) as bench,
        bench.store.reading() as connection,
    ):
        row = charter_in_force(connection, bench.keyring, bench.organisation, bench.clock.now())

    assert row is not None
    assert (32, True) == (len(mark), mark != row.mark)
    assert instance.plan.digest == row.digest


def test_opening_seals_what_a_killed_process_left(
    make_instance: MakeInstance, tmp_path: Path, clock: FixedClock
) -> None:
    """A line committed and not chained is chained by the next one who opens, before anything else is done."""
    left = make_instance()
    left.vault.door("site-visits", actor="test").put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"})])
    before = left.journal.verify().unsealed
    again = make_instance()

    assert (1, 0) == (before, again.journal.verify().unsealed)
    assert again.journal.verify().intact


@pytest.mark.clause("C5")
def test_visits_of_a_clock_that_was_ahead_go_with_the_next_sweep(instance: Instance, clock: FixedClock) -> None:
    """A day dated ten years ahead is destroyed by one sweep once the clock is right, and nothing else is."""
    door = instance.vault.door("site-visits", actor="test")
    door.put_many("visit", [Arrival(at=clock.now() - timedelta(days=days), fields={"page": "/"}) for days in range(3)])
    clock.advance(timedelta(days=3_650))
    door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/ahead"})])
    ahead = clock.now().date()
    clock.advance(-timedelta(days=3_650))
    report = instance.vault.sweep()
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
    [destroyed] = instance.journal.entries(act="destroyed")

    assert ([ahead], 1, True) == ([due.day for due in report.days], report.destroyed, report.final)
    assert ["/", "/", "/"] == [record.fields["page"] for record in session.read("visit")]
    assert f"visit/{ahead}" == destroyed.object
    assert () == instance.vault.sweep().days


def test_making_an_instance_keeps_no_passphrase(tmp_path: Path, clock: FixedClock) -> None:
    """Once an instance is made, nothing of it refers to the passphrase that locked its root."""
    passphrase = bytes(bytearray(b"only for this once"))
    with Instance.create(
        tmp_path / "data", charter=BOOKSHOP, passphrase=passphrase, clock=clock, kdf=CHEAP_KDF
    ) as made:
        made.prove()

        assert [] == [holder for holder in gc.get_referrers(passphrase) if not isinstance(holder, types.FrameType)]


def test_the_notice_points_to_the_page_that_is_there(instance: Instance) -> None:
    """The opt-out control that the proof looks for is the page that the web serves."""
    assert urls.OPT_OUT == OPT_OUT
    assert f'href="{OPT_OUT}' in instance.rendered(instance.charter, "fr")


def test_figures_are_counted_at_most_once_a_minute(instance: Instance, clock: FixedClock) -> None:
    """A visit shows on the plot a minute later at most, and asking often costs nothing."""
    today = clock.now().date()
    door = instance.vault.door("site-visits", actor="test")

    def seen() -> tuple[int, int]:
        return instance.visits_by_day(today, today).get(today, 0), instance.visitors_by_day(today, today).get(today, 0)

    for who in ("one", "one", "another"):
        door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who=who)])

    assert (3, 2) == seen()
    door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who="a third")])
    assert (3, 2) == seen()
    clock.advance(timedelta(seconds=61))
    assert (4, 3) == seen()


@pytest.mark.slow
@pytest.mark.parametrize("boundary", range(1, 26, 4))
def test_a_kill_while_it_is_made_leaves_all_of_it_or_nothing(tmp_path: Path, boundary: int) -> None:
    """A process killed at any durable write of `init` leaves no folder, or an instance that opens."""
    seen, sync = count(1), os.fsync

    def killing_sync(descriptor: int) -> None:
        sync(descriptor)
        if next(seen) == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    def make(_tell: Tell) -> None:
        os.fsync = killing_sync  # type: ignore[assignment]  # it is given descriptors only
        Instance.create(
            tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
        ).close()

    child, telling = forked(make)
    telling.close()
    _, status = os.waitpid(child, 0)

    assert status in {0, signal.SIGKILL}
    if (tmp_path / "data").exists():
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=SystemClock()).close()
