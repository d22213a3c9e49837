"""What the shipped charters hold is limited to what a purpose needs, family by family."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.charter import Forbidden, load

CHARTERS = Path(__file__).parents[2] / "charters"


@pytest.mark.clause("C1")
@pytest.mark.parametrize("name", ["ableton", "bookshop", "clever-cloud", "gmelius", "play-sql", "whaller"])
def test_every_category_serves_a_declared_purpose(name: str) -> None:
    """No shipped charter holds data in vain."""
    charter = load(CHARTERS / f"{name}.yaml")
    used = {category for purpose in charter.purposes.values() for category in purpose.uses}

    assert set() == charter.categories.keys() - used


@pytest.mark.clause("P5")
def test_six_families_are_held_and_no_number_of_a_card() -> None:
    """Play SQL declares its families with their fields, and refuses the number of a card wherever it turns up."""
    charter = load(CHARTERS / "play-sql.yaml")
    families = {"billing", "api-information", "in-app-analytics", "application-data", "web-analytics", "support-file"}

    assert families <= charter.categories.keys()
    assert all(charter.categories[name].fields for name in families)
    assert [Forbidden.CARD_NUMBER] == [one.kind for one in charter.never.values()]
