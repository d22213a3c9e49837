"""Nobody decides tomorrow: a word of tomorrow is taken by no door, and one that an old ledger has swallows none of today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.rights.society import Society

from etanche.clock import day_of
from etanche.rights.consent import How
from etanche.standing import UnknownEvent, person_subject
from etanche.vault import Refusal, Said

DAY = timedelta(days=1)


def tomorrow(club: Society) -> date:
    """Return the day after today."""
    return day_of(club.clock.now(), club.house.plan.zone) + DAY


def foretold(club: Society, person: bytes, event: str, purpose: str = "club") -> None:
    """Write a word of tomorrow into the ledger, as doors of before did."""
    house = club.house
    with house.store.writing() as connection:
        house.vault._means.standing.persons.tell(
            connection, person_subject(person), event, purpose=purpose, effective=tomorrow(club)
        )


def joins(club: Society) -> bytes:
    """Let somebody join the club, and write a wish down."""
    person = club.knows()
    club.house.consents.say(person, "club", yes=True, language="en", how=How.PAGES)
    club.put("wish", person, {"wording": "boat"})
    club.clock.advance(timedelta(minutes=1))
    return person


def said(club: Society, person: bytes, purpose: str = "club") -> Said:
    """Return what somebody's last word comes to."""
    return next(one.said for one in club.house.consents.choices(person) if one.purpose == purpose)


@pytest.mark.parametrize(
    "event",
    ["consent-given", "consent-withdrawn", "objection", "objection-withdrawn", "restricted", "death-notified"],
)
def test_a_decision_of_tomorrow_is_refused(club: Society, event: str) -> None:
    """Nothing is written down, of a day and of a moment; the end of a contract that is known before is told as ever."""
    person = joins(club)
    purpose = {"consent": "club", "objecti": "offers"}.get(event[:7])
    late: list[date | datetime] = [tomorrow(club), club.clock.now() + timedelta(hours=1)]
    for when in late:
        with pytest.raises(UnknownEvent, match="decision of tomorrow"):
            club.house.vault.tell(person, event, actor="ann", purpose=purpose, effective=when)
    club.house.vault.tell(person, "contract-end", actor="ann", effective=tomorrow(club))

    assert Said.YES == said(club, person)


def test_a_refusal_of_tomorrow_is_refused(club: Society) -> None:
    """An address is kept with the day of its refusal, and that day has come."""
    with pytest.raises(UnknownEvent, match="decision of tomorrow"):
        club.house.vault.refuse([Refusal("a@b.example", tomorrow(club))], "offers", actor="ann")


def test_a_clock_that_is_ahead_by_minutes_says_now(club: Society) -> None:
    """What another machine says is of in a minute holds at once."""
    person = joins(club)
    when = club.clock.now() + timedelta(minutes=1)
    club.house.vault.tell(person, "consent-withdrawn", actor="ann", purpose="club", effective=when)

    assert Said.NO == said(club, person)


def test_a_no_ends_a_yes_of_tomorrow(club: Society) -> None:
    """Under an old ledger somebody says no, today: it is new, it is kept with what shows it, the wish goes, and tomorrow nothing is read."""
    person = joins(club)
    foretold(club, person, "consent-given")
    answer = club.house.consents.say(person, "club", yes=False, language="en", how=How.PAGES)

    assert (True, 1) == (answer.new, answer.gone)
    club.clock.advance(2 * DAY)
    assert Said.NO == said(club, person)
    assert "consent-withdrawn" == club.house.consents.last(person, "club").act


def test_a_no_of_an_earlier_day_ends_a_yes_of_tomorrow(club: Society) -> None:
    """Whoever writes down later that somebody said no yesterday ends what an old ledger says of tomorrow too."""
    person = joins(club)
    foretold(club, person, "consent-given")
    yesterday = club.clock.now() - DAY
    club.house.vault.tell(person, "consent-withdrawn", actor="ann", purpose="club", effective=yesterday)
    club.clock.advance(2 * DAY)

    assert Said.NO == said(club, person)


def test_a_yes_of_tomorrow_leaves_the_yes_of_today(club: Society) -> None:
    """Under an old ledger what somebody said yes to is read today as it was."""
    person = joins(club)
    foretold(club, person, "consent-given")

    assert Said.YES == said(club, person)


def test_a_listed_refusal_is_heard_beside_a_yes_of_tomorrow(club: Society) -> None:
    """A list of refusals of today is no older than what an old ledger says of tomorrow."""
    person = club.knows("m@phare.example")
    foretold(club, person, "objection-withdrawn", "offers")
    club.clock.advance(timedelta(minutes=1))
    club.house.vault.refuse([Refusal("m@phare.example", club.clock.now())], "offers", actor="ann")

    assert Said.NO == said(club, person, "offers")
