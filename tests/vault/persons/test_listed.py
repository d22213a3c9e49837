"""Whom lines of the journal are about is beside each line: a list that somebody takes away or exchanges is missed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from etanche.journal import Entry

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
