"""A process killed at any commit of an erasure that was asked for: whoever comes by goes on to the same end."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE, Tell, forked
from tests.rights.society import DPO, MAUD, WORDS, Society, opened

from etanche.charter import Proof
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.rights import Arriving, Event, Outcome, Reason, Right, State, TurnedAway
from etanche.store import sqlite

LATER = MORNING + timedelta(hours=1)


Done = Callable[[Instance], object]


def act(folder: Path, tell: Tell, held: int, do: Done, at: datetime) -> None:
    """Be the child: do something, halting before every commit."""
    commit = sqlite.Tracked.commit

    def meeting(driver: sqlite.Tracked) -> None:
        tell("halt")
        os.read(held, 1)
        commit(driver)

    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(at)) as house:
        setattr(sqlite.Tracked, "commit", meeting)  # noqa: B010  # a method, for the time of this process
        do(house)


def left_at_each_commit(work: Path, do: Done, at: datetime = MORNING, *, every: int = 1) -> Iterator[Path]:
    """Yield, before each commit of what a child does, or each of so many, the folder as a kill at that moment leaves it."""
    held, go = os.pipe()
    child, telling = forked(lambda tell: act(work, tell, held, do, at))
    with telling:
        try:
            for number, _ in enumerate(telling):
                if number % every == 0:
                    left = shutil.copytree(work, work.parent / "left")
                    yield left
                    shutil.rmtree(left)
                os.write(go, b"!")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def resumed(folder: Path, person: bytes) -> bool:
    """Let somebody else come by; return whether the answer had been decided, after seeing that it is whole or not begun."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
        made = Society(house=house, clock=FixedClock(LATER), folder=folder)
        house.vault.sweep()
        house.requests.tend_all()
        filed = made.requests.register.whole_of(house.vault.group_of(person))[0]
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
        assert ["privacy@printer.example"] == [one.to for one in made.letters("recipient-told")]
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
        made.gives(person, "printer")
        made.proves(made.asks())
    decided = [
        resumed(left, person)
        for left in left_at_each_commit(
            work, lambda house: house.requests.answer(house.requests.listed().found[0], DPO, words="Fair winds.")
        )
    ]

    assert {False, True} == set(decided)
    assert decided == sorted(decided)


def test_a_request_is_kept_whole_or_not_at_all(tmp_path: Path, society_template: Path, clock: FixedClock) -> None:
    """Killed at any commit while it comes in, there is a request with its words and its clock, or nothing of anybody."""
    work = tmp_path / "work"
    with opened(society_template, work, clock):
        pass
    asked = Arriving(right=Right.ERASURE, channel="pages", words=WORDS, language="en", email=MAUD)
    seen: list[tuple[int, int]] = []
    for left in left_at_each_commit(work, lambda house: house.requests.open(asked, actor="form")):
        with Instance.open(left, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
            with house.store.reading() as connection:
                sealed = connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one()
            seen.append((sealed, house.requests.register.count()))
    with Instance.open(work, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
        seen.append((1, house.requests.register.count()))

    assert {(0, 0), (1, 1)} == set(seen)
    assert seen == sorted(seen)


def test_a_document_that_was_looked_at_goes_after_any_kill(
    tmp_path: Path, society_template: Path, clock: FixedClock
) -> None:
    """Killed at any commit: as long as nobody wrote down who was recognised the document is there to be looked at; after that the next round destroys it."""
    work = tmp_path / "work"
    with opened(society_template, work, clock) as made:
        person = made.knows()
        filed = made.asks(Right.ACCESS, person=person)
        made.requests.advance(filed, Event.IDENTITY_NOT_SHOWN, DPO)
        made.requests.advance(made.requests.listed().found[0], Event.IDENTITY_ASKED, DPO, proof=Proof.DOCUMENT)
        made.put("identity-proof", person, {"shown": "a card of a lamplighter"})
    seen: list[tuple[bool, bool]] = []
    for left in left_at_each_commit(work, _recognised):
        with Instance.open(left, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
            again = Society(house=house, clock=FixedClock(LATER), folder=left)
            shown = house.requests.listed().found[0].request.proof is Proof.DOCUMENT
            before = "identity-proof" in again.held_of(person)
            house.requests.tend_all()
            assert shown or before
            seen.append((shown, "identity-proof" in again.held_of(person)))

    assert {(False, True), (True, False)} == set(seen)


def _recognised(house: Instance) -> None:
    (filed,) = house.requests.listed().found
    house.requests.advance(filed, Event.IDENTITY_SHOWN, DPO, proof=Proof.DOCUMENT)
