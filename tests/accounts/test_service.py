"""Opening an account, coming in, changing it and leaving: what people can do, told as they do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import ANN, PLACE, SECRET, SITE, Desk

from etanche.accounts import (
    Begun,
    Documents,
    FactorNeeded,
    Flaw,
    Level,
    LinkRefused,
    LoginRefused,
    NoAddress,
    NotKept,
    PasskeyRefused,
    PasswordRefused,
    Policy,
    Rules,
    SetUp,
    Stale,
    TermsNotAccepted,
    Text,
    TooManyFactors,
)
from etanche.charter import Duration, Sessions, Unit

OTHER = "another heron, three newts"
DAY = Duration(number=1, unit=Unit.DAY)


def asking(*, factor: bool = False, **policy: Any) -> Rules:
    """Return what an organisation asks."""
    return Rules(passwords=replace(Policy(length=14), **policy), sessions=Sessions(), factor=factor, zone="UTC")


def code(secret: str, desk: Desk) -> str:
    """Return the code that an application shows now."""
    return pyotp.TOTP(secret).at(int(desk.clock.now().timestamp()))


def with_codes(desk: Desk, begun: Begun) -> tuple[str, SetUp]:
    """Set an application up; return its secret."""
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    return offer.secret, desk.accounts.confirm_codes(begun.session, offer.word, code(offer.secret, desk), place=PLACE)


# — opening


@pytest.mark.clause("A4", "C10")
def test_an_account_is_open_once_its_address_is_proved(desk: Desk) -> None:
    """Asking opens nothing; with the link of the letter its reader chooses name and password, is in, and the login works."""
    desk.ask()
    with pytest.raises(LoginRefused):
        desk.log_in()

    begun = desk.open(desk.word(Text.OPEN))

    assert Level.PASSWORD is begun.session.level
    assert (ANN, "Ann") == (desk.accounts.holder(begun.session).email, desk.accounts.holder(begun.session).name)
    assert begun.session.account == desk.log_in(email=" Ann@Example.ORG ").session.account


def test_nothing_is_kept_of_who_asks_for_an_account(desk: Desk) -> None:
    """Neither record nor event of standing: the address waits in the letter alone."""
    told = "SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM standing)"
    with desk.house.store.reading() as connection:
        before = connection.exec_driver_sql(told).scalar()
    desk.ask()
    with desk.house.store.reading() as connection:
        after = connection.exec_driver_sql(told).scalar()

    assert before == after
    assert [Text.OPEN] == desk.texts()


def test_a_link_opens_one_account_and_for_a_day(desk: Desk) -> None:
    """To look at it uses nothing up; the second use is refused, so is every earlier link, and so is one after a day."""
    desk.ask()
    early = desk.word(Text.OPEN)
    desk.clock.advance(timedelta(days=1) - timedelta(seconds=1))
    desk.ask()
    late = desk.word(Text.OPEN)
    assert [ANN, ANN, ANN] == [desk.accounts.opens(word) for word in (early, early, late)]
    desk.clock.advance(timedelta(seconds=1))
    with pytest.raises(LinkRefused):
        desk.open(early)

    desk.open(late)
    for word in (late, early):
        with pytest.raises(LinkRefused):
            desk.open(word, OTHER)
    with pytest.raises(LoginRefused):
        desk.log_in(OTHER)


def test_what_is_accepted_with_an_account_is_in_its_standing(desk: Desk) -> None:
    """The versions that were shown are kept as evidence; others than those of now open nothing, and the link works still."""
    desk.ask()
    word, before = desk.word(Text.OPEN), Documents(terms="1999-01-01", notice="1999-01-01")
    with pytest.raises(TermsNotAccepted):
        desk.accounts.open_account(word, SECRET, name="", language="en", shown=before)

    account = desk.open(word).session.account

    assert desk.accounts.documents == desk.accounts.means.terms.held(account)


def test_a_name_that_cannot_be_taken_leaves_nothing(desk: Desk) -> None:
    """It is refused, nobody has an account by it, and the same link opens one under another name."""
    desk.ask()
    word = desk.word(Text.OPEN)
    with pytest.raises(NotKept):
        desk.open(word, name="x" * 10_000)

    assert desk.accounts.means.keeping.by_email(ANN) is None
    assert Level.PASSWORD is desk.open(word).session.level


@pytest.mark.parametrize(
    "address", ["", "ann", "ann@", "ann@example.org\nBcc: eve@example.org", "ann@example.org, b@c.de"]
)
def test_what_is_no_address_opens_nothing(desk: Desk, address: str) -> None:
    """What could become a line of a letter, or two addresses, is none."""
    with pytest.raises(NoAddress):
        desk.ask(address)

    assert [] == desk.letters


# — passwords


@pytest.mark.clause("W15")
@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("short", Flaw.TOO_SHORT),
        ("qwertyuiop123456", None),
        ("1qaz2wsx3edc4rfv", Flaw.LEAKED),
        ("x" * 1_025, Flaw.TOO_LONG),
        ("ann@example.org", Flaw.NAMES_THE_ACCOUNT),
    ],
)
def test_a_password_is_what_the_instance_asks_for(desk: Desk, password: str, flaw: Flaw | None) -> None:
    """What is wrong is told by a word, and opens nothing; the same link takes another one."""
    if flaw is None:
        desk.opened(password=password)
        return
    with pytest.raises(PasswordRefused) as refused:
        desk.opened(password=password)

    assert flaw in [one.flaw for one in refused.value.objections]
    assert Level.PASSWORD is desk.open(desk.word(Text.OPEN)).session.level


@pytest.mark.clause("W15")
def test_forty_five_characters_renewed_daily_work(desk: Desk) -> None:
    """An organisation may ask for it: the next day the login leads to the change and nowhere else, and then everywhere."""
    begun = desk.opened()
    desk.asked["clinic"] = asking(length=45, expire=DAY, history=5)

    weak = desk.log_in()
    assert (Stale.TOO_WEAK_NOW, "clinic") == desk.accounts.stale(weak.session)
    assert Level.RENEWING is weak.session.level
    with pytest.raises(PasswordRefused) as refused:
        desk.accounts.change_password(weak.session, SECRET, "x" * 44, place=PLACE)
    assert [("45", "clinic")] == [(one.figure, one.by) for one in refused.value.objections]

    days = [f"day {number}: forty-five characters and a few more than that" for number in range(3)]
    now = desk.accounts.change_password(weak.session, SECRET, days[0], place=PLACE)
    assert Level.PASSWORD is now.session.level
    assert desk.accounts.session_of(begun.secret) is None
    desk.clock.advance(timedelta(days=1))
    late = desk.log_in(days[0])
    assert (Stale.EXPIRED, "clinic") == desk.accounts.stale(late.session)
    with pytest.raises(PasswordRefused, match="used-before"):
        desk.accounts.change_password(late.session, days[0], days[0], place=PLACE)
    desk.accounts.change_password(late.session, days[0], days[1], place=PLACE)
    desk.clock.advance(timedelta(days=1))
    third = desk.log_in(days[1])
    with pytest.raises(PasswordRefused, match="used-before"):
        desk.accounts.change_password(third.session, days[1], days[0], place=PLACE)
    assert Level.PASSWORD is desk.accounts.change_password(third.session, days[1], days[2], place=PLACE).session.level


@pytest.mark.clause("W15")
def test_a_password_is_used_up_after_so_many_logins(desk: Desk) -> None:
    """The third login after two that are allowed leads to the change, whoever asks for it is named."""
    desk.opened()
    desk.asked["bank"] = asking(logins=2)

    levels = [desk.log_in().session.level for _ in range(2)]
    last = desk.log_in().session

    assert [Level.PASSWORD, Level.RENEWING] == levels
    assert (Stale.USED_UP, "bank") == desk.accounts.stale(last)


def test_a_password_is_reset_by_a_link_that_works_once(desk: Desk) -> None:
    """The new one lets in, the old one does not, every session is closed, and the second use of the link is refused."""
    begun = desk.opened()
    desk.accounts.ask_reset(ANN, language="fr", place=PLACE)
    word = desk.word(Text.RESET)
    desk.accounts.reset(word, OTHER)

    assert desk.accounts.session_of(begun.secret) is None
    assert Level.PASSWORD is desk.log_in(OTHER).session.level
    assert Text.PASSWORD_CHANGED is desk.letters[-1].text
    for wrong in (word, word[:-2] + "AA", desk.word(Text.OPEN)):
        with pytest.raises(LinkRefused):
            desk.accounts.reset(wrong, "a third heron, four newts")
    with pytest.raises(LoginRefused):
        desk.log_in(SECRET)


def test_a_reset_is_no_way_round_the_second_factor(desk: Desk) -> None:
    """Whoever reads the letters of somebody sets a password, and is then asked for the code."""
    with_codes(desk, desk.opened())
    desk.accounts.ask_reset(ANN, language="fr", place=PLACE)
    desk.accounts.reset(desk.word(Text.RESET), OTHER)

    assert Level.HALFWAY is desk.log_in(OTHER).session.level


# — second factors


@pytest.mark.clause("C11")
def test_a_code_lets_in_once(desk: Desk) -> None:
    """After the password a session opens nothing; the code of the moment opens it, and nobody uses that code again."""
    begun = desk.opened()
    secret, set_up = with_codes(desk, begun)
    assert Level.SECOND_FACTOR is set_up.begun.session.level
    assert desk.accounts.session_of(begun.secret) is None
    desk.clock.advance(timedelta(minutes=1))

    half, other = desk.log_in(), desk.log_in()
    whole = desk.accounts.show_code(half.session, code(secret, desk), place=PLACE)

    assert (Level.HALFWAY, Level.SECOND_FACTOR) == (half.session.level, whole.session.level)
    assert desk.accounts.session_of(half.secret) is None
    assert whole.secret != half.secret
    with pytest.raises(LoginRefused):
        desk.accounts.show_code(other.session, code(secret, desk), place=PLACE)


@pytest.mark.clause("C11")
def test_a_code_on_paper_stands_in_once_and_is_told(desk: Desk) -> None:
    """Each of the ten works once, and a letter says that one was used and how many are left."""
    _, set_up = with_codes(desk, desk.opened())
    first = set_up.recovery[0]

    whole = desk.accounts.show_code(desk.log_in().session, first.upper(), place=PLACE)

    assert 10 == len(set(set_up.recovery))
    assert Level.SECOND_FACTOR is whole.session.level
    assert (Text.RECOVERY_USED, {"left": 9}) == (desk.letters[-1].text, desk.letters[-1].figures)
    with pytest.raises(LoginRefused):
        desk.accounts.show_code(desk.log_in().session, first, place=PLACE)


def test_half_a_login_changes_nothing(desk: Desk) -> None:
    """Who knows the password and not the second factor can neither change the one nor set up another of the other."""
    with_codes(desk, desk.opened())
    half = desk.log_in().session

    with pytest.raises(LoginRefused):
        desk.accounts.change_password(half, SECRET, OTHER, place=PLACE)
    with pytest.raises(LoginRefused):
        desk.accounts.offer_codes(half, SECRET, place=PLACE)
    with pytest.raises(LoginRefused):
        desk.accounts.ask_new_passkey(half, SECRET, place=PLACE)
    with pytest.raises(LoginRefused):
        desk.accounts.remove_codes(half, SECRET, place=PLACE)
    with pytest.raises(LoginRefused):
        desk.accounts.delete(half, SECRET, place=PLACE)


def fresh(desk: Desk, begun: Begun) -> Begun:
    """Return a session as the next request finds it."""
    session = desk.accounts.session_of(begun.secret)
    assert session is not None
    return Begun(begun.secret, session)


@pytest.mark.clause("C11")
def test_a_passkey_is_a_second_factor(desk: Desk) -> None:
    """It is made once logged in, asked for after the password, and an answer to it cannot be used twice."""
    device = Authenticator(host=SITE.host, origin=SITE.origin)
    begun = desk.opened()
    question = desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)
    set_up = desk.accounts.add_passkey(fresh(desk, begun).session, question.word, device.make(question.options))

    half = desk.log_in()
    answer = device.show(desk.accounts.ask_passkey(half.session).options)
    asked = fresh(desk, half).session
    whole = desk.accounts.show_passkey(asked, answer)

    assert 10 == len(set_up.recovery)
    assert (Level.HALFWAY, Level.SECOND_FACTOR) == (half.session.level, whole.session.level)
    with pytest.raises(PasskeyRefused):
        desk.accounts.show_passkey(asked, answer)


def test_eight_passkeys_are_enough(desk: Desk) -> None:
    """A ninth is not asked for; one taken away makes room, and the last may go where nobody asks for a factor."""
    begun = desk.opened()
    for _ in range(8):
        begun = fresh(desk, begun)
        device = Authenticator(host=SITE.host, origin=SITE.origin)
        question = desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)
        begun = desk.accounts.add_passkey(
            fresh(desk, begun).session, question.word, device.make(question.options)
        ).begun
    with pytest.raises(TooManyFactors):
        desk.accounts.ask_new_passkey(begun.session, SECRET, place=PLACE)

    for kept in desk.accounts.credentials(begun.session).passkeys:
        desk.accounts.remove_passkey(begun.session, kept.id, SECRET, place=PLACE)

    left = desk.accounts.credentials(begun.session)
    assert ((), ()) == (left.passkeys, left.recovery)
    assert Level.PASSWORD is desk.log_in().session.level


@pytest.mark.clause("C11")
def test_who_needs_a_factor_sets_one_up_before_anything_else(desk: Desk) -> None:
    """A role that asks for one lets the password lead to that page alone; the last factor cannot be taken away."""
    desk.opened()
    desk.asked["clinic"] = asking(factor=True)

    begun = desk.log_in()
    assert Level.ENROLLING is begun.session.level
    with pytest.raises(LoginRefused):
        desk.accounts.change_password(begun.session, SECRET, OTHER, place=PLACE)
    _, set_up = with_codes(desk, begun)
    assert Level.SECOND_FACTOR is set_up.begun.session.level
    with pytest.raises(FactorNeeded, match="`clinic`"):
        desk.accounts.remove_codes(set_up.begun.session, SECRET, place=PLACE)


def test_new_codes_on_paper_replace_the_old_ones(desk: Desk) -> None:
    """Those before open nothing any more."""
    _, set_up = with_codes(desk, desk.opened())
    written = desk.accounts.new_recovery(set_up.begun.session, SECRET, place=PLACE)

    with pytest.raises(LoginRefused):
        desk.accounts.show_code(desk.log_in().session, set_up.recovery[0], place=PLACE)
    whole = desk.accounts.show_code(desk.log_in().session, written[0], place=PLACE)
    assert Level.SECOND_FACTOR is whole.session.level


# — sessions


@pytest.mark.clause("W16")
def test_sessions_are_listed_and_closed_one_by_one(desk: Desk) -> None:
    """Each shows what browser it is; one is closed, the others stay; then all but the one that asks."""
    first = desk.opened()
    desk.clock.advance(timedelta(minutes=1))
    second, third = desk.log_in(), desk.log_in()

    assert {first.session.id, second.session.id, third.session.id} == {
        one.id for one in desk.accounts.sessions(second.session)
    }
    assert "Firefox, Linux" == desk.accounts.sessions(second.session)[0].device
    assert desk.accounts.close(second.session, first.session.id)
    assert desk.accounts.session_of(first.secret) is None
    assert 1 == desk.accounts.close_others(second.session)
    assert desk.accounts.session_of(third.secret) is None
    assert desk.accounts.session_of(second.secret) is not None
    desk.accounts.log_out(second.session)
    assert desk.accounts.session_of(second.secret) is None


def test_a_session_of_somebody_else_cannot_be_closed(desk: Desk) -> None:
    """The id of a session is not enough: it must be one's own."""
    ann, bob = desk.opened(), desk.opened("bob@example.org", OTHER)

    assert not desk.accounts.close(bob.session, ann.session.id)
    assert desk.accounts.session_of(ann.secret) is not None


