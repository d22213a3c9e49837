"""How wide a text is: lines fit, nothing is lost but what is said to be cut, and no letter breaks a drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etanche.notice.drawing.metrics import drawable, lines_of, width_of

ROOM, SIZE = 170.0, 13.0


@given(st.text(max_size=120), st.integers(min_value=1, max_value=6))
def test_every_line_fits_and_there_are_never_too_many(text: str, most: int) -> None:
    """Whatever the text, each line is as wide as its room at most, and XML can hold it."""
    lines = lines_of(text, ROOM, SIZE, most=most)

    assert len(lines) <= most
    assert all(width_of(line, SIZE) <= ROOM for line in lines)
    assert not set("".join(lines)) & {"\x00", "\x0b", "\ufffe", "\ud800"}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_nothing_of_a_text_is_lost_where_there_are_lines_enough(text: str) -> None:
    """A word too long for its line goes on in the next one, letter for letter."""
    assert "".join(drawable(text).split(" ")) == "".join(lines_of(text, ROOM, SIZE, most=500)).replace(" ", "")


def test_what_is_cut_ends_with_an_ellipsis() -> None:
    """The reader sees that there is more; the list beside the drawing says it."""
    lines = lines_of("one two three " * 30, ROOM, SIZE, most=2)

    assert 2 == len(lines)
    assert lines[1].endswith("…")
    assert not lines[0].endswith("…")


def test_a_line_breaks_between_words_and_an_address_behind_its_joints() -> None:
    """Words stay whole while they fit; an address breaks where it is read apart."""
    assert ("Pouvoir relier un compte", "à son titulaire") == lines_of(
        "Pouvoir relier un compte à son titulaire", ROOM, SIZE, most=6
    )
    assert ("vie-privee@tres-long.", "domaine.example.org") == lines_of(
        "vie-privee@tres-long.domaine.example.org", ROOM, SIZE, most=6
    )


def test_wide_letters_are_taken_for_wide_and_marks_for_nothing() -> None:
    """Letters of other scripts have room; accents have none of their own."""
    assert width_of("漢字", SIZE) > width_of("ab", SIZE)
    assert width_of("e\u0301", SIZE) == width_of("é", SIZE) == width_of("e", SIZE)
