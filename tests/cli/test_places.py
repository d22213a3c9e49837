"""A place that is out of reach shuts its organisation and no other: backups, `etanche stores` and another charter go on without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.test_rounds import soon
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import BACKUPS, OTHER, made, opened, written

from etanche.cli.rounds import Rounds
from etanche.clock import FixedClock, SystemClock
from etanche.instance import PlaceUnknown, Site

OUT_OF_REACH = 5


def now() -> FixedClock:
    """Return a clock that stands where that of the command line is."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def lost(room: Path) -> Path:
    """A room with an instance, a place that its settings lost, and one that they know."""
    written(room)
    with made(room, now()) as instance:
        for name in (LIGHTHOUSE, OTHER):
            at = Site(folder=room / name)
            instance.create_organisation(room / "phare.yaml", name=name, by="operator", at=at)
    file = room / "data" / "instance.toml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if f"/{LIGHTHOUSE}" not in line))
    return room


@pytest.mark.clause("G12")
def test_commands_of_backups_serve_the_others_and_fail_all_the_same(lost: Path, run: Run) -> None:
    """The instance and the place that is known are copied, listed, put back for a moment and pruned; each command says who is not, and fails."""
    before = "--passphrase-file secret --data data"
    made_, listed, tried, pruned, shown = (
        run(f"{before} {command} --json")
        for command in ("backup copies", "backup list copies", "backup drill copies", "backup prune copies", "stores")
    )

    said = (made_, listed, tried, pruned, shown)
    assert [(OUT_OF_REACH, True)] * 5 == [(one.code, "settings do not say where" in one.err) for one in said]
    assert [1, 2, 1, 0, 1] == [
        len(json.loads(made_.out)["places"]),
        len(json.loads(listed.out)),
        len(json.loads(tried.out)["places"]),
        len(json.loads(pruned.out)),
        len(json.loads(shown.out)["places"]),
    ]


@pytest.mark.clause("G12")
def test_the_round_of_backups_copies_the_others_and_tells_who_is_not(
    lost: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The worker makes one of the instance and one of the place that is known, and says on standard error that the third is out of reach."""
    with (lost / "data" / "instance.toml").open("a") as settings:
        settings.write('\n[backups]\nfolder = "../copies"\n')
    with opened(lost, now()) as instance:
        houses = (instance, instance.organisation(OTHER))

        def copied() -> list[int]:
            return [len(list(one.journal.entries(act="backup-made"))) for one in houses]

        with Rounds(instance):
            assert soon(lambda: copied() == [1, 1])

    assert "backups: the settings do not say where" in capfd.readouterr().err


def test_a_charter_that_asks_nothing_else_of_tenants_is_applied_without_the_one_out_of_reach(lost: Path) -> None:
    """What the tenant's charter cannot be asked about stays as it was, or the change waits until it can."""
    version = f"versions:\n  {SystemClock().now():%Y-%m-%d}: {{comment: {{fr: Rien, en: Nothing}}}}\n"
    text = (lost / "shop.yaml").read_text().replace("versions:\n", version)
    (lost / "same.yaml").write_text(text)
    (lost / "longer.yaml").write_text(text.replace(BACKUPS, BACKUPS.replace("30 days", "60 days")))
    with opened(lost, now()) as instance:
        assert not instance.propose(lost / "same.yaml").changes
        with pytest.raises(PlaceUnknown):
            instance.propose(lost / "longer.yaml")
