"""What somebody brings from another controller: their records come in, and a yes that was given there is none here."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from tests.consent.test_yes_and_no import joins
from tests.rights.society import Society, opened

from etanche.clock import FixedClock
from etanche.intake.bulk import RecordsReport
from etanche.rights import portable
from etanche.vault import Choice, Said


@pytest.mark.clause("C22")
@pytest.mark.parametrize("by", [None, "Ann Ng"])
def test_a_yes_to_another_controller_is_none_here(
    club: Society, club_template: Path, tmp_path: Path, by: str | None
) -> None:
    """Nobody said yes here: what only a yes would hold is refused, and the report says so; by a named person's decision it counts, as assumed."""
    with zipfile.ZipFile(io.BytesIO(portable(club.requests.around, joins(club), language="en"))) as files:
        files.extractall(tmp_path / "brought")
    with opened(club_template, tmp_path / "elsewhere", FixedClock(club.clock.now())) as other:
        report = brought(other, tmp_path / "brought", by)
        choice = said(other)
        assumed = other.house.vault.assumed()

    if by is None:
        assert (0, 1, Said.NO) == (report.stored, report.elsewhere, choice.said)
        assert {"no-purpose": 1} == report.refused
        assert () == tuple(assumed)
    else:
        assert (1, 0, Said.YES) == (report.stored, report.elsewhere, choice.said)
        assert [("consent-given", by)] == [(one.event, one.by) for one in assumed]


def brought(other: Society, folder: Path, by: str | None) -> RecordsReport:
    """Take the wishes of an archive in."""
    return other.house.import_records(
        "wish",
        folder / "wish.ndjson",
        form="ndjson",
        channel="pages",
        mapping=folder / "wish.map.yaml",
        assumed_by=by,
    )


def said(other: Society) -> Choice:
    """Return what the person who was brought is found to have said to the club."""
    person = other.house.vault.known_as("portable", _who(other))
    return next(one for one in other.house.consents.choices(person) if one.purpose == "club")


def _who(other: Society) -> str:
    """Return the word by which the archive speaks of its person."""
    text = (other.folder.parent / "brought" / "wish.ndjson").read_text(encoding="utf-8")
    return text.partition('"person": "')[2].partition('"')[0]
