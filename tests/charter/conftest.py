"""Charters to break: a small one with one of everything, and the sample that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etanche.charter import Charter, read

SMALL = Path(__file__).with_name("small.yaml")
BOOKSHOP = Path(__file__).parents[2] / "src" / "etanche" / "charters" / "bookshop.yaml"

Edit = Callable[[str, str], str]


@pytest.fixture
def small() -> str:
    """Return the text of the small charter."""
    return SMALL.read_text("utf-8")


@pytest.fixture
def edit(small: str) -> Edit:
    """Return a function that changes one place of the small charter, which must be there exactly once."""

    def change(old: str, new: str) -> str:
        assert 1 == small.count(old), old
        return small.replace(old, new)

    return change


@pytest.fixture
def bookshop() -> Charter:
    """Return the sample charter."""
    charter = read(BOOKSHOP.read_bytes(), file="bookshop.yaml").charter
    assert charter is not None
    return charter
