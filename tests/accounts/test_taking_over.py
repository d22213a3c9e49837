"""What a thief has under way against an account, and what ends it: an address asked for, a link read twice, two links at one moment."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from tests.accounts.conftest import ANN, PLACE, SECRET, Desk

from etanche.accounts import LinkRefused, Text
from etanche.instance.account_letters import letter_of, standing_words
from etanche.store import facts

NEXT, THIEF = "a new heron, nine toads", "thief@example.org"


@pytest.mark.parametrize("by", ["letter", "password"])
def test_a_new_password_ends_a_change_of_address(desk: Desk, by: str) -> None:
    """Attack: a thief asks for another address, and its holder sets another password: the link is dead, and the letter says that there was one."""
    begun = desk.opened()
    desk.accounts.ask_address(begun.session, SECRET, THIEF, place=PLACE)
    link = desk.word(Text.NEW_ADDRESS)
    if by == "letter":
        desk.accounts.ask_reset(ANN, language="en", place=PLACE)
        desk.accounts.reset(desk.word(Text.RESET), NEXT)
    else:
        desk.accounts.change_password(begun.session, SECRET, NEXT, place=PLACE)
    told = desk.letters[-1]
    again = desk.log_in(NEXT)
    with pytest.raises(LinkRefused):
        desk.accounts.change_address(again.session, link)

    assert (Text.PASSWORD_CHANGED, 1) == (told.text, told.figures["moving"])
    assert "Another address had been asked for" in standing_words(told, [], "en", at="")
    assert (ANN, None) == (desk.accounts.holder(again.session).email, desk.accounts.holder(again.session).coming_email)
    desk.accounts.change_password(again.session, NEXT, "a third heron, four newts", place=PLACE)
    assert "moving" not in desk.letters[-1].figures


def test_whose_an_address_is_is_not_learned_by_asking_for_it(desk: Desk) -> None:
    """Attack: ask for an address as one's own, and read in one's own account, in an older link and in the letter of a new password whether it is somebody's."""
    desk.opened("bob@example.org")
    thief = desk.opened(THIEF)
    learned = []
    for password, then, address in ((SECRET, NEXT, "bob@example.org"), (NEXT, SECRET + "!", "nobody@example.org")):
        desk.accounts.ask_address(thief.session, password, "third@example.org", place=PLACE)
        older = desk.word(Text.NEW_ADDRESS)
        desk.accounts.ask_address(thief.session, password, address, place=PLACE)
        shown = desk.accounts.holder(thief.session).coming_email == address
        with pytest.raises(LinkRefused):
            desk.accounts.change_address(thief.session, older)
        thief = desk.accounts.change_password(thief.session, password, then, place=PLACE)
        learned.append((shown, desk.letters[-1].text, dict(desk.letters[-1].figures)))

    assert (True, Text.PASSWORD_CHANGED, 1) == (*learned[0][:2], learned[0][2]["moving"])
    assert learned[0] == learned[1]


def test_a_new_address_is_taken_by_the_account_that_asked_alone(desk: Desk) -> None:
    """Attack: a stranger asks for somebody's address; whoever has it is told whose account it is, and takes nothing in a session of theirs."""
    thief = desk.opened(THIEF)
    desk.accounts.ask_address(thief.session, SECRET, "maud@example.org", place=PLACE)
    note, word = desk.letters[-1], desk.word(Text.NEW_ADDRESS)
    other = desk.opened()
    with pytest.raises(LinkRefused):
        desk.accounts.change_address(other.session, word)

    assert (THIEF, ANN) == (desk.accounts.holder(thief.session).email, desk.accounts.holder(other.session).email)
    text = letter_of(note, name="Étanche", stands=lambda *_: "").text
    assert "The account of thief@example.org" in text
    assert "Le compte de thief@example.org" in text


def test_of_two_who_set_a_password_by_one_link_one_is_refused(desk: Desk) -> None:
    """The second is told what everybody is told of a link that was used."""
    desk.opened()
    desk.accounts.ask_reset(ANN, language="en", place=PLACE)
    word, both = desk.word(Text.RESET), Barrier(2)
    told: list[str] = []
    change = type(desk.accounts.means.keeping).change

    def together(*of: object, **fields: str | None) -> object:
        if "password" in fields:
            both.wait(timeout=10)
        return change(*of, **fields)  # type: ignore[arg-type]  # as it was called

    def reset(new: str) -> None:
        try:
            desk.accounts.reset(word, new)
        except LinkRefused as refusal:
            told.append(type(refusal).__name__)
        else:
            told.append("set")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(desk.accounts.means.keeping), "change", together)
        threads = [Thread(target=reset, args=(new,)) for new in (NEXT, "a third heron, four newts")]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    assert ["LinkRefused", "set"] == sorted(told)


@pytest.mark.parametrize("gone", ["moved", "deleted"])
def test_a_link_that_opened_an_account_opens_no_other(desk: Desk, gone: str) -> None:
    """Attack: who reads an old letter follows its link once the account is at another address, or no more; a letter asked for later works."""
    desk.ask()
    unused = desk.word(Text.OPEN)
    desk.ask()
    used = desk.word(Text.OPEN)
    begun = desk.open(used)
    if gone == "moved":
        desk.accounts.ask_address(begun.session, SECRET, "ann@new.example", place=PLACE)
        desk.accounts.change_address(begun.session, desk.word(Text.NEW_ADDRESS))
    else:
        desk.accounts.delete(begun.session, SECRET, place=PLACE)
    desk.clock.advance(timedelta(seconds=1))
    for word in (used, unused):
        with pytest.raises(LinkRefused):
            desk.open(word, NEXT)

    desk.ask()
    assert ANN == desk.accounts.opens(desk.word(Text.OPEN))


def test_a_letter_of_before_opens_nothing_where_an_account_moved_to(desk: Desk) -> None:
    """Attack: an old letter to an address that an account was given since, and left again with its holder."""
    desk.ask()
    old = desk.word(Text.OPEN)
    begun = desk.opened("ann@new.example")
    desk.accounts.ask_address(begun.session, SECRET, ANN, place=PLACE)
    desk.accounts.change_address(begun.session, desk.word(Text.NEW_ADDRESS))
    desk.accounts.delete(begun.session, SECRET, place=PLACE)

    with pytest.raises(LinkRefused):
        desk.open(old, NEXT)


def test_what_is_kept_of_a_used_link_names_nobody_and_goes_with_it(desk: Desk) -> None:
    """A mark that only our key makes, forgotten by the sweep once the link would have lapsed, and not before."""
    desk.opened()
    desk.clock.advance(timedelta(days=1) - timedelta(seconds=1))
    desk.house.forget_sessions()
    (name,) = _marks(desk)
    assert ANN.encode() not in bytes.fromhex(name)
    desk.clock.advance(timedelta(seconds=1))
    desk.house.forget_sessions()

    assert [] == _marks(desk)


def _marks(desk: Desk) -> list[str]:
    with desk.house.store.reading() as connection:
        return list(facts.under(connection, desk.house.organisation_id, "link-used:"))
