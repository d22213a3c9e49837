"""Who sees their own data: found by a proved address, and nobody else's, ever."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.society import societal

from etanche.clock import FixedClock
from etanche.instance import Instance, Link, Links, NoSuchOrganisation, NothingUnderAddress
from etanche.vault import Arrival, KeptByLaw, Mirror, NoSuchRecord, NotTheirsToSay, Ref, Said

MAUD, NOBODY, EVE = "maud@example.org", "nobody@example.org", "eve@example.org"


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock, societal: Path) -> Iterator[Two]:
    """The bookshop and the society, open."""
    shutil.copytree(societal, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


@pytest.fixture
def maud(two: Two) -> bytes:
    """Somebody written in the register, who then opens an account with the same address."""
    two.write_down(MAUD)
    return two.account(MAUD)


def mirror_of(two: Two, account: bytes) -> Mirror:
    """Return what an account sees of its own."""
    house, link = Links.of(two.instance).require(account, LIGHTHOUSE)
    return house.vault.mirror(link.person)


def claimed(two: Two, account: bytes) -> Mirror:
    """Link an account by its address, and return what it sees."""
    Links.of(two.instance).claim(account, LIGHTHOUSE)
    return mirror_of(two, account)


@pytest.mark.clause("G1")
def test_a_proved_address_leads_to_what_is_held_under_it(two: Two, maud: bytes) -> None:
    """Every record is shown with where each purpose stands for it, and that it was shown is in the journal, not by which account."""
    held = claimed(two, maud).held()
    line = next(iter(two.other.journal_entries(since=None, act="own-data-shown", actor=None, last=1)))

    assert [(MAUD, "north")] == [(one.record.fields["email"], one.record.fields["lamp"]) for one in held]
    assert {"watching", "letters", "thanks"} == {purpose for purpose, _ in held[0].lives}
    assert ("person", 1) == (line.actor, line.facts["records"])
    assert maud.hex() not in repr(line)


def test_nobody_else_is_found_and_nothing_says_why(two: Two, maud: bytes) -> None:
    """An account whose address is not there, an organisation that is not there, and the one built in are all answered alike."""
    other = two.account(NOBODY)
    answers = set()
    for account, name in ((other, LIGHTHOUSE), (maud, "no-such"), (maud, "instance"), (maud, "bookshop")):
        with pytest.raises(NothingUnderAddress) as refused:
            Links.of(two.instance).claim(account, name)
        answers.add(str(refused.value))

    assert 1 == len(answers)
    with pytest.raises(NoSuchOrganisation):
        mirror_of(two, other)


def test_records_of_others_are_not_there(two: Two, maud: bytes) -> None:
    """The address of somebody else's record opens, corrects and shows nothing, and the answer is that of one that never was."""
    theirs = two.write_down(NOBODY)
    mirror = claimed(two, maud)
    ref = two.other.vault.mirror(theirs).held()[0].record.ref
    made_up = Ref(ref.category, ref.day, bytes(16))
    answers = set()
    for one in (ref, made_up):
        with pytest.raises(NoSuchRecord) as refused:
            mirror.correct(one, {"name": "Mine now"})
        answers.add(str(refused.value))

    assert 1 == len(answers)
    assert theirs not in {one.record.person for one in mirror.held()}


def test_persons_with_one_address_become_one_when_it_is_proved(two: Two, maud: bytes) -> None:
    """Two records written under the same address, of two persons until then, are both shown; a third account's stays apart."""
    second = two.write_down(MAUD, lamp="south")
    assert {second} == two.other.vault.group_of(second), "nothing is joined before the address is proved"

    mirror = claimed(two, maud)

    assert {"north", "south"} == {one.record.fields["lamp"] for one in mirror.held()}
    assert second in two.other.vault.group_of(Links.of(two.instance).of_account(maud)[0].person)


