"""Keys of persons are turned over with all the others, while everything runs, and nothing of theirs is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.vault.conftest import NOON
from tests.vault.persons.conftest import Company, company

from etanche.clock import FixedClock
from etanche.keyring import MemoryRoot, Rotation

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("which", ["epoch", "organisation"])
def test_what_was_sealed_before_a_rotation_opens_after_it(tmp_path: Path, which: str) -> None:
    """Under a new epoch, or a new key of the organisation, each sort of record opens, and an erasure is as final as before."""
    firm = Company(folder=tmp_path, root=MemoryRoot(), clock=FixedClock(NOON), plan=company())
    person, other = firm.customer(), firm.customer()
    for category in ("order", "account", "ticket"):
        firm.put_for(category, person, other)
    rotation = Rotation(firm.root, firm.shelf, firm.tombstones, firm.clock)

    if which == "epoch":
        rotation.epoch()
    else:
        rotation.organisation(firm.organisation)

    for fresh in (False, True):
        if fresh:
            firm.keyring.forget()
        assert 2 == len(list(firm.shop.stream("order")))
        assert 1 == len(firm.as_("support", "serving").of_person(person, "account"))
        assert 1 == len(firm.as_("support", "answering").of_person(person, "ticket"))
    firm.vault.erase(person, actor="dpo")
    assert [other] == [one.person for one in firm.shop.stream("order")]
    assert [] == firm.shelf.keys_of_persons(firm.organisation, [person])
    firm.close()
