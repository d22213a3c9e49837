"""What becomes of somebody's data after their death: sealed while they live, done once a human has checked, and nothing on a word alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import partial

import pytest
from tests.consent.test_yes_and_no import WISH, joins, wishes
from tests.rights.society import DPO, MAUD, Society

from etanche.charter import Proof
from etanche.errors import NotFound, Unreadable
from etanche.rights import (
    Filed,
    Ground,
    Instructions,
    NotChecked,
    NotNamed,
    Outcome,
    Right,
    Wish,
    access,
    instructions_of,
    leave,
    take_back,
)
from etanche.vault import THEMSELVES

HEIR, OTHER = "yann@harbour.example", "nobody@harbour.example"


def wishes_for(club: Society, person: bytes, wish: Wish, email: str = HEIR) -> None:
    """Let somebody say what becomes of their data."""
    leave(club.requests.around, person, Instructions(wish=wish, name="Yann Le Goff", email=email))


def asks(club: Society, email: str = HEIR, proof: Proof | None = Proof.SIGNED_LINK) -> Filed:
    """Let somebody ask what becomes of the data of who died, and show who they are."""
    return club.asks(Right.AFTER_DEATH, email=email, proof=proof, words="My aunt Maud has died.")


def settled(club: Society, person: bytes, wish: Wish) -> Filed:
    """Let it all happen: the wish, the request, the check of a human, three days, the answer."""
    wishes_for(club, person, wish)
    filed = club.requests.died(asks(club), DPO, person)
    club.passes(days=3)
    return club.requests.answer(filed, DPO)


@pytest.mark.clause("C26")
def test_instructions_are_sealed_and_gone_with_the_person(club: Society) -> None:
    """Neither wish nor name nor address is in the bytes of any file; once the person is erased nothing opens them."""
    person = joins(club)
    wishes_for(club, person, Wish.HAND_OVER)
    raw = club.raw()
    said = instructions_of(club.requests.around, person)

    assert said is not None
    assert (Wish.HAND_OVER, "Yann Le Goff", HEIR) == (said.wish, said.name, said.email)
    for words in (HEIR, "Yann", "hand-over", "etanche-instructions"):
        assert words.encode() not in raw, words
    club.house.vault.erase(person, actor="ann")
    assert instructions_of(club.requests.around, person) is None


def test_the_last_wish_counts_and_can_be_taken_back(club: Society) -> None:
    """Another wish takes the place of the one before; taken back, there is none."""
    person = joins(club)
    wishes_for(club, person, Wish.ERASE)
    wishes_for(club, person, Wish.KEEP, email="")
    last = instructions_of(club.requests.around, person)
    take_back(club.requests.around, person)

    assert last is not None
    assert (Wish.KEEP, "") == (last.wish, last.email)
    assert instructions_of(club.requests.around, person) is None
    with pytest.raises(Unreadable):
        wishes_for(club, person, Wish.HAND_OVER, email="")


@pytest.mark.clause("C26")
@pytest.mark.parametrize("under", ["the lower id", "the higher id"])
def test_of_persons_who_are_one_the_last_wish_counts(club: Society, under: str) -> None:
    """Under whichever of their ids it was said, before they were joined or after: an older wish never wins, and after one taken back the next counts."""
    around, vault = club.requests.around, club.house.vault
    said = partial(instructions_of, around)
    low, high = sorted((joins(club), vault.new_person()))
    says, before = (low, high) if under == "the lower id" else (high, low)
    wishes_for(club, before, Wish.HAND_OVER)
    wishes_for(club, says, Wish.ERASE)
    vault.join(low, high, actor="ann")
    joined = [one.wish for one in map(said, (low, high)) if one is not None]
    wishes_for(club, before, Wish.HAND_OVER)
    wishes_for(club, says, Wish.KEEP)
    later = [one.wish for one in map(said, (low, high)) if one is not None]
    take_back(around, says)
    nothing = said(before)
    wishes_for(club, says, Wish.KEEP)
    again = said(before)

    assert [Wish.ERASE] * 2 == joined
    assert [Wish.KEEP] * 2 == later
    assert nothing is None
    assert again is not None
    assert Wish.KEEP is again.wish


@pytest.mark.clause("C26")
def test_whoever_wished_to_keep_under_the_other_id_is_not_erased(club: Society) -> None:
    """They are two ids of one person, and took an older wish back: what is done after their death is what they wished last."""
    around, vault = club.requests.around, club.house.vault
    low, high = sorted((joins(club), club.knows("maud@home.example")))
    vault.join(low, high, actor="ann")
    wishes_for(club, high, Wish.ERASE)
    take_back(around, high)
    wishes_for(club, low, Wish.KEEP)
    club.passes(days=1)
    filed = club.requests.died(asks(club), DPO, high)
    club.passes(days=3)
    club.requests.answer(filed, DPO)
    held = {name for one in (low, high) for name in club.held_of(one)}

    assert {"ledger", "receipt", "wish"} == held


@pytest.mark.clause("C26")
def test_erase_is_done_once_a_human_has_checked(club: Society) -> None:
    """What no law keeps is destroyed, its instructions too; the receipt that the law orders stays; who asked is told what was done."""
    person = joins(club)
    filed = settled(club, person, Wish.ERASE)

    assert Outcome.GRANTED is filed.request.outcome
    assert {"receipt"} == club.held_of(person).keys()
    assert "the data are erased" in club.requests.answered(filed)
    assert HEIR in {one.to for one in club.letters("request-answered")}


@pytest.mark.clause("C26")
def test_hand_over_gives_the_archive_to_who_was_named(club: Society) -> None:
    """It holds what was held of who died, and nothing was erased but what rested on a yes, which the death ends."""
    person = joins(club)
    filed = settled(club, person, Wish.HAND_OVER)
    archive = zipfile.ZipFile(io.BytesIO(club.requests.given(filed)))
    told = json.loads(archive.read("data.json"))

    assert "Maud Keradec" in str(told)
    assert "ledger" in club.held_of(person)
    assert [] == wishes(club)
    assert club.requests.hands_over(filed)


@pytest.mark.clause("C26")
def test_keep_leaves_everything_to_its_time(club: Society) -> None:
    """Nothing is erased and nothing handed over; what rested on a yes is read no longer."""
    person = joins(club)
    filed = settled(club, person, Wish.KEEP)

    assert {"ledger", "receipt", "wish"} == club.held_of(person).keys()
    assert [] == wishes(club)
    assert not club.requests.hands_over(filed)


def test_without_instructions_the_charter_says_what_happens(club: Society) -> None:
    """The society's erases."""
    person = joins(club)
    filed = club.requests.died(asks(club), DPO, person)
    club.passes(days=3)
    club.requests.answer(filed, DPO)

    assert {"receipt"} == club.held_of(person).keys()


