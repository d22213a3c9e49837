"""Sessions, mailed links and passkeys: what opens, for how long, and what does not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.accounts.authenticator import PRESENT, Authenticator

from etanche.accounts import links, passkeys, sessions
from etanche.accounts.links import Act, LinkRefused
from etanche.accounts.passkeys import PasskeyRefused, Site
from etanche.accounts.passwords import Asked
from etanche.accounts.sessions import Level, Over, Session, strictest_lifetimes
from etanche.charter import Duration, Sessions, Unit

NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
ANN = b"a" * 16
HOUR = Duration(number=1, unit=Unit.HOUR)
TEN_MINUTES = Duration(number=10, unit=Unit.MINUTE)
SITE = Site(host="choir.example", origin="https://choir.example", name="Choir")


def sign(body: bytes) -> bytes:
    """Mark bytes under a key of the tests."""
    return hashlib.blake2b(body, key=b"a key of the tests", digest_size=16).digest()


# — sessions


def lasting(idle: str, longest: str) -> Sessions:
    """Return lifetimes as a charter writes them."""
    return Sessions.model_validate({"idle": idle, "longest": longest})


LASTING = strictest_lifetimes({"it": lasting("10 minutes", "1 hour")}, zone="UTC")


@pytest.mark.clause("W16")
def test_of_each_lifetime_the_shortest_holds_and_says_who_asks() -> None:
    """A member of two organisations is logged out as the stricter one asks, for each lifetime apart."""
    lifetimes = strictest_lifetimes(
        {"choir": lasting("1 hour", "1 hour"), "clinic": lasting("10 minutes", "1 day")}, zone="UTC"
    )

    assert (Asked(TEN_MINUTES, "clinic"), Asked(HOUR, "choir")) == (lifetimes.idle, lifetimes.longest)
    with pytest.raises(ValueError, match="no lifetimes"):
        strictest_lifetimes({}, zone="UTC")


@pytest.mark.clause("W16")
@pytest.mark.parametrize(
    ("begun", "seen", "now", "expected"),
    [
        (0, 0, 9, None),
        (0, 0, 10, (Over.IDLE, "it")),
        (0, 55, 59, None),
        (0, 55, 60, (Over.LONGEST, "it")),
        (5, 5, 0, (Over.LONGEST, "it")),
    ],
)
def test_a_session_ends_at_its_time(begun: int, seen: int, now: int, expected: tuple[Over, str] | None) -> None:
    """Ten minutes without an act, an hour in any case; one that begins in the future is over."""
    began = Session.begin(account=ANN, now=NOW + timedelta(minutes=begun), lifetimes=LASTING).session
    session = replace(began, seen=NOW + timedelta(minutes=seen))

    assert expected == session.over(LASTING, now=NOW + timedelta(minutes=now))


def test_half_a_login_ends_after_ten_minutes() -> None:
    """Who said a password and shows no second factor is logged out, however long sessions last."""
    day = strictest_lifetimes({"it": lasting("1 day", "1 day")}, zone="UTC")
    half = Session.begin(account=ANN, now=NOW, lifetimes=day, level=Level.HALFWAY).session

    assert half.over(day, now=NOW + timedelta(minutes=9)) is None
    assert half.over(day, now=NOW + timedelta(minutes=10)) is not None


def test_what_is_kept_of_a_session_does_not_open_it() -> None:
    """Two logins have two secrets; neither is in what is kept, and the digest finds it again."""
    first, second = (Session.begin(account=ANN, now=NOW, lifetimes=LASTING) for _ in range(2))

    assert first.secret != second.secret
    assert first.secret not in repr(first.session)
    assert first.session.digest == sessions.digest_of(first.secret) != second.session.digest


def test_an_act_is_noted_to_the_minute() -> None:
    """Sixty requests in a minute write once."""
    session = Session.begin(account=ANN, now=NOW, lifetimes=LASTING).session

    assert session is session.acted(NOW + timedelta(seconds=59))
    assert NOW + timedelta(seconds=60) == session.acted(NOW + timedelta(seconds=60)).seen


# — links


def link(act: Act = Act.RESET_PASSWORD, *, state: bytes = b"before") -> str:
    """Make a link for an hour."""
    return links.make(act, ANN, state=state, until=NOW + timedelta(hours=1), sign=sign)


def test_a_link_says_for_whom_it_is_and_works_once() -> None:
    """As long as nothing changed it is unused; once it did its work it is refused."""
    read = links.read(link(), Act.RESET_PASSWORD, now=NOW, sign=sign)

    assert ANN == read.account
    assert read is read.unused(b"before")
    with pytest.raises(LinkRefused):
        read.unused(b"after")


@pytest.mark.parametrize(
    ("act", "minutes", "key"),
    [
        (Act.CHANGE_ADDRESS, 0, sign),
        (Act.RESET_PASSWORD, 60, sign),
        (Act.RESET_PASSWORD, 0, lambda body: hashlib.blake2b(body, key=b"another", digest_size=16).digest()),
    ],
)
def test_a_link_for_something_else_too_old_or_of_another_hand_is_refused(
    act: Act, minutes: int, key: links.Sign
) -> None:
    """The answer is the same for all three."""
    with pytest.raises(LinkRefused) as refused:
        links.read(link(), act, now=NOW + timedelta(minutes=minutes), sign=key)
    assert "this link does not work, or not any more" == refused.value.what


@given(some.integers(0, 200), some.characters())
def test_a_link_with_one_character_changed_is_refused(place: int, sign_put: str) -> None:
    """Wherever it is changed, and to whatever, it says nothing but what it said."""
    word = link()
    changed = word[: place % len(word)] + sign_put + word[place % len(word) + 1 :]
    try:
        read = links.read(changed, Act.RESET_PASSWORD, now=NOW, sign=sign)
    except LinkRefused:
        return
    assert links.read(word, Act.RESET_PASSWORD, now=NOW, sign=sign) == read


@pytest.mark.parametrize("word", ["", "A", "AAAA", "é" * 60, "A" * 10_000, "=" * 60, "../../etc/passwd"])
def test_what_is_no_link_is_refused(word: str) -> None:
    """Whatever stands behind the address, the answer is the same, and nothing else is raised."""
    with pytest.raises(LinkRefused):
        links.read(word, Act.RESET_PASSWORD, now=NOW, sign=sign)


# — passkeys


@pytest.fixture
def device() -> Authenticator:
    """A device at our site."""
    return Authenticator(host=SITE.host, origin=SITE.origin)


@pytest.fixture
def kept(device: Authenticator) -> passkeys.Passkey:
    """The passkey it made."""
    asked = passkeys.ask_to_make(SITE, account=ANN, name="ann@choir.example")
    return passkeys.made(SITE, asked.challenge, device.make(asked.options))


@pytest.mark.clause("C11")
def test_a_passkey_opens_where_it_was_made(device: Authenticator, kept: passkeys.Passkey) -> None:
    """What the device made it can show, with or without being told which one is meant, and its uses are counted."""
    for known in ([kept], []):
        asked = passkeys.ask_to_show(SITE, known)
        kept = passkeys.shown(SITE, asked.challenge, device.show(asked.options), [kept])

    assert (2, device.id) == (kept.count, kept.id)


def test_a_device_that_has_one_makes_no_second(kept: passkeys.Passkey) -> None:
    """The browser is told which passkeys there are, and asks for the person to be checked."""
    options = json.loads(passkeys.ask_to_make(SITE, account=ANN, name="ann", known=[kept]).options)

    assert 1 == len(options["excludeCredentials"])
    assert ("required", "required") == (
        options["authenticatorSelection"]["residentKey"],
        options["authenticatorSelection"]["userVerification"],
    )


def test_an_answer_to_another_question_opens_nothing(device: Authenticator, kept: passkeys.Passkey) -> None:
    """A recorded answer is of no use."""
    recorded = device.show(passkeys.ask_to_show(SITE).options)
    with pytest.raises(PasskeyRefused):
        passkeys.shown(SITE, passkeys.ask_to_show(SITE).challenge, recorded, [kept])


@pytest.mark.parametrize("change", ["origin", "host", "flags", "key", "count", "id"])
def test_what_is_not_quite_the_device_opens_nothing(device: Authenticator, kept: passkeys.Passkey, change: str) -> None:
    """Another site, a person who was not checked, another key, a count that went back, a passkey nobody knows: refused alike."""
    stranger = Authenticator(host="choir.example.evil", origin="https://choir.example.evil", flags=PRESENT)
    device.count, kept = (0, replace(kept, count=9)) if change == "count" else (20, kept)
    if change != "count":
        setattr(device, change, getattr(stranger, change))
    asked = passkeys.ask_to_show(SITE)
    with pytest.raises(PasskeyRefused) as refused:
        passkeys.shown(SITE, asked.challenge, device.show(asked.options), [kept])
    assert "this passkey is not accepted" == refused.value.what


@pytest.mark.parametrize("change", ["origin", "host", "flags"])
def test_a_passkey_is_made_at_our_site_by_a_person_who_was_checked(change: str) -> None:
    """Otherwise none is kept."""
    stranger = Authenticator(host="choir.example.evil", origin="https://choir.example.evil", flags=PRESENT)
    device = Authenticator(host=SITE.host, origin=SITE.origin)
    setattr(device, change, getattr(stranger, change))
    asked = passkeys.ask_to_make(SITE, account=ANN, name="ann")
    with pytest.raises(PasskeyRefused):
        passkeys.made(SITE, asked.challenge, device.make(asked.options))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"id": 7}',
        "x" * 100_000,
        '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}',
    ],
)
def test_an_answer_that_is_none_is_refused(kept: passkeys.Passkey, answer: str) -> None:
    """Whatever a browser sends, the answer is the same, and nothing else is raised."""
    with pytest.raises(PasskeyRefused):
        passkeys.shown(SITE, b"c" * 64, answer, [kept])

    with pytest.raises(PasskeyRefused):
        passkeys.made(SITE, b"c" * 64, answer)