@pytest.mark.clause("W16")
def test_a_stricter_organisation_shortens_sessions_that_are_open(desk: Desk) -> None:
    """Whoever joins one that asks for ten minutes is logged out after ten, the hour of before notwithstanding."""
    begun = desk.opened()
    ten = Sessions.model_validate({"idle": "10 minutes", "longest": "1 hour"})
    desk.asked["clinic"] = Rules(passwords=None, sessions=ten, factor=False, zone="UTC")
    desk.clock.advance(timedelta(minutes=10))

    assert desk.accounts.session_of(begun.secret) is None


def test_the_sweep_takes_sessions_whose_time_is_over(desk: Desk) -> None:
    """Nothing of a session stays after it ended."""
    desk.opened()
    desk.clock.advance(timedelta(days=1))

    assert 1 == desk.accounts.sweep()
    assert 0 == desk.accounts.sweep()


# — the address


def test_an_address_changes_once_the_new_one_is_proved(desk: Desk) -> None:
    """Until the link is used the old one is the one; then the new one, and the old one is told."""
    begun = desk.opened()
    desk.accounts.ask_address(begun.session, SECRET, "ann@new.example", place=PLACE)
    word = desk.word(Text.NEW_ADDRESS)

    assert ANN == desk.accounts.holder(begun.session).email
    assert "ann@new.example" == desk.letters[-1].to
    desk.accounts.change_address(begun.session, word)
    assert (Text.ADDRESS_CHANGED, ANN) == (desk.letters[-1].text, desk.letters[-1].to)
    assert begun.session.account == desk.log_in(email="ann@new.example").session.account
    with pytest.raises(LoginRefused):
        desk.log_in()
    with pytest.raises(LinkRefused):
        desk.accounts.change_address(begun.session, word)


