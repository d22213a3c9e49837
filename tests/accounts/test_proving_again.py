"""Attacks from an open session that somebody else got hold of: nothing of how its holder comes in can be changed from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import ANN, PLACE, SECRET, SITE, Desk
from tests.accounts.test_service import asking

from etanche.accounts import Accounts, Begun, Level, LoginRefused, ProveAgain, Session, Text, TooSoon
from etanche.instance.account_letters import letter_of, standing_words

WRONG = "what a thief would guess"
NEXT = "another heron, three newts"

Act = Callable[[Accounts, Session, str], object]
ACTS: dict[str, Act] = {
    "offer": lambda service, session, said: service.offer_codes(session, said, place=PLACE),
    "passkey": lambda service, session, said: service.ask_new_passkey(session, said, place=PLACE),
    "paper": lambda service, session, said: service.new_recovery(session, said, place=PLACE),
    "remove": lambda service, session, said: service.remove_codes(session, said, place=PLACE),
    "address": lambda service, session, said: service.ask_address(session, said, "eve@example.org", place=PLACE),
    "password": lambda service, session, said: service.change_password(session, said, NEXT, place=PLACE),
}


def code(desk: Desk, secret: str) -> str:
    """Return the code that an application shows now."""
    return pyotp.TOTP(secret).at(int(desk.clock.now().timestamp()))


def without_password(desk: Desk) -> Begun:
    """Let somebody in who has an account and no password, as a provider brings them."""
    keeping = desk.accounts.means.keeping
    holder = keeping.open_proved(desk.house.vault.new_person(), email=ANN, language="en")
    return desk.accounts._complete(holder, Level.PASSWORD, None)


@pytest.mark.clause("C10")
def test_a_stolen_session_changes_nothing_without_the_password(desk: Desk) -> None:
    """Each step that changes how one comes in is refused to whoever has the session and not the password, and counts as a guess."""
    begun = desk.opened()
    written = len(desk.letters)
    for act in ACTS.values():
        with pytest.raises(LoginRefused):
            act(desk.accounts, begun.session, WRONG)
        desk.clock.advance(timedelta(seconds=30))
    for act in ACTS.values():
        with pytest.raises((LoginRefused, TooSoon)):
            act(desk.accounts, begun.session, WRONG)
    with pytest.raises(TooSoon):
        desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)

    left = desk.accounts.credentials(begun.session)
    assert (None, None, (), ()) == (left.totp, left.coming_totp, left.passkeys, left.recovery)
    assert written == len(desk.letters)
    assert Level.PASSWORD is desk.log_in().session.level


@pytest.mark.clause("C11")
def test_an_offer_of_the_holder_is_confirmed_by_their_page_alone(desk: Desk) -> None:
    """Attack: the holder has just asked for an application; a thief with the same session neither sees the secret nor confirms it."""
    ann, other = desk.opened(), desk.log_in()
    offer = desk.accounts.offer_codes(ann.session, SECRET, place=PLACE)
    shown = code(desk, offer.secret)

    for session, word in ((ann.session, ""), (ann.session, offer.word[:-2] + "AA"), (other.session, offer.word)):
        with pytest.raises(ProveAgain):
            desk.accounts.offered_codes(session, word)
        with pytest.raises(ProveAgain):
            desk.accounts.confirm_codes(session, word, shown, place=PLACE)
    again = desk.accounts.offer_codes(ann.session, SECRET, place=PLACE)
    with pytest.raises(ProveAgain):
        desk.accounts.confirm_codes(ann.session, offer.word, shown, place=PLACE)
    assert offer.secret != again.secret == desk.accounts.offered_codes(ann.session, again.word).secret
    desk.clock.advance(timedelta(minutes=10))
    with pytest.raises(ProveAgain):
        desk.accounts.confirm_codes(ann.session, again.word, code(desk, again.secret), place=PLACE)


@pytest.mark.clause("C11")
def test_a_passkey_is_taken_from_the_page_that_asked_for_it(desk: Desk) -> None:
    """Attack: the thief's device answers the question that the holder's page was asked; without that page's word it is not taken."""
    thief = Authenticator(host=SITE.host, origin=SITE.origin)
    begun = desk.opened()
    question = desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)
    asked = desk.accounts.session_of(begun.secret)
    assert asked is not None
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    for word in ("", offer.word):
        with pytest.raises(ProveAgain):
            desk.accounts.add_passkey(asked, word, thief.make(question.options))

    assert () == desk.accounts.credentials(begun.session).passkeys


