"""What a seal is bound to is written so that no two lists of values read the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.keyring import bind
from etanche.keyring.binding import Part

PARTS = st.lists(
    st.one_of(st.binary(max_size=20), st.text(max_size=20), st.integers(-(2**63), 2**63 - 1), st.none()), max_size=6
)


@given(left=PARTS, right=PARTS)
def test_different_lists_never_read_the_same(left: list[Part], right: list[Part]) -> None:
    """Two lists are written alike only when they are the same values of the same types, part by part."""
    alike = [(type(part), part) for part in left] == [(type(part), part) for part in right]

    assert alike == (bind(*left) == bind(*right))


@given(parts=PARTS, at=st.integers(0, 6))
def test_a_list_can_be_prepared_in_pieces(parts: list[Part], at: int) -> None:
    """The pieces put together are the whole, so a batch prepares its common part once."""
    assert bind(*parts) == bind(*parts[:at]) + bind(*parts[at:])


@given(text=st.text(alphabet=st.characters(codec=None, min_codepoint=0xD7F0, max_codepoint=0xE00F), min_size=1))
def test_text_that_is_not_well_formed_is_written_too(text: str) -> None:
    """A lone surrogate, which a hostile form can send, neither stops us nor stands for another text."""
    assert bind(text) != bind(text + "x")


def test_a_number_too_long_is_refused() -> None:
    """A number of more than eight bytes is refused, never cut."""
    with pytest.raises(OverflowError):
        bind(2**63)


@given(whole=st.integers(-1000, 1000), more=st.floats(0, 1, exclude_max=True))
def test_a_real_number_stands_for_no_whole_one(whole: int, more: float) -> None:
    """A file lets a real number stand where we wrote a whole one: it reads as another, even without a fraction."""
    altered: Part = whole + more  # type: ignore[assignment]  # what somebody else wrote

    assert bind(whole) != bind(altered)
