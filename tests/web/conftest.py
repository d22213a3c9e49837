"""Browsers without a screen, in front of real instances: an empty one, one of the sample charter, one on which a society stands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import MORNING, PASSPHRASE, MakeInstance
from tests.organisations.society import societal
from tests.web.browsing import HERE, Browser, in_front_of
from tests.web.visiting import Office, Visitor, visiting

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app, front

__all__ = ["societal"]


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """A browser in front of an empty instance, which faults of ours do not stop."""
    with TestClient(create_app(instance), base_url=HERE, raise_server_exceptions=False) as browser:
        yield browser


@pytest.fixture(scope="session")
def with_accounts(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance whose organisation of accounts was just made."""
    folder = tmp_path_factory.mktemp("accounts") / "data"
    shutil.copytree(template, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as made:
        assert 0 == made.accounts_house.outbox.waiting().letters
    return folder


@pytest.fixture
def browser(with_accounts: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Browser]:
    """A browser in front of an instance where nobody has an account."""
    shutil.copytree(with_accounts, tmp_path / "data")
    with (
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        in_front_of(instance, clock, Browser) as made,
    ):
        yield made


@pytest.fixture
def visitor(societal: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Visitor]:
    """A browser in front of an instance on which a society knows Maud, who has no account yet."""
    with visiting(Visitor, societal, tmp_path / "data", clock) as made:
        yield made


@pytest.fixture
def office(societal: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """The same, with the ways into the society."""
    with visiting(Office, societal, tmp_path / "data", clock) as made:
        yield made


@pytest.fixture(scope="session")
def proved_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance whose checks have run once, to be copied."""
    folder = tmp_path_factory.mktemp("proved") / "data"
    shutil.copytree(template, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as made:
        made.front = front
        made.journal.receipt(by="test")
        made.prove()
    return folder


@pytest.fixture
def instance(request: pytest.FixtureRequest, make_instance: MakeInstance, tmp_path: Path) -> Instance:
    """An instance of the sample charter: empty, or as it was after one run of its checks for a test that asks for `proved`."""
    if "proved" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("proved_template"), tmp_path / "data")
    return make_instance()


@pytest.fixture
def proved(instance: Instance) -> Instance:
    """The same instance, after one run of its checks."""
    return instance
