"""An entry exists with its act or not at all, and can be found again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest


def test_an_entry_goes_with_its_act(desk: Any) -> None:
    """A transaction that is rolled back takes its entry along."""
    with pytest.raises(RuntimeError), desk.store.writing() as connection:
        desk.journal.write(connection, desk.entry())
        raise RuntimeError

    assert () == desk.journal.entries()
    desk.fill(1)
    assert desk.journal.verify().intact


def test_a_note_is_durable_when_it_returns(desk: Any) -> None:
    """A noted entry is there for another reader at once, chained or not."""
    desk.journal.note(desk.entry(act="read", decision="no-cell"))

    assert [("read", "no-cell", None)] == [(e.act, e.decision, e.position) for e in desk.journal.entries()]


def test_entries_are_found_by_what_they_are(desk: Any) -> None:
    """Day, act, actor and object narrow the list; the newest come last; `last` keeps the newest."""
    for act, actor, item in (("put", "site", "visit/1"), ("read", "ann", "visit/1"), ("read", "bob", "visit/2")):
        desk.journal.note(desk.entry(act=act, actor=actor, object=item))
        desk.clock.advance(timedelta(days=1))
    found = desk.journal.entries

    assert ["site", "ann", "bob"] == [entry.actor for entry in found()]
    assert ["ann", "bob"] == [entry.actor for entry in found(act="read")]
    assert ["bob"] == [entry.actor for entry in found(actor="bob")]
    assert ["site", "ann"] == [entry.actor for entry in found(object="visit/1")]
    assert ["ann", "bob"] == [entry.actor for entry in found(last=2)]
    assert ["bob"] == [entry.actor for entry in found(since=date(2026, 5, 27))]
    assert ["site"] == [entry.actor for entry in found(until=date(2026, 5, 26))]
    assert ["bob"] == [entry.actor for entry in found(since=datetime(2026, 5, 27, 12, tzinfo=UTC))]


def test_a_day_begins_where_the_organisation_is(desk: Any) -> None:
    """Half past midnight in Paris belongs to the new day, although it is still yesterday in UTC."""
    desk.clock.advance(timedelta(hours=10, minutes=30))
    desk.journal.note(desk.entry())

    assert 1 == len(desk.journal.entries(since=date(2026, 5, 26)))


def test_the_newest_entry_that_tells_something_is_found(desk: Any) -> None:
    """Of some acts, from a moment on, by the name of a fact and not by a text that looks like it; of lines of another hand, or unreadable ones, none."""
    for number, (act, facts) in enumerate(
        [
            ("prove", {"head": "a"}),
            ("prove", {"head": "b"}),
            ("read", {"head": "c"}),
            ("prove", {"said": "head"}),
            ("prove", {"head": "forged"}),
            ("prove", {"head": "unreadable"}),
        ]
    ):
        desk.journal.note(desk.entry(act=act, facts={**facts, "number": number}))
        desk.clock.advance(timedelta(days=1))
    with desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE entries SET actor = 'x' WHERE seq = 5")
        connection.exec_driver_sql("UPDATE entries SET facts = facts || '}' WHERE seq = 6")
    newest = desk.journal.newest

    assert "b" == newest(fact="head", acts=("prove",)).facts["head"]
    assert "c" == newest(fact="head", acts=("prove", "read")).facts["head"]
    assert newest(fact="head", acts=("prove",), since=datetime(2026, 5, 27, tzinfo=UTC)) is None
    assert newest(fact="tail", acts=("prove",)) is None
