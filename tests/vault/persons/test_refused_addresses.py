"""An address that must not be written to again is refused by whatever door it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.vault.persons.conftest import EMAIL

from etanche.gate import GateRefused
from etanche.vault import Arrival, NotTaken, Ref, Refusal, Said, erasing
from etanche.vault.refusal_keeping import keep_of

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company

    from etanche.vault.means import Means

OTHER = "denise@estran.example"


def refused(firm: Company, purpose: str, address: str = EMAIL) -> None:
    """Keep the refusal of an address."""
    firm.vault.refuse([Refusal(address, firm.clock.now())], purpose, actor="ann")
    firm.clock.advance(timedelta(hours=1))


def put(firm: Company, category: str, person: bytes, address: str = EMAIL) -> int:
    """Put a record by the desk, and return how many came in."""
    arrival = Arrival(at=firm.clock.now(), fields={"email": address}, person=person)
    return firm.vault.door("desk", actor="ann").put_many(category, [arrival]).stored


@pytest.mark.clause("C16")
def test_who_was_erased_and_had_refused_is_put_in_for_nothing_they_refused(firm: Company) -> None:
    """Typed in afresh at the desk, as somebody nobody knows, with the same address in another spelling."""
    person, again = firm.customer(), firm.customer()
    firm.put_for("order", person)
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")
    firm.vault.erase(person, actor="dpo")
    firm.clock.advance(timedelta(hours=1))

    with pytest.raises(NotTaken, match="no-purpose"):
        firm.vault.door("desk", actor="ann").put(
            "order", Arrival(at=firm.clock.now(), fields={"email": EMAIL.upper()}, person=again)
        )
    assert 1 == put(firm, "account", again)
    assert () == firm.shop.find("order", "email", EMAIL)


@pytest.mark.clause("C16")
@pytest.mark.parametrize("erased", [True, False])
def test_who_was_swept_after_they_refused_is_not_written_to_under_another_name(firm: Company, *, erased: bool) -> None:
    """The no ends their last record; its address stays refused, when the sweep took it and when nothing is left to erase."""
    person = firm.person()
    firm.put_for("order", person)
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")
    firm.put_for("ticket", person, days_ago=88, email=OTHER)
    firm.day_by_day(4)
    if erased:
        firm.vault.erase(person, actor="dpo")

    assert [0, 0] == [put(firm, "order", firm.person(), address) for address in (EMAIL, OTHER)]


@pytest.mark.clause("C16")
def test_what_one_of_a_group_refused_is_refused_for_the_addresses_of_all(firm: Company) -> None:
    """Joined with somebody who has the address, they refused for both."""
    one, other = firm.person(), firm.person()
    firm.put_for("order", one)
    firm.put_for("survey", other, email=OTHER)
    firm.vault.join(one, other, actor="ann", proved=True)
    firm.vault.tell(other, "objection", actor="ann", purpose="selling")
    firm.vault.erase(one, actor="dpo")

    assert [0, 0] == [put(firm, "order", firm.person(), address) for address in (EMAIL, OTHER)]


def test_what_is_refused_of_one_record_is_refused_for_its_address(firm: Company) -> None:
    """An objection told of one order keeps the address in it, and none of another record of theirs."""
    person = firm.person()
    (ref,) = firm.put_for("order", person)
    firm.put_for("order", person, email=OTHER)
    firm.vault.tell(ref, "objection", actor="ann", purpose="selling")
    firm.vault.erase(person, actor="dpo")

    assert [0, 1] == [put(firm, "order", firm.person(), address) for address in (EMAIL, OTHER)]


def test_no_number_of_other_records_hides_an_address(firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest of many records has the address: it is kept, whatever came in since without one."""
    monkeypatch.setattr("etanche.vault.refusal_keeping.LOOKED_AT_ONCE", 2)
    person = firm.person()
    firm.put_for("order", person)
    for _ in range(5):
        put(firm, "ticket", person, "")
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")

    assert 0 == put(firm, "order", firm.person())


@pytest.mark.parametrize("listed", [True, False])
def test_a_record_takes_the_refusal_of_its_address_to_whom_it_is_moved(firm: Company, *, listed: bool) -> None:
    """Filed under somebody else, an invoice with a refused address serves the contract, and nothing that was refused."""
    person, right = firm.customer(), firm.customer()
    if listed:
        refused(firm, "selling")
    (ref,) = firm.put_for("account", person)
    if not listed:
        firm.vault.tell(person, "objection", actor="ann", purpose="selling")

    firm.as_("support", "serving").move(ref, right)

    assert [right] == [one.person for one in firm.as_("support", "serving").get(ref)]
    assert 0 == put(firm, "order", right, OTHER)


def test_another_address_of_the_same_batch_comes_in(firm: Company) -> None:
    """One refused address keeps nobody else out, and what the same person leaves for other purposes stays."""
    refused(firm, "selling")
    person, other = firm.person(), firm.person()
    arrivals = [
        Arrival(at=firm.clock.now(), fields={"email": address}, person=one)
        for one, address in ((person, EMAIL), (other, OTHER))
    ]

    receipt = firm.vault.door("desk", actor="ann").put_many("order", arrivals)

    assert (1, {"no-purpose": 1}) == (receipt.stored, receipt.refused)
    assert [other] == [one.person for one in firm.shop.stream("order")]


