"""`etanche api-key`: a key is made, shown once, listed and ended."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.cli.conftest import Run

from etanche.clock import SystemClock

MAKE = (
    "--passphrase-file secret api-key create site --for put --category visit --channel site-logs --actor ann --until "
)


@pytest.fixture
def tomorrow() -> str:
    """A day on which a key can end."""
    return (SystemClock().now() + timedelta(days=2)).date().isoformat()


def test_a_key_is_made_listed_and_revoked(made: Run, tomorrow: str) -> None:
    """It is printed when it is made and never again; once revoked it is listed as such."""
    created = json.loads(made(f"{MAKE}{tomorrow} --json").out)
    before = made("--passphrase-file secret api-key list")
    revoked = made(f"--passphrase-file secret api-key revoke {created['id']} --actor ann")
    (listed,) = json.loads(made("--passphrase-file secret api-key list --json").out)

    assert created["key"].startswith("etk_")
    assert (True, False) == (created["id"] in before.out, created["key"] in before.out)
    assert (0, True) == (revoked.code, listed["revoked"] is not None)


def test_a_key_that_says_too_little_is_not_made(made: Run, tomorrow: str) -> None:
    """What it lacks is told; an act that there is not, and an id that there is not, are told too."""
    lacking = made(f"--passphrase-file secret api-key create site --for read --actor ann --until {tomorrow}")
    unknown = made(f"--passphrase-file secret api-key create site --for rule --actor ann --until {tomorrow}")
    nobody = made("--passphrase-file secret api-key revoke 00 --actor ann")

    assert (2, True) == (lacking.code, "needs a role" in lacking.err)
    assert (2, True) == (unknown.code, "one of put" in unknown.err)
    assert (4, True) == (nobody.code, "no such key" in nobody.err)
