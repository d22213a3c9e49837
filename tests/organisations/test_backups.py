"""Backups of an instance with several organisations: made once, put back for all, and proved to each."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, lighthouse

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import ApplyRefused, Instance, OfTheInstance, Order, restore

BACKUPS = "  backups: {keep: 30 days}\n"


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock) -> Two:
    """The instance with both, of which backups are made."""
    for name, text in (("shop", BOOKSHOP.read_text(encoding="utf-8")), ("phare", lighthouse())):
        (tmp_path / f"{name}.yaml").write_text(text.replace("  region: vannes\n", f"  region: vannes\n{BACKUPS}"))
    instance = Instance.create(
        tmp_path / "data", charter=tmp_path / "shop.yaml", passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF
    )
    other = instance.create_organisation(tmp_path / "phare.yaml", by="operator")
    return Two(instance=instance, other=other, clock=clock)


def put_back(two: Two, copy: Path) -> Two:
    """Restore a backup, and open what came back."""
    folder = two.instance.folder
    two.instance.close()
    restore(Order(folder=folder, copy=copy, by="operator"), passphrase=lambda: PASSPHRASE, clock=two.clock)
    instance = Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=two.clock)
    return Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=two.clock)


@pytest.mark.clause("G12")
def test_whoever_was_erased_in_any_organisation_stays_so_after_a_restore(two: Two, tmp_path: Path) -> None:
    """A backup of before is put back: of both organisations the living are there, the erased are not, and each journal has its gap."""
    stays, goes = two.write_down("stays@example.org"), two.write_down("goes@example.org")
    member = two.officer()
    taken = two.instance.copies.make(tmp_path / "copies", by="operator")
    two.other.vault.erase(goes, actor="ann")

    again = put_back(two, taken.folder)

    session = again.other.acting("dpo", purpose="watching", actor="ann")
    assert 1 == len(session.of_person(stays))
    with suppress(GateRefused):
        assert () == session.of_person(goes)
    assert () == session.find("ledger", "email", "goes@example.org")
    assert frozenset({"dpo"}) == again.memberships.roles_of(member.account, again.other.organisation_id)
    for house in again.instance.houses():
        assert house.journal.verify().intact
        assert 1 == len(list(house.journal.entries(act="restored")))
    again.instance.close()


def test_a_rehearsal_counts_every_organisation_and_tells_each_its_own(two: Two, tmp_path: Path) -> None:
    """The records of all come back; what is proved to an organisation is what became of its own."""
    two.write_down("stays@example.org")
    two.instance.copies.make(tmp_path / "copies", by="operator")

    found = two.instance.rehearse(tmp_path / "copies", by="operator")

    assert (True, 1) == (found.sound, found.seen.readable)
    told = {
        name: [line.facts["readable"] for line in house.journal.entries(act="backup-rehearsed")]
        for name, house in (("shop", two.instance), (LIGHTHOUSE, two.other))
    }
    assert {"shop": [0], LIGHTHOUSE: [1]} == told
    two.instance.close()


def test_an_organisation_makes_no_backup_of_all(two: Two, tmp_path: Path) -> None:
    """Copies hold everybody's rows: only the instance makes them."""
    with pytest.raises(OfTheInstance):
        two.other.copies.make(tmp_path / "copies", by="ann")
    two.instance.close()


def test_the_operator_cannot_promise_longer_copies_than_a_tenant(two: Two, tmp_path: Path) -> None:
    """A charter of the operator that lets copies live longer than somebody else's promises is not applied."""
    longer = (tmp_path / "shop.yaml").read_text().replace("keep: 30 days", "keep: 60 days")
    (tmp_path / "longer.yaml").write_text(
        longer.replace("versions:\n", "versions:\n  2026-11-21: {comment: {fr: Copies, en: Copies}}\n")
    )

    with pytest.raises(ApplyRefused, match="60 days"):
        two.instance.propose(tmp_path / "longer.yaml")
    two.instance.close()
