"""Whoever asks for a letter waits for the same work whatever the address: whose it is, is looked up when the letter is written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.accounts.conftest import ANN, PLACE, Desk
from tests.watching import Work, asked_of_servers, watched

from etanche.accounts import Act, Level, Text
from etanche.instance.account_letters import write
from etanche.outbound import Letter
from etanche.store import outbox

NOBODY = "nobody@example.org"
STRANGER = "stranger@example.org"
OTHER = "another heron, three newts"

Ask = Callable[[Desk, str, str], None]


def register(desk: Desk, email: str, place: str = PLACE) -> None:
    """Ask for an account."""
    desk.late = True
    desk.accounts.ask_account(email, language="en", place=place)


def recover(desk: Desk, email: str, place: str = PLACE) -> None:
    """Ask for another password."""
    desk.late = True
    desk.accounts.ask_reset(email, language="en", place=place)


def waiting(desk: Desk) -> dict[str, int]:
    """Return how many letters of each kind wait."""
    return dict(desk.house.outbox.waiting().kinds)


def letters(desk: Desk) -> list[Letter]:
    """Return the letters that wait, written."""
    with desk.house.store.reading() as connection:
        rows = outbox.every(connection, desk.house.organisation_id)
    return [letter for row in rows if (letter := desk.house.outbox.opened(row)) is not None]


@pytest.mark.parametrize("ask", [register, recover])
@pytest.mark.parametrize("asked_before", [0, 22])
def test_nobody_finds_out_who_has_an_account_by_asking_for_letters(
    both: Desk, engine: str, ask: Ask, asked_before: int
) -> None:
    """Attack: the same statements in the same order, hardly a step of the machine more, no hash and no line, also at the bound, and also the first time."""
    both.opened()
    both.clock.advance(timedelta(days=1))
    ask(both, STRANGER, "elsewhere")
    did, lines = list[Work](), list[int]()
    for address in (ANN, NOBODY):
        for number in range(asked_before):
            both.accounts.means.letters.failed(address, f"place {number}")
        with watched() if engine == "sqlite" else asked_of_servers() as work:
            ask(both, address, PLACE)
        did.append(work)
        lines.append(len(both.house.journal_entries(since=None, act=None, actor=None, last=1_000)))

    assert did[0].plain == did[1].plain
    # A row falls among the others by its random id: some steps more or less, whoever asks. Looking somebody up takes 24 tens more.
    assert abs(did[0].steps - did[1].steps) <= 8
    assert (0 if asked_before else 1) <= len(did[0].statements)
    assert lines[0] == lines[1]
    assert {"account-asked": 1 if asked_before else 3} == waiting(both)


def test_the_letters_are_written_by_whoever_sends_them(both: Desk) -> None:
    """Who has an account is sent what sets another password, who has none what opens one; each once, and each link works."""
    both.opened()
    for address in (ANN, NOBODY):
        register(both, address)
        recover(both, address)
    assert 4 == write(both.house)
    assert 0 == write(both.house)
    kinds = waiting(both)
    words = {(letter.to, letter.kind): letter.text.partition("?link=")[2].split()[0] for letter in letters(both)}

    expected = {
        (ANN, "account-registered-already"),
        (ANN, "account-reset"),
        (NOBODY, "account-open"),
        (NOBODY, "account-no-account"),
    }
    assert expected == set(words)
    assert set(kinds.values()) == {1}
    assert Level.PASSWORD is both.open(words[NOBODY, "account-no-account"]).session.level
    both.accounts.reset(words[ANN, "account-registered-already"], OTHER)
    assert Level.PASSWORD is both.log_in(OTHER).session.level


def test_two_who_send_letters_write_each_once(both: Desk) -> None:
    """Eight at once: of twenty that were asked for twenty are written."""
    for number in range(20):
        register(both, f"somebody{number}@example.org", f"place {number}")
    with ThreadPoolExecutor(8) as crowd:
        written = sum(crowd.map(lambda _: write(both.house), range(8)))

    assert 20 == written
    assert {"account-open": 20} == waiting(both)


def test_what_waits_unwritten_says_nothing_of_whom(desk: Desk) -> None:
    """Neither its kind nor a byte of the store tells whether there is an account, nor the address."""
    desk.opened()
    register(desk, ANN)
    recover(desk, "anniversary@rare-domain.example")
    held = b"".join(path.read_bytes() for path in desk.house.folder.glob("data.sqlite*"))

    assert {"account-asked": 2} == waiting(desk)
    assert b"rare-domain" not in held


def test_what_was_altered_holds_up_no_other(desk: Desk) -> None:
    """Attack: somebody changes what waits; it is given up with a line, and the next one is written."""
    register(desk, ANN)
    with desk.house.store.writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET sealed = zeroblob(120)")
    register(desk, NOBODY)

    assert 1 == write(desk.house)
    assert [NOBODY] == [letter.to for letter in letters(desk)]
    (line,) = desk.house.journal_entries(since=None, act="mail-given-up", actor=None, last=10)
    assert "altered" == line.facts["why"]


def test_without_a_mail_server_nothing_is_written(desk: Desk) -> None:
    """The links in a letter begin to lapse when it is written: that waits until somebody can send it."""
    register(desk, ANN)
    desk.house.mail.send()

    assert {"account-asked": 1} == waiting(desk)


def test_the_last_links_work_a_day_and_an_hour_after_they_were_written(desk: Desk) -> None:
    """What was asked for days before a server was there works all the same, from when it went out."""
    register(desk, ANN)
    desk.clock.advance(timedelta(days=3))
    write(desk.house)
    (letter,) = letters(desk)
    desk.clock.advance(timedelta(hours=23))

    assert desk.page(Act.OPEN_ACCOUNT, "") in letter.text
    assert ANN == desk.accounts.opens(letter.text.partition("?link=")[2].split()[0])
    assert [] == [text for text in desk.texts() if text is Text.OPEN]
