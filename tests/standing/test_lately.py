"""What is remembered of the ledger is bounded by events and not by persons alone, and the one asked for longest ago goes first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from etanche.standing import lately
from etanche.standing.lately import Lately
from etanche.standing.told import Told


def events(many: int) -> tuple[Told, ...]:
    """Return what was told of somebody."""
    moment = datetime(2026, 5, 25, tzinfo=UTC)
    return tuple(Told(one, "last-contact", None, date(2026, 5, 25), moment) for one in range(many))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Lately:
    """A memory of ten subjects and events."""
    monkeypatch.setattr(lately, "MOST_KEPT", 10)
    return Lately()


def test_persons_of_many_events_leave_room_for_fewer(few: Lately) -> None:
    """Whoever comes, no more subjects and events are kept together than the bound says; of one who is alone too many, none."""
    few.keep({"a": events(4), "b": events(4)})
    assert (10, ["a", "b"]) == (len(few), list(few.among("ab")))
    few.keep({"c": ()})
    assert (6, ["b", "c"]) == (len(few), list(few.among("abc")))
    few.keep({"d": events(10)})
    assert (0, []) == (len(few), list(few.among("abcd")))


def test_whoever_was_asked_for_longest_ago_is_forgotten_first(few: Lately) -> None:
    """Whoever is asked for again stays, although others came in between."""
    few.keep({"a": events(3), "b": events(3)})
    few.among("a")
    few.keep({"c": events(3)})

    assert ["a", "c"] == list(few.among("abc"))


def test_what_is_kept_anew_or_forgotten_weighs_once(few: Lately) -> None:
    """Kept again it takes the place of what was kept; forgotten, twice too, it weighs nothing."""
    few.keep({"a": events(3)})
    few.keep({"a": events(1), "b": ()})
    assert (3, 1) == (len(few), len(few.among("a")["a"]))
    few.forget("a")
    few.forget("a")
    assert 1 == len(few)
    few.clear()
    assert (0, {}) == (len(few), few.among("ab"))
