"""Terms first, provider second; what was granted greys out exactly what lacks it; a second factor is called what is known of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE, ROOT

from etanche.accounts import Accepted, Documents, Terms, TermsNotAccepted
from etanche.accounts.providers import Assurance, Said, asked_of, assurance_of, features_of, flow, provider
from etanche.charter import Provider, load
from etanche.clock import FixedClock
from etanche.instance import Instance, forget_strangers
from etanche.vault import Arrival

ONE, TWO = Documents(terms="1", notice="2026-01-01"), Documents(terms="2", notice="2026-01-01")


class Held:
    """What holds now, as the test wants it."""

    now = ONE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance whose built-in organisation keeps the standing of accounts."""
    from tests.conftest import BOOKSHOP

    folder: Path = tmp_path_factory.mktemp("terms") / "data"
    clock = FixedClock(MORNING)
    with Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as made:
        yield made


@pytest.fixture
def terms(house: Instance) -> Terms:
    """Terms of the accounts."""
    Held.now = ONE
    return Terms(lambda: house.accounts_house.vault, now=lambda: Held.now, actor="accounts")


def test_nobody_goes_to_a_provider_before_accepting(terms: Terms) -> None:
    """Neither a stranger nor somebody known; after accepting, standing holds it with the versions, sealed."""
    for person in (None, b"x" * 16):
        with pytest.raises(TermsNotAccepted):
            terms.require(person)
    person = terms.accept(None, ONE)

    assert (person, ONE) == (terms.require(person).person, terms.held(person))


def test_another_version_is_asked_for_again(terms: Terms) -> None:
    """What was accepted before does not count for what holds now; accepting what holds no more is refused."""
    person = terms.accept(None, ONE)
    Held.now = TWO
    with pytest.raises(TermsNotAccepted):
        terms.require(person)
    with pytest.raises(TermsNotAccepted):
        terms.accept(person, ONE)
    terms.accept(person, TWO)

    assert TWO == terms.require(person).documents


def test_one_persons_acceptance_is_nobody_elses(terms: Terms) -> None:
    """Somebody else's standing does not hold it."""
    one, other = terms.accept(None, ONE), terms.accept(None, ONE)
    Held.now = TWO
    terms.accept(other, TWO)

    assert (ONE, TWO) == (terms.held(one), terms.held(other))
    with pytest.raises(TermsNotAccepted):
        terms.require(one)


def test_whoever_is_erased_accepted_nothing(terms: Terms, house: Instance) -> None:
    """The evidence dies with the keys of the person."""
    person = terms.accept(None, ONE)
    house.accounts_house.vault.erase(person, actor="accounts")

    with pytest.raises(TermsNotAccepted):
        terms.require(person)


def test_what_was_accepted_lies_sealed(terms: Terms, house: Instance) -> None:
    """No byte of the folder tells which versions somebody accepted."""
    Held.now = Documents(terms="anemone-7", notice="campanula-8")
    terms.accept(None, Held.now)
    content = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())

    assert not [one for one in (b"anemone-7", b"campanula-8") if one in content]


@pytest.mark.clause("G4")
def test_every_way_to_a_provider_wants_somebody_who_accepted() -> None:
    """Whatever makes an address that leads to a provider takes an acceptance, which only standing gives."""
    for way in (flow.begin, provider.Provider.begin):
        asked = inspect.signature(way, eval_str=True).parameters["accepted"]

        assert (Accepted, inspect.Parameter.empty) == (asked.annotation, asked.default)


@pytest.fixture(scope="module")
def google() -> Provider:
    """A provider of a charter, with the permissions that are asked of it."""
    return load(ROOT / "charters/gmelius.yaml").providers["google-login"]


def test_who_never_came_back_is_forgotten_after_an_hour(house: Instance, terms: Terms) -> None:
    """Of two who accepted an hour ago one has an account: that one stays, and so does who accepted just now."""
    vault, clock = house.accounts_house.vault, house.clock
    assert isinstance(clock, FixedClock)
    stranger, holder = terms.accept(None, ONE), vault.new_person()
    arrival = Arrival(at=clock.now(), fields={"email": "here@example.org"}, person=holder)
    vault.door("account-pages", actor="test").put("account", arrival)
    terms.accept(holder, ONE)
    clock.advance(timedelta(minutes=59))
    late = terms.accept(None, ONE)
    assert 0 == forget_strangers(house)
    clock.advance(timedelta(minutes=2))

    gone = forget_strangers(house)

    assert gone >= 1
    assert (None, ONE, ONE) == (terms.held(stranger), terms.held(holder), terms.held(late))
    assert 0 == forget_strangers(house)


def test_all_granted_all_works(google: Provider) -> None:
    """Every feature that needs a permission works when each was granted, and none when none was."""
    all_, nothing = features_of(google, asked_of(google)), features_of(google, ())

    assert {True} == {one.works for one in all_.values()}
    assert {False} == {one.works for one in nothing.values()}
    assert set(all_) == {feature for scope in google.scopes.values() for feature in scope.for_}


@pytest.mark.parametrize("left_out", ["manage-mail", "mail-basics", "calendars"])
@pytest.mark.clause("G3")
def test_exactly_what_lacks_its_permission_is_grey(google: Provider, left_out: str) -> None:
    """One permission was left out: the features that are its own lack it, by its name, and every other works."""
    granted = {scope.asks for name, scope in google.scopes.items() if name != left_out}
    grey = {name: one.missing for name, one in features_of(google, granted).items() if not one.works}

    assert dict.fromkeys(google.scopes[left_out].for_, (left_out,)) == grey


@pytest.mark.parametrize(
    ("said", "claimed", "known"),
    [
        (Said(amr=("pwd", "otp")), False, Assurance.VERIFIED),
        (Said(amr=("pin", "hwk")), False, Assurance.VERIFIED),
        (Said(amr=("mfa",)), False, Assurance.VERIFIED),
        (Said(acr="urn:two"), False, Assurance.VERIFIED),
        (Said(acr="urn:one"), False, Assurance.UNKNOWN),
        (Said(amr=("otp", "sms")), False, Assurance.UNKNOWN),
        (Said(amr=("pwd", "pin")), True, Assurance.CLAIMED),
        (Said(), True, Assurance.CLAIMED),
        (Said(), False, Assurance.UNKNOWN),
    ],
)
def test_what_is_known_of_a_second_factor(said: Said, claimed: bool, known: Assurance) -> None:
    """Two factors of two kinds in the token, or the class that was asked for, are verified; two of one kind are one."""
    assert known == assurance_of(said, asked=("urn:two",), claimed=claimed)
