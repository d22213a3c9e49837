"""A yes for a time: until when it holds is told, whose comes to its end is found, and what shows it is opened for a check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import TERMS, company

from etanche.standing import ASKED_AGAIN, person_subject
from etanche.store import standing
from etanche.vault import Said

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

END = date(2027, 6, 25)
"""The first day on which a yes of today holds no more."""


@pytest.fixture
def club(firm: Company) -> Company:
    """The company, whose letters are sent for thirteen months after a yes."""
    firm.plan = company(terms=TERMS | {("writing", "letter"): "13 months after consent-given"})
    firm.rooms()
    return firm


def says_yes(firm: Company) -> bytes:
    """Return somebody who says yes to letters today."""
    person = firm.person()
    firm.vault.mirror(person).say("writing", yes=True, evidence=b"the form")
    return person


def choice(firm: Company, person: bytes) -> tuple[Said, date | None]:
    """Return somebody's word on letters, and until when it holds."""
    (found,) = [one for one in firm.vault.mirror(person).choices() if one.purpose == "writing"]
    return found.said, found.until


def test_a_yes_says_until_when_it_holds(club: Company) -> None:
    """It holds until its day, and is a no from that day on; taken back it has no day."""
    person, other = says_yes(club), says_yes(club)
    club.vault.mirror(other).say("writing", yes=False, evidence=b"the form")
    before = choice(club, person), choice(club, other)
    club.clock.advance(timedelta(days=(END - club.clock.now().date()).days))

    assert ((Said.YES, END), (Said.NO, None)) == before
    assert (Said.NO, END) == choice(club, person)


def test_whose_yes_comes_to_its_end_is_found_once(club: Company) -> None:
    """Those whose yes ends by the day asked for, and ahead of today; neither who took it back nor who was asked again already."""
    person, withdrew, asked = says_yes(club), says_yes(club), says_yes(club)
    club.vault.mirror(withdrew).say("writing", yes=False, evidence=b"the form")
    club.vault.tell(asked, ASKED_AGAIN, actor="ann", purpose="writing")

    assert () == club.vault.coming_to_an_end(until=END - timedelta(days=1))
    assert ((person, "writing"),) == club.vault.coming_to_an_end(until=END)
    club.clock.advance(timedelta(days=(END - club.clock.now().date()).days))
    assert () == club.vault.coming_to_an_end(until=END + timedelta(days=30))


def test_a_sample_of_evidence_is_the_newest_and_of_nobody(club: Company) -> None:
    """So many of the newest words on this purpose open; those of who was erased are left out, and what was exchanged is counted."""
    people = [says_yes(club) for _ in range(4)]
    club.vault.mirror(people[0]).say("selling", yes=False, evidence=b"another purpose")
    club.vault.erase(people[3], actor="dpo")
    newest, whole = (club.vault.sample_of_evidence("writing", most=most) for most in (2, 9))
    with club.store.writing() as connection:
        one, other = (standing.of_subject(connection, club.organisation, person_subject(who))[0] for who in people[:2])
        connection.exec_driver_sql("UPDATE standing SET evidence = ? WHERE seq = ?", (other.evidence, one.seq))

    assert ((("consent-given", b"the form"),), 0) == newest
    assert ((("consent-given", b"the form"),) * 3, 0) == whole
    assert ((("consent-given", b"the form"),) * 2, 1) == club.vault.sample_of_evidence("writing", most=9)


def test_who_begins_anew_after_all_of_theirs_was_destroyed_can_show_it(firm: Company) -> None:
    """Somebody took their yes back and their letters went with their key, with a line; what shows their next yes is sealed under a key that lives."""
    person = says_yes(firm)
    firm.put_for("letter", person)
    firm.vault.mirror(person).say("writing", yes=False, evidence=b"no more")
    firm.vault.let_go([person])
    line = firm.last("records-destroyed")
    firm.vault.mirror(person).say("writing", yes=True, evidence=b"once more")
    firm.keyring.forget()

    assert ("sweep", "vault", "done", 1) == (line.actor, line.object, line.decision, line.facts["records"])
    assert ("consent-given", b"once more") == firm.vault.evidence(person)[-1]
