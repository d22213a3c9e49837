"""A process killed at any commit of an erasure that was asked for: whoever comes by goes on to the same end."""

from __future__ import annotations

import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE, Tell, forked
from tests.rights.society import DPO, MAUD, Society, opened

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.rights import Outcome, Reason, State, TurnedAway
from etanche.store import sqlite

LATER = MORNING + timedelta(hours=1)


def act(folder: Path, tell: Tell, held: int) -> None:
    """Be the child: answer the one request that is open, halting before every commit."""
    commit = sqlite.Tracked.commit

    def meeting(driver: sqlite.Tracked) -> None:
        tell("halt")
        os.read(held, 1)
        commit(driver)

    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as house:
        setattr(sqlite.Tracked, "commit", meeting)  # noqa: B010  # a method, for the time of this process
        house.requests.answer(house.requests.listed()[0], DPO, words="Fair winds.")


def resumed(folder: Path, person: bytes) -> bool:
    """Let somebody else come by; return whether the answer had been decided, after seeing that it is whole or not begun."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
        made = Society(house=house, clock=FixedClock(LATER), folder=folder)
        house.vault.sweep()
        house.requests.tend_all()
        filed = made.requests.register.of_persons(house.vault.group_of(person))[0]
        decided = filed.answer is not None
        letters = made.letters("request-answered")
        if not decided:
            assert State.IN_PROGRESS is filed.request.state
            filed = made.requests.answer(filed, DPO, words="Fair winds.")
            letters = made.letters("request-answered")
        assert (State.ANSWERED, Outcome.GRANTED, None) == (filed.request.state, filed.request.outcome, filed.doing)
        assert {"ask", "receipt"} == made.held_of(person).keys()
        assert [MAUD] == [one.to for one in letters]
        assert "Fair winds." in letters[0].text
        assert "Fair winds." in made.requests.show(filed, DPO).answer
        assert {"ledger": 1} == house.vault.erased(person).destroyed
        with pytest.raises(TurnedAway) as again:
            made.requests.answer(filed, DPO)
        assert Reason.NOT_NOW is again.value.reason
        return decided


@pytest.mark.clause("C23")
def test_an_erasure_by_request_goes_on_from_any_kill(tmp_path: Path, society_template: Path, clock: FixedClock) -> None:
    """At every commit: the same is gone, the same stays, one letter goes out, and nothing can be answered twice."""
    work = tmp_path / "work"
    with opened(society_template, work, clock) as made:
        person = made.knows()
        made.proves(made.asks())
    held, go = os.pipe()
    child, telling = forked(lambda tell: act(work, tell, held))
    decided: list[bool] = []
    with telling:
        try:
            for _ in telling:
                left = shutil.copytree(work, tmp_path / "left")
                decided.append(resumed(left, person))
                shutil.rmtree(left)
                os.write(go, b"!")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    assert {False, True} == set(decided)
    assert decided == sorted(decided)
