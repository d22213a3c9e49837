"""Of stores on a server backups are made by themselves, none is put back to see, and the promise says that it was not tried."""

from __future__ import annotations

import pytest
from tests.backup.conftest import Place

from etanche.proof import State


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_backups_of_a_server_are_made_and_said_to_be_untried(place: Place) -> None:
    """The backup is there and in time; whether it serves nobody has seen, so the promise is unproven and not green."""
    settings = place.folder / "instance.toml"
    settings.write_text(settings.read_text() + '\n[backups]\nfolder = "../copies"\n')
    instance = place.open()
    instance.keep_backups()
    found = next(it for it in instance.prove().verdicts if it.id == "continuity:backups")

    assert 1 == len(list(place.copies.iterdir()))
    assert (State.UNPROVEN, "continuity.on-a-server") == (found.state, found.because)
