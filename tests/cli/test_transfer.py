"""`etanche organisation transfer`: what is announced, shown, refused and called off, typed as a person would."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.test_access import CHARTERS, ONE, at, made, put

from etanche.clock import SystemClock


@pytest.mark.clause("P7")
def test_a_change_of_controller_is_told_by_commands(run: Run, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing under way, announced, shown with exit 1, not to be carried out yet, called off; each with its exit code."""
    vendor = at(run, made(room / "etanche-data", "play-sql"), monkeypatch)
    put(vendor, "support-file", "help-mail", ONE, email="jeanne@estran.example")
    text = (CHARTERS / "play-sql.yaml").read_text(encoding="utf-8")
    day = (SystemClock().now() + timedelta(days=400)).date()
    text = text.replace("versions:\n", f"versions:\n  {day}: {{comment: {{fr: Reprise, en: Taken over}}}}\n", 1)
    name = json.loads(vendor("organisation list --json").out)[0]["title"]
    (room / "heir.yaml").write_text(text.replace(f"name: {name}", "name: Reprise SARL", 1), encoding="utf-8")
    (room / "why").write_text("The sale fell through.")
    it = "organisation transfer"
    none = vendor(f"{it} show")
    early = vendor(f"{it} carry-out --actor ann")
    announced = vendor(
        f"{it} announce --charter heir.yaml --officer heir@example.org --role founder --actor ann --json"
    )
    shown = vendor(f"{it} show")
    refused = vendor(f"{it} carry-out --actor ann")
    off = vendor(f"{it} call-off --words why --actor ann --json")
    after = vendor(f"{it} show --json")

    assert (0, 4, 0, 1, 3, 0, 0) == tuple(one.code for one in (none, early, announced, shown, refused, off, after)), (
        announced.err
    )
    told = json.loads(announced.out)
    assert (name, "Reprise SARL", day.isoformat(), 1, True) == tuple(
        told[one] for one in ("from", "to", "on", "letters", "waits")
    )
    assert "Reprise SARL" in shown.out
    assert f"`{day}`" in refused.err
    assert (True, None) == (json.loads(after.out)["over"], json.loads(after.out)["done"])
