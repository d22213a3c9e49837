"""The journal's lines: numbered in order of commit, chained once, walked without being held, cut with a trace."""

from __future__ import annotations

import threading
import tracemalloc

import pytest
from tests.conftest import IN_FILES

from etanche.store import CheckpointRow, CutRow, EntryRow, RowExists, Store, entries
from etanche.terms import OrganisationId

AT = "2026-11-21T06:02:00.000000+00:00"


def _entry(
    organisation: bytes, number: int = 0, *, actor: str = "site", act: str = "write", facts: str = "{}"
) -> EntryRow:
    return EntryRow(
        organisation=organisation,
        seq=None,
        at=f"2026-11-21T06:02:{number:02}.000000+00:00",
        actor=actor,
        role=None,
        purpose=None,
        case_=None,
        act=act,
        object="visit/2026-05-25",
        decision="granted",
        because="[]",
        facts=facts,
        probe=None,
    )


def _chained(store: Store, organisation: bytes, number: int) -> None:
    with store.writing() as connection:
        given = entries.append(connection, organisation, [_entry(organisation, at % 60) for at in range(number)])
        entries.chain(connection, organisation, [(seq, seq, b"link %d" % seq) for seq in given])


def test_lines_come_back_as_they_were(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """Every column of a line is kept; its number is the store's, from 1 in each organisation."""
    row = EntryRow(
        organisation=organisation,
        seq=None,
        at=AT,
        actor="ann",
        role="support",
        purpose="audience",
        case_="case 7",
        act="read",
        object="visit/2026-05-25",
        decision="granted",
        because='["access:support/visit"]',
        facts='{"records":3}',
        probe="run 1",
    )
    with store.writing() as connection:
        assert range(1, 3) == entries.append(connection, organisation, [row, row])
        assert range(1, 2) == entries.append(connection, other, [_entry(other)])
        assert range(3, 4) == entries.append(connection, organisation, [row])

    with store.reading() as connection:
        first, second, third = entries.unsealed(connection, organisation)
    assert [1, 2, 3] == [first.seq, second.seq, third.seq]
    for name in EntryRow._fields:
        if name != "seq":
            assert getattr(row, name) == getattr(first, name)


def test_numbers_follow_the_order_of_commit(store: Store, organisation: OrganisationId) -> None:
    """Whoever commits later has the higher numbers, without gaps, and a transaction taken back takes none."""

    def work() -> None:
        for _ in range(20):
            with store.writing() as connection:
                entries.append(connection, organisation, [_entry(organisation)] * 2)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        entries.append(connection, organisation, [_entry(organisation)])
        raise ZeroDivisionError
    for thread in threads:
        thread.join()

    with store.reading() as connection:
        assert list(range(1, 161)) == [row.seq for row in entries.unsealed(connection, organisation)]


def test_a_chained_line_is_not_unsealed_any_more(store: Store, organisation: OrganisationId) -> None:
    """Lines get their place once, and leave those that wait for one."""
    with store.writing() as connection:
        entries.append(connection, organisation, [_entry(organisation)] * 3)
        assert entries.head(connection, organisation) is None
        entries.chain(connection, organisation, [(1, 1, b"one"), (2, 2, b"two")])
        entries.chain(connection, organisation, [])

    with store.reading() as connection:
        assert [3] == [row.seq for row in entries.unsealed(connection, organisation)]
        assert [(1, b"one"), (2, b"two")] == [
            (row.position, row.link) for row in entries.walk(connection, organisation)
        ]
        head = entries.head(connection, organisation)
    assert head is not None
    assert (2, b"two") == (head.position, head.link)


def test_a_place_is_given_once(store: Store, organisation: OrganisationId) -> None:
    """Two lines never have the same place in a chain."""
    with store.writing() as connection:
        entries.append(connection, organisation, [_entry(organisation)] * 2)

    with pytest.raises(RowExists), store.writing() as connection:
        entries.chain(connection, organisation, [(1, 1, b"one"), (2, 1, b"one")])


def test_only_so_many_are_taken_when_asked(store: Store, organisation: OrganisationId) -> None:
    """The sealer can take what waits in portions."""
    with store.writing() as connection:
        entries.append(connection, organisation, [_entry(organisation)] * 5)

    with store.reading() as connection:
        assert [1, 2] == [row.seq for row in entries.unsealed(connection, organisation, limit=2)]
        assert 5 == entries.count(connection, organisation)


def test_walking_begins_where_it_is_told(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A walk gives the lines after a position, in order, of one organisation."""
    _chained(store, organisation, 10)
    _chained(store, other, 3)

    with store.reading() as connection:
        assert [8, 9, 10] == [row.position for row in entries.walk(connection, organisation, after=7)]
        assert [] == list(entries.walk(connection, organisation, after=10))


@IN_FILES
def test_walking_does_not_hold_what_it_walked(store: Store, organisation: OrganisationId) -> None:
    """A walk over a long journal takes the memory of a portion of it."""
    size, number = 1_000, 6_000
    with store.writing() as connection:
        rows = [_entry(organisation, facts="x" * size) for _ in range(number)]
        given = entries.append(connection, organisation, rows)
        entries.chain(connection, organisation, [(seq, seq, b"link") for seq in given])
    del rows
    with store.reading() as connection:
        tracemalloc.start()
        walked = sum(1 for _ in entries.walk(connection, organisation))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert number == walked
    assert peak < size * number / 2


def test_lines_are_searched_by_what_they_say(store: Store, organisation: OrganisationId) -> None:
    """Every condition given is met; the end is excluded; the newest can come first."""
    with store.writing() as connection:
        rows = [_entry(organisation, number, act=("read", "write")[number % 2]) for number in range(10)]
        rows[4] = _entry(organisation, 4, act="read", actor="ann")
        entries.append(connection, organisation, rows)

    def found(**conditions: object) -> list[int | None]:
        with store.reading() as connection:
            return [row.seq for row in entries.search(connection, organisation, **conditions)]  # type: ignore[arg-type]

    assert list(range(1, 11)) == found()
    assert [4, 5, 6] == found(since=rows[3].at, until=rows[6].at)
    assert [1, 3, 5, 7, 9] == found(act="read")
    assert [5] == found(actor="ann", act="read")
    assert [] == found(actor="ann", act="write")
    assert [10, 9] == found(newest_first=True, limit=2)
    assert [] == found(object="other")


def test_checkpoints_are_kept_in_order(store: Store, organisation: OrganisationId) -> None:
    """Checkpoints come back whole; the last is the one with the highest position, and no position has two."""
    rows = [
        CheckpointRow(
            organisation=organisation, position=at, link=b"%d" % at, at=AT, signature=b"signed", public=b"public"
        )
        for at in (5, 20, 10)
    ]
    with store.writing() as connection:
        assert entries.last_checkpoint(connection, organisation) is None
        for row in rows:
            entries.checkpoint(connection, row)

    with store.reading() as connection:
        assert rows[1] == entries.last_checkpoint(connection, organisation)
        assert [rows[2], rows[1]] == list(entries.checkpoints_after(connection, organisation, after=5))
    with pytest.raises(RowExists), store.writing() as connection:
        entries.checkpoint(connection, rows[0])


def test_a_cut_takes_what_it_says_and_stays(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A cut deletes the lines and checkpoints it covers and no other, and is itself kept."""
    _chained(store, organisation, 10)
    _chained(store, other, 10)
    cut = CutRow(
        organisation=organisation,
        first=1,
        last=6,
        link=b"link 6",
        rule="1 year",
        at=AT,
        signature=b"signed",
        public=b"public",
    )
    with store.writing() as connection:
        for at in (4, 6, 9):
            entries.checkpoint(
                connection,
                CheckpointRow(organisation=organisation, position=at, link=b"", at=AT, signature=b"", public=b""),
            )
        assert 6 == entries.cut(connection, cut)

    with store.reading() as connection:
        assert [7, 8, 9, 10] == [row.position for row in entries.walk(connection, organisation)]
        assert [9] == [row.position for row in entries.checkpoints_after(connection, organisation)]
        assert [cut] == entries.all_cuts(connection, organisation)
        assert 10 == entries.count(connection, other)
        assert [] == entries.all_cuts(connection, other)


def test_numbers_are_not_used_again_after_everything_was_cut(store: Store, organisation: OrganisationId) -> None:
    """A journal cut to its end goes on counting, so that an old line's number never means a new one."""
    _chained(store, organisation, 3)
    with store.writing() as connection:
        entries.cut(
            connection,
            CutRow(organisation=organisation, first=1, last=3, link=b"", rule="", at=AT, signature=b"", public=b""),
        )
        assert range(4, 5) == entries.append(connection, organisation, [_entry(organisation)])
