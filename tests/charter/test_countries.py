"""What follows from a country, and what does not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from etanche.charter import authority_of, in_eea, zone_of
from etanche.charter.countries import countries, zones


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("FR", "Europe/Paris"),
        ("DE", "Europe/Berlin"),
        ("BE", "Europe/Brussels"),
        ("CH", "Europe/Zurich"),
        ("ES", None),
        ("PT", None),
        ("US", None),
        ("ZZ", None),
    ],
)
def test_a_country_gives_its_time_zone_unless_it_has_several(country: str, zone: str | None) -> None:
    """An exclave that keeps the same time is no second zone; islands that do not are."""
    assert zone == zone_of(country)


def test_every_zone_that_follows_from_a_country_exists() -> None:
    """No country leads to a zone that the machine does not know."""
    found = {zone for zone in map(zone_of, countries()) if zone}

    assert found <= zones()
    assert all(ZoneInfo(zone) for zone in found)


def test_the_economic_area_has_thirty_countries_with_one_authority_each_but_one() -> None:
    """Every country of the area has its authority; Germany, which has many, must name one."""
    area = {country for country in countries() if in_eea(country)}

    assert 30 == len(area)
    assert {"DE"} == {country for country in area if authority_of(country) is None}
    assert "CNIL" == authority_of("FR")
    assert not in_eea("GB")
    assert not in_eea("CH")