@pytest.mark.parametrize("first", ["maud", "eve"])
def test_whoever_typed_two_addresses_is_nobody_s(two: Two, maud: bytes, first: str) -> None:
    """Attack: a form is sent with somebody else's address, and one with one's own, as one person; nothing is merged and nothing is shown, whoever proves first."""
    planted = two.write_down(EVE)
    fields = {"name": "Eve", "email": MAUD}
    door = two.other.vault.door("desk", actor="test")
    door.put("ledger", Arrival(at=two.clock.now(), fields=fields, person=planted))
    eve = two.account(EVE)
    for account in (maud, eve) if first == "maud" else (eve, maud):
        if account == eve:
            with pytest.raises(NothingUnderAddress):
                claimed(two, eve)
        else:
            assert {MAUD} == {one.record.fields["email"] for one in claimed(two, maud).held()}

    assert {planted} == two.other.vault.group_of(planted)
    assert "Eve" not in {one.record.fields["name"] for one in mirror_of(two, maud).held()}
    with pytest.raises(NoSuchOrganisation):
        mirror_of(two, eve)


def test_an_address_typed_later_joins_nobody(two: Two, maud: bytes) -> None:
    """Attack: somebody is linked by their own address first, and sends a form with another's as the same person then."""
    eve, planted = two.account(EVE), two.write_down(EVE)
    mirror = claimed(two, eve)
    door = two.other.vault.door("desk", actor="test")
    door.put("ledger", Arrival(at=two.clock.now(), fields={"name": "Eve", "email": MAUD}, person=planted))
    claimed(two, maud)

    assert {planted} == two.other.vault.group_of(planted)
    assert "Ysée Keradec" not in {
        one.record.fields["name"] for one in mirror.held() if one.record.fields["email"] == MAUD
    }


@pytest.mark.clause("G2")
def test_somebody_corrects_what_they_said_and_not_what_finds_them(two: Two, maud: bytes) -> None:
    """A name is corrected on the spot; the address by which a record is found is not, nor what the charter keeps by law."""
    mirror = claimed(two, maud)
    (held,) = mirror.held()
    mirror.correct(held.record.ref, {"name": "Maud Corrected"})

    assert "Maud Corrected" == mirror.held()[0].record.fields["name"]
    assert "email" not in held.correctable
    with pytest.raises(NotTheirsToSay):
        mirror.correct(held.record.ref, {"email": NOBODY})


def test_what_a_hold_keeps_is_shown_and_not_changed(two: Two, maud: bytes) -> None:
    """A hold is told, and stands in the way of a correction."""
    mirror = claimed(two, maud)
    (held,) = mirror.held()
    day = two.clock.now().date().replace(year=2027)
    two.other.vault.hold(held.record.ref, case="case-1", reason="claim", owner="ann", review=day, actor="ann")

    assert mirror.held()[0].stays
    with pytest.raises(KeptByLaw):
        mirror.correct(held.record.ref, {"name": "Other"})


@pytest.mark.clause("G4")
def test_a_consent_is_given_and_withdrawn_and_an_interest_objected_to(two: Two, maud: bytes) -> None:
    """Nothing is a yes before it was said; a no holds from the moment it is said, and a yes afterwards counts again."""
    mirror = claimed(two, maud)

    def said() -> dict[str, Said]:
        return {one.purpose: one.said for one in mirror.choices()}

    assert {"letters": Said.NO, "thanks": Said.YES} == said()
    for purpose, yes in (("letters", True), ("thanks", False)):
        mirror.say(purpose, yes=yes, evidence=b"the page of one's data")
    assert {"letters": Said.YES, "thanks": Said.NO} == said()
    mirror.say("letters", yes=False, evidence=b"the page of one's data")
    mirror.say("thanks", yes=True, evidence=b"the page of one's data")
    assert {"letters": Said.NO, "thanks": Said.YES} == said()


def test_what_nobody_decides_on_is_not_decided(two: Two, maud: bytes) -> None:
    """A purpose that rests on a contract is no choice, whatever a form says."""
    with pytest.raises(NotTheirsToSay):
        claimed(two, maud).say("watching", yes=False, evidence=b"")


def test_a_link_says_nothing_to_the_organisation(two: Two, maud: bytes) -> None:
    """The number of the account is in no journal line of the organisation."""
    claimed(two, maud).held()
    lines = two.other.journal_entries(since=None, act=None, actor=None, last=1000)

    assert [] == [line for line in lines if maud.hex() in repr(line)]


def test_linking_again_changes_nothing(two: Two, maud: bytes) -> None:
    """Whoever asks twice has one link."""
    links = Links.of(two.instance)
    first, second = links.claim(maud, LIGHTHOUSE), links.claim(maud, LIGHTHOUSE)

    assert isinstance(first, Link)
    assert (1, first.person) == (len(links.of_account(maud)), second.person)


__all__ = ["societal"]
