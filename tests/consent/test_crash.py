"""A process killed while it does what somebody wished for after their death: whoever comes by goes on to the same end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE
from tests.consent.test_after_death import HEIR, asks, wishes_for
from tests.consent.test_yes_and_no import joins, wishes
from tests.rights.society import DPO, Society, opened
from tests.rights.test_crash import left_at_each_commit

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.rights import Outcome, Wish

THEN, LATER = MORNING + timedelta(days=3), MORNING + timedelta(days=3, hours=1)
ENDING = MORNING + timedelta(days=155)


def resumed(folder: Path, person: bytes) -> bool:
    """Let somebody else come by; return whether it had been decided, after seeing that it is whole or not begun."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(LATER)) as house:
        club = Society(house=house, clock=FixedClock(LATER), folder=folder)
        house.vault.sweep(confirmed_by="ysé")
        house.requests.tend_all()
        (filed,) = (one for open_ in (True, False) for one in house.requests.listed(is_open=open_).found)
        decided = filed.answer is not None
        if not decided:
            assert {"ledger", "receipt", "wish"} == club.held_of(person).keys()
            filed = house.requests.answer(filed, DPO)
        assert (Outcome.GRANTED, None) == (filed.request.outcome, filed.doing)
        assert {"receipt"} == club.held_of(person).keys()
        assert [] == wishes(club)
        assert [HEIR] == [one.to for one in club.letters("request-answered")]
        assert "the data are erased" in house.requests.answered(filed)
        assert ["privacy@printer.example"] == [one.to for one in club.letters("recipient-told")]
        return decided


@pytest.mark.clause("C26")
def test_what_was_wished_goes_on_after_a_kill(tmp_path: Path, club_template: Path, clock: FixedClock) -> None:
    """At every commit: the same is gone, the same stays, one letter goes to who asked, and one to who had been given the data."""
    work = tmp_path / "work"
    with opened(club_template, work, clock) as club:
        person = joins(club)
        club.gives(person, "printer")
        wishes_for(club, person, Wish.ERASE)
        club.requests.died(asks(club), DPO, person)
    decided = [
        resumed(left, person)
        for left in left_at_each_commit(
            work, lambda house: house.requests.answer(house.requests.listed().found[0], DPO), at=THEN
        )
    ]

    assert {False, True} == set(decided)
    assert decided == sorted(decided)


def asked_again(folder: Path) -> tuple[int, int]:
    """Let somebody else come by; return how many letters were there, and how many there are once they wrote theirs."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(ENDING)) as house:
        club = Society(house=house, clock=FixedClock(ENDING), folder=folder)
        before = len(club.letters("consent-ends"))
        house.ask_again()
        house.ask_again()
        return before, len(club.letters("consent-ends"))


@pytest.mark.clause("C19")
def test_who_is_asked_again_is_asked_once_whenever_that_was_killed(
    tmp_path: Path, club_template: Path, clock: FixedClock
) -> None:
    """At every commit of the round: whoever comes by writes the letter that is not there, and no second one."""
    work = tmp_path / "work"
    with opened(club_template, work, clock) as club:
        joins(club)
    found = [asked_again(left) for left in left_at_each_commit(work, lambda house: house.ask_again(), at=ENDING)]

    assert {0, 1} == {before for before, _ in found}
    assert {1} == {after for _, after in found}
