"""The main job: `etanche demo`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run, drill_one_kind

from etanche.cli import demo
from etanche.instance import Instance


@pytest.mark.slow
@pytest.mark.clause("C4", "C5", "C6")
def test_the_demo_does_the_main_job_and_starts_again_from_what_is_there(
    run: Run, room: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says, keeps, proves and drills with all that is checked well, and names the rest; opened again, it imports nothing twice."""
    monkeypatch.setattr(Instance, "drill", drill_one_kind)
    first = run("demo --exit")

    assert 0 == first.code, first.out + first.err
    for told in (
        "A new instance",
        "Said",
        "Kept",
        "Proved",
        "34 kept",
        "2 said, not checked by this version yet, and so unproven:",
        "Drilled",
        "Head of the journal",
        "it protects nothing",
    ):
        assert told in first.out
    assert "days were past their term: keys destroyed" in first.out
    assert 0o600 == (room / "etanche-data/passphrase").stat().st_mode & 0o777
    assert not list(room.glob("**/access.log"))

    with demo.opened(Path("etanche-data")) as again:
        demo.keep(again)
    second = capfd.readouterr().out
    assert "as it was" in second
    assert "6,000 lines of the sample log, in already" in second
