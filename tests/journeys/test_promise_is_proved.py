"""A promise is proved: from the charter's words to a verdict that a reader can believe, and a drill that shows why."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.proof.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

from etanche.clock import FixedClock
from etanche.instance import Instance, Stores
from etanche.notice import sentence
from etanche.proof import LATER, State, as_json
from etanche.store import days
from etanche.vault import Arrival
from etanche.web import front

RETENTION = "retention:audience/visit"


@pytest.mark.clause("C5")
def test_a_promise_is_proved(tmp_path: Path, stores: Stores) -> None:
    """Kept while the sweep does its work, broken as soon as a key outlives its day, and told so to whoever asks."""
    clock = FixedClock(datetime(2026, 11, 21, 6, 2, tzinfo=UTC))
    with ExitStack() as closing:
        made = Instance.create(
            tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
        )
        instance = closing.enter_context(made)
        instance.front = front

        # The charter makes a promise, and the notice says it.
        promise = next(it for it in instance.bench.promises if it.id == RETENTION)
        assert "until 180 days after collection" in sentence(instance.charter, promise, "en").replace("\u00a0", " ")

        # Somebody outside is given a head of the journal: without one nobody could say that it was not written anew.
        instance.journal.receipt(by="ann")

        # Visits come in, and somebody looks: the promise is kept, like all that this version checks; the rest says that it waits.
        door = instance.vault.door("site-logs", actor="import")
        door.put_many(
            "visit", [Arrival(at=clock.now() - timedelta(days=n), fields={"page": "/"}, who="v") for n in (0, 1)]
        )
        run = instance.prove()
        kept = [verdict for verdict in run.verdicts if verdict.state is State.KEPT]
        unseen = {"hosting.on-a-server"} if stores.data else set()
        assert {LATER} | unseen == {verdict.because for verdict in run.verdicts if verdict not in kept}
        assert run.verdicts == instance.verdicts().verdicts

        # The verdict is evidence: a sentence for people, numbers for programs, a line in the chained journal.
        shown = as_json(next(verdict for verdict in run.verdicts if verdict.id == RETENTION), "en")
        assert "Nothing is past its term." in str(shown["because"])
        (line,) = instance.journal.entries(act="prove")
        assert line.facts["kept"] == len(kept)
        assert instance.journal.verify().intact

        # Then somebody writes that a day was destroyed, and leaves its key: the next look finds it.
        clock.advance(timedelta(days=1))
        with instance.store.writing() as connection:
            (number,) = {row.category for row in days.known(connection, instance.organisation_id)}
            days.mark_destroyed(connection, instance.organisation_id, [(number, "2026-11-20")], clock.now().isoformat())
        broken = [verdict for verdict in instance.prove().verdicts if verdict.state is State.BROKEN]
        assert [RETENTION] == [verdict.id for verdict in broken]

        # The page shows both days; and a drill shows that the check could fail all along.
        assert [State.KEPT, State.BROKEN] == list(instance.history(promise.id).values())
        drills = list(instance.drill(only=RETENTION))
        assert len(drills) >= 5
        assert all(drill.noticed for drill in drills)
