"""A demand of an authority from the day it comes: examined by one, given by another, silent as long as the law says, told afterwards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, founded

from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.incidents import demands
from etanche.incidents.demands import Demand, DemandSettled, Duty, NoSuchDemand, SilenceKept, Sort, State, What
from etanche.incidents.story import KEPT
from etanche.instance import Instance
from etanche.keyring import digest
from etanche.outbound import Letter
from etanche.rights import Arriving, Clerk, Right, Shown
from etanche.store import StoryRow, outbox, standing
from etanche.store import demands as kept
from etanche.vault import NoGrant

__all__ = ["founded"]

ASKED = "Everything on Ysée of the north lamp"


@pytest.fixture
def two(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    """An instance with a society that has a register of people, and whose charter says that justice may compel it."""
    shutil.copytree(founded, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


def came(two: Two, *, due: date | None = None) -> str:
    """Write a demand down; return its name."""
    return two.other.demands.open(
        "justice", sort=Sort.COURT, asker="Court of Brest, 26/412", ground="CPP 99-3", asked=ASKED, by="dpo", due=due
    ).name


def examined(two: Two, *persons: bytes) -> str:
    """Write a demand down that ann found lawful, and that bea is to answer."""
    name = came(two)
    two.other.demands.examine(name, persons=persons, role="dpo", to="bea", words="An order, for one person.", by="ann")
    return name


def given(two: Two, name: str) -> demands.Given:
    """Answer a demand."""
    return demands.answer(two.other.demands, name, role="dpo", purpose="watching", by="bea", category="ledger")


@pytest.mark.clause("P7")
def test_a_demand_is_examined_given_and_told(two: Two) -> None:
    """What it names of one person is given, and of nobody else; the register says who asked, why, what was given; the person sees it and is told by letter."""
    one, _ = two.write_down("ann@example.org"), two.write_down("bob@example.org")
    name = examined(two, one)
    done = given(two, name)
    told = two.other.tell_of_demand(name, by="ann")
    after = two.other.demands.of(name)
    seen = [look for look in two.other.vault.looks(one, actor="dpo") if look.recipient]

    assert [one] == [record.person for record in done.records]
    assert ["ann@example.org"] == [each["fields"]["email"] for each in json.loads(done.file)["records"]]
    assert [("justice", "ledger", name)] == [(look.recipient, look.category, look.case) for look in seen]
    assert (State.ANSWERED, 1, True) == (after.state, after.records, after.settled)
    assert ("Court of Brest, 26/412", "CPP 99-3", ASKED) == (after.asker, after.ground, after.asked)
    assert digest(done.file).hex() == after.given[0].said["digest"]
    assert (1, 0) == (told.letters, told.unreached)
    assert [What.OPENED, What.EXAMINED, What.GIVING, What.GIVEN, What.TOLD] == [step.what for step in after.story]


@pytest.mark.clause("P7")
def test_an_authority_is_given_nothing_without_a_demand(two: Two) -> None:
    """No role gives it anything outside a demand, nor within an ordinary case, nor of somebody the demand does not name, nor once the case is over; each attempt is a line."""
    one, other = two.write_down("ann@example.org"), two.write_down("bob@example.org")
    vault = two.other.vault
    refs = {who: vault.acting("dpo", purpose="watching", actor="dpo").of_person(who)[0].ref for who in (one, other)}

    def refused(case: str | None, who: bytes, actor: str = "bea", role: str = "dpo") -> None:
        with pytest.raises(GateRefused):
            vault.acting(role, purpose="watching", actor=actor, case=case).disclose_records("justice", refs[who])
        assert "condition-not-met" == two.other.journal.entries(act="disclose", last=1)[0].decision

    refused(None, one)
    vault.grant("T-1", role="helper", actor="bea", reason="a call", by="ann", persons=[one])
    refused("T-1", one, role="helper")
    name = examined(two, one)
    refused(name, other)
    refused(name, one, actor="cid")
    two.clock.advance(timedelta(hours=9))
    refused(name, one)


@pytest.mark.clause("P7")
def test_nobody_examines_what_they_give(two: Two) -> None:
    """A demand is examined by somebody else than its giver, names people, and is answered by nobody before."""
    one, it = two.write_down("ann@example.org"), two.other.demands
    name = came(two)

    with pytest.raises(NoGrant, match="examined"):
        given(two, name)
    with pytest.raises(NoGrant, match="themselves"):
        it.examine(name, persons=[one], role="dpo", to="bea", words="Lawful.", by="Bea")
    with pytest.raises(NoGrant, match="nobody is named"):
        it.examine(name, persons=[], role="dpo", to="bea", words="Lawful.", by="ann")
    assert State.OPEN is it.of(name).state


@pytest.mark.clause("P7", "P13")
def test_silence_hides_it_until_its_last_moment(two: Two) -> None:
    """While a law forbids telling, the person sees neither who looked for the demand nor who was given it, nobody can tell them, and other looks stand; then all of it is shown and they are told why so late."""
    one = two.write_down("ann@example.org")
    two.other.acting("dpo", purpose="watching", actor="dpo").of_person(one)
    name, until = examined(two, one), two.clock.now() + timedelta(days=90)
    two.other.demands.silence(name, until, words="CPP 11", by="ann")
    given(two, name)
    with pytest.raises(SilenceKept):
        two.other.tell_of_demand(name, by="ann")
    before = two.other.vault.looks(one, actor="dpo")
    two.clock.advance(timedelta(days=90))
    after = two.other.vault.looks(one, actor="dpo")
    told = two.other.tell_of_demand(name, by="ann")
    texts = [letter.text for letter in letters(two)]

    assert [None] == [look.case for look in before]
    assert {None, name} == {look.case for look in after}
    assert "justice" in {look.recipient for look in after}
    assert 1 == told.letters
    assert "CPP 11" in texts[-1]
    assert "We were forbidden" in texts[-1]
    assert "interdit" in texts[-1]


def letters(two: Two) -> list[Letter]:
    """Return the letters that wait."""
    house = two.other
    with house.store.reading() as connection:
        rows = outbox.oldest(connection, house.organisation_id, 100)
    return [letter for row in rows if (letter := house.outbox.opened(row)) is not None]


@pytest.mark.clause("P7")
def test_nobody_else_hides_anything(two: Two) -> None:
    """A row of silence that somebody wrote into the store, or moved from another case, hides nothing of who looked."""
    one = two.write_down("ann@example.org")
    two.other.vault.grant("T-1", role="helper", actor="bea", reason="a call", by="ann", persons=[one])
    two.other.acting("helper", purpose="watching", actor="bea", case="T-1").of_person(one)
    two.other.vault.keep_silent("T-2", two.clock.now() + timedelta(days=9), by="ann")
    with two.other.store.writing() as connection:
        (row,) = standing.of_subject(connection, two.other.organisation_id, "silence:T-2")
        moved = replace(row, subject="silence:T-1")
        forged = [moved, replace(moved, evidence=b"x" * 40)]
        standing.append(connection, two.other.organisation_id, forged, mark=lambda _: b"forged")

    assert ["T-1"] == [look.case for look in two.other.vault.looks(one, actor="dpo")]
    assert ["T-2"] == [*two.other.vault.silences()]


@pytest.mark.clause("P7")
def test_what_people_wrote_is_sealed_and_bound(two: Two, tmp_path: Path) -> None:
    """Neither who asks nor what is asked nor whom it is about is in a file in clear; a row moved to another demand says nothing."""
    one = two.write_down("ann@example.org")
    name, other = examined(two, one), came(two)
    two.other.store.flush()
    files = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    with two.other.store.writing() as connection:
        last = kept.of(connection, two.other.organisation_id, two.other.demands.of(name).id)[-1]
        into = two.other.demands.of(other).id
        moved = StoryRow(
            organisation=last.organisation, story=into, seq=2, at=last.at, kind=last.kind, sealed=last.sealed
        )
        kept.append(connection, moved)

    for clear in (b"Court of Brest", b"CPP 99-3", ASKED.encode()):
        assert clear not in files
    assert State.OPEN is two.other.demands.of(other).state


def test_a_demand_that_is_refused_is_given_nothing_afterwards(two: Two) -> None:
    """Refusing says why, and ends what was granted for it."""
    name = examined(two, two.write_down("ann@example.org"))
    refused = two.other.demands.refuse(name, words="No order of a judge.", by="ann")

    assert (State.REFUSED, True) == (refused.state, refused.settled)
    with pytest.raises(DemandSettled):
        two.other.demands.examine(name, persons=[b"p" * 16], role="dpo", to="bea", words="x", by="ann")
    with pytest.raises(GateRefused):
        given(two, name)


def test_what_came_must_be_said(two: Two) -> None:
    """Who asks, the ground and what is asked are there; an unknown recipient is no authority; days fit; only a known name is found."""
    it = two.other.demands
    known: dict[str, Any] = {"sort": Sort.TAX, "asker": "DGFiP", "ground": "LPF L81", "asked": "x", "by": "dpo"}

    for wrong in (
        {"asker": " "},
        {"ground": ""},
        {"asked": ""},
        {"by": ""},
        {"received": date(2099, 1, 1)},
        {"due": date(2001, 1, 1)},
    ):
        with pytest.raises(Unreadable):
            it.open("justice", **known | wrong)
    with pytest.raises(Unreadable, match="no such authority"):
        it.open("keeper", **known)
    with pytest.raises(NoSuchDemand):
        it.of("demand-000000000000")
    assert () == it.all()


def test_somebody_is_reminded_once(two: Two) -> None:
    """Two days before an answer is due, and once people may be told, the contact gets one letter each; and not again."""
    it = two.other
    name = came(two, due=it.demands.today() + timedelta(days=5))
    counts = [it.watch_demands()]
    two.clock.advance(timedelta(days=3))
    counts += [it.watch_demands(), it.watch_demands()]
    it.demands.examine(name, persons=[two.write_down("ann@example.org")], role="dpo", to="bea", words="Yes.", by="ann")
    it.demands.silence(name, two.clock.now() + timedelta(days=10), words="CPP 11", by="ann")
    given(two, name)
    counts.append(it.watch_demands())
    two.clock.advance(timedelta(days=10))
    counts += [it.watch_demands(), it.watch_demands()]

    assert [0, 1, 0, 0, 1, 0] == counts
    assert [(Duty.TELL, 0)] == [*demands.awaited(it.demands.of(name), it.demands.today())]


def test_the_register_forgets_after_its_time(two: Two) -> None:
    """A demand goes five years after nothing was left to be done, with a line; one that still waits stays."""
    done, open_ = came(two), came(two)
    two.other.demands.refuse(done, words="No ground.", by="ann")
    two.clock.advance(KEPT + timedelta(days=1))

    assert 1 == two.other.demands.forget_old()
    assert [open_] == [one.name for one in two.other.demands.all()]
    assert [done] == [one.case for one in two.other.journal.entries(act="demand-forgotten")]


def counted(year: int, number: int, *, sort: Sort = Sort.POLICE, given: int = 0) -> list[Demand]:
    """Return demands of one year, some of them answered about one person each."""
    blank = Demand(
        id=b"", recipient="justice", sort=sort, asker="", ground="", asked="", received=date(year, 3, 1), due=None,
        opened=datetime(year, 3, 1, tzinfo=UTC), by="dpo",
    )  # fmt: skip
    step = demands.Step(what=What.GIVEN, at=blank.opened, by="bea")
    refused = demands.Step(what=What.REFUSED, at=blank.opened, by="bea")
    return [
        replace(blank, given=(step,), given_of=frozenset({bytes([at])}))
        if at < given
        else replace(blank, refused=refused)
        for at in range(number)
    ]


def test_small_figures_are_not_told_and_do_not_follow() -> None:
    """One to four are told as too few; what could be subtracted to find them is not told either; none is told as none."""
    found = [
        *counted(2026, 12, given=6),
        *counted(2026, 3, sort=Sort.TAX),
        *counted(2025, 9, given=7),
        *counted(2024, 5),
    ]
    told = demands.figures(found)
    rows = [(one.year, one.sort, one.came, one.answered, one.refused, one.persons) for one in told]

    assert [
        (2026, Sort.POLICE, 12, 6, 6, 6),
        (2026, Sort.TAX, None, None, None, None),
        (2025, Sort.POLICE, 9, None, None, None),
        (2024, Sort.POLICE, 5, 0, 5, 0),
    ] == rows
    assert [None, 9, 5] == [demands.total(told, year) for year in (2026, 2025, 2024)]


class Killed(BaseException):
    """The process is killed."""


@pytest.mark.clause("P7")
def test_killed_while_it_is_given_it_says_that_it_was_about_to_be(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before it is written down what was given, nothing was handed over, and the register says that it was about to be; done again it is whole."""
    name, real = examined(two, two.write_down("ann@example.org")), demands.Demands.add

    def add(self: demands.Demands, demand: Demand, step: demands.Step) -> Demand:
        if step.what is What.GIVEN:
            raise Killed
        return real(self, demand, step)

    with monkeypatch.context() as patched:
        patched.setattr(demands.Demands, "add", add)
        with pytest.raises(Killed):
            given(two, name)
    cut = two.other.demands.of(name)
    done = given(two, name)

    assert (State.EXAMINED, What.GIVING) == (cut.state, cut.story[-1].what)
    assert (State.ANSWERED, 1) == (done.demand.state, len(done.records))


