"""Who looked at somebody: found without opening what is about others, and at the same cost however often somebody looked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.watching import watched

from etanche.journal.entry import row_of
from etanche.store import entry_persons, facts, looked
from etanche.vault.listed import lines_about
from etanche.vault.means import Means

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

MOST = 20


def look_often(firm: Company, person: bytes, times: int, category: str = "order", *, case: str | None = None) -> None:
    """Let the shop look at somebody, so many times, in one commit."""
    means: Means = firm.vault._means
    line = means.entry(
        actor="bea", role="shop", purpose="selling", act="read", object=category, decision="done", case=case
    )
    told, beside = means._with_list(line, [person])
    with firm.store.writing() as connection:
        means.journal._append(connection, [(row_of(told), beside)] * times)


def shown(firm: Company, person: bytes) -> list[tuple[str | None, str | None]]:
    """Return who looked lately, as a page tells it."""
    last = firm.vault.last_looks([person], ["letter", "order"], actor="dpo", most=MOST)
    return [(look.category, look.role) for look in last]


@pytest.mark.clause("G1")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_page_asks_no_more_of_somebody_often_looked_at(firm: Company) -> None:
    """Looked at ten thousand times or twenty: as many statements, and as few steps of the database, for as many lines."""
    often, seldom = firm.customer(), firm.customer()
    look_often(firm, often, 10_000)
    look_often(firm, seldom, MOST)
    shown(firm, seldom)
    with watched() as little:
        few = shown(firm, seldom)
    with watched() as much:
        many = shown(firm, often)

    assert [("order", "shop")] * MOST == few == many
    assert len(little.statements) == len(much.statements) < 40
    assert much.steps <= little.steps * 1.2 + 5


def test_of_each_category_the_last_looks_are_shown(firm: Company) -> None:
    """A category that nobody looked at for long keeps its looks, however often another one was looked at since; so many of each."""
    person = firm.customer()
    look_often(firm, person, 3, "letter")
    firm.clock.advance(timedelta(days=70))
    look_often(firm, person, 50)
    look_often(firm, person, 1, "vault")
    last = [category for category, _ in shown(firm, person)]

    assert [None, *["order"] * MOST, *["letter"] * 3] == last


def test_where_some_looks_are_kept_silent_about_as_many_others_are_shown(firm: Company) -> None:
    """Those before them take their place, and no more of them than are asked for; that they were shown is a line about the person."""
    person = firm.customer()
    look_often(firm, person, MOST + 5)
    look_often(firm, person, 3, case="D-1")
    firm.vault.keep_silent("D-1", firm.clock.now() + timedelta(days=9), by="ann")
    last = shown(firm, person)
    line = firm.last("looks-shown")

    assert [("order", "shop")] * MOST == last
    assert ("dpo", "person", "done") == (line.actor, line.object, line.decision)
    assert line in firm.journal.entries(numbers=firm.vault.entries_about(person))


def test_all_looks_are_those_that_lists_tell_of(firm: Company) -> None:
    """Of two joined, looked at apart and in one line, over three months: exactly what the sealed lists say, and nobody else's."""
    one, other, third = firm.person(), firm.person(), firm.person()
    for days in (0, 30, 30):
        firm.clock.advance(timedelta(days=days))
        for ref in firm.put_for("order", one, other, third):
            firm.shop.get(ref)
        firm.shop.find("order", "email", "marguerite@estran.example")
    firm.vault.join(one, other, actor="ann")
    means: Means = firm.vault._means
    lines = means.journal.entries(numbers=list(lines_about(means, one, altered=[])))

    assert [line.at for line in lines if line.act in {"read", "find"}] == [
        look.at for look in firm.vault.looks(one, actor="dpo")
    ]
    assert 6 <= len(firm.vault.looks(one, actor="dpo"))


def test_what_an_older_version_wrote_is_found_too(firm: Company) -> None:
    """Lines without marks, as an upgrade finds them, are marked once, before the first look at them, and then they are all there."""
    person = firm.customer()
    look_often(firm, person, 600)
    before = firm.vault.looks(person, actor="dpo")
    with firm.store.writing() as connection:
        last = max(seq for seq, _, _ in entry_persons.read(connection, firm.organisation))
        connection.exec_driver_sql("DELETE FROM looked")
        facts.put(connection, firm.organisation, "looked-before", str(last))
    unlisted = firm.vault.unlisted(sampled=False)
    after = [firm.vault.looks(person, actor="dpo") for _ in range(2)]

    assert (600, [before] * 2) == (len(before), after)
    assert [0, 0] == [unlisted, firm.vault.unlisted(sampled=False)]


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    ("change", "left", "missed"),
    [
        ("DELETE FROM looked WHERE seq = (SELECT max(seq) FROM looked)", 4, 1),
        ("DELETE FROM looked", 0, 10),
        (
            "UPDATE looked SET mark = (SELECT max(mark) FROM looked) WHERE mark = (SELECT min(mark) FROM looked)",
            None,
            5,
        ),
    ],
)
def test_a_mark_taken_away_or_moved_is_missed_and_shows_nobody_anything(
    firm: Company, change: str, left: int | None, missed: int
) -> None:
    """Who takes marks away hides looks, which is told of each line; who gives somebody another's shows them no look at the other."""
    one, other = firm.customer(), firm.customer()
    look_often(firm, one, 5)
    look_often(firm, other, 5)
    with firm.store.writing() as connection:
        connection.exec_driver_sql(change)
    found = [len(shown(firm, person)) for person in (one, other)]

    assert found[1] == left if left is not None else sorted(found) == [0, 5]
    assert [missed] * 2 == [firm.vault.unlisted(sampled=sampled) for sampled in (True, False)]


def test_marks_go_with_their_lines_and_their_key(firm: Company) -> None:
    """Once the journal's term is over no row is left of it, and the key of the month is destroyed: an old copy leads nowhere."""
    person = firm.customer()
    look_often(firm, person, 5)
    means: Means = firm.vault._means
    month = "2026-05-31"
    alive = means.keyring.day_key(firm.organisation, 0, month, create=False) is not None
    for _ in range(2):
        firm.clock.advance(timedelta(days=400))
        look_often(firm, person, 1)
        firm.journal.seal()
        firm.vault.sweep(confirmed_by="Ann")
    with firm.store.reading() as connection:
        rows = list(looked.between(connection, firm.organisation, after=0, upto=10**9))

    assert alive
    assert means.keyring.day_key(firm.organisation, 0, month, create=False) is None
    assert 1 == len(rows) == len(firm.vault.looks(person, actor="dpo"))
