"""Strangers who have letters written to somebody: what they find out, how many there are, and that whoever has the letter box is served by each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from tests.accounts.conftest import ANN, PLACE, SECRET, Desk

from etanche.accounts import Level, LinkRefused, LoginRefused, Note, Text, TooSoon
from etanche.accounts.throttle import LONGEST_WAIT
from etanche.accounts.wanted import LINKS_LAST
from etanche.errors import OutOfReach
from etanche.instance.account_letters import letter_of

OTHER = "another heron, three newts"
NOBODY = "nobody@example.org"
MINUTE = timedelta(minutes=1)

Ask = Callable[[Desk, str, str], None]


def register(desk: Desk, email: str, place: str) -> None:
    """Ask for an account."""
    desk.ask(email, place)


def recover(desk: Desk, email: str, place: str) -> None:
    """Ask for another password."""
    desk.accounts.ask_reset(email, language="en", place=place)


BOTH = pytest.mark.parametrize("ask", [register, recover])


def word_of(note: Note) -> str:
    """Return what the link of a letter carries."""
    return note.link.partition("?link=")[2]


def enter(desk: Desk, note: Note) -> Level:
    """Come in by a letter, whichever it is: as the holder of the letter box does."""
    if note.text in {Text.OPEN, Text.NO_ACCOUNT}:
        return desk.open(word_of(note)).session.level
    desk.accounts.reset(word_of(note), OTHER)
    return desk.log_in(OTHER, note.to).session.level


# — what strangers find out


def test_the_letter_says_what_is_so(desk: Desk) -> None:
    """Each goes to the address itself, with a link that lets its reader in."""
    desk.opened()
    desk.letters.clear()
    for ask in (register, recover):
        for address in (ANN, NOBODY):
            ask(desk, address, PLACE)

    assert [Text.REGISTERED_ALREADY, Text.OPEN, Text.RESET, Text.NO_ACCOUNT] == desk.texts()
    assert [ANN, NOBODY] * 2 == [note.to for note in desk.letters]
    for note in desk.letters:
        assert 2 == letter_of(note, name="Étanche", stands=lambda *_: "").text.count(f"{note.link}\n"), note.text


def test_what_is_no_address_gets_no_letter_when_asked_for_a_password(desk: Desk) -> None:
    """It is answered as any address is."""
    recover(desk, "no address", PLACE)

    assert [] == desk.letters


# — how many letters there are


def test_strangers_everywhere_keep_nobody_from_opening_an_account(desk: Desk) -> None:
    """Attack: from five hundred networks, over an hour, by both forms. At every tenth moment the link that came last would open the account; at the end it does."""
    would = []
    for number in range(500):
        (register, recover)[number % 2](desk, ANN, f"network {number}")
        desk.clock.advance(timedelta(seconds=7.2))
        if number % 10 == 0:
            desk.ask()
            would.append(desk.accounts.opens(word_of(desk.letters[-1])))
    arrived = len(desk.letters)

    assert 20 <= arrived <= 35
    assert [ANN] * 50 == would
    assert Level.PASSWORD is enter(desk, desk.letters[-1])


@BOTH
def test_strangers_everywhere_keep_nobody_out_of_an_account(desk: Desk, ask: Ask) -> None:
    """Attack: the same, where there is an account: the last letter sets another password."""
    desk.opened()
    desk.letters.clear()
    for number in range(30):
        ask(desk, ANN, f"network {number}")
        desk.clock.advance(MINUTE)

    assert 20 <= len(desk.letters) < 30
    assert Level.PASSWORD is enter(desk, desk.letters[-1])


def test_the_first_letter_works_as_the_last(desk: Desk) -> None:
    """A later letter makes no earlier one worthless; using one ends the others."""
    for number in range(30):
        register(desk, ANN, f"network {number}")
    first, *others = desk.letters
    desk.clock.advance(timedelta(hours=23))

    assert Level.PASSWORD is enter(desk, first)
    for one in others:
        with pytest.raises(LinkRefused):
            desk.open(word_of(one), OTHER)


def test_every_link_works_for_longer_than_a_letter_is_held_back() -> None:
    """What makes it true that a letter which works lies there whenever none is written."""
    assert min(LINKS_LAST.values()) >= 4 * LONGEST_WAIT


def test_a_letter_box_is_not_filled_in_a_day(desk: Desk) -> None:
    """A day of somebody who asks every ten minutes, each time from another place: twenty letters, then one each quarter of an hour at most."""
    for number in range(6 * 24):
        register(desk, ANN, f"place {number}")
        desk.clock.advance(10 * MINUTE)

    assert 60 < len(desk.letters) <= 20 + 4 * 24


def test_of_many_at_one_moment_no_more_are_written(desk: Desk) -> None:
    """Attack: forty strangers at once."""
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda number: register(desk, ANN, f"place {number}"), range(40)))

    assert 20 == len(desk.letters)


@pytest.mark.parametrize("asked", [ANN, NOBODY])
def test_who_asks_at_one_place_for_letters_to_everybody_waits(desk: Desk, asked: str) -> None:
    """Twenty addresses are written to; the next is told to wait, whoever has an account, and from elsewhere it is written to."""
    desk.opened()
    desk.clock.advance(timedelta(days=1))
    for number in range(20):
        register(desk, f"somebody{number}@example.org", "one place")
    before = len(desk.letters)
    for ask in (register, recover):
        with pytest.raises(TooSoon):
            ask(desk, asked, "one place")
    register(desk, asked, PLACE)

    assert before + 1 == len(desk.letters)


def test_a_letter_that_could_not_be_posted_is_none_of_those_there_were(desk: Desk) -> None:
    """The outbox was full for a while: once it is not, the letters are written."""
    means = desk.accounts.means

    def full(_note: Note) -> None:
        raise OutOfReach("full", hint="wait")

    for number in range(25):
        with pytest.raises(OutOfReach), means.letters.letter(ANN, f"place {number}") as may:
            assert may
            full(Note(text=Text.OPEN, to=ANN, language="en"))
    register(desk, ANN, PLACE)

    assert [Text.OPEN] == desk.texts()


# — whose account it is


def test_two_who_follow_one_link_at_one_moment_open_one_account(desk: Desk) -> None:
    """Attack: eight at once with eight passwords. One is in, and the others find that there is an account."""
    desk.ask()
    word = desk.word(Text.OPEN)
    begun = []

    def follow(number: int) -> None:
        with suppress(LinkRefused):
            begun.append((number, desk.open(word, f"{OTHER} {number}").session.account))

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(follow, range(8)))
    ((number, account),) = begun

    assert account == desk.log_in(f"{OTHER} {number}").session.account
    with pytest.raises(LoginRefused):
        desk.log_in(f"{OTHER} {(number + 1) % 8}")


def test_a_link_says_nothing_of_its_address_and_bears_no_change(desk: Desk) -> None:
    """Each character of it counts; neither the address nor a part of it can be read in it, and a link for a password opens no account."""
    desk.ask("anniversary@rare-domain.example")
    word = desk.word(Text.OPEN)
    for place in range(0, len(word), 9):
        edited = word[:place] + ("A" if word[place] != "A" else "B") + word[place + 1 :]
        with pytest.raises(LinkRefused):
            desk.accounts.opens(edited)
    desk.opened()
    recover(desk, ANN, PLACE)
    for other in (desk.word(Text.RESET), "", "é", "A" * 10_000):
        with pytest.raises(LinkRefused):
            desk.accounts.opens(other)

    assert "anniversary@rare-domain.example" == desk.accounts.opens(word)
    assert b"rare" not in bytes(word, "ascii")


# — an address that somebody wants for their account


def test_letters_about_a_new_address_use_up_nobody_s_way_in(desk: Desk) -> None:
    """Attack: somebody with an account asks for an address that has none, again and again; its holder opens one all the same, and is written to."""
    eve = desk.opened("eve@example.org", OTHER).session
    with pytest.raises(TooSoon):
        for _ in range(30):
            desk.accounts.ask_address(eve, OTHER, ANN, place=PLACE)
    moved = len(desk.letters)
    desk.ask()

    assert 7 >= moved
    assert (Text.OPEN, ANN) == (desk.letters[-1].text, desk.letters[-1].to)
    assert Level.PASSWORD is enter(desk, desk.letters[-1])


def test_letters_of_strangers_keep_nobody_from_a_new_address(desk: Desk) -> None:
    """Attack: strangers use up all letters to an address; whoever is in makes it theirs at once."""
    begun = desk.opened()
    for number in range(40):
        register(desk, "ann@new.example", f"network {number}")
    desk.accounts.ask_address(begun.session, SECRET, "ann@new.example", place=PLACE)
    desk.accounts.change_address(begun.session, desk.word(Text.NEW_ADDRESS))

    assert "ann@new.example" == desk.accounts.holder(begun.session).email


@pytest.mark.parametrize("taken", [True, False])
def test_too_many_letters_about_a_new_address_are_told_alike(desk: Desk, taken: bool) -> None:
    """Whoever asks again and again is told to wait after the same number of times, whether somebody has that address or not."""
    eve = desk.opened("eve@example.org", OTHER).session
    if taken:
        desk.opened()
    ask = partial(desk.accounts.ask_address, eve, OTHER, ANN, place=PLACE)
    for _ in range(5):
        ask()

    with pytest.raises(TooSoon):
        ask()
