"""Which of the three files is behind, and by how much: a decision about numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.instance import LaggingData, LaggingShelf, LaggingTombstones
from etanche.instance.lagging import Lag, lag_of, refuse
from etanche.store import Head, Known

NUMBERS = st.builds(Known, *[st.integers(0, 20)] * 3)
NOTHING = (Known(), Known(), Known())


@pytest.mark.parametrize(
    ("here", "remembered", "head", "lag"),
    [
        (Known(5, 6, 7), (Known(5, 0, 7), Known(0, 6, 7), Known(5, 6, 0)), 6, Lag()),
        (Known(9, 9, 9), (Known(5, 0, 7), Known(0, 6, 7), Known(5, 6, 0)), 6, Lag()),
        (Known(3, 6, 7), (Known(5, 0, 7), Known(0, 6, 7), Known(4, 6, 0)), 6, Lag(shelf=2)),
        (Known(3, 6, 7), (Known(1, 0, 7), Known(0, 6, 7), Known(4, 6, 0)), 6, Lag(shelf=1)),
        (Known(5, 2, 7), (Known(5, 0, 7), Known(0, 3, 7), Known(5, 6, 0)), 0, Lag(data=4)),
        (Known(5, 2, 7), NOTHING, 6, Lag(data=4)),
        (Known(5, 6, 3), (Known(5, 0, 7), Known(0, 6, 5), Known(5, 6, 0)), 6, Lag(tombstones=4)),
        (Known(1, 1, 1), (Known(2, 0, 0), Known(0, 3, 0), Known(0, 0, 0)), 0, Lag(shelf=1, data=2)),
        (Known(), NOTHING, None, Lag()),
    ],
)
def test_each_is_held_to_what_the_others_remember(
    here: Known, remembered: tuple[Known, Known, Known], head: int | None, lag: Lag
) -> None:
    """More than anybody remembers is no lag, less is one by as much, and the greatest memory counts."""
    end = None if head is None else Head(position=head, link=bytes(32), at="")

    assert lag == lag_of(here, remembered, end)


@given(st.lists(NUMBERS, min_size=3, max_size=3), NUMBERS)
def test_what_is_further_than_all_memories_is_never_refused(remembered: list[Known], here: Known) -> None:
    """Nothing lags that has come at least as far as each memory of it; anything else does, and nothing else is said to."""
    far = Known(*(max(*column) for column in zip(*remembered, strict=True)))
    found = lag_of(here, remembered, None)

    assert Lag() == lag_of(far, remembered, None)
    assert [a < b for a, b in zip(here, far, strict=True)] == [n > 0 for n in found]


@pytest.mark.parametrize(
    ("lag", "error", "said"),
    [
        (Lag(shelf=1), LaggingShelf, "it lacks 1 change of keys"),
        (
            Lag(shelf=2, data=1, tombstones=1),
            LaggingShelf,
            "it lacks 2 changes of keys .*; so are the data and the tombstones",
        ),
        (Lag(data=3, tombstones=1), LaggingData, "they lack 3 lines .*; so are the tombstones"),
        (Lag(tombstones=4), LaggingTombstones, "they lack 4"),
    ],
)
def test_a_refusal_says_which_is_old_and_by_how_much(lag: Lag, error: type[Exception], said: str) -> None:
    """The first of several old ones names the error, and the sentence names them all."""
    with pytest.raises(error, match=said):
        refuse(lag)


def test_nothing_behind_is_not_refused() -> None:
    """Three files of one moment are let through."""
    refuse(Lag())
