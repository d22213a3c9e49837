"""Whoever changes, drops, moves or forges anything of a sealed journal is seen."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.journal.conftest import flipped

from etanche.journal import ChainFault, FaultKind

LINES = 7
COLUMNS = [
    *[
        "organisation",
        "seq",
        "at",
        "actor",
        "role",
        "purpose",
        "case_",
        "act",
        "object",
        "decision",
        "because",
        "facts",
        "probe",
        "mark",
        "position",
        "link",
    ]
]
CHECKPOINT_COLUMNS = ("organisation", "position", "link", "at", "signature", "public")


def attack(desk: Any, *statements: str, parameters: tuple[object, ...] = ()) -> None:
    """Change the data file behind the journal's back, as somebody with the file would."""
    with sqlite3.connect(desk.data) as connection:
        for statement in statements:
            connection.execute(statement, parameters)
    connection.close()


def fault(desk: Any) -> ChainFault | None:
    """Return what a walk finds."""
    report = desk.journal.verify()
    assert report.intact == (report.fault is None)
    return report.fault  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def sealed_files(files: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The files of a journal of seven lines, sealed in three goes."""
    folder = tmp_path_factory.mktemp("sealed")
    with files.copied(folder) as desk:
        for lines in (3, 1, 3):
            desk.fill(lines)
    return replace(files, folder=folder)


@pytest.fixture
def sealed(sealed_files: Any, tmp_path: Path) -> Iterator[Any]:
    """A journal of seven lines, sealed in three goes."""
    with sealed_files.copied(tmp_path) as desk:
        yield desk


def test_an_untouched_journal_is_intact(sealed: Any) -> None:
    """All lines are walked, none is waiting, and the head is that of the journal."""
    report = sealed.journal.verify()

    assert (True, LINES, 0, 0, None) == (report.intact, report.entries, report.unsealed, report.cut, report.fault)
    assert sealed.journal.head().link.hex() == report.head
    assert {
        "intact": True,
        "entries": 7,
        "unsealed": 0,
        "cut": 0,
        "gaps": [],
        "head": report.head,
        "fault": None,
    } == report.as_json()


def test_an_empty_journal_is_intact(desk: Any) -> None:
    """A journal nobody wrote in has nothing wrong with it."""
    assert desk.journal.verify().intact


def test_lines_not_sealed_yet_are_a_number_and_no_fault(sealed: Any) -> None:
    """The tail of the last second is told as a number."""
    sealed.journal.note(sealed.entry())

    report = sealed.journal.verify()

    assert (True, LINES, 1) == (report.intact, report.entries, report.unsealed)


@pytest.mark.parametrize("position", [1, 4, LINES])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_seen(sealed: Any, column: str, position: int) -> None:
    """One changed byte in any column of the first, a middle or the last line breaks the chain there or just around."""
    with sqlite3.connect(sealed.data) as connection:
        (value,) = connection.execute(f"SELECT {column} FROM entries WHERE position = ?", (position,)).fetchone()
    connection.close()
    changed = value + 100 if isinstance(value, int) else flipped(value)
    attack(sealed, f"UPDATE entries SET {column} = ? WHERE position = {position}", parameters=(changed,))

    assert fault(sealed) is not None


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(column=st.sampled_from(COLUMNS), position=st.integers(1, LINES), data=st.data())
def test_any_one_byte_is_seen(sealed: Any, column: str, position: int, data: st.DataObject) -> None:
    """Whichever byte of whichever column becomes whichever other byte, even one that is no text, the walk sees it."""
    attack(sealed, "CREATE TABLE IF NOT EXISTS saved AS SELECT * FROM entries")
    with sqlite3.connect(sealed.data) as connection:
        kind, length = connection.execute(
            f"SELECT typeof({column}), length(CAST({column} AS BLOB)) FROM saved WHERE position = ?", (position,)
        ).fetchone()
    connection.close()
    at = data.draw(st.integers(0, length - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1))
    part = f"CAST({column} AS BLOB)"
    other = f"CAST(substr({part}, 1, {at}) || ? || substr({part}, {at + 2}) AS {kind})"

    try:
        attack(sealed, f"UPDATE entries SET {column} = {other} WHERE position = {position}", parameters=(byte,))
    except sqlite3.IntegrityError:
        return  # the place is taken by another line
    changed = differs(sealed)
    seen = fault(sealed)
    attack(sealed, "DELETE FROM entries", "INSERT INTO entries SELECT * FROM saved")

    assert changed == (seen is not None)
    assert fault(sealed) is None


def differs(desk: Any) -> bool:
    """Say whether any line is not what was saved."""
    with sqlite3.connect(desk.data) as connection:
        found = connection.execute("SELECT count(*) FROM (SELECT * FROM entries EXCEPT SELECT * FROM saved)").fetchone()
    connection.close()
    return bool(found[0])


@pytest.mark.parametrize("value", ["role", b"analyst", 7, None, "", 1.5])
def test_a_value_of_another_type_is_seen(sealed: Any, value: object) -> None:
    """A text turned into bytes, a number or nothing is a changed line, not a crash."""
    attack(sealed, "UPDATE entries SET role = ? WHERE position = 4", parameters=(value,))

    assert ChainFault(kind=FaultKind.EDITED, position=4) == fault(sealed)


@pytest.mark.parametrize("value", ["text", 7, 1.5, b""])
def test_a_link_of_another_type_is_seen(sealed: Any, value: object) -> None:
    """A link that is no longer bytes is a changed line, not a crash."""
    attack(sealed, "UPDATE entries SET link = ? WHERE position = 4", parameters=(value,))

    assert ChainFault(kind=FaultKind.EDITED, position=4) == fault(sealed)


@pytest.mark.parametrize(
    ("position", "expected"),
    [(1, (FaultKind.DROPPED, 1)), (4, (FaultKind.DROPPED, 4)), (LINES, (FaultKind.DROPPED, LINES))],
)
def test_a_dropped_line_is_seen(sealed: Any, position: int, expected: tuple[FaultKind, int]) -> None:
    """The first, a middle or the last line taken out leaves a gap."""
    attack(sealed, f"DELETE FROM entries WHERE position = {position}")

    assert ChainFault(kind=expected[0], position=expected[1]) == fault(sealed)


def test_a_line_dropped_with_the_gap_closed_is_seen(sealed: Any) -> None:
    """Moving the following lines up does not hide the one that went."""
    attack(
        sealed,
        "DELETE FROM entries WHERE position = 3",
        "UPDATE entries SET position = position - 1 WHERE position > 3",
    )

    assert ChainFault(kind=FaultKind.DROPPED, position=3) == fault(sealed)


def test_the_last_lines_dropped_with_their_checkpoint_are_seen(sealed: Any) -> None:
    """The shelf remembers where the chain ended, although nothing in the data does."""
    attack(sealed, "DELETE FROM entries WHERE position > 4", "DELETE FROM checkpoints WHERE position > 4")

    assert ChainFault(kind=FaultKind.HEAD, position=LINES) == fault(sealed)


def test_everything_dropped_is_seen(sealed: Any) -> None:
    """An empty journal beside a shelf that has a head is not intact."""
    attack(sealed, "DELETE FROM entries", "DELETE FROM checkpoints")

    assert ChainFault(kind=FaultKind.HEAD, position=LINES) == fault(sealed)


def test_two_lines_that_changed_places_are_seen(sealed: Any) -> None:
    """Swapped positions are told as such."""
    attack(
        sealed,
        "UPDATE entries SET position = -5 WHERE position = 5",
        "UPDATE entries SET position = 5 WHERE position = 6",
        "UPDATE entries SET position = 6 WHERE position = -5",
    )

    assert ChainFault(kind=FaultKind.REORDERED, position=5) == fault(sealed)


def test_a_line_slipped_in_is_seen(sealed: Any) -> None:
    """A line made to look chained, at the end or far beyond, has no link that holds or no signature."""
    columns = ", ".join(c for c in COLUMNS if c not in {"seq", "position"})
    attack(
        sealed,
        f"INSERT INTO entries (seq, position, {columns}) SELECT 8, 8, {columns} FROM entries WHERE position = 7",
    )

    assert fault(sealed) is not None


def test_a_line_taken_out_of_the_chain_is_seen(sealed: Any) -> None:
    """A sealed line made to look unsealed leaves its gap."""
    attack(sealed, "UPDATE entries SET position = NULL, link = NULL WHERE position = 4")

    assert ChainFault(kind=FaultKind.DROPPED, position=4) == fault(sealed)


@pytest.mark.parametrize("position", [3, 4, LINES])
@pytest.mark.parametrize("column", CHECKPOINT_COLUMNS)
def test_a_changed_checkpoint_is_seen(sealed: Any, column: str, position: int) -> None:
    """One changed byte in any column of any checkpoint breaks its signature."""
    with sqlite3.connect(sealed.data) as connection:
        (value,) = connection.execute(f"SELECT {column} FROM checkpoints WHERE position = ?", (position,)).fetchone()
    connection.close()
    changed = value + 100 if isinstance(value, int) else flipped(value)
    attack(sealed, f"UPDATE checkpoints SET {column} = ? WHERE position = {position}", parameters=(changed,))

    assert fault(sealed) is not None


@pytest.mark.parametrize("position", [3, 4, LINES])
def test_a_removed_checkpoint_is_seen(sealed: Any, position: int) -> None:
    """The first, a middle or the last checkpoint taken out leaves a signature that does not follow, or none."""
    attack(sealed, f"DELETE FROM checkpoints WHERE position = {position}")

    assert fault(sealed) is not None
    assert FaultKind.SIGNATURE == fault(sealed).kind  # type: ignore[union-attr]


@pytest.mark.parametrize(("more", "kind"), [("", FaultKind.SIGNATURE), (", actor = 'nobody'", FaultKind.FORGED)])
def test_a_journal_forged_whole_under_another_key_is_seen(
    sealed: Any, tmp_path: Any, more: str, kind: FaultKind
) -> None:
    """Somebody who can chain and sign, but not with our key, is not believed."""
    from etanche.clock import FixedClock
    from etanche.keyring import Keyring, MemoryRoot
    from etanche.store import Shelf, Tombstones

    (tmp_path / "theirs").mkdir()
    shelf = Shelf.create(tmp_path / "theirs" / "shelf.sqlite")
    graves = Tombstones.create(tmp_path / "theirs" / "tombstones.log")
    theirs = Keyring(MemoryRoot(), shelf, graves, FixedClock(sealed.clock.now())).signer(b"x" * 16)
    shelf.close()
    attack(sealed, "DELETE FROM checkpoints", f"UPDATE entries SET position = NULL, link = NULL{more}")
    ours, sealed.signer = sealed.signer, theirs
    sealed.journal.seal()
    sealed.signer = ours

    assert kind == fault(sealed).kind  # type: ignore[union-attr]


def test_a_data_file_put_back_alone_is_seen(sealed: Any, tmp_path: Any) -> None:
    """Yesterday's data file beside today's shelf shows, and goes on showing after more lines were sealed."""
    from etanche.store import Store

    sealed.store.flush()
    shutil.copy(sealed.data, tmp_path / "yesterday")
    sealed.fill(2)
    sealed.store.close()
    for file in sealed.store.files:
        file.unlink()
    shutil.copy(tmp_path / "yesterday", sealed.data)
    sealed.store = Store.open(sealed.data)
    at_once = fault(sealed)
    sealed.fill(5)

    assert ChainFault(kind=FaultKind.HEAD, position=LINES + 2) == at_once
    assert FaultKind.HEAD == fault(sealed).kind  # type: ignore[union-attr]


def test_a_head_taken_off_the_shelf_is_seen(sealed: Any) -> None:
    """A shelf without a head has lost it, and goes on saying so, however many lines are sealed after."""
    on_the_shelf(sealed, "DELETE FROM heads")
    at_once = fault(sealed)
    for _ in range(3):
        sealed.fill(1)

    assert ChainFault(kind=FaultKind.HEAD, position=LINES) == at_once
    assert ChainFault(kind=FaultKind.HEAD, position=LINES + 3) == fault(sealed)


def on_the_shelf(desk: Any, statement: str, parameters: tuple[object, ...] = ()) -> None:
    """Change the shelf behind the journal's back."""
    with sqlite3.connect(desk.shelf.path) as connection:
        connection.execute(statement, parameters)
    connection.close()


@pytest.mark.parametrize(
    "attacks",
    [
        ("DELETE FROM entries", "DELETE FROM checkpoints", "DELETE FROM sequences"),
        (
            "DELETE FROM entries WHERE position > 3",
            "DELETE FROM checkpoints WHERE position > 3",
            "UPDATE sequences SET last = 3",
        ),
        ("UPDATE entries SET position = NULL, link = NULL", "DELETE FROM checkpoints"),
    ],
    ids=["everything", "all but one checkpoint", "the chain"],
)
def test_a_head_lost_with_what_it_covered_is_never_made_anew(sealed: Any, attacks: tuple[str, ...]) -> None:
    """Whoever takes the head and rolls back the data, to whatever state, is seen after any number of seals."""
    attack(sealed, *attacks)
    on_the_shelf(sealed, "DELETE FROM heads")
    for _ in range(3):
        sealed.fill(2)

    assert FaultKind.HEAD == fault(sealed).kind  # type: ignore[union-attr]
    assert sealed.shelf.head(sealed.entry().organisation) is None
    assert 0 == sealed.journal.verify().unsealed


@pytest.mark.parametrize(("position", "link"), [(0, bytes(32)), (3, None), (LINES, b"x" * 32), (LINES + 9, b"x" * 32)])
def test_another_head_stays_where_it_is(sealed: Any, position: int, link: bytes | None) -> None:
    """A head put back from an older shelf, of another chain or from further on is left as the evidence that it is."""
    with sqlite3.connect(sealed.data) as connection:
        (old,) = connection.execute("SELECT link FROM entries WHERE position = 3").fetchone()
    connection.close()
    on_the_shelf(sealed, "UPDATE heads SET position = ?, link = ?", (position, link or old))
    at_once = fault(sealed)
    for _ in range(12):
        sealed.fill(1)
    held = sealed.shelf.head(sealed.entry().organisation)

    assert (FaultKind.HEAD, position) == (at_once.kind, at_once.position)  # type: ignore[union-attr]
    assert FaultKind.HEAD == fault(sealed).kind  # type: ignore[union-attr]
    assert (position, link or old) == (held.position, held.link)


FORGERY = "INSERT INTO entries SELECT organisation, seq + 1, at, 'Mme Dupont', {columns}, NULL, NULL FROM entries WHERE seq = {of}"


@pytest.mark.parametrize("sealing", [False, True], ids=["before it is sealed", "after it was sealed by us"])
@pytest.mark.parametrize("mark", ["mark", "zeroblob(16)", "x''", "'text'"])
def test_a_line_written_by_somebody_else_is_seen(sealed: Any, mark: str, sealing: bool) -> None:
    """A line slipped in with plain SQL before it is chained carries no mark of ours, whoever chains it."""
    columns = f"role, purpose, case_, act, object, decision, because, facts, probe, {mark}"
    attack(sealed, FORGERY.format(columns=columns, of=LINES), "UPDATE sequences SET last = last + 1")
    if sealing:
        sealed.fill(2)

    assert ChainFault(kind=FaultKind.FORGED, position=LINES + 1) == fault(sealed)


@pytest.mark.parametrize("sealing", [False, True], ids=["before it is sealed", "after it was sealed by us"])
def test_a_line_of_ours_is_neither_changed_nor_told_twice(sealed: Any, sealing: bool) -> None:
    """In the second before it is chained, too, no word of a line changes unseen; nor is a genuine line repeated."""
    for number, of in enumerate(("facts = '{}'", "object = 'visit/2026-05-26'")):
        sealed.journal.note(sealed.entry())
        attack(sealed, f"UPDATE entries SET {of} WHERE position IS NULL")
        if sealing:
            sealed.journal.seal()
        assert ChainFault(kind=FaultKind.FORGED, position=LINES + 1) == fault(sealed), number
        if sealing:
            return
        attack(sealed, "DELETE FROM entries WHERE position IS NULL", "UPDATE sequences SET last = 7")
    columns = "role, purpose, case_, act, object, decision, because, facts, probe, mark"
    copied = FORGERY.format(columns=columns, of=LINES).replace("'Mme Dupont'", "actor")
    attack(sealed, copied, "UPDATE sequences SET last = 8")

    assert ChainFault(kind=FaultKind.FORGED, position=LINES + 1) == fault(sealed)


def test_sealing_goes_on_after_an_attack_and_the_gap_stays(sealed: Any) -> None:
    """A journal whose last line was taken away still takes and chains lines, and still says what went."""
    attack(sealed, f"DELETE FROM entries WHERE position = {LINES}")
    sealed.fill(3)

    assert ChainFault(kind=FaultKind.DROPPED, position=LINES) == fault(sealed)


THIEF = (
    "CREATE TRIGGER thief AFTER INSERT ON entries WHEN new.actor = 'a clerk' "
    "BEGIN DELETE FROM entries WHERE seq = new.seq; END"
)


@pytest.mark.parametrize("sealing", [False, True], ids=["before sealing", "after sealing"])
@pytest.mark.parametrize("following", [0, 2], ids=["the last line", "a line in the middle"])
def test_a_line_taken_away_before_it_is_chained_is_seen(sealed: Any, following: int, sealing: bool) -> None:
    """A trigger that lets somebody's lines vanish as they are written leaves a number that no line has."""
    attack(sealed, THIEF)
    sealed.journal.note(sealed.entry(actor="a clerk"))
    for _ in range(following):
        sealed.journal.note(sealed.entry())
    if sealing:
        sealed.journal.seal()

    assert ChainFault(kind=FaultKind.DROPPED, position=LINES + 1) == fault(sealed)


def test_a_writing_that_failed_leaves_no_number_behind(sealed: Any) -> None:
    """A transaction rolled back gives its numbers back, so that a missing number always means a missing line."""
    with pytest.raises(ZeroDivisionError), sealed.store.writing() as connection:
        sealed.journal.write(connection, sealed.entry())
        raise ZeroDivisionError
    sealed.fill(1)

    assert fault(sealed) is None
