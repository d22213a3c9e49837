"""What a destruction leaves behind: lines that say what went and by whom, no note of work undone, no row, no list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from tests.vault.conftest import NOON

from etanche.store import person_places, tables
from etanche.vault import under_way
from etanche.vault.report import RecordsWaiting

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

DAY = timedelta(days=1)


def rows_of(firm: Company, person: bytes) -> int:
    """Return how many rows there are of somebody."""
    with firm.store.reading() as connection:
        return len(list(person_places.places(connection, firm.organisation, person, person)))


@pytest.mark.clause("P4")
def test_an_erasure_says_how_much_of_each_category_went(firm: Company) -> None:
    """From its line, and one for each category, it can be shown long after what went; and nothing says any more that it is going on."""
    person = firm.customer()
    firm.put_for("order", person, person)
    firm.put_for("score", person)
    firm.vault.erase(person, actor="dpo")
    facts = firm.last("erased").facts
    lines = {line.object: line.facts["records"] for line in firm.journal.entries(act="erased-category")}

    assert {"order": 2, "score": 1} == lines
    assert (2, 1, 3) == (facts["going-order"], facts["going-score"], facts["going"])
    assert () == under_way.noted(firm.vault._means)


def test_a_record_forgotten_by_itself_leaves_no_row(firm: Company) -> None:
    """Its sealed bytes go with it; the others of the same person stay."""
    person = firm.customer()
    gone, stays = firm.put_for("order", person, person)
    firm.shop.forget(gone)

    assert 1 == rows_of(firm, person)
    assert 1 == len(firm.shop.get(stays))


def test_what_ends_by_itself_goes_with_a_line_and_its_altered_neighbour(firm: Company) -> None:
    """An end learned late waits three days, and who looks is told until when; then record and key go, and with them a row that somebody changed."""
    person = firm.customer()
    _, changed = firm.put_for("account", person, person)
    with firm.store.writing() as connection:
        connection.execute(update(tables.records).where(tables.records.c.id == changed.id).values(day="no day"))
    firm.vault.tell(person, "contract-end", actor="ann", effective=NOON - 9 * DAY)
    waiting = firm.vault.sweep(dry_run=True).records_waiting
    firm.day_by_day(4)
    line = firm.last("records-destroyed")

    assert (RecordsWaiting(category="account", until=NOON + 3 * DAY, records=1),) == waiting
    assert 0 == rows_of(firm, person)
    assert ("sweep", "vault", "done") == (line.actor, line.object, line.decision)
    assert (2, 1) == (line.facts["records"], line.facts["keys"])
    assert () == under_way.noted(firm.vault._means)


def test_what_goes_with_its_day_is_not_counted_among_what_has_a_term_of_its_own(firm: Company) -> None:
    """The guard weighs what falls due against records that end one by one: a thousand orders that go with their days hide nothing."""
    firm.put_for("order", *(firm.person() for _ in range(4)))
    firm.put_for("account", firm.customer())

    assert 1 == firm.vault.sweep(dry_run=True).guards[-1].numbers["living"]


def test_nothing_goes_at_once_while_the_clock_is_in_doubt(firm: Company) -> None:
    """A word that ends a purpose holds; what it lets go stays until a sweep was let go on."""
    person = firm.person()
    firm.vault.mirror(person).say("writing", yes=True, evidence=b"the form")
    firm.put_for("letter", person)
    firm.clock.advance(10 * DAY)
    firm.vault.mirror(person).say("writing", yes=False, evidence=b"no more")

    assert 0 == firm.vault.let_go([person])
    assert 1 == rows_of(firm, person)


def test_keys_that_nothing_needs_go_with_a_line(firm: Company) -> None:
    """The vault says that it collected them, and how many."""
    person = firm.person()
    means = firm.vault._means
    firm.keyring.persons.ensure(firm.organisation, means.numbers.categories["letter"], {person: 0})
    firm.day_by_day(3)
    line = firm.last("orphan-keys-destroyed")

    assert ("vault", "vault", 1) == (line.actor, line.object, line.facts["keys"])
