"""Whom lines of the journal are about is beside each line: a list that somebody takes away or exchanges is missed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.journal import Entry
from etanche.vault import NotErased

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company


def looks(firm: Company) -> None:
    """Let the records of two persons be read, each in a line of its own."""
    for ref in [*firm.put_for("order", firm.person()), *firm.put_for("order", firm.person())]:
        firm.as_("shop", "selling").get(ref)


def sql(firm: Company, statement: str) -> None:
    """Work on the data as somebody who can write there and has no key."""
    with firm.store.writing() as connection:
        connection.exec_driver_sql(statement)


NEWEST = "(SELECT max(seq) FROM entry_persons)"
OLDEST = "(SELECT min(seq) FROM entry_persons)"
ANOTHER = f"(SELECT sealed FROM entry_persons WHERE seq = {OLDEST})"


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (f"DELETE FROM entry_persons WHERE seq = {NEWEST}", 1),
        (f"DELETE FROM entry_persons WHERE seq = {OLDEST}", 1),
        (f"UPDATE entry_persons SET sealed = {ANOTHER} WHERE seq = {NEWEST}", 1),
        ("UPDATE entry_persons SET seq = -seq", None),
        ("UPDATE entry_persons SET day = '2999-01-01'", None),
        ("UPDATE entry_persons SET day = '1999-01-01'", None),
        ("DELETE FROM entry_persons", None),
    ],
)
def test_a_list_taken_away_or_exchanged_is_missed(firm: Company, change: str, missing: int | None) -> None:
    """One list gone, another's in its place, none at its line, all of them gone: so many lines lack theirs, sampled or not."""
    looks(firm)
    before = [firm.vault.unlisted(sampled=sampled) for sampled in (True, False)]
    lists = sum("persons-digest" in line.facts for line in firm.journal.entries())
    sql(firm, change)

    assert [0, 0] == before
    assert [missing or lists] * 2 == [firm.vault.unlisted(sampled=sampled) for sampled in (True, False)]


@pytest.mark.parametrize("change", ["day = '2999-01-01'", "day = '1999-01-01'", "sealed = 'x'"])
def test_whose_looks_are_hidden_is_told_how_many(firm: Company, change: str) -> None:
    """A list filed under another day, or made unreadable, hides its line from nobody unseen: who is shown the others is told the number, and an officer too."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    firm.as_("shop", "selling").get(ref)
    about = len(firm.vault.entries_about(person))
    sql(firm, f"UPDATE entry_persons SET {change}")
    hidden, of_the_last = set[int](), set[int]()
    last = firm.vault.last_looks([person], ["order"], actor="dpo", most=20, hidden=of_the_last)
    shown = firm.vault.looks(person, actor="dpo", hidden=hidden)
    told = firm.vault.persons_in([line.seq for line in firm.journal.lines()])

    assert ((), ()) == (shown, last)
    assert (1, hidden) == (len(hidden), of_the_last)
    # That it was shown is a line too, and its list is whole.
    assert {person} == told.persons
    assert about <= told.altered


def test_whom_lines_concern_is_told_to_be_unknown_where_their_lists_are_gone(firm: Company) -> None:
    """Of a line whose list somebody took away nobody knows whom an incident in it concerns: it counts, and nobody is named instead."""
    looks(firm)
    numbers = [line.seq for line in firm.journal.lines()]
    before = firm.vault.persons_in(numbers)
    sql(firm, "DELETE FROM entry_persons")
    after = firm.vault.persons_in(numbers)

    assert (2, 0) == (len(before.persons), before.altered)
    assert (0, sum("persons-digest" in line.entry.facts for line in firm.journal.lines())) == (
        len(after.persons),
        after.altered,
    )


@pytest.mark.clause("P16")
def test_a_changed_list_stops_no_erasure(firm: Company) -> None:
    """One list that somebody changed, about whomever: people are erased, sweeps go on, and an erasure is told from the lines that are left."""
    person, other = firm.person(), firm.person()
    firm.put_for("order", person)
    firm.put_for("order", other)
    firm.vault.erase(other, actor="desk")
    sql(firm, f"UPDATE entry_persons SET sealed = 'x' WHERE seq = {OLDEST}")
    gone = firm.vault.erase(person, actor="desk")
    firm.vault.sweep(confirmed_by="Ann")

    assert 1 == gone.records
    assert [(1, 0), (1, 0)] == [
        (sum(one.destroyed.values()), one.hidden) for one in map(firm.vault.erased, (person, other))
    ]


def test_an_erasure_whose_lists_were_changed_says_so(firm: Company) -> None:
    """Where the changed lists are those of lines of an erasure, what is told of one names how many are missing; where all are, nobody is told that there was none."""
    person, other = firm.person(), firm.person()
    for one in (person, other):
        firm.put_for("order", one)
        firm.vault.erase(one, actor="desk")
    lines = [line.seq for line in firm.journal.lines() if line.entry.act == "erased"]
    sql(firm, f"UPDATE entry_persons SET day = '2999-01-01' WHERE seq = {lines[0]}")
    some = firm.vault.erased(person)
    sql(firm, "UPDATE entry_persons SET sealed = 'x'")

    assert (1, None) == (some.hidden, some.unreadable)
    with pytest.raises(NotErased) as refused:
        firm.vault.erased(person)
    assert "were changed" in str(refused.value.hint)


def test_a_sample_is_of_the_newest_and_of_some_others(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an old line among many the sample knows nothing unless chance leads there; the newest are always looked at."""
    looks(firm)
    first = next(firm.journal.lines()).seq
    anything = Entry(
        organisation=firm.organisation,
        at=firm.clock.now(),
        actor="ann",
        act="looked",
        object="journal",
        decision="done",
    )
    for _ in range(600):
        firm.journal.note(anything)
    looks(firm)
    sql(firm, f"DELETE FROM entry_persons WHERE seq IN ({OLDEST}, {NEWEST})")
    monkeypatch.setattr("etanche.vault.listed.randbelow", lambda most: most - 1)
    unlucky = firm.vault.unlisted(sampled=True)
    monkeypatch.setattr("etanche.vault.listed.randbelow", lambda _most: 0)

    assert 1 == first
    assert [1, 2, 2] == [unlucky, firm.vault.unlisted(sampled=False), firm.vault.unlisted(sampled=True)]


def test_lists_that_went_with_their_lines_are_not_missed(firm: Company) -> None:
    """The journal's own term takes lines and lists away: what it has left has its lists."""
    looks(firm)
    firm.clock.advance(timedelta(days=400))
    looks(firm)
    for _ in range(2):
        firm.vault.sweep(confirmed_by="Ann")
        firm.clock.advance(timedelta(days=400))

    assert 0 == firm.vault.unlisted(sampled=False)


def test_a_journal_without_a_line_lacks_no_list(firm: Company) -> None:
    """Before anything was done nothing is missed."""
    assert [0, 0] == [firm.vault.unlisted(sampled=sampled) for sampled in (True, False)]
