"""Charters whose notices the tests read: the sample everybody sees, one with two of most things, one with all there is."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of

from etanche.charter import Charter


@pytest.fixture(scope="session")
def bookshop() -> Charter:
    """The sample charter."""
    return charter_of("bookshop")


@pytest.fixture(scope="session")
def cooperative() -> Charter:
    """A charter with several categories, purposes, roles of both sorts, and a recipient."""
    return charter_of("cooperative")


@pytest.fixture(scope="session")
def whole() -> Charter:
    """A charter that uses every section and every key of the language."""
    return charter_of("whole")


@pytest.fixture(params=["bookshop", "cooperative"])
def charter(request: pytest.FixtureRequest) -> Charter:
    """Each of the small charters in turn."""
    found: Charter = request.getfixturevalue(request.param)
    return found
