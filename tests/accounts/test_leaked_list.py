"""The list of leaked passwords that the settings name: looked up for whoever wants to take one, and looked at before anybody can."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from tests.accounts.conftest import Desk
from tests.conftest import PASSPHRASE

from etanche.accounts import Flaw, LeakedUnreadable, PasswordRefused
from etanche.clock import FixedClock
from etanche.instance import Instance, InstanceUnreadable, require_lists
from etanche.instance.settings import Settings

TAKEN, FREE = "seven herons under one bridge", "seven newts under one bridge"


def digest(password: str) -> str:
    """Return the digest by which a list knows a password."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.clause("W15")
def test_what_is_in_the_file_of_the_settings_is_taken_by_nobody(kept: Path, tmp_path: Path, clock: FixedClock) -> None:
    """A password of the file is refused as leaked; out of order, the service does not begin, and without the file nobody takes any."""
    shutil.copytree(kept, tmp_path / "data")
    settings, listed = tmp_path / "data/instance.toml", tmp_path / "data/pwned.txt"
    settings.write_text(settings.read_text() + '\n[accounts]\nleaked = "pwned.txt"\n')
    digests = sorted(map(digest, [TAKEN, *map(str, range(500))]))
    listed.write_text("".join(f"{one}:7\n" for one in digests))
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        desk = Desk(instance, clock)
        require_lists(instance)
        with pytest.raises(PasswordRefused) as refused:
            desk.opened(password=TAKEN)
        desk.opened(password=FREE)
        listed.write_text("".join(f"{one}:7\n" for one in reversed(digests)))
        with pytest.raises(LeakedUnreadable):
            require_lists(instance)
        listed.unlink()
        with pytest.raises(LeakedUnreadable):
            desk.opened("bob@example.org", password=FREE)

    assert [Flaw.LEAKED] == [one.flaw for one in refused.value.objections]


@pytest.mark.parametrize("said", ["leaked = 7", 'leaked = ""', 'leeked = "pwned.txt"'])
def test_what_names_no_file_is_refused(kept: Path, tmp_path: Path, said: str) -> None:
    """A number, nothing, or a word that is none: the settings cannot be read."""
    text = (kept / "instance.toml").read_text()
    (tmp_path / "instance.toml").write_text(f"{text}\n[accounts]\n{said}\n")

    with pytest.raises(InstanceUnreadable):
        Settings.read(tmp_path)
