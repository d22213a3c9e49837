"""Verdicts kept: every change with its moment, one line a day, however often promises are looked at; and old tables are thinned alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from etanche.clock import FixedClock
from etanche.keyring import Signer
from etanche.keyring.secret import Secret
from etanche.proof import State, Verdict, history, latest
from etanche.proof.ledger import keep
from etanche.proof.vouched import marked
from etanche.store import Store, VerdictRow, alerts, verdicts
from etanche.terms import OrganisationId, PromiseId, new_id

PROMISE = PromiseId("logs:chain")
ZONE = "Europe/Paris"
MIDNIGHT = datetime(2026, 11, 20, 23, tzinfo=UTC)
"""Midnight in Paris."""
HAND = Signer(Secret(bytes(range(32))))


@pytest.fixture
def organisation() -> OrganisationId:
    """Somebody's."""
    return OrganisationId(new_id())


@pytest.fixture
def store(tmp_path: Path) -> Iterable[Store]:
    """An empty store."""
    made = Store.create(tmp_path / "data.sqlite")
    yield made
    made.close()


def look(
    store: Store, organisation: OrganisationId, at: datetime, state: State = State.KEPT, because: str = "x"
) -> None:
    """Keep the verdict of one look."""
    verdict = Verdict(id=PROMISE, kind="logs", state=state, because=because, at=at)
    with store.writing() as connection:
        keep(connection, organisation, new_id().hex(), "d" * 64, [verdict], 0.1, signer=HAND, zone=ZONE, forget=True)


def kept(store: Store, organisation: OrganisationId) -> list[tuple[int, str]]:
    """Return hours since midnight in Paris, and the state, of each line that is kept."""
    with store.reading() as connection:
        rows = verdicts.history(connection, organisation, PROMISE)
    return [((datetime.fromisoformat(row.at) - MIDNIGHT) // timedelta(hours=1), row.state) for row in rows]


def test_a_promise_that_stands_as_before_has_one_line_a_day(store: Store, organisation: OrganisationId) -> None:
    """Looked at each hour for four days, the first look stays, and the last of each day in the organisation's zone."""
    for hour in range(4 * 24):
        look(store, organisation, MIDNIGHT + timedelta(hours=hour))

    assert [0, 23, 47, 71, 95] == [hour for hour, _ in kept(store, organisation)]


def test_every_change_stays_with_its_moment(store: Store, organisation: OrganisationId) -> None:
    """What broke in the night and was mended in the morning is there, from the first look to the last of each state."""
    for hour in range(24):
        state = State.BROKEN if 3 <= hour < 7 else State.KEPT
        look(store, organisation, MIDNIGHT + timedelta(hours=hour), state)
    look(store, organisation, MIDNIGHT + timedelta(hours=24), State.KEPT, "y")

    assert [(0, "kept"), (2, "kept"), (3, "broken"), (6, "broken"), (7, "kept"), (23, "kept"), (24, "kept")] == kept(
        store, organisation
    )
    seen = history(
        store, organisation, PROMISE, clock=FixedClock(MIDNIGHT + timedelta(hours=25)), signer=HAND, zone=ZONE
    )
    assert {date(2026, 11, 21): State.BROKEN, date(2026, 11, 22): State.KEPT} == seen


def test_the_latest_is_always_there(store: Store, organisation: OrganisationId) -> None:
    """Whatever was thinned, the newest look is what is shown."""
    for hour in range(30):
        look(store, organisation, MIDNIGHT + timedelta(hours=hour))
        now = FixedClock(MIDNIGHT + timedelta(hours=hour, minutes=1))

        assert now.now() - timedelta(minutes=1) == latest(store, organisation, signer=HAND, clock=now).at


def test_a_clock_gone_ahead_takes_no_line_of_today(store: Store, organisation: OrganisationId) -> None:
    """Looks dated after now are not counted as neighbours of those of now; what was written before them keeps its number."""
    look(store, organisation, MIDNIGHT)
    look(store, organisation, MIDNIGHT + timedelta(hours=1))
    look(store, organisation, MIDNIGHT + timedelta(days=1))
    look(store, organisation, MIDNIGHT + timedelta(hours=2))

    assert [0, 1, 2, 24] == [hour for hour, _ in kept(store, organisation)]


def test_a_change_is_to_be_told_once(store: Store, organisation: OrganisationId) -> None:
    """The first green look is no news, the first red one is; then every change of state, and nothing that stayed."""
    states = (State.KEPT, State.KEPT, State.BROKEN, State.BROKEN, State.UNPROVEN, State.KEPT)
    for hour, state in enumerate(states):
        look(store, organisation, MIDNIGHT + timedelta(hours=hour), state)
    other = OrganisationId(new_id())
    look(store, other, MIDNIGHT, State.BROKEN)

    with store.reading() as connection:
        told = [(row.was, row.now) for row in alerts.known(connection, organisation)]
        first = [(row.was, row.now) for row in alerts.known(connection, other)]
    assert [("kept", "broken"), ("broken", "unproven"), ("unproven", "kept")] == told
    assert [("", "broken")] == first


def test_a_table_of_before_is_thinned_when_it_is_upgraded(store: Store, organisation: OrganisationId) -> None:
    """Three days of hourly lines become the first, the changes, and the last of each day: nothing a page shows is lost."""
    from etanche.store.migrations.data.v0003_proof import _THIN  # the step itself is what is tried

    clock = FixedClock(MIDNIGHT + timedelta(days=3, hours=1))
    with store.writing() as connection:
        for hour in range(72):
            state = "broken" if 30 <= hour < 33 else "kept"
            at = (MIDNIGHT + timedelta(hours=hour)).isoformat(timespec="microseconds")
            row = VerdictRow(
                organisation=organisation,
                promise=PROMISE,
                at=at,
                run=new_id().hex(),
                state=state,
                because="x",
                measured="{}",
                digest="d",
            )
            verdicts.append(connection, [marked(row, HAND)])
    before = history(store, organisation, PROMISE, clock=clock, signer=HAND, zone=ZONE)
    with store.writing() as connection:
        connection.exec_driver_sql(_THIN)

    assert 72 > len(kept(store, organisation)) <= 9
    assert before == history(store, organisation, PROMISE, clock=clock, signer=HAND, zone=ZONE)
    assert {(30, "broken"), (32, "broken"), (33, "kept")} <= set(kept(store, organisation))
