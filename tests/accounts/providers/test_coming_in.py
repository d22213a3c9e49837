"""Accounts and providers, through the certified one: opened, come into, linked, unlinked; and what somebody tries in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pyotp import TOTP
from tests.accounts.providers.conftest import Go, Make
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

from etanche.accounts import (
    CHEAP,
    Accounts,
    Begun,
    Documents,
    Level,
    LinkRefused,
    LoginRefused,
    Note,
    Terms,
    TermsNotAccepted,
    Text,
)
from etanche.accounts.providers import (
    Assurance,
    ByProvider,
    Known,
    LastWayIn,
    LinkedElsewhere,
    NoAccountYet,
    NoSuchProvider,
    ProviderUnbelieved,
    Way,
)
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.instance.account_letters import writing_of
from etanche.instance.letting_in import accounts_of

FIRST = Documents(terms="1", notice="1")
NAME, SECRET, PLACE = "certified", "an old heron, two frogs", "198.51.0.0/16"


@dataclass
class Front:
    """The accounts of an instance, by password and by provider, and the letters they wrote."""

    instance: Instance
    make: Make
    go: Go
    letters: list[Note] = field(default_factory=list)
    documents: Documents = FIRST
    people: int = 0

    def __post_init__(self) -> None:
        """Open both."""
        service = accounts_of(
            self.instance, address="https://etanche.example", page=lambda _, word: f"/x?link={word}", cost=CHEAP
        )
        writing = writing_of(self.instance.accounts_house)
        self.means = replace(
            service._means,
            post=self.letters.append,
            keep=lambda wanted: self.letters.append(writing.note(wanted)),
        )
        self.accounts = Accounts(self.means)

    def by(self, *, opens: bool = True, claims_factor: bool = False) -> ByProvider:
        """Return the service of providers."""
        house = self.instance.accounts_house
        known = {NAME: Known(provider=self.make(acr=("urn:two",)), claims_factor=claims_factor)}
        return ByProvider(
            self.means,
            providers=lambda: known,
            terms=Terms(lambda: house.vault, now=lambda: self.documents, actor="accounts"),
            vault=lambda: house.vault,
            key=lambda: house.keyring.ledger_key(house.organisation_id, "providers"),
            opens=opens,
        )

    def somebody(self) -> str:
        """Return the name of somebody at the provider whom no test knows yet."""
        self.people += 1
        return f"camille{self.people}"

    def come_in(self, who: str, by: ByProvider | None = None, **how: object) -> Begun:
        """Let somebody come in by the provider."""
        by = by or self.by()
        way = by.begin(NAME, shown=self.documents)
        return by.come_in(NAME, way.word, self.go(way.address, who, **how), language="fr")

    def registered(self, email: str) -> Begun:
        """Let somebody open an account with a password."""
        self.accounts.ask_account(email, language="en", place=PLACE)
        word = self.letters[-1].link.partition("?link=")[2]
        shown = self.accounts.documents
        return self.accounts.open_account(word, SECRET, name="Ann", language="en", shown=shown)

    def linked(self, begun: Begun, who: str) -> None:
        """Link the account of a session with somebody at the provider."""
        by = self.by()
        way = by.begin_link(begun.session, NAME, SECRET, place=PLACE, shown=self.documents)
        by.link(begun.session, NAME, way.word, self.go(way.address, who))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance whose clock is that of the provider."""
    folder: Path = tmp_path_factory.mktemp("coming-in") / "data"
    with Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF) as made:
        yield made


_people = iter(range(1_000))


@pytest.fixture
def front(running: Instance, make: Make, go: Go) -> Front:
    """The accounts, with nobody known to this test."""
    return Front(running, make, go, people=1_000 * next(_people))


@pytest.mark.clause("G1")
def test_whoever_comes_for_the_first_time_gets_an_account_and_keeps_it(front: Front) -> None:
    """The same person comes in twice: one account, under the address that the provider verified, without a password."""
    who = front.somebody()
    first, second = front.come_in(who), front.come_in(who)
    holder = front.accounts.holder(first.session)

    assert first.session.account == second.session.account
    assert f"{who}@estran.example" == holder.email
    with pytest.raises(LoginRefused):
        front.accounts.log_in(holder.email, "", place=PLACE)


def test_a_letter_of_before_opens_nothing_once_a_provider_opened_an_account(front: Front) -> None:
    """Attack: who reads an old letter follows its link once the account that came by a provider is deleted; it opens no other there."""
    who = front.somebody()
    front.accounts.ask_account(f"{who}@estran.example", language="en", place=PLACE)
    old = front.letters[-1].link.partition("?link=")[2]
    begun = front.come_in(who)
    front.accounts.delete(begun.session, "", place=PLACE)

    with pytest.raises(LinkRefused):
        front.accounts.open_account(old, SECRET, name="Eve", language="en", shown=front.accounts.documents)


