"""A sealed row opens in its own place and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.addresses import behind

from etanche.store import names

if TYPE_CHECKING:
    from tests.vault.conftest import House

DAY = "2026-05-25"
OTHER_DAY = "2026-05-24"


def attack(house: House, statement: str, *parameters: object) -> None:
    """Change the data behind the vault's back."""
    with behind(house.store) as say:
        changed = say(statement, *parameters).rowcount
    assert changed > 0


def opens(house: House) -> bool:
    """Say whether everything that is there can be read."""
    house.keyring.forget()
    with house.analyst as session:
        return len(list(session.read("visit"))) > 0 and session.altered == 0


@pytest.fixture
def filled(house: House) -> House:
    """Two days, and another category, each with records."""
    house.put(house.visit(), house.visit(page="/x"), house.visit(days_ago=1))
    assert opens(house)
    return house


def test_a_row_moved_to_another_day_never_opens(filled: House) -> None:
    """Not even when the other day has a key and is alive."""
    attack(filled, "UPDATE records SET day = ? WHERE day = ?", OTHER_DAY, DAY)

    assert not opens(filled)


def test_a_row_moved_to_another_category_never_opens(filled: House) -> None:
    """Not even when the other category has a key of that day."""
    from etanche.vault import Arrival

    filled.vault.door("desk", actor="ann").put_many(
        "letter", [Arrival(at=filled.clock.now(), fields={"note": "dear all"})]
    )
    with filled.store.reading() as connection:
        visit = names.known(connection, filled.organisation, "category", "visit")
    attack(filled, "DELETE FROM records WHERE category = ?", visit)
    attack(filled, "UPDATE records SET category = ?", visit)

    assert not opens(filled)


def test_a_row_under_another_id_never_opens(filled: House) -> None:
    """Two rows of one day that swap their sealed bytes do not open either."""
    attack(filled, "UPDATE records SET id = ? WHERE id = (SELECT min(id) FROM records WHERE day = ?)", bytes(16), DAY)

    assert not opens(filled)


def test_a_canary_made_real_never_opens(filled: House) -> None:
    """Flipping the mark of a probe, either way, breaks the seal."""
    from etanche.vault import ProbeRun

    filled.vault.door("site", actor="proof", probe=ProbeRun()).put_many("visit", [filled.visit()])
    attack(filled, "UPDATE records SET canary = FALSE WHERE canary = TRUE")

    assert not opens(filled)


def test_a_real_row_made_a_canary_never_opens(filled: House) -> None:
    """Hiding a record from the counts by calling it a canary makes it unreadable to probes too."""
    from etanche.vault import ProbeRun

    attack(filled, "UPDATE records SET canary = TRUE")
    probe = filled.vault.acting("analyst", purpose="audience", actor="proof", probe=ProbeRun())

    assert [] == list(probe.read("visit"))
    assert probe.altered > 0


def test_a_row_of_another_organisation_never_opens(filled: House) -> None:
    """A row carried over to another organisation on the same files does not open with its key of the same day."""
    from tests.vault.conftest import House as Other

    from etanche.terms import OrganisationId

    neighbour = Other(
        folder=filled.folder,
        root=filled.root,
        clock=filled.clock,
        data=filled.data,
        organisation=OrganisationId(b"n" * 16),
    )
    neighbour.put(neighbour.visit())
    attack(filled, "DELETE FROM records WHERE organisation = ?", neighbour.organisation)
    attack(filled, "UPDATE records SET organisation = ?", neighbour.organisation)

    assert not opens(neighbour)
    neighbour.close()


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_byte_never_opens(filled: House, place: int) -> None:
    """Version, nonce, text or tag: one byte changed, and nothing is returned."""
    with behind(filled.store) as say:
        (sealed,) = say("SELECT sealed FROM records WHERE day = ?", OTHER_DAY).one()
    changed = bytearray(sealed)
    changed[place] ^= 1
    attack(filled, "UPDATE records SET sealed = ? WHERE day = ?", bytes(changed), OTHER_DAY)

    assert not opens(filled)


def test_a_broken_seal_says_no_value(filled: House) -> None:
    """What is written of it speaks of how many, not of what they held; the records beside it are read."""
    attack(filled, "UPDATE records SET day = ? WHERE day = ?", OTHER_DAY, DAY)
    found = filled.read()
    line = filled.last("seal-broken")

    assert ("visit", "broken", {"records": 2}) == (line.object, line.decision, line.facts)
    assert [OTHER_DAY] == [str(one.day) for one in found]


def test_a_field_taken_out_of_the_charter_is_no_longer_shown(filled: House) -> None:
    """What an older charter kept is not returned under a newer one that does not know the field."""
    from dataclasses import replace

    visit = filled.plan.categories["visit"]
    fewer = {name: field for name, field in visit.fields.items() if name != "screen"}
    filled.plan = replace(filled.plan, categories={**filled.plan.categories, "visit": replace(visit, fields=fewer)})
    filled.rooms()

    assert all("screen" not in record.fields for record in filled.read())
    assert all("page" in record.fields for record in filled.read())


def test_numbers_of_names_never_change(filled: House) -> None:
    """Opened again, with another category added, the same names have the same numbers and old records open."""
    from dataclasses import replace

    extra = replace(filled.plan.categories["letter"], name="apple")
    filled.plan = replace(filled.plan, categories={**filled.plan.categories, "apple": extra})
    filled.rooms()
    filled.clock.advance(timedelta(minutes=5))

    assert 3 == len(filled.read())
