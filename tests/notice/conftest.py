"""Charters whose notices the tests read: the sample everybody sees, and one with two of most things."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.charter import Charter, load

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@pytest.fixture(scope="session")
def bookshop() -> Charter:
    """The sample charter."""
    return load(ROOT / "charters/bookshop.yaml")


@pytest.fixture(scope="session")
def cooperative() -> Charter:
    """A charter with several categories, purposes, roles of both sorts, and a recipient."""
    return load(HERE / "cooperative.yaml")


@pytest.fixture(params=["bookshop", "cooperative"])
def charter(request: pytest.FixtureRequest) -> Charter:
    """Each of the charters in turn."""
    found: Charter = request.getfixturevalue(request.param)
    return found
