"""Detectors: what raises an incident and what does not, whatever the lines come in; nothing that a check does, and nothing of an ordinary day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, founded
from tests.outbound.conftest import Post, certificate, loop, message_in, post

from etanche.clock import FixedClock
from etanche.errors import Refused
from etanche.incidents import Scope, close
from etanche.incidents.concern import fits
from etanche.incidents.detectors import LIMITS, Found
from etanche.incidents.watching import BOOKMARK, Watching
from etanche.incidents.window import MOST_SUBJECTS, Raised, State, look
from etanche.instance import Instance
from etanche.journal import Entry, Line
from etanche.store import facts
from etanche.terms import LANGUAGES, OrganisationId
from etanche.vault import SEVERAL, THEMSELVES
from etanche.words import say

__all__ = ["certificate", "founded", "loop", "post"]

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def line(
    seq: int,
    act: str,
    *,
    at: datetime = NOON,
    actor: str = "ann",
    decision: str = "granted",
    probe: str | None = None,
    ours: bool = True,
    obj: str = "ledger",
    **told: int | str,
) -> Line:
    """Return a line of a journal."""
    entry = Entry(
        organisation=OrganisationId(bytes(16)),
        at=at,
        actor=actor,
        act=act,
        object=obj,
        decision=decision,
        facts={name.replace("_", "-"): value for name, value in told.items()},
        probe=probe,
    )
    return Line(seq=seq, entry=entry, ours=ours)


def found(*lines: Line, now: datetime = NOON) -> set[tuple[Found, str]]:
    """Return what some lines raise."""
    return {(one.found, one.subject) for one in look(State(), lines, now)[1]}


@pytest.mark.clause("G19")
@pytest.mark.parametrize(
    ("lines", "raised"),
    [
        ([line(1, "stream", persons=501)], (Found.MASS_READING, "ann")),
        ([line(n, "read", persons=51) for n in range(1, 11)], (Found.MASS_READING, "ann")),
        ([line(n, "inquiry-opened") for n in (1, 2, 3)], (Found.OUTSIDE_CASE, "ann")),
        ([line(1, "inquiry-answered", inquiry="7", finding="breach")], (Found.MISUSE, "7")),
        ([line(1, "turned-away", actor="strangers", answered_403=101)], (Found.LOGIN_STORM, "strangers")),
        (
            [line(1, "turned-away", actor="strangers", answered_403=24, answered_429=77)],
            (Found.LOGIN_STORM, "strangers"),
        ),
        ([line(n, "read", decision="no-cell") for n in range(1, 22)], (Found.REFUSED_ATTEMPTS, "ann")),
        ([line(1, "disclose", records=2_001)], (Found.EXPORT_SPIKE, "ann")),
        ([line(1, "prove", actor="prober", probe="r", broken=1)], (Found.BROKEN_PROMISE, "promises")),
        ([line(1, "read", ours=False)], (Found.CHAIN_FAULT, "line 1")),
        ([line(1, "read"), line(3, "read")], (Found.CHAIN_FAULT, "line 2")),
        ([line(1, "seal-broken")], (Found.SEAL_BROKEN, "ledger")),
        ([line(1, "read", probe="r", persons=1)], (Found.FORGED_PROBE, "ann")),
        ([line(1, "halt-put-back", obj="organisation")], (Found.HALT_CHANGED, "organisation")),
    ],
    ids=str,
)
def test_each_detector_raises_what_it_is_for(lines: list[Line], raised: tuple[Found, str]) -> None:
    """What is over a limit is raised, under the name of whom or what it is about."""
    assert {raised} == found(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        [line(1, "stream", persons=500)],
        [line(n, "read", persons=51, at=NOON + timedelta(minutes=2 * n)) for n in range(1, 11)],
        [line(n, "read", persons=51, actor=f"actor {n}") for n in range(1, 40)],
        [line(n, "inquiry-opened") for n in (1, 2)],
        [line(1, "stream", records=100_000)],
        [line(1, "turned-away", actor="strangers", answered_404=9_000)],
        [line(n, "read", actor="prober-1", probe="r", decision="no-cell", persons=90) for n in range(1, 90)],
        [line(n, "inquiry-opened", actor="prober", probe="r") for n in range(1, 9)],
        [line(1, "prove", actor="prober", probe="r", kept=40)],
        [line(n, "read", actor=THEMSELVES, persons=1) for n in range(1, 900)],
    ],
    ids=["at-the-limit", "slowly", "many-people", "twice", "of-nobody", "lost", "checks", "attempts", "kept", "mirror"],
)
def test_what_is_ordinary_raises_nothing(lines: list[Line]) -> None:
    """At a limit, spread over time or people, of nobody, of people before their own data, or of checks: nothing."""
    assert set() == found(*lines, now=NOON + timedelta(minutes=30))


_ACTS = st.sampled_from(["read", "find", "stream", "disclose", "put", "told", "prove", "turned-away", "inquiry-opened"])
_EVENTS = st.lists(
    st.tuples(st.integers(0, 90), _ACTS, st.sampled_from(["ann", "bob"]), st.integers(0, 700), st.booleans()),
    max_size=40,
)


def told(events: list[tuple[int, str, str, int, bool]]) -> list[Line]:
    """Return events as lines, in the order of time."""
    return [
        line(
            number,
            act,
            at=NOON + timedelta(minutes=minute),
            actor="prober" if probe else actor,
            probe="r" if probe else None,
            persons=weight,
            records=weight,
            answered_403=weight,
        )
        for number, (minute, act, actor, weight, probe) in enumerate(sorted(events), start=1)
    ]


@given(_EVENTS, st.integers(0, 40))
def test_it_matters_not_where_looking_stops(events: list[tuple[int, str, str, int, bool]], cut: int) -> None:
    """Lines looked at in two goes come to the same as in one: nothing is counted twice, and nothing is missed."""
    lines, now = told(events), NOON + timedelta(minutes=90)
    whole, raised = look(State(), lines, now)
    first, early = look(State(), lines[:cut], lines[min(cut, len(lines)) - 1].entry.at if lines[:cut] else NOON)
    second, late = look(first, lines, now)

    assert whole == second
    assert {(one.found, one.subject) for one in raised} == {(one.found, one.subject) for one in (*early, *late)}


@given(
    st.lists(st.tuples(st.integers(0, 1_439), st.sampled_from(["ann", "bob", "cid"]), st.integers(1, 20)), max_size=100)
)
def test_an_ordinary_day_raises_none(reads: list[tuple[int, str, int]]) -> None:
    """Three people at work, who look at most a hundred times a day at up to twenty people: never an incident, unless they do half of it at once."""
    lines = [
        line(number, "read", at=NOON + timedelta(minutes=minute), actor=actor, persons=persons)
        for number, (minute, actor, persons) in enumerate(sorted(reads), start=1)
    ]
    within = [
        sum(n for at, actor, n in reads if actor == who and begin <= at < begin + 10)
        for who in ("ann", "bob", "cid")
        for begin, _, _ in reads
    ]
    raised = look(State(), lines, NOON + timedelta(days=1))[1]

    assert (max(within, default=0) > LIMITS[Found.MASS_READING].over) or () == raised


def test_what_is_remembered_is_bounded() -> None:
    """However many actors there are, so many are remembered, those that weigh most; what is over an hour old is let go of."""
    lines = [line(n, "read", actor=f"actor {n}", persons=n % 400 + 1) for n in range(1, MOST_SUBJECTS + 900)]
    state, _ = look(State(), lines, NOON)
    later, _ = look(state, (), NOON + timedelta(minutes=61))

    assert MOST_SUBJECTS == len(state.weights)
    assert 100 < min(one.minutes[0][1] for one in state.weights)
    assert () == later.weights
    assert state.seen == later.seen


# — in a house


@pytest.fixture
def two(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    """An instance with a society that has a register of people."""
    shutil.copytree(founded, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


def refused(two: Two, times: int) -> None:
    """Let somebody ask for what they may not see."""
    for _ in range(times):
        with pytest.raises(Refused):
            two.other.acting("dpo", purpose="answering", actor="grebe").page("ledger")


@pytest.mark.clause("G19")
def test_the_team_is_told_once_by_mail_and_by_call(two: Two, post: Post, certificate: Path, tmp_path: Path) -> None:
    """Twenty-one refusals: one incident and one letter, to whom its own charter names, however often one looks and however long he goes on; once it is closed the next raises another."""
    postman = post("tls")
    settings = tmp_path / "data/instance.toml"
    two.instance.close()
    settings.write_text(
        settings.read_text()
        + f'\n[alerts]\nto = "team@phare.example"\n[mail]\nfrom = "etanche@phare.example"\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"\n'
    )
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=two.clock) as instance:
        house = instance.organisation(LIGHTHOUSE)
        at_work = Two(instance=instance, other=house, clock=two.clock)
        quiet = house.watch()
        refused(at_work, 20)
        still = house.watch()
        refused(at_work, 1)
        raised = house.watch()
        refused(at_work, 30)
        again = house.watch()
        house.mail.send()
        close(house.incidents, house.charter, raised[0].name, report="He was new.", by="dpo")
        refused(at_work, 1)
        anew = house.watch()
    (letter,) = [message_in(one) for one in postman.taken]

    assert () == quiet == still == again
    assert [("refused-attempts", "grebe")] == [(one.detector, one.subject) for one in raised]
    assert 1 == len(anew)
    assert raised[0].name in letter.get_content()
    assert ["vie-privee@estran.example"] == postman.taken[0].rcpt_tos


def test_mass_reading_says_by_itself_whom_it_concerns(two: Two) -> None:
    """The incident knows its lines: who did it, and since when."""
    house = two.other
    house.watch()
    people = [two.write_down(f"p{number}@example.org") for number in range(3)]
    for person in people:
        house.acting("dpo", purpose="watching", actor="grebe").of_person(person, "ledger")
    raised = house.watch()
    scope = Scope(actor="grebe", since=NOON - timedelta(days=1))

    assert () == raised
    assert set(people) == house.incidents.concerned(scope).persons


def test_proof_and_drills_of_marks_raise_nothing_but_a_forged_mark_does(two: Two) -> None:
    """A whole run of checks, which asks for what it may not have, raises nothing; a reading that bears a check's mark and is none raises at once."""
    house = two.other
    house.watch()
    house.prove(fast=True)
    quiet = [one for one in house.watch() if one.detector != "broken-promise"]
    person = two.write_down("cid@example.org")
    house.journal.note(
        Entry(
            organisation=house.organisation_id,
            at=two.clock.now(),
            actor="grebe",
            role="dpo",
            purpose="watching",
            act="read",
            object="ledger",
            decision="granted",
            facts={"persons": 1},
            probe="0" * 32,
        )
    )
    raised = house.watch()

    assert person
    assert [] == quiet
    assert [("forged-probe", "grebe")] == [(one.detector, one.subject) for one in raised]


