"""A session in a `with` is over with its block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from etanche.vault import Ref, Session, SessionOver

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

ACTS: dict[str, Callable[[Session, Ref], Any]] = {
    "get": lambda session, ref: session.get(ref),
    "of_person": lambda session, _: session.of_person(bytes(16)),
    "find": lambda session, _: session.find("order", "email", "x@estran.example"),
    "read": lambda session, _: list(session.read("order")),
    "stream": lambda session, _: session.stream("order"),
    "take_away": lambda session, _: session.take_away("order"),
    "count": lambda session, _: session.count("order"),
    "aggregate": lambda session, _: session.aggregate("order", "town"),
    "count_by_day": lambda session, ref: session.count_by_day("order", ref.day, ref.day),
    "disclose_records": lambda session, ref: session.disclose_records("printer", ref),
    "update": lambda session, ref: session.update(ref, {"town": "brest"}),
    "forget": lambda session, ref: session.forget(ref),
    "move": lambda session, ref: session.move(ref, bytes(16)),
    "again": lambda session, _: session.__enter__(),
}


@pytest.mark.parametrize("act", ACTS)
def test_after_its_block_a_session_refuses_every_act(firm: Company, act: str) -> None:
    """What could be done inside cannot be done after it, and leaves no line."""
    (ref,) = firm.put_for("order", firm.person())
    with firm.vault.acting("shop", purpose="selling", actor="bea") as session:
        inside = session.get(ref)
    lines = len(firm.journal.entries())

    assert [ref] == [one.ref for one in inside]
    with pytest.raises(SessionOver):
        ACTS[act](session, ref)
    assert lines == len(firm.journal.entries())
    assert [ref] == [one.ref for one in firm.shop.get(ref)]


def test_a_stream_begun_in_a_session_ends_with_it(firm: Company) -> None:
    """Taken further after the block, it gives no batch that was not opened and written down inside."""
    firm.put_for("order", *(firm.person() for _ in range(3)))
    with firm.shop as session:
        stream = session.stream("order", batch=1)
        first = next(stream)

    assert "order" == first.category
    with pytest.raises(SessionOver):
        next(stream)


def test_a_block_that_fails_ends_its_session_too(firm: Company) -> None:
    """An error inside leaves by the block as it is, and the session is over."""
    with pytest.raises(KeyError), firm.shop as session:
        raise KeyError
    with pytest.raises(SessionOver):
        session.count("order")
