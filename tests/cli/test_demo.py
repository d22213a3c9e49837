"""The main job: `etanche demo`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run


@pytest.mark.slow
@pytest.mark.clause("C4", "C5", "C6")
def test_the_demo_does_the_main_job_and_starts_again_from_what_is_there(run: Run, room: Path) -> None:
    """It says, keeps, proves and drills with everything well, leaves no whole sample behind, and a second run imports nothing twice."""
    first = run("demo --exit")
    second = run("demo --exit")

    assert (0, 0) == (first.code, second.code), first.err + second.err
    for told in ("A new instance", "Said", "Kept", "Proved", "25 kept", "Drilled", "it protects nothing"):
        assert told in first.out
    assert "days were past their term: keys destroyed" in first.out
    assert "as it was" in second.out
    assert "6,000 lines of the sample log, in already" in second.out
    assert 0o600 == (room / "etanche-data/passphrase").stat().st_mode & 0o777
    assert not list(room.glob("**/access.log"))
