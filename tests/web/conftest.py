"""A browser without a screen, in front of a real instance."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import MORNING, PASSPHRASE, MakeInstance

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app, front

HERE = "http://127.0.0.1:8040"


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """A browser in front of an empty instance, which faults of ours do not stop."""
    with TestClient(create_app(instance), base_url=HERE, raise_server_exceptions=False) as browser:
        yield browser


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
