"""Of stores on a server backups are made by themselves, none is put back to see, and the promise says that it was not tried."""

from __future__ import annotations

import pytest
from tests.backup.conftest import Place
from tests.proof.conftest import verdict_on

from etanche.proof import State, rehearsal


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_backups_of_a_server_are_made_and_said_to_be_untried(place: Place) -> None:
    """The backup is there and in time; whether it serves nobody has seen here, so the promise is unproven, even if one was tried elsewhere before."""
    settings = place.folder / "instance.toml"
    settings.write_text(settings.read_text() + '\n[backups]\nfolder = "../copies"\n')
    instance = place.open()
    instance.keep_backups()
    before = verdict_on(instance.bench, "continuity:backups").because
    # As if one had been tried before the stores moved to the server.
    seen = rehearsal.Revived()
    rehearsal.write_down(instance.bench, by="keeper", backup="one", taken=None, found=rehearsal.SOUND, seen=seen)
    found = verdict_on(instance.bench, "continuity:backups")

    assert 1 == len(list(place.copies.iterdir()))
    assert "continuity.on-a-server" == before
    assert (State.UNPROVEN, "continuity.on-a-server") == (found.state, found.because)
