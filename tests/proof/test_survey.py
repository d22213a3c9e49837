"""Records are looked at by the published format; of living ones only the shape."""

from __future__ import annotations

import ipaddress
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.keyring import SealBroken
from etanche.proof import Sandbox
from etanche.proof.drills.saboteur import a_row, living_days
from etanche.proof.run import ProofRun
from etanche.proof.survey import bound_to, halved, numbers, opened, survey


@given(st.ip_addresses())
def test_a_whole_address_is_never_half_of_one(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """No address, and no network of another size, passes for a first half."""
    half = ipaddress.ip_network((address, 16 if address.version == 4 else 32), strict=False)

    assert halved(str(half))
    assert not halved(str(address))
    assert not halved(f"{address}/{31 if address.version == 4 else 64}")


@pytest.mark.parametrize("value", ["", "198.51", "198.51.0.0/24", "198.51.100.0/16", "2001:db8::/64", "half"])
def test_what_is_no_half_is_told(value: str) -> None:
    """Other spellings, other lengths and words are not the first half of an address."""
    assert not halved(value)


def test_a_row_opens_by_the_published_format_alone(sandbox: Sandbox) -> None:
    """The reader of the proof opens what the vault sealed, with the fields under their stable numbers."""
    row = a_row(sandbox.bench, "visit")
    key = sandbox.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    assert key is not None
    named = {numbers(sandbox.bench).fields[number]: value for number, value in opened(key, row).items()}

    assert named["visit.address"].startswith("198.1")
    assert halved(named["visit.address"])


def test_a_row_is_bound_to_its_place(sandbox: Sandbox) -> None:
    """Bound to another day or another record, a row does not open."""
    row = a_row(sandbox.bench, "visit")
    key = sandbox.bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    assert key is not None

    for bound in (bound_to(row, day="2026-01-01"), bound_to(row, record=bytes(16))):
        with pytest.raises(SealBroken):
            key.open(row.sealed, bound)


def test_a_survey_holds_numbers_only(sandbox: Sandbox) -> None:
    """Nothing of a record leaves the survey but counts and names of fields."""
    with ProofRun(sandbox.bench) as run:
        found = asdict(survey(run, "visit"))

    assert {"days": 5, "opened": 200, "shut": 0, "keyless": 0, "undeclared": 0, "whole": {}, "linked": {}} == found


def test_a_survey_is_a_sample_of_every_day(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is, every living day is looked at, and no more than so many records of it."""
    monkeypatch.setattr("etanche.proof.survey.MOST", 10)
    with ProofRun(sandbox.bench) as run:
        found = survey(run, "visit")

    assert (5, 5 * 20) == (found.days, found.opened)
    assert 5 == len(living_days(sandbox.bench, "visit"))
