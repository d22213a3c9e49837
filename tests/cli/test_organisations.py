"""`etanche organisation`, and `--organisation` before any command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import lighthouse

from etanche.clock import SystemClock
from etanche.instance import Instance


@pytest.fixture
def tenant(made: Run, room: Path) -> Run:
    """A command line in a folder where the instance has a second organisation."""
    (room / "phare.yaml").write_text(lighthouse(), encoding="utf-8")
    said = made("--passphrase-file secret organisation create --charter phare.yaml --actor operator")
    assert (0, True) == (said.code, "organisation invite phare" in said.out)
    return made


def test_an_organisation_is_made_listed_and_meant(tenant: Run) -> None:
    """Made by a command, it is in the list, and `--organisation` before a command means it."""
    listed = json.loads(tenant("--passphrase-file secret organisation list --json").out)
    assert ["librairie-de-lestran-exemple", "phare"] == [one["name"] for one in listed]

    keys = {tenant(f"--passphrase-file secret {which} keys public").out for which in ("", "--organisation phare")}

    assert 2 == len(keys)
    assert 0 == tenant("--passphrase-file secret --organisation phare holds").code


def test_the_first_member_is_invited_once(tenant: Run) -> None:
    """The invitation is printed, and nowhere else: a role that the charter lacks is refused, in one line with a hint."""
    said = tenant("--passphrase-file secret organisation invite phare --role dpo --email dpo@phare.example --json")
    wrong = tenant("--passphrase-file secret organisation invite phare --role king --email dpo@phare.example")

    invited = json.loads(said.out)
    assert (None, True) == (invited["link"], invited["token"] not in said.err and "until" in invited)
    assert (2, True) == (wrong.code, "`king`" in wrong.err and "`dpo`" in wrong.err)


@pytest.mark.parametrize("command", ["worker", "serve", "backup list .", "stores", "keys rotate", "organisation list"])
def test_what_concerns_the_whole_instance_is_about_no_organisation(tenant: Run, command: str) -> None:
    """With `--organisation` such a command is refused before anything is opened."""
    said = tenant(f"--passphrase-file secret --organisation phare {command}")

    assert (2, True) == (said.code, "whole instance" in said.err)


def test_a_name_that_is_not_there_is_not_found(tenant: Run) -> None:
    """It ends with the exit code of what is not there, and names nobody else."""
    said = tenant("--passphrase-file secret --organisation vigie sweep")

    assert (4, True, False) == (said.code, "`vigie`" in said.err, "phare" in said.err)


def test_what_the_instance_holds_of_people_is_a_charter_that_can_be_read(tenant: Run, room: Path) -> None:
    """The charter of the built-in organisation is printed, checked, and made into a notice like any other."""
    said = tenant("--passphrase-file secret organisation charter instance")
    (room / "instance.yaml").write_text(said.out, encoding="utf-8")

    assert (0, 0) == (said.code, tenant("check instance.yaml").code)
    assert "the accounts by which people log in" in tenant("notice instance.yaml --lang en --as markdown").out.lower()


def test_keys_that_are_no_provider_make_no_organisation(made: Run, room: Path) -> None:
    """A file that brings none is refused in one line, and the settings are as they were."""
    (room / "phare.yaml").write_text(lighthouse(), encoding="utf-8")
    (room / "keys.toml").write_text("[keys]\nepoch-days = 30\n")
    settings = next(room.rglob("instance.toml"))
    before = settings.read_bytes()
    said = made("--passphrase-file secret organisation create --charter phare.yaml --keys keys.toml --actor operator")

    assert (2, True) == (said.code, "which provider an organisation brings" in said.err)
    assert before == settings.read_bytes()


def test_an_organisation_is_placed_apart_backed_up_and_moved_back(run: Run, room: Path) -> None:
    """Made with --place it is listed there, has a backup of its own that is tried with the other, and comes back with --back."""
    for name, text in (("shop", BOOKSHOP.read_text("utf-8")), ("phare", lighthouse())):
        copied = text.replace("  region: vannes\n", "  region: vannes\n  backups: {keep: 30 days}\n")
        (room / f"{name}.yaml").write_text(copied, "utf-8")
    Instance.create(
        room / "etanche-data", charter=room / "shop.yaml", passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ).close()
    said = "--passphrase-file secret"
    create = f"{said} organisation create --charter phare.yaml --actor ann"
    wrong = (f"{create} --country DE", f"{create} --place lot --country Germany", f"{said} organisation move phare")

    assert [2, 2, 2] == [run(f"{line} --actor ann").code for line in wrong]
    assert 0 == run(f"{create} --place lot").code
    assert [str(room / "lot")] == [one["folder"] for one in json.loads(run(f"{said} stores --json").out)["places"]]
    assert str(room / "lot") in run(f"{said} stores").out
    assert 1 == len(json.loads(run(f"{said} backup copies --json").out)["places"])
    assert 2 == len(json.loads(run(f"{said} backup list copies --json").out))
    assert [True] == [
        one["found"] == "sound" for one in json.loads(run(f"{said} backup drill copies --json").out)["places"]
    ]
    (copy,) = (room / "copies").glob("place-*/*")
    assert 0 == run(f"{said} restore {copy} --actor ann --place lot").code
    assert 0 == run(f"{said} stores accept --actor ann --place lot --dry-run").code
    moved = json.loads(run(f"{said} organisation move phare --actor ann --back --json").out)
    assert (True, None, False) == (moved["rows"]["data"] > 5, moved["left"], (room / "lot").exists())
    assert 0 == run(f"{said} organisation move phare --actor ann --place again").code
    assert 0 == run(f"{said} --organisation phare holds").code
