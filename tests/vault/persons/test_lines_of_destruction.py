"""What a destruction leaves behind: lines that say what went and by whom, no note of work undone, no row, no list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from tests.vault.conftest import NOON
from tests.vault.persons.test_altered import alter

from etanche.store import PlaceRow, person_places, tables
from etanche.vault import Arrival, under_way
from etanche.vault.evidence import EVIDENCE
from etanche.vault.orphans import Orphans
from etanche.vault.person_put import Putting
from etanche.vault.report import RecordsWaiting

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

    from etanche.vault.arrivals import Batch
    from etanche.vault.person_batch import Sealed

DAY = timedelta(days=1)


def rows_of(firm: Company, person: bytes) -> list[PlaceRow]:
    """Return the rows that there are of somebody."""
    with firm.store.reading() as connection:
        return list(person_places.places(connection, firm.organisation, person, person))


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

    assert 1 == len(rows_of(firm, person))
    assert 1 == len(firm.shop.get(stays))


def test_what_ends_by_itself_goes_with_a_line_and_its_altered_neighbour(firm: Company) -> None:
    """An end learned late waits three days, and who looks is told until when; then record and key go, and with them a row that somebody changed."""
    person = firm.customer()
    _, changed = firm.put_for("account", person, person)
    with firm.store.writing() as connection:
        connection.execute(update(tables.records).where(tables.records.c.id == changed.id).values(day="no day"))
    firm.vault.tell(person, "contract-end", actor="ann", effective=NOON - 9 * DAY)
    waiting = firm.vault.sweep(dry_run=True).records_waiting
    for _ in range(2):
        firm.clock.advance(2 * DAY)
        firm.vault.sweep()
    line = firm.last("records-destroyed")

    assert (RecordsWaiting(category="account", until=NOON + 3 * DAY, records=1),) == waiting
    assert [] == rows_of(firm, person)
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
    assert 1 == len(rows_of(firm, person))


def test_keys_that_nothing_needs_go_with_a_line(firm: Company) -> None:
    """The vault says that it collected them, and how many; whose they were has another key for what shows their next word."""
    person = firm.customer()
    means = firm.vault._means
    firm.keyring.persons.ensure(firm.organisation, EVIDENCE, {person: 0})
    Orphans(means).collect()
    firm.clock.advance(DAY)
    collected = Orphans(means).collect()
    line = firm.last("orphan-keys-destroyed")
    firm.vault.mirror(person).say("writing", yes=True, evidence=b"the form")

    assert 1 == collected
    assert ("vault", "vault", 1) == (line.actor, line.object, line.facts["keys"])
    assert (("consent-given", b"the form"),) == firm.vault.evidence(person)


def test_who_is_erased_while_something_of_theirs_comes_in_gets_no_row(
    firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sealed before somebody ended is not written after it; the receipt counts them with those who had ended before, and the others are stored."""
    before, meanwhile, anew, other = (firm.customer() for _ in range(4))
    firm.vault.mirror(anew).say("writing", yes=True, evidence=b"the form")
    firm.put_for("letter", anew)
    firm.vault.mirror(anew).say("writing", yes=False, evidence=b"no more")
    firm.vault.let_go([anew])
    firm.vault.erase(before, actor="dpo")
    seal = Putting.seal

    def late(self: Putting, batch: Batch) -> Sealed:
        sealed = seal(self, batch)
        firm.vault.erase(meanwhile, actor="dpo")
        return sealed

    monkeypatch.setattr(Putting, "seal", late)
    arrivals = [
        Arrival(at=firm.clock.now(), fields={"town": "vannes"}, person=person)
        for person in (before, meanwhile, anew, other)
    ]
    receipt = firm.vault.door("desk", actor="ann").put_many("order", arrivals)

    assert (2, {"forgotten": 2}) == (receipt.stored, dict(receipt.refused))
    assert [0, 0, 1, 1] == [len(rows_of(firm, person)) for person in (before, meanwhile, anew, other)]


def test_a_hold_says_how_many_rows_it_could_not_keep(firm: Company) -> None:
    """What somebody changed is not sealed anew, and is counted; the others are taken out of the bucket of their day."""
    person = firm.customer()
    *changed, whole = firm.put_for("order", person, person, person)
    for ref in changed:
        alter(firm, ref)
    firm.vault.hold(person, case="L-1", reason="claim", owner="ann", review=NOON.date() + 9 * DAY, actor="ann")

    assert 2 == firm.last("seal-broken").facts["records"]
    firm.clock.advance(400 * DAY)
    firm.vault.sweep(confirmed_by="ann")
    assert [whole.id] == [row.id for row in rows_of(firm, person)]
