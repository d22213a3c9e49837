"""What the records of a batch begin with is heard before they come in, and what it suspends is kept apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import EMAIL

from etanche.keyring import Holding
from etanche.store import person_records
from etanche.vault import Arrival, Said, Unfit
from etanche.vault.starts import Start, Starting

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company


def holdings(firm: Company, person: bytes) -> set[int | None]:
    """Return how the records of somebody are held."""
    with firm.store.reading() as connection:
        return {row.holding for row in person_records.of_person(connection, firm.organisation, person)}


def test_a_batch_begins_with_what_its_file_says(firm: Company) -> None:
    """A consent that a file tells of is heard for its purpose, of whom it is, and of nobody of whom nothing is kept."""
    person, other = firm.person(), firm.person()
    since = firm.clock.now() - timedelta(days=2)
    starts = [Start(one, "consent-given", since, "writing") for one in (person, other)]
    arrival = Arrival(at=firm.clock.now(), fields={"email": EMAIL}, person=person)
    door = firm.vault.door("desk", actor="ann")
    receipt = door.put_many("letter", [arrival], starting=Starting(starts=starts))
    said = [{it.purpose: it.said for it in firm.vault.mirror(one).choices()} for one in (person, other)]

    assert 1 == receipt.stored
    assert (Said.YES, Said.NO) == (said[0]["writing"], said[1]["writing"])
    assert (1, 0) == tuple(firm.last("told").facts[name] for name in ("events", "assumed"))


def test_an_objection_in_a_file_takes_what_is_weighed_out_of_its_day(firm: Company) -> None:
    """What is suspended while somebody weighs it would go with the key of its day: it is held by itself; of others nothing moves."""
    person, other = firm.person(), firm.person()
    firm.put_for("score", person, other)
    arrival = Arrival(at=firm.clock.now(), fields={"email": EMAIL}, person=person)
    objection = Start(person, "objection", firm.clock.now(), "weighing")
    before = holdings(firm, person)
    firm.vault.door("desk", actor="ann").put_many("score", [arrival], starting=Starting(starts=[objection]))

    assert {int(Holding.BUCKET)} == before
    assert {int(Holding.RECORD)} == holdings(firm, person)
    assert {int(Holding.BUCKET)} == holdings(firm, other)
    assert [person] == [one.person for one in firm.vault.weighing(most=5)]


def test_an_objection_that_holds_at_once_moves_nothing(firm: Company) -> None:
    """What nobody weighs ends at once, under the key of its day as before, for the purpose that it names."""
    person = firm.person()
    firm.put_for("order", person)
    firm.put_for("score", person)
    arrival = Arrival(at=firm.clock.now(), fields={"email": EMAIL}, person=person)
    objection = Start(person, "objection", firm.clock.now(), "selling")
    firm.vault.door("desk", actor="ann").put_many("score", [arrival], starting=Starting(starts=[objection]))
    said = {one.purpose: one.said for one in firm.vault.mirror(person).choices()}

    assert {int(Holding.BUCKET)} == holdings(firm, person)
    assert (Said.NO, Said.YES) == (said["selling"], said["weighing"])


def test_one_record_that_does_not_fit_says_of_which_field(firm: Company) -> None:
    """Sent by itself a record is kept whole or not at all: the field is named, its value is not."""
    arrival = Arrival(at=firm.clock.now(), fields={"email": EMAIL, "town": "atlantis"}, person=firm.person())
    with pytest.raises(Unfit) as away:
        firm.vault.door("desk", actor="ann").put("order", arrival)

    assert ("unfit-value", ("town",)) == (away.value.reason, away.value.names)
    assert "atlantis" not in str(away.value)
