"""Two processes on one instance: an invitation lets one account in, and an account joins once, because the store decides."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, lighthouse
from tests.processes import at_once

from etanche.clock import FixedClock
from etanche.instance import Instance, Memberships, Stores
from etanche.instance.invitations import Invitations


@pytest.fixture
def folder(engine: str, request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Path:
    """The folder of an instance with both organisations, its stores on either engine, which nobody has open."""
    place = tmp_path / "data"
    if engine == "sqlite":
        shutil.copytree(request.getfixturevalue("founded"), place)
        return place
    (tmp_path / "phare.yaml").write_text(lighthouse(), encoding="utf-8")
    stores = Stores(data=request.getfixturevalue("databases").empty())
    with Instance.create(
        place, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
    ) as made:
        made.create_organisation(tmp_path / "phare.yaml", by="operator")
    return place


def opened(folder: Path, clock: FixedClock) -> Instance:
    """Open it."""
    return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


def accept(instance: Instance, *, token: str, account: bytes) -> None:
    """Accept an invitation."""
    Memberships.of(instance).accept(token, account)


def accounts_in(folder: Path, clock: FixedClock) -> list[bytes]:
    """Return the accounts of the members of the society."""
    with opened(folder, clock) as instance:
        memberships = Memberships.of(instance)
        return [one.account for one in memberships.members(instance.organisation(LIGHTHOUSE).organisation_id)]


def test_an_account_that_accepts_two_invitations_joins_once(folder: Path, clock: FixedClock) -> None:
    """Attack: both processes have looked, and it was no member; it is one once, and the other is told so."""
    with opened(folder, clock) as instance:
        two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
        officer, account = two.officer(), two.account("yann@example.org")
        tokens = [
            two.memberships.invite(
                two.other.organisation_id, roles=["warden"], email="yann@example.org", by=officer.person
            ).token
            for _ in range(2)
        ]
    acts = [partial(accept, token=token, account=account) for token in tokens]

    assert ["AlreadyMember", "done"] == at_once(folder, clock, acts, held=[(Invitations, "using")])
    assert 1 == accounts_in(folder, clock).count(account)


def test_an_invitation_lets_one_of_two_accounts_in(folder: Path, clock: FixedClock) -> None:
    """Attack: two accounts have read the same one; the first to use it is in."""
    with opened(folder, clock) as instance:
        two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
        officer, accounts = two.officer(), [two.account(f"yann{number}@example.org") for number in range(2)]
        invited = two.memberships.invite(
            two.other.organisation_id, roles=["warden"], email="yann@example.org", by=officer.person
        )
    acts = [partial(accept, token=invited.token, account=account) for account in accounts]

    assert ["InvitationRefused", "done"] == at_once(folder, clock, acts, held=[(Invitations, "using")])
    assert 1 == len(set(accounts) & set(accounts_in(folder, clock)))


def test_an_account_joins_two_organisations_at_one_moment(folder: Path, clock: FixedClock) -> None:
    """What is joined meanwhile elsewhere keeps nobody out: it is looked at again, and both are joined."""
    with opened(folder, clock) as instance:
        two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
        account = two.account("yann@example.org")
        tokens = [
            two.memberships.bootstrap(one.organisation_id, role=role, email="yann@example.org", by="operator").token
            for one, role in ((two.other, "dpo"), (instance, "bookseller"))
        ]
    acts = [partial(accept, token=token, account=account) for token in tokens]

    assert ["done", "done"] == at_once(folder, clock, acts, held=[(Invitations, "using")])
    assert account in accounts_in(folder, clock)