def test_without_a_password_a_login_just_now_stands_for_one(desk: Desk) -> None:
    """Within ten minutes of the login it is done; later it is refused, whatever is typed, until they come in anew."""
    late = without_password(desk)
    acts = [act for name, act in ACTS.items() if name != "remove"]
    desk.clock.advance(timedelta(minutes=10, seconds=1))
    for act in acts:
        for said in ("", SECRET):
            with pytest.raises(ProveAgain):
                act(desk.accounts, late.session, said)
    anew = desk.accounts._complete(desk.accounts.holder(late.session), Level.PASSWORD, None)

    assert not desk.accounts.says_password(anew.session)
    for act in acts:
        act(desk.accounts, anew.session, "")


@pytest.mark.clause("C11")
def test_a_factor_set_up_is_no_login(desk: Desk) -> None:
    """Attack: a thief without a password sets up one factor after the other; neither the ten minutes nor the session last longer by it."""
    device = Authenticator(host=SITE.host, origin=SITE.origin)
    begun = without_password(desk)
    desk.clock.advance(timedelta(minutes=9))
    offer = desk.accounts.offer_codes(begun.session, "", place=PLACE)
    coded = desk.accounts.confirm_codes(begun.session, offer.word, code(desk, offer.secret), place=PLACE).begun
    question = desk.accounts.ask_new_passkey(coded.session, "", place=PLACE)
    asked = desk.accounts.session_of(coded.secret)
    assert asked is not None
    keyed = desk.accounts.add_passkey(asked, question.word, device.make(question.options)).begun
    desk.clock.advance(timedelta(minutes=1, seconds=1))
    for act in ACTS.values():
        with pytest.raises(ProveAgain):
            act(desk.accounts, keyed.session, "")

    assert (begun.session.begun, begun.session.ends) == (keyed.session.begun, keyed.session.ends)
    assert Level.SECOND_FACTOR is keyed.session.level


def test_who_is_made_to_set_up_a_factor_has_just_said_the_password(desk: Desk) -> None:
    """The login that leads to the page is the proof, and lasts no longer than one."""
    desk.opened()
    desk.asked["clinic"] = asking(factor=True)
    begun = desk.log_in()
    offer = desk.accounts.offer_codes(begun.session, "", place=PLACE)
    desk.accounts.confirm_codes(begun.session, offer.word, code(desk, offer.secret), place=PLACE)
    halfway = desk.log_in()
    desk.clock.advance(timedelta(minutes=10))

    assert Level.ENROLLING is begun.session.level
    assert not desk.accounts.says_password(begun.session)
    assert desk.accounts.session_of(halfway.secret) is None


def test_the_letter_of_a_new_password_says_what_it_does_not_take_away(desk: Desk) -> None:
    """A thief's passkey lives on after a reset: the letter counts what still lets in, names the links, and says where they are taken away."""
    begun = desk.opened()
    device = Authenticator(host=SITE.host, origin=SITE.origin)
    question = desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)
    asked = desk.accounts.session_of(begun.secret)
    assert asked is not None
    desk.accounts.add_passkey(asked, question.word, device.make(question.options))
    desk.accounts.ask_reset(ANN, language="en", place=PLACE)
    desk.accounts.reset(desk.word(Text.RESET), NEXT)
    note = desk.letters[-1]
    english = standing_words(note, ["Estran"], "en", at="https://choir.example")
    french = standing_words(note, ["Estran"], "fr", at="https://choir.example")

    assert (Text.PASSWORD_CHANGED, {"passkeys": 1, "codes": 0}, ()) == (note.text, dict(note.figures), note.providers)
    assert "1 passkey and the link with Estran" in english
    assert "1 clé d’accès et le lien avec Estran" in french
    assert "https://choir.example" in english
    assert "no passkey" in standing_words(replace(note, figures={}), [], "en", at="")
    assert french in letter_of(note, name="Étanche", stands=lambda *_: french).text
