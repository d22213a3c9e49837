"""What an attacker tries at the service of accounts, and what they get: nothing, and no word about anybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from tests.accounts.conftest import ANN, PLACE, SECRET, Desk

from etanche.accounts import CHEAP, STRONG, Hasher, Level, LinkRefused, LoginRefused, Text, TooSoon
from etanche.instance import Instance
from etanche.vault import Changed

ELSEWHERE = "203.0.0.0/16"
OTHER = "another heron, three newts"


def told(act: object, *given: object, **named: object) -> str:
    """Do something and return what it says, whether it did it or refused."""
    assert callable(act)
    try:
        return repr(act(*given, **named))
    except LoginRefused as refused:
        return f"{refused} {refused.hint}"


def counted(desk: Desk, act: object, *given: object, **named: object) -> tuple[str, list[str]]:
    """Return what an act says, and how often Argon2 was asked meanwhile."""
    desk.hashed.clear()
    said = told(act, *given, **named)
    return said, list(desk.hashed)


def test_nobody_finds_out_who_has_an_account_by_logging_in(desk: Desk) -> None:
    """A wrong password and an address without an account say the same, after the same work."""
    desk.opened()

    there = counted(desk, desk.log_in, "wrong wrong wrong")
    nowhere = counted(desk, desk.log_in, "wrong wrong wrong", "nobody@example.org")
    none = counted(desk, desk.log_in, "wrong wrong wrong", "no address")

    assert there == nowhere == none == (there[0], ["fits"])


def test_a_guesser_waits_and_the_person_does_not(desk: Desk) -> None:
    """Five failures from one place wait there; from elsewhere, and with a known browser, the person comes in."""
    account = desk.opened().session.account
    known = desk.accounts.device_word(account)
    for _ in range(5):
        with pytest.raises(LoginRefused):
            desk.log_in("wrong wrong wrong")
    with pytest.raises(TooSoon):
        desk.log_in()
    assert account == desk.accounts.log_in(ANN, SECRET, place=PLACE, known=known).session.account
    for _ in range(5):
        with pytest.raises(LoginRefused):
            desk.log_in("wrong wrong wrong")
    assert account == desk.log_in(place=ELSEWHERE).session.account

    for number in range(130):
        with pytest.raises((LoginRefused, TooSoon)):
            desk.log_in("wrong wrong wrong", place=f"10.{number}.0.0/16")
    with pytest.raises(TooSoon):
        desk.log_in(place=ELSEWHERE)
    begun = desk.accounts.log_in(ANN, SECRET, place=ELSEWHERE, known=known)
    assert account == begun.session.account
    desk.clock.advance(timedelta(minutes=15))
    assert account == desk.log_in(place=ELSEWHERE).session.account


def test_waiting_says_nothing_of_who_has_an_account(desk: Desk) -> None:
    """An address without an account waits as one with."""
    desk.opened()
    waits = []
    for address in (ANN, "nobody@example.org"):
        tries = 0
        while True:
            try:
                desk.log_in("wrong wrong wrong", address, f"place of {address}")
            except TooSoon as soon:
                waits.append((tries, soon.seconds))
                break
            except LoginRefused:
                tries += 1

    assert waits[0] == waits[1]


def test_codes_cannot_be_guessed(desk: Desk) -> None:
    """After five wrong codes the sixth waits, whatever it is."""
    begun = desk.opened()
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    now = int(desk.clock.now().timestamp())
    desk.accounts.confirm_codes(begun.session, offer.word, pyotp.TOTP(offer.secret).at(now), place=PLACE)
    half = desk.log_in().session
    for _ in range(5):
        with pytest.raises(LoginRefused):
            desk.accounts.show_code(half, "000000x", place=PLACE)

    with pytest.raises(TooSoon):
        desk.accounts.show_code(half, pyotp.TOTP(offer.secret).at(now + 30), place=PLACE)


def test_strangers_at_one_place_keep_no_known_device_from_its_second_factor(desk: Desk) -> None:
    """They fail at made-up addresses behind the same address as the person, whose device passes code, proof and password all the same."""
    begun = desk.opened()
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    secret = pyotp.TOTP(offer.secret)
    desk.accounts.confirm_codes(begun.session, offer.word, secret.at(int(desk.clock.now().timestamp())), place=PLACE)
    known = desk.accounts.device_word(begun.session.account)
    half = desk.accounts.log_in(ANN, SECRET, place=PLACE, known=known).session
    for number in range(20):
        with pytest.raises(LoginRefused):
            desk.log_in("wrong wrong wrong", f"nobody{number}@example.org")

    code = secret.at(int(desk.clock.now().timestamp()) + 30)
    with pytest.raises(TooSoon):
        desk.accounts.show_code(half, code, place=PLACE, known="another device")
    whole = desk.accounts.show_code(half, code, place=PLACE, known=known).session
    with pytest.raises(LoginRefused):
        desk.accounts.prove_again(whole.account, "000000x", place=PLACE)
    desk.accounts.remove_codes(whole, SECRET, place=PLACE)

    assert not desk.accounts.credentials(whole).has_factor


def test_of_two_who_show_one_code_at_once_one_is_let_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read that the code is unused; the second finds that somebody changed it meanwhile."""
    begun = desk.opened()
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    secret = pyotp.TOTP(offer.secret)
    desk.accounts.confirm_codes(begun.session, offer.word, secret.at(int(desk.clock.now().timestamp())), place=PLACE)
    desk.clock.advance(timedelta(minutes=1))
    code = secret.at(int(desk.clock.now().timestamp()))
    first, second = desk.log_in().session, desk.log_in().session
    keeping = desk.accounts._means.keeping
    stale_read = keeping.credentials(begun.session.account)
    assert stale_read is not None
    desk.accounts.show_code(first, code, place=PLACE)

    monkeypatch.setattr(keeping, "credentials", lambda _: stale_read)
    with pytest.raises(Changed):
        keeping.change(stale_read, step="1")
    with pytest.raises(LoginRefused):
        desk.accounts.show_code(second, code, place=PLACE)