def test_a_fresh_yes_goes_before_an_older_no(firm: Company) -> None:
    """Whoever consents after the refusal of their address is taken at their word; who did before it is not."""
    before, after = firm.person(), firm.person()
    firm.vault.tell(before, "consent-given", actor="ann", purpose="writing")
    firm.clock.advance(timedelta(hours=1))
    refused(firm, "writing")
    firm.vault.tell(after, "consent-given", actor="ann", purpose="writing")

    assert (0, 1) == (put(firm, "letter", before), put(firm, "letter", after))
    assert 1 == put(firm, "letter", after)


def test_a_correction_that_brings_a_refused_address_is_refused_with_it(firm: Company) -> None:
    """Once their address is corrected to one that refused, what they had is not read for that purpose any more."""
    refused(firm, "selling", OTHER)
    person = firm.person()
    (ref,) = firm.put_for("order", person)

    firm.shop.update(ref, {"email": OTHER})

    with pytest.raises(GateRefused):
        firm.shop.get(ref)


@pytest.mark.clause("C16")
@pytest.mark.parametrize("how", ["forget", "update", "join", "erase"])
def test_an_address_that_came_after_the_no_stays_refused_when_it_goes(firm: Company, how: str) -> None:
    """A record that came in after its person refused is forgotten, corrected, joined to or erased: neither address is written to again."""
    person, other = firm.person(), firm.person()
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")
    (late,) = firm.put_for("ticket", other if how == "join" else person, email=OTHER)
    assert 1 == put(firm, "order", firm.person(), OTHER)
    session = firm.as_("support", "answering")
    if how == "forget":
        session.forget(late)
    elif how == "update":
        session.update(late, {"email": "third@estran.example"})
        assert 0 == put(firm, "order", firm.person(), "third@estran.example")
    elif how == "erase":
        firm.vault.erase(person, actor="dpo")
    else:
        firm.vault.join(person, other, actor="ann")

    assert 0 == put(firm, "order", firm.person(), OTHER)


@pytest.mark.clause("C16")
def test_an_address_that_comes_while_its_person_is_being_erased_stays_refused(
    firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came in until an erasure was decided goes with it, and its address is refused like the others of who had refused; what came after did not come in."""
    person, came = firm.person(), list[Ref]()
    firm.put_for("order", person)
    firm.vault.tell(person, "objection", actor="ann", purpose="selling")

    def late(means: Means, who: bytes) -> int:
        kept = keep_of(means, who)
        came.extend(firm.put_for("ticket", person, email=OTHER))
        return kept

    monkeypatch.setattr(erasing, "keep_of", late)
    firm.vault.erase(person, actor="dpo")

    assert () == firm.as_("support", "answering").get(*came)
    assert 1 - len(came) == put(firm, "order", firm.person(), OTHER)
    assert 0 == put(firm, "order", firm.person(), EMAIL)


def test_no_refusal_is_looked_for_where_there_is_none(firm: Company) -> None:
    """Without a refusal of anybody a put tells nothing and writes one line."""
    before = len(firm.acts())

    assert 1 == put(firm, "order", firm.person())
    assert before + 1 == len(firm.acts())


@pytest.mark.clause("C16")
@pytest.mark.parametrize("late", [timedelta(milliseconds=5), timedelta(days=2)])
def test_a_no_kept_by_an_address_is_shown_as_it_is_obeyed(firm: Company, late: timedelta) -> None:
    """After a yes, the refusal of their address, told a moment after it was said: what is shown, what is read and what a new yes does agree."""
    person = firm.person()
    mirror = firm.vault.mirror(person)

    def said() -> Said:
        return next(one.said for one in mirror.choices() if one.purpose == "writing")

    def read() -> int:
        try:
            return len(firm.as_("writer", "writing").of_person(person, "letter"))
        except GateRefused:
            return 0

    def written() -> int:
        return put(firm, "letter", person, OTHER)

    mirror.say("writing", yes=True, evidence=b"the form")
    firm.put_for("letter", person)
    before = (said(), read())
    firm.clock.advance(timedelta(hours=1))
    asked = Refusal(EMAIL, firm.clock.now())
    firm.clock.advance(late)
    firm.vault.refuse([asked], "writing", actor="ann")
    after = (said(), read(), written())
    firm.clock.advance(timedelta(hours=1))
    new = mirror.say("writing", yes=True, evidence=b"the form")

    assert ((Said.YES, 1), (Said.NO, 0, 0)) == (before, after)
    assert (True, Said.YES, 1, 1) == (new, said(), written(), read())


def test_a_yes_of_before_a_no_is_shown_as_the_no_that_stands(firm: Company) -> None:
    """Told only after the no, a yes of an earlier day opens nothing, and is not shown as one."""
    person = firm.person()
    firm.clock.advance(timedelta(days=3))
    firm.vault.tell(person, "consent-withdrawn", actor="ann", purpose="writing")
    earlier = firm.clock.now() - timedelta(days=2)
    firm.vault.tell(person, "consent-given", actor="ann", purpose="writing", effective=earlier)
    (choice,) = [one for one in firm.vault.mirror(person).choices() if one.purpose == "writing"]

    assert (Said.NO, 0) == (choice.said, put(firm, "letter", person, OTHER))
