"""Somebody comes in by a passkey and nothing else; and what is tried with answers that were overheard, kept, or made up."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import PLACE, SECRET, SITE, Desk

from etanche.accounts import Level, PasskeyRefused, TooSoon

MINE, THEIRS = "the cookie of one browser", "the cookie of another"


@pytest.fixture
def device(desk: Desk) -> Authenticator:
    """A device with a passkey of an account."""
    made = Authenticator(host=SITE.host, origin=SITE.origin)
    begun = desk.opened()
    question = desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)
    session = desk.accounts.session_of(begun.secret)
    assert session is not None
    desk.accounts.add_passkey(session, question.word, made.make(question.options))
    desk.clock.advance(timedelta(seconds=1))
    return made


def log_in(desk: Desk, answer: str, bound: str = MINE) -> Level:
    """Come in by an answer; return what the session has shown."""
    return desk.accounts.log_in_by_passkey(answer, bound=bound, place=PLACE).session.level


def asked(desk: Desk, bound: str = MINE) -> str:
    """Return what a browser is asked."""
    return desk.accounts.ask_anybody(bound).options


def test_a_passkey_alone_is_two_factors(desk: Desk, device: Authenticator) -> None:
    """The device checked who holds it: no password and no code is asked for."""
    assert Level.SECOND_FACTOR is log_in(desk, device.show(asked(desk)))


def test_who_keeps_no_names_is_not_asked_for_one(desk: Desk) -> None:
    """The question names no passkey and no account: whoever asks learns nothing of who has one."""
    options = json.loads(asked(desk))

    assert [] == options.get("allowCredentials", [])
    assert "required" == options["userVerification"]


def test_an_answer_opens_once(desk: Desk, device: Authenticator) -> None:
    """Attack: a device that does not count its uses, whose answer somebody kept: a second time, and to an earlier question, it is refused."""
    device.count = -1
    earlier = asked(desk)
    desk.clock.advance(timedelta(seconds=1))
    answer = _uncounted(device, asked(desk))
    first = log_in(desk, answer)

    assert Level.SECOND_FACTOR is first
    for kept in (answer, _uncounted(device, earlier)):
        with pytest.raises(PasskeyRefused):
            log_in(desk, kept)


def test_an_answer_opens_in_the_browser_that_asked(desk: Desk, device: Authenticator) -> None:
    """Attack: the answer is overheard, or the victim is made to answer a question that was asked of the attacker."""
    with pytest.raises(PasskeyRefused):
        log_in(desk, device.show(asked(desk, MINE)), bound=THEIRS)


@pytest.mark.parametrize("minutes", [6, -6])
def test_a_question_is_good_for_five_minutes(desk: Desk, device: Authenticator, minutes: int) -> None:
    """An answer that comes later is refused, and one to a question of the future too."""
    answer = device.show(asked(desk))
    desk.clock.advance(timedelta(minutes=minutes))

    with pytest.raises(PasskeyRefused):
        log_in(desk, answer)


@pytest.mark.parametrize(
    "change", ["question", "holder", "nobody", "signature", "site", "unchecked", "nothing", "text"]
)
def test_what_is_not_quite_an_answer_opens_nothing(desk: Desk, device: Authenticator, change: str) -> None:
    """A question we did not ask, another's account, no account, a signature of another key, another site, no person: refused alike."""
    options = json.loads(asked(desk))
    if change == "question":
        options["challenge"] = urlsafe_b64encode(bytes(48)).decode().rstrip("=")
    if change == "holder":
        device.holder = urlsafe_b64encode(desk.opened("bob@example.org").session.account).decode().rstrip("=")
    if change == "nobody":
        device.holder = urlsafe_b64encode(b"nobody").decode().rstrip("=")
    if change == "signature":
        device.key = Authenticator(host=SITE.host, origin=SITE.origin).key
    if change == "site":
        device.origin = "https://choir.example.evil.example"
    if change == "unchecked":
        device.flags = 1
    if change == "nothing":
        device.holder = ""
    answer = "{}" if change == "text" else device.show(json.dumps(options))

    with pytest.raises(PasskeyRefused) as refused:
        log_in(desk, answer)
    assert "this passkey is not accepted" == refused.value.what


def test_who_fails_on_waits(desk: Desk, device: Authenticator) -> None:
    """After five wrong answers for one account the right one waits too, from that place alone."""
    for _ in range(5):
        with pytest.raises(PasskeyRefused):
            log_in(desk, device.show(asked(desk, THEIRS)))
    with pytest.raises(TooSoon):
        log_in(desk, device.show(asked(desk)))

    elsewhere = desk.accounts.log_in_by_passkey(device.show(asked(desk)), bound=MINE, place="203.0.0.0/16")
    assert Level.SECOND_FACTOR is elsewhere.session.level


def test_who_fails_on_keeps_no_known_device_waiting(desk: Desk, device: Authenticator) -> None:
    """Strangers fail at the same place, at this account and at others; the browser that somebody logged in with is let in."""
    holder = desk.accounts.means.keeping.by_email("ann@example.org")
    assert holder is not None
    for _ in range(5):
        with pytest.raises(PasskeyRefused):
            log_in(desk, device.show(asked(desk, THEIRS)))

    begun = desk.accounts.log_in_by_passkey(
        device.show(asked(desk)), bound=MINE, place=PLACE, known=desk.accounts.device_word(holder.id)
    )

    assert holder.id == begun.session.account


def _uncounted(device: Authenticator, options: str) -> str:
    device.count = -1
    return device.show(options)
