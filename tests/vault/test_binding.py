"""What stands in clear beside a record is bound into its seal: change any of it, and the record opens no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from etanche.store import RecordRow
from etanche.vault.sealed import bound_to

if TYPE_CHECKING:
    from collections.abc import Callable

ROW = RecordRow(organisation=bytes(16), category=1, day="2026-05-25", id=bytes(range(16)), canary=False, sealed=b"")
CHANGED: dict[str, Callable[[RecordRow], RecordRow]] = {
    "organisation": lambda row: row._replace(organisation=bytes(15) + b"\x01"),
    "category": lambda row: row._replace(category=2),
    "day": lambda row: row._replace(day="2026-05-26"),
    "id": lambda row: row._replace(id=bytes(16)),
    "canary": lambda row: row._replace(canary=True),
}


@pytest.mark.parametrize("column", CHANGED)
def test_every_clear_column_is_bound(column: str) -> None:
    """The bytes a seal is bound to change with each clear column, not only because another key would be used."""
    assert bound_to(ROW) != bound_to(CHANGED[column](ROW))


def test_every_column_but_the_seal_itself_is_tried() -> None:
    """A column added to the rows must be added here, and to what is bound; those of persons are tried with their layout."""
    of_persons = {"person", "generation", "holding", "own_key"}

    assert {"sealed", *CHANGED, *of_persons} == set(RecordRow._fields)


def test_the_bound_bytes_are_the_published_ones() -> None:
    """The bytes are those of the format: length-prefixed parts, so that no two rows share them."""
    expected = bound_to(ROW)

    assert expected == bound_to(ROW._replace(sealed=b"anything"))
    assert ROW.id in expected
    assert b"2026-05-25" in expected