def test_an_edited_link_does_nothing(desk: Desk) -> None:
    """Each character of a link counts, and one made for one account is none for another."""
    desk.opened()
    desk.accounts.ask_reset(ANN, language="fr", place=PLACE)
    word = desk.word(Text.RESET)

    for place in range(0, len(word), 7):
        edited = word[:place] + ("A" if word[place] != "A" else "B") + word[place + 1 :]
        with pytest.raises(LinkRefused):
            desk.accounts.reset(edited, OTHER)
    desk.accounts.reset(word, OTHER)


def test_a_secret_planted_before_the_login_opens_nothing(desk: Desk) -> None:
    """Each step of a login draws a new secret; those of the steps before open nothing any more."""
    begun = desk.opened()
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    secret = pyotp.TOTP(offer.secret)
    desk.accounts.confirm_codes(begun.session, offer.word, secret.at(int(desk.clock.now().timestamp())), place=PLACE)
    desk.clock.advance(timedelta(minutes=1))

    half = desk.log_in()
    whole = desk.accounts.show_code(half.session, secret.at(int(desk.clock.now().timestamp())), place=PLACE)
    renewed = desk.accounts.change_password(whole.session, SECRET, OTHER, place=PLACE)

    assert 3 == len({half.secret, whole.secret, renewed.secret})
    assert [None, None] == [desk.accounts.session_of(one.secret) for one in (half, whole)]
    assert Level.SECOND_FACTOR is renewed.session.level


def test_a_stolen_file_holds_neither_addresses_nor_secrets(desk: Desk) -> None:
    """Raw bytes of everything on the disk: no address, no name, no password, no secret of a session, a link or an application."""
    begun = desk.opened("anniversary@rare-domain.example")
    offer = desk.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    now = int(desk.clock.now().timestamp())
    set_up = desk.accounts.confirm_codes(begun.session, offer.word, pyotp.TOTP(offer.secret).at(now), place=PLACE)
    half = desk.log_in(email="anniversary@rare-domain.example")
    desk.accounts.ask_reset("anniversary@rare-domain.example", language="fr", place=PLACE)
    secrets = [begun.secret, set_up.begun.secret, half.secret, offer.secret, *set_up.recovery, SECRET]
    secrets += [note.link.partition("?link=")[2] for note in desk.letters if note.link]
    secrets += ["anniversary", "rare-domain", "$argon2id$"]

    folder = desk.instance.folder
    held = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())

    assert len(held) > 100_000
    assert [] == [one for one in secrets if one.encode() in held]
    assert begun.session.account in held


def test_a_session_s_secret_is_never_shown(desk: Desk) -> None:
    """What a log would print of the objects of this room holds no secret, no hash and no address."""
    begun = desk.opened()
    shown = " ".join(
        map(
            repr,
            [
                begun.session,
                desk.accounts.holder(begun.session),
                desk.accounts.credentials(begun.session),
                desk.accounts.offer_codes(begun.session, SECRET, place=PLACE),
                desk.letters[0],
            ],
        )
    )

    assert begun.secret not in shown
    assert not re.search(r"argon2|example\.org|link=|secret='", shown)


def test_no_line_of_the_journal_names_anybody(desk: Desk) -> None:
    """Who logged in, and what failed, is told by ids."""
    desk.opened()
    with pytest.raises(LoginRefused):
        desk.log_in("wrong wrong wrong", "nobody@example.org")
    lines = desk.house.journal_entries(since=None, act=None, actor=None, last=1_000)

    assert len(lines) > 5
    assert not re.search(r"example\.org|heron|Ann", " ".join(map(repr, lines)))


def test_what_a_role_of_an_office_sees_is_not_what_lets_people_in(desk: Desk) -> None:
    """No role of a person reads credentials: the program alone does."""
    granted = {name for name, role in desk.house.charter.roles.items() if "credential" in role.sees}

    assert {"running-instance"} == granted


def test_an_instance_hashes_at_full_cost(desk: Desk, instance: Instance) -> None:
    """The cheap cost of these tests is nobody's default."""
    assert STRONG == Hasher().cost != CHEAP
    assert (64 * 1024, 3, 4) == (STRONG.memory, STRONG.passes, STRONG.lanes)


@pytest.mark.parametrize(
    "change",
    [
        *("account = ?", "level = 'second-factor'", "ends = '2999-01-01T00:00:00.000000+00:00'"),
        "seen = '2026-11-21T07:00:00.000000+00:00'",
    ],
)
def test_whoever_writes_into_the_store_opens_no_session(desk: Desk, change: str) -> None:
    """A session made somebody else's, stronger, longer or less idle by another hand opens nothing and is not listed."""
    ann, eve = desk.opened(), desk.opened("eve@example.org", OTHER)
    with desk.house.store.writing() as connection:
        given = (ann.session.account,) if "?" in change else ()
        connection.exec_driver_sql(f"UPDATE sessions SET {change} WHERE id = ?", (*given, eve.session.id))

    assert desk.accounts.session_of(eve.secret) is None
    assert [ann.session.id] == [one.id for one in desk.accounts.sessions(ann.session)]
