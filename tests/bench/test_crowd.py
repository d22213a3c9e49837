"""Twenty people in their accounts at once; the bench lets two hundred come."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bench.ground import PASSPHRASE
from tests.e2e import living
from tests.organisations.conftest import LIGHTHOUSE

from bench import crowd

PEOPLE = 20


def test_people_who_come_at_once_are_all_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sees their own pages and turns a consent on while the others do; no answer is an error, and each word is there afterwards."""
    monkeypatch.setattr(living, "PASSPHRASE", PASSPHRASE)
    secrets = crowd.filled(tmp_path, PEOPLE)
    with living.living(tmp_path / "data") as desk:
        seen = asyncio.run(crowd.crowded(desk.site, secrets, rounds=1))
        said = desk.instance.organisation(LIGHTHOUSE).journal_entries(
            since=None, act="told", actor="person", last=PEOPLE * 2
        )

    assert {200: PEOPLE * 6} == seen.statuses
    assert [] == seen.faults
    assert PEOPLE == len(said)