def test_what_was_accepted_is_in_the_standing_of_the_account(front: Front) -> None:
    """The account holds what its person accepted; another version is accepted anew when they come in the next time."""
    who = front.somebody()
    account = front.come_in(who).session.account
    vault = front.instance.accounts_house.vault
    first = len(vault.evidence(account))
    front.documents = Documents(terms="2", notice="1")
    front.come_in(who)
    front.come_in(who)

    assert (1, 2) == (first, len(vault.evidence(account)))


@pytest.mark.clause("G4")
def test_there_is_no_way_before_the_terms_are_accepted(front: Front) -> None:
    """Shown another version, or linked without having accepted anything: no address is made, the provider hears of nobody."""
    by = front.by()
    with pytest.raises(TermsNotAccepted):
        by.begin(NAME, shown=Documents(terms="0", notice="1"))
    session = front.registered(f"{front.somebody()}@terms.example").session
    with pytest.raises(TermsNotAccepted):
        by.begin_link(session, NAME, SECRET, place=PLACE)

    assert isinstance(by.begin_link(session, NAME, SECRET, place=PLACE, shown=front.documents), Way)


@pytest.mark.clause("G1")
def test_an_account_is_linked_come_into_and_unlinked(front: Front) -> None:
    """Known by the provider once it is linked; unlinked, the same person at the provider is nobody any more."""
    who = front.somebody()
    begun = front.registered(f"{who}@password.example")
    front.linked(begun, who)
    came = front.come_in(who)
    front.by().unlink(begun.session, NAME, SECRET, place=PLACE)

    assert begun.session.account == came.session.account
    assert () == front.by().links(begun.session)
    with pytest.raises(NoAccountYet):
        front.come_in(who, front.by(opens=False))


@pytest.mark.clause("G1")
def test_a_stolen_session_links_nothing_and_unlinks_nothing(front: Front) -> None:
    """Attack: without the password nothing is begun nor taken back; what the holder began is ended in their session alone, and told by letter."""
    by, who = front.by(), front.somebody()
    begun = front.registered(f"{who}@stolen.example")
    other = front.accounts.log_in(f"{who}@stolen.example", SECRET, place=PLACE)
    with pytest.raises(LoginRefused):
        by.begin_link(begun.session, NAME, "", place=PLACE, shown=front.documents)
    way = by.begin_link(begun.session, NAME, SECRET, place=PLACE, shown=front.documents)
    with pytest.raises(ProviderUnbelieved):
        by.link(other.session, NAME, way.word, front.go(way.address, who))
    front.linked(begun, who)
    with pytest.raises(LoginRefused):
        by.unlink(begun.session, NAME, "", place=PLACE)

    assert [NAME] == [one.provider for one in by.links(begun.session)]
    by.unlink(begun.session, NAME, SECRET, place=PLACE)
    assert [Text.LINKED, Text.UNLINKED] == [note.text for note in front.letters[-2:]]


def test_an_address_is_nobodys_key(front: Front) -> None:
    """Attack: an account at the provider under the address of somebody who has one here; nothing is merged, nobody is let in."""
    victim = front.somebody()
    front.registered(f"{victim}@estran.example")

    with pytest.raises(NoAccountYet):
        front.come_in(victim)


def test_without_a_verified_address_no_account_is_opened(front: Front) -> None:
    """Attack: whoever the provider vouches for no address of does not get one."""
    with pytest.raises(NoAccountYet):
        front.come_in("unproved")


def test_somebody_at_the_provider_is_one_account(front: Front) -> None:
    """A second account cannot be linked with the same person there."""
    who = front.somebody()
    front.linked(front.registered(f"{who}@one.example"), who)
    other = front.registered(f"{who}@two.example")

    with pytest.raises(LinkedElsewhere):
        front.linked(other, who)


def test_nobody_links_the_account_of_somebody_else(front: Front) -> None:
    """Attack: the answer of the eavesdropper's login is slipped to the victim, or the victim's word is used by another session."""
    by, who = front.by(), front.somebody()
    victim, eve = (front.registered(f"{name}{who}@link.example").session for name in ("v", "e"))
    eves = by.begin_link(eve, NAME, SECRET, place=PLACE, shown=front.documents)
    answer = front.go(eves.address, who)
    login = by.begin(NAME, shown=front.documents)

    with pytest.raises(ProviderUnbelieved):
        by.link(victim, NAME, eves.word, dict(answer))
    with pytest.raises(ProviderUnbelieved):
        by.link(victim, NAME, by.begin_link(victim, NAME, SECRET, place=PLACE, shown=front.documents).word, answer)
    with pytest.raises(ProviderUnbelieved):
        by.come_in(NAME, login.word, answer, language="fr")
    assert () == by.links(victim)


