"""What tests of consents share: the society with a club, open, and a shorthand for what people say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.consent.society import found
from tests.rights.society import Society, opened

from etanche.clock import FixedClock


@pytest.fixture(scope="session")
def club_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the society, to be copied."""
    folder = tmp_path_factory.mktemp("club") / "data"
    found(folder)
    return folder


@pytest.fixture
def club(club_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Society]:
    """The society, open."""
    with opened(club_template, tmp_path / "data", clock) as made:
        yield made