@pytest.mark.clause("P7")
def test_whose_data_were_given_is_told_whoever_it_concerns_later(two: Two) -> None:
    """Given of ann, then examined for bob and given of him: both are told; given again of ann after that, she is owed a letter again, and bob gets no second one."""
    ann, bob, it = two.write_down("ann@example.org"), two.write_down("bob@example.org"), two.other.demands
    name = examined(two, ann)
    given(two, name)
    it.examine(name, persons=[bob], role="dpo", to="bea", words="Also bob.", by="ann")
    given(two, name)
    both = two.other.tell_of_demand(name, by="ann")
    settled = it.of(name).settled
    it.examine(name, persons=[ann], role="dpo", to="bea", words="Once more.", by="ann")
    given(two, name)
    owed = [duty for duty, _ in demands.duties(it.of(name))]
    again = two.other.tell_of_demand(name, by="ann")

    assert (2, True) == (both.letters, settled)
    assert [Duty.TELL] == owed
    assert (1, True) == (again.letters, again.demand.settled)
    assert ["ann@example.org", "ann@example.org", "bob@example.org"] == sorted(one.to for one in letters(two))


@pytest.mark.clause("P7")
def test_nobody_is_told_that_was_given_what_was_not(two: Two) -> None:
    """A demand names two and one record of one of them is given: the other gets no letter that says that theirs were, and nothing is owed."""
    ann, bob = two.write_down("ann@example.org"), two.write_down("bob@example.org")
    name = examined(two, ann, bob)
    ref = two.other.vault.acting("dpo", purpose="watching", actor="dpo").of_person(ann)[0].ref
    demands.answer(two.other.demands, name, role="dpo", purpose="watching", by="bea", refs=[ref])
    told = two.other.tell_of_demand(name, by="ann")

    assert (1, 0, True) == (told.letters, told.unreached, told.demand.settled)
    assert ["ann@example.org"] == [one.to for one in letters(two)]