Attempt = Callable[[Society, bytes], object]


def _too_early(club: Society, person: bytes) -> object:
    filed = club.requests.died(asks(club), DPO, person)
    club.passes(days=2)
    return club.requests.answer(filed, DPO)


def _contested(club: Society, person: bytes) -> object:
    club.requests.died(asks(club), DPO, person)
    (filed,) = club.requests.said_dead(person)
    filed = club.requests.lives(filed)
    club.passes(days=9)
    return club.requests.answer(filed, DPO)


ATTEMPTS: dict[str, tuple[Attempt, type[Exception]]] = {
    "nobody checked": (lambda club, _: club.requests.answer(asks(club), DPO), NotChecked),
    "too early": (_too_early, NotChecked),
    "contested": (_contested, NotChecked),
    "somebody else asks": (lambda club, person: club.requests.died(asks(club, OTHER), DPO, person), NotNamed),
    "who asks showed nothing": (
        lambda club, person: club.requests.died(asks(club, proof=None), DPO, person),
        NotChecked,
    ),
    "another kind of request": (
        lambda club, person: club.requests.died(
            club.asks(Right.ACCESS, email=HEIR, proof=Proof.SIGNED_LINK), DPO, person
        ),
        NotChecked,
    ),
    "nobody of that id": (lambda club, _: club.requests.died(asks(club), DPO, bytes(16)), NotFound),
}


@pytest.mark.clause("C26")
@pytest.mark.parametrize("how", ATTEMPTS)
def test_an_unproved_or_contested_death_does_nothing(club: Society, how: str) -> None:
    """Whatever is missing, nothing ends: all is held, the club reads the wish, and the instructions stand."""
    person = joins(club)
    wishes_for(club, person, Wish.ERASE)
    attempt, error = ATTEMPTS[how]
    with pytest.raises(error):
        attempt(club, person)

    assert {"ledger", "receipt", "wish"} == club.held_of(person).keys()
    assert [WISH] == wishes(club)
    assert instructions_of(club.requests.around, person) is not None


def test_a_refused_request_does_nothing(club: Society) -> None:
    """Also when a human had checked that somebody died, and thinks better of it."""
    person = joins(club)
    wishes_for(club, person, Wish.ERASE)
    filed = club.requests.died(asks(club), DPO, person)
    club.passes(days=3)
    club.requests.answer(filed, DPO, outcome=Outcome.REFUSED, grounds=(Ground.NOT_APPLICABLE,))

    assert [WISH] == wishes(club)


def test_who_is_said_to_be_dead_is_written_to(club: Society) -> None:
    """At their own address, in both languages, with the way to say that they live; who asks is not named."""
    person = joins(club)
    club.requests.died(asks(club), DPO, person)
    (letter,) = club.letters("said-dead")

    assert MAUD == letter.to
    assert "after-death" in letter.text
    assert HEIR not in letter.text
    assert ["death-checked"] == [
        line.act for line in club.house.journal_entries(since=None, act="death-checked", actor=None, last=9)
    ]


def test_who_makes_an_archive_for_somebody_does_not_read_their_wish(club: Society) -> None:
    """It is in the copy that the person takes themselves, with what shows each yes; in the one that staff make there is no word of it."""
    person = joins(club)
    wishes_for(club, person, Wish.ERASE)
    around = club.requests.around
    files = {
        by: zipfile.ZipFile(io.BytesIO(access(around, person, language="en", by=by))) for by in (THEMSELVES, "ysé")
    }
    told = {by: file.read("data.json").decode() for by, file in files.items()}

    assert HEIR in told[THEMSELVES]
    assert HEIR not in told["ysé"]
    assert all("asks for your consent to this" in text for text in told.values())
    assert "consents.csv" in files["ysé"].namelist()
