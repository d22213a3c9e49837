"""Two processes on one instance: an address has one account, whichever ways there are to have one, because the store decides."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.accounts.conftest import ANN, PLACE, Desk
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.processes import at_once

from etanche.accounts import Keeping, Text
from etanche.accounts.providers import ByProvider, Identity
from etanche.accounts.providers.assurance import Said
from etanche.clock import FixedClock
from etanche.instance import Instance, Stores

EVE, OTHER = "eve@example.org", "another heron, three newts"
WAYS = [(Keeping, "open"), (Keeping, "open_proved"), (Keeping, "move")]


@pytest.fixture
def folder(engine: str, request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Path:
    """The folder of an instance with its stores on either engine, which nobody has open."""
    place = tmp_path / "data"
    if engine == "sqlite":
        shutil.copytree(request.getfixturevalue("kept"), place)
    else:
        stores = Stores(data=request.getfixturevalue("databases").empty())
        Instance.create(
            place, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
        ).close()
    return place


def opened(folder: Path, clock: FixedClock) -> Instance:
    """Open it."""
    return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


def by_letter(instance: Instance, *, word: str, clock: FixedClock) -> None:
    """Open an account by the link of a letter."""
    Desk(instance, clock).open(word)


def by_provider(instance: Instance, *, clock: FixedClock) -> None:
    """Open an account as somebody whose address a provider verified."""
    house, means = instance.accounts_house, Desk(instance, clock).accounts.means
    by = ByProvider(means, providers=dict, terms=means.terms, vault=house.spared_vault, key=means.sealing, opens=True)
    said = Identity(issuer="https://id.example", subject="1", email=ANN, granted=frozenset(), said=Said())
    by._open(means.terms.accept(None, means.terms.documents), said, "en")


def by_moving(instance: Instance, *, clock: FixedClock, word: str, secret: str) -> None:
    """Give an account that there is the address."""
    accounts = Desk(instance, clock).accounts
    session = accounts.session_of(secret)
    assert session is not None
    accounts.change_address(session, word)


def holders(folder: Path, clock: FixedClock) -> int:
    """Return how many accounts have the address."""
    with opened(folder, clock) as instance:
        return len(Desk(instance, clock).accounts.means.keeping._acting().find("account", "email", ANN))


@pytest.mark.parametrize("other", ["letter", "another letter", "provider", "address"])
def test_of_two_processes_one_gives_the_address(folder: Path, clock: FixedClock, other: str) -> None:
    """Attack: both have looked, and nobody had it; one account is opened, the other is refused as if it had come later, and nothing is left of it."""
    with opened(folder, clock) as instance:
        desk = Desk(instance, clock)
        eve = desk.opened(EVE, OTHER)
        desk.ask()
        word = desk.word(Text.OPEN)
        desk.ask()
        ways: dict[str, Callable[[Instance], object]] = {
            "letter": partial(by_letter, word=word, clock=clock),
            "another letter": partial(by_letter, word=desk.word(Text.OPEN), clock=clock),
            "provider": partial(by_provider, clock=clock),
        }
        desk.accounts.ask_address(eve.session, OTHER, ANN, place=PLACE)
        ways["address"] = partial(by_moving, word=desk.word(Text.NEW_ADDRESS), secret=eve.secret, clock=clock)
    became = at_once(folder, clock, [ways["letter"], ways[other]], held=WAYS)

    assert became in (["LinkRefused", "done"], ["NoAccountYet", "done"])
    assert 1 == holders(folder, clock)
    with opened(folder, clock) as instance, instance.accounts_house.store.reading() as connection:
        alive = connection.exec_driver_sql(
            "SELECT count(DISTINCT person) FROM records WHERE person IS NOT NULL"
        ).scalar()
    assert alive in ({1, 2} if other == "address" else {2})


def test_two_by_a_provider_at_once_are_one_account(folder: Path, clock: FixedClock) -> None:
    """Attack: the same address verified twice at one moment."""
    ways = [partial(by_provider, clock=clock)] * 2

    assert ["NoAccountYet", "done"] == at_once(folder, clock, ways, held=WAYS)
    assert 1 == holders(folder, clock)