def test_a_link_is_no_login(front: Front) -> None:
    """Attack: what was begun to link an account lets nobody in."""
    by, who = front.by(), front.somebody()
    session = front.registered(f"{who}@nologin.example").session
    way = by.begin_link(session, NAME, SECRET, place=PLACE, shown=front.documents)

    with pytest.raises(ProviderUnbelieved):
        by.come_in(NAME, way.word, front.go(way.address, who), language="fr")


@pytest.mark.parametrize("word", ["", "x", "é", "A" * 200, "A" * 5_000])
def test_a_word_that_is_none_lets_nobody_in(front: Front, word: str) -> None:
    """Attack: what the browser keeps was made up."""
    with pytest.raises(ProviderUnbelieved):
        front.by().come_in(NAME, word, {"state": "x", "code": "y"}, language="fr")


def test_a_word_shows_nothing_and_cannot_be_changed(front: Front) -> None:
    """What the browser keeps is sealed: one letter changed, it is none."""
    by = front.by()
    way = by.begin(NAME, shown=front.documents)
    changed = way.word[:-6] + ("A" if way.word[-6] != "A" else "B") + way.word[-5:]

    assert NAME not in way.word
    with pytest.raises(ProviderUnbelieved):
        by.come_in(NAME, changed, {}, language="fr")


@pytest.mark.parametrize(
    ("how", "claims", "level", "known"),
    [
        ({"amr": ["pwd", "otp"]}, False, Level.SECOND_FACTOR, Assurance.VERIFIED),
        ({"amr": ["pwd"], "acr": "urn:two"}, False, Level.SECOND_FACTOR, Assurance.VERIFIED),
        ({"amr": ["pwd"]}, True, Level.SECOND_FACTOR, Assurance.CLAIMED),
        ({"amr": ["pwd"]}, False, Level.PASSWORD, Assurance.UNKNOWN),
    ],
)
@pytest.mark.clause("G2")
def test_a_session_is_worth_what_is_known_of_the_second_factor(
    front: Front, how: dict[str, object], claims: bool, level: Level, known: Assurance
) -> None:
    """Verified or claimed, no other factor is asked for; unknown, a session is worth a password. Which it was is shown."""
    by = front.by(claims_factor=claims)
    begun = front.come_in(front.somebody(), by, **how)
    [link] = by.links(begun.session)

    assert (level, known) == (begun.session.level, link.assurance)


def test_our_own_factor_is_asked_for_when_nothing_is_known_of_the_providers(front: Front) -> None:
    """An account with a code of its own: a provider that tells of no second factor brings it halfway, and one that does all the way."""
    who = front.somebody()
    begun = front.registered(f"{who}@factor.example")
    offer = front.accounts.offer_codes(begun.session, SECRET, place=PLACE)
    code = TOTP(offer.secret).now()
    after = front.accounts.confirm_codes(begun.session, offer.word, code, place=PLACE).begun
    front.linked(after, who)

    assert Level.HALFWAY == front.come_in(who).session.level
    assert Level.SECOND_FACTOR == front.come_in(who, amr=["pwd", "hwk"]).session.level


def test_the_last_way_in_is_not_taken_away(front: Front) -> None:
    """An account without a password keeps its one provider."""
    begun = front.come_in(front.somebody())

    with pytest.raises(LastWayIn):
        front.by().unlink(begun.session, NAME, SECRET, place=PLACE)
    with pytest.raises(NoSuchProvider):
        front.by().unlink(begun.session, "another", SECRET, place=PLACE)


def test_what_was_granted_is_remembered_of_the_last_time(front: Front) -> None:
    """Granted less the second time, the account is known with less, and once."""
    who = front.somebody()
    front.come_in(who)
    begun = front.come_in(who, refused=["calendar"])
    [link] = front.by().links(begun.session)

    assert {"email", "mail.read"} == link.granted


def test_who_somebody_is_there_is_in_no_file(front: Front) -> None:
    """Neither the subject at the provider nor the address lies in clear; a person who came in vain is erased."""
    who = "anemone"
    front.come_in(who)
    with pytest.raises(NoAccountYet):
        front.come_in("unproved")
    content = b"".join(path.read_bytes() for path in front.instance.folder.rglob("*") if path.is_file())

    assert b"anemone" not in content
    assert b"unproved" not in content
