"""The rounds of a serving instance are really made."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.conftest import PASSPHRASE

from etanche.cli.rounds import Rounds
from etanche.cli.serve import run
from etanche.clock import FixedClock, stopwatch
from etanche.gate import GateRefused
from etanche.instance import Instance, Stopping
from etanche.proof import TURNED_AWAY
from etanche.vault import Arrival
from etanche.web import server

LONGEST = 20.0


def soon(true: Callable[[], bool]) -> bool:
    """Wait until something is true, for a bounded time."""
    ends = stopwatch() + LONGEST
    while not true() and stopwatch() < ends:
        time.sleep(0.05)
    return true()


@pytest.mark.clause("C5")
def test_a_serving_instance_seals_sweeps_rolls_salts_and_proves(instance: Instance, clock: FixedClock) -> None:
    """Without anybody asking, lines are chained, a day past its term is destroyed, yesterday's salt goes, and every promise is checked."""
    door = instance.vault.door("site-visits", actor="test")
    door.put_many("visit", [Arrival(at=clock.now() - timedelta(days=181), fields={"page": "/old"}, who="somebody")])
    door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who="somebody")])
    clock.advance(timedelta(days=1, minutes=20))

    with Rounds(instance):
        assert soon(lambda: instance.verdicts().at is not None)
        assert soon(lambda: bool(instance.journal_entries(since=None, act="salt-destroyed", actor=None, last=1)))
        assert soon(lambda: len(instance.tombstones) == len(["the day's key", "yesterday's salt"]))
        assert soon(lambda: instance.journal.verify().unsealed == 0)
    assert instance.journal.verify().intact


def test_a_round_that_fails_stops_no_other(
    instance: Instance, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the clock three days ahead the sweep is stopped and told once; sealing goes on."""
    clock.advance(timedelta(days=3))

    with Rounds(instance):
        assert soon(lambda: bool(instance.journal_entries(since=None, act="sweep-stopped", actor=None, last=1)))
        assert soon(lambda: instance.journal.verify().unsealed == 0)
    told = capfd.readouterr().err
    assert 1 == told.count("sweep: the clock moved 72 hours")
    assert "--confirmed-by" in told


def test_who_serves_writes_down_refusals_though_nobody_asks_any_more(
    instance: Instance, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A burst that ended stands in the journal when its minute is over, while the server still runs and hears nothing."""
    told: list[list[object]] = []

    def requests() -> list[object]:
        return [line.facts["requests"] for line in instance.journal.entries(act=TURNED_AWAY)]

    def served(app: FastAPI, listening: server.Listening, **_named: object) -> None:
        browser = TestClient(app, base_url=listening.address)
        for _ in range(4):
            browser.get("/nothing")
        told.append(requests())
        clock.advance(timedelta(minutes=1))
        soon(lambda: len(requests()) > 1)
        told.append(requests())
        listening.socket.close()

    monkeypatch.setattr("etanche.cli.rounds.REFUSED_SECONDS", 0.1)
    monkeypatch.setattr(server, "run", served)
    run(instance, host="127.0.0.1", port=0)

    assert [[1], [1, 3]] == told


def test_of_two_one_sweeps_and_proves(instance: Instance, clock: FixedClock) -> None:
    """However many make their rounds, each hour has one sweep and one proof; whoever waits is told that it does."""
    door = instance.vault.door("site-visits", actor="test")
    door.put_many("visit", [Arrival(at=clock.now() - timedelta(days=181), fields={"page": "/old"})])
    clock.advance(timedelta(minutes=20))
    told: list[bool] = []

    with Rounds(instance, on_shift=told.append):
        assert soon(lambda: told == [True])
        with (
            Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock) as other,
            Rounds(other, on_shift=told.append),
        ):
            assert soon(lambda: told == [True, False])
            assert soon(lambda: len(instance.tombstones) == 1)
    assert 1 == len(instance.journal_entries(since=None, act="sweep-begun", actor=None, last=9))


def test_every_hour_a_fast_look_and_once_a_day_a_whole_one(instance: Instance, clock: FixedClock) -> None:
    """The first look is whole, those of the hours after it are fast, none is made twice within an hour, and after a day one is whole again."""
    fast = []
    for hours in (0, 0, 1, 21, 1):
        clock.advance(timedelta(hours=hours))
        Rounds(instance)._prove(instance)
        fast.append(
            [
                line.facts.get("fast", 0)
                for line in instance.journal_entries(since=None, act="prove", actor=None, last=9)
            ]
        )

    assert [[0], [0], [0, 1], [0, 1, 1], [0, 1, 1, 0]] == fast


@pytest.mark.clause("G19")
def test_what_goes_wrong_is_noticed_by_a_round(instance: Instance, clock: FixedClock) -> None:
    """Nobody asks: the first round after it opens the incident, and a halt that another process said drops the keys of this one."""
    instance.watch()
    for _ in range(21):
        with pytest.raises(GateRefused):
            instance.acting("web-analyst", purpose="nothing", actor="grebe").count("visit")
    instance.vault.door("site-visits", actor="test").put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"})])
    open_ = [slot for slot in instance.keyring._days._held if slot[2] > 0]
    with Instance.open(instance.folder, passphrase=lambda: PASSPHRASE, clock=clock) as another:
        Stopping(another).halt(None, reason="a leak", by="operator")

    assert open_
    with Rounds(instance):
        assert soon(lambda: bool(instance.incidents.all()))
        assert soon(lambda: not [slot for slot in list(instance.keyring._days._held) if slot[2] > 0])
    assert ["refused-attempts"] == [one.detector for one in instance.incidents.all()]