def test_an_address_of_somebody_else_is_not_taken(desk: Desk) -> None:
    """Whoever has it is written to; and if they open an account meanwhile, the link does nothing."""
    bob = desk.opened("bob@example.org", OTHER)
    begun = desk.opened()
    desk.accounts.ask_address(begun.session, SECRET, "bob@example.org", place=PLACE)
    assert (Text.ADDRESS_TAKEN, "bob@example.org") == (desk.letters[-1].text, desk.letters[-1].to)

    desk.accounts.ask_address(begun.session, SECRET, "carol@example.org", place=PLACE)
    word = desk.word(Text.NEW_ADDRESS)
    desk.opened("carol@example.org", OTHER)
    with pytest.raises(LinkRefused):
        desk.accounts.change_address(begun.session, word)
    assert bob.session.account == desk.log_in(OTHER, "bob@example.org").session.account


# — leaving


def test_an_account_is_deleted_at_once(desk: Desk) -> None:
    """The password is asked for again; then nothing lets in, no session is open, and nothing can be read."""
    begun, other = desk.opened(), desk.log_in()
    with pytest.raises(LoginRefused):
        desk.accounts.delete(begun.session, "wrong wrong wrong", place=PLACE)

    erasure = desk.accounts.delete(begun.session, SECRET, place=PLACE)

    assert 2 == erasure.records
    assert desk.accounts.session_of(other.secret) is None
    assert Text.CLOSED is desk.letters[-1].text
    with pytest.raises(LoginRefused):
        desk.log_in()
    with pytest.raises(LinkRefused):
        desk.accounts.reset(desk.word(Text.OPEN), OTHER)