def shown(two: Two, person: bytes, right: Right = Right.ERASURE) -> Shown:
    """Let somebody ask something, and open it at the desk."""
    asked = Arriving(right=right, channel="desk", words="Mine.", language="en", person=person)
    return two.other.requests.show(two.other.requests.open(asked, actor="dpo"), Clerk(actor="dpo", role="dpo"))


@pytest.mark.clause("P7", "C23")
def test_an_erasure_tells_which_demands_it_would_leave_nothing_to(two: Two) -> None:
    """A demand that names nobody yet warns of everybody, an examined one of whom it names; given, refused, or answered by a hold of its name it warns of nobody. Nothing is held by itself."""
    ann, bob = two.write_down("ann@example.org"), two.write_down("bob@example.org")
    name = came(two)
    unnamed = [[(one.name, one.named) for one in shown(two, who).demanded] for who in (ann, bob)]
    two.other.demands.examine(name, persons=[ann], role="dpo", to="bea", words="An order.", by="ann")
    named = [[(one.name, one.named) for one in shown(two, who).demanded] for who in (ann, bob)]
    plan, access = shown(two, ann).plan, shown(two, ann, Right.ACCESS).demanded
    two.other.vault.hold(ann, case="T-1", reason="a trial", owner="ann", review=date(2027, 1, 1), actor="ann")
    another = len(shown(two, ann).demanded)
    two.other.vault.hold(ann, case=name, reason="a court", owner="ann", review=date(2027, 1, 1), actor="ann")
    held = shown(two, ann).demanded
    two.other.vault.release(ann, case=name, actor="ann")
    given(two, name)
    after = shown(two, ann).demanded

    assert [[(name, False)]] * 2 == unnamed
    assert [[(name, True)], []] == named
    assert plan is not None
    assert 1 == plan.going["ledger"]
    assert () == access
    assert (1, (), ()) == (another, held, after)
    assert [] == [one for one in two.other.vault.holds() if one.case != "T-1"]


def test_a_refused_demand_warns_of_nobody(two: Two) -> None:
    """Once it is refused there is nothing to be given, and nothing to be kept for it."""
    ann = two.write_down("ann@example.org")
    two.other.demands.refuse(examined(two, ann), words="Too wide.", by="ann")

    assert () == shown(two, ann).demanded
