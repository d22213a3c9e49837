"""
What seals and marks are bound to, by its bytes: a version that wrote other ones would take all that stands sealed for forged.

Each is the parts that stand beside it in clear, with a word for its sort and the number of its format: none is taken for one of another sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import IN_FILES
from tests.vault.conftest import ORGANISATION

from etanche.keyring import bind
from etanche.vault import cases, compelling, evidence, hold_words, inquiries, undertakings
from etanche.vault.means import Means

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vault.conftest import House

PERSON = bytes(range(16, 32))
DAY, MOMENT = "2026-05-25", "2026-05-25T10:00:00.000000Z"

BOUND: dict[str, tuple[Callable[[Means], bytes], tuple[str | int | bytes, ...]]] = {
    "case": (lambda means: cases._bound(means, "T-12", DAY), ("T-12", DAY)),
    "silence": (lambda means: compelling._bound(means, "T-12", MOMENT), ("T-12", MOMENT)),
    "inquiry": (lambda means: inquiries._bound(means, "abc123", DAY), ("abc123", DAY)),
    "evidence": (lambda means: evidence.bound_evidence(means, PERSON), (PERSON,)),
}


@IN_FILES
@pytest.mark.parametrize("sort", BOUND)
def test_what_is_sealed_is_bound_to_its_sort_and_place(house: House, sort: str) -> None:
    """The sort, the format, the organisation, then what stands in clear beside it, in this order and nothing else."""
    bound, parts = BOUND[sort]

    assert bind(sort, 1, ORGANISATION, *parts) == bound(house.vault._means)


@IN_FILES
def test_a_mark_in_the_ledger_says_of_what_it_is(house: House) -> None:
    """A hold, or an undertaking, is known again by a mark over its sort and its parts, made for no field of any category."""
    means, mark = house.vault._means, house.keyring.mark

    assert mark(ORGANISATION, 0, f"hold\0L-1\0person/{PERSON.hex()}").hex() == hold_words.mark_of(means, "L-1", PERSON)
    assert mark(ORGANISATION, 0, f"undertaking\0{3}\0bea\0{MOMENT}") == undertakings._mark(means, 3, "bea", MOMENT)
    assert (
        mark(ORGANISATION, 0, "inquiry\0bea\0shop\0order")
        .hex()
        .startswith(inquiries._id(means, "bea", "shop", "order"))
    )