@pytest.mark.parametrize("how", ["forged", "taken-away"])
def test_the_bookmark_is_not_moved_behind_our_back(two: Two, how: str) -> None:
    """Who moves the bookmark past what they did, or takes it away, raises an incident by that, and what they did is found all the same."""
    house = two.other
    house.watch()
    refused(two, 21)
    with house.store.writing() as connection:
        kept = facts.get(connection, house.organisation_id, BOOKMARK)
        assert kept is not None
        if how == "forged":
            mark, _, text = kept.partition(" ")
            moved = text.replace('"seen":', '"seen":9')
            facts.put(connection, house.organisation_id, BOOKMARK, f"{mark} {moved}")
        else:
            facts.forget(connection, house.organisation_id, BOOKMARK)
    raised = {(one.detector, one.subject) for one in house.watch()}

    assert {("chain-fault", "bookmark"), ("refused-attempts", "grebe")} == raised


def test_killed_after_the_incident_raises_no_second_one(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies between an incident and its bookmark leaves the next one to look again, and to raise nothing new."""
    house = two.other
    house.watch()
    refused(two, 21)
    with monkeypatch.context() as patch:

        def killed(*_: object) -> None:
            raise RuntimeError

        patch.setattr(Watching, "_keep", killed)
        with pytest.raises(RuntimeError):
            house.watch()

    assert () == house.watch()
    assert 1 == len(house.incidents.all())


def test_a_line_taken_away_is_noticed(two: Two) -> None:
    """A line that is deleted before it was looked at leaves a hole in the numbers; one that is changed has a mark that does not fit."""
    house = two.other
    refused(two, 2)
    house.watch()
    refused(two, 3)
    with house.store.writing() as connection:
        found = connection.exec_driver_sql("SELECT max(seq) FROM entries WHERE actor = 'grebe'").scalar_one()
        connection.exec_driver_sql(f"DELETE FROM entries WHERE seq = {found - 1} AND actor = 'grebe'")
        connection.exec_driver_sql(f"UPDATE entries SET role = 'warden' WHERE seq = {found} AND actor = 'grebe'")
    raised = {(one.detector, one.subject) for one in house.watch()}

    assert {("chain-fault", f"line {found - 1}"), ("chain-fault", f"line {found}")} == raised


def test_what_is_raised_can_be_told() -> None:
    """Each detector has a limit, and its title in both languages."""
    titles = {say(f"incident.detector.{one}", language) for one in Found for language in LANGUAGES}

    assert set(Found) == LIMITS.keys()
    assert 2 * len(Found) == len(titles)
    assert Raised(Found.MISUSE, "x", 1, NOON).since == NOON


def test_a_line_about_several_categories_concerns_whoever_asks_of_one() -> None:
    """Who finds somebody looks at all categories at once, and the line does not say which: nobody is left out who may be concerned."""
    scope = Scope(actor="ann", category="ledger")

    assert fits(line(1, "find", obj=SEVERAL), scope)
    assert fits(line(1, "read", obj="ledger"), scope)
    assert not fits(line(1, "read", obj="receipt"), scope)
