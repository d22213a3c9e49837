"""An instance that was closed: whatever was opened in it is over, and neither reads, writes nor erases, with keys or without."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.attacks.test_old_files import CHARTER, joins
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.clock import FixedClock
from etanche.errors import Closed
from etanche.instance import Instance
from etanche.store import Store, WritingAlready, facts
from etanche.vault import Arrival


@pytest.fixture
def instance(tmp_path: Path, clock: FixedClock) -> Instance:
    """An instance, open."""
    return Instance.create(tmp_path / "data", charter=CHARTER, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF)


def test_nothing_that_was_opened_before_acts_after_closing(instance: Instance, clock: FixedClock) -> None:
    """A session, a door and the vault itself are refused, no file is opened again, and the folder can be had by whoever restores it."""
    person = joins(instance)
    session = instance.acting("founder", purpose="licensing", actor="ann")
    door, vault = instance.vault.door("marketplace", actor="shop"), instance.vault
    (ref,) = [one.ref for one in session.of_person(person, "billing")]
    stream = session.stream("billing")
    instance.close()
    sheet = {"name": "Late", "email": "late@example.org"}
    acts: list[Callable[[], object]] = [
        lambda: session.get(ref),
        lambda: session.of_person(person),
        lambda: session.count("billing"),
        lambda: list(stream),
        lambda: door.put("billing", Arrival(at=clock.now(), person=vault.new_person(), fields=sheet)),
        lambda: vault.tell(person, "contract-end", actor="ann"),
        lambda: vault.erase(person, actor="ann"),
        vault.sweep,
        vault.holds,
        lambda: vault.known_as("customer", "1"),
        instance.journal.seal,
        lambda: instance.prove(fast=True),
    ]

    for act in acts:
        with pytest.raises(Closed):
            act()
    assert [] == list((instance.folder / "living").iterdir())
    instance.close()
    with Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock) as again:
        assert 1 == again.acting("founder", purpose="licensing", actor="ann").count("billing")


def test_closing_waits_for_whoever_writes(tmp_path: Path) -> None:
    """What is being written while the data are closed is committed before they are; whoever comes after is refused."""
    store = Store.create(tmp_path / "data.sqlite")
    begun, going, order = threading.Event(), threading.Event(), []

    def write() -> None:
        with store.writing() as connection:
            begun.set()
            going.wait(2)
            facts.put(connection, b"one", "said", "written")
        order.append("written")

    def close() -> None:
        store.close()
        order.append("closed")

    writer, closer = threading.Thread(target=write), threading.Thread(target=close)
    writer.start()
    begun.wait(2)
    closer.start()
    closer.join(0.05)
    going.set()
    writer.join()
    closer.join()

    assert ["written", "closed"] == order
    with pytest.raises(Closed), store.writing():
        pass
    with closing(Store.open(tmp_path / "data.sqlite")) as again, again.reading() as connection:
        assert "written" == facts.get(connection, b"one", "said")


def test_a_thread_that_would_wait_for_itself_is_told_so(tmp_path: Path) -> None:
    """A transaction within one's own is refused at once, and not as another process's; the one around it goes on."""
    with closing(Store.create(tmp_path / "data.sqlite")) as store:
        with store.writing() as connection:
            with pytest.raises(WritingAlready, match="this thread"), store.writing():
                pass
            facts.put(connection, b"one", "said", "written")
        with store.writing() as connection:
            assert "written" == facts.get(connection, b"one", "said")
