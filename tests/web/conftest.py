"""A browser without a screen, in front of a real instance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from etanche.instance import Instance
from etanche.web import create_app

HERE = "http://127.0.0.1:8040"


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """A browser in front of an empty instance, which faults of ours do not stop."""
    with TestClient(create_app(instance), base_url=HERE, raise_server_exceptions=False) as browser:
        yield browser


@pytest.fixture
def proved(instance: Instance) -> Instance:
    """The same instance after one run of its checks."""
    instance.prove()
    return instance
