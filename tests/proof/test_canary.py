"""The canary: a visitor who never was, whose traces can be followed to the byte."""

from __future__ import annotations

import ipaddress

from tests.proof.conftest import CROWDED

from etanche.charter import Duration, Unit, compile_plan, load
from etanche.intake.agent import Behind, read_agent
from etanche.proof import Sandbox
from etanche.proof.canary import Visitor, audience_category, scene, two_times
from etanche.proof.run import ProofRun


def test_no_two_canaries_are_alike() -> None:
    """Addresses and markers are drawn anew, so that what an older run left is never mistaken for this one's."""
    many = [Visitor.made_up() for _ in range(50)]
    things = [thing for visitor in many for thing in (visitor.never() | visitor.sealed()).values()]

    assert len(things) == len(set(things))


def test_a_canary_is_taken_for_a_person() -> None:
    """Its user agent is a browser's, or the door would not count it and nothing would be proved."""
    for _ in range(200):
        assert Behind.PERSON is read_agent(Visitor.made_up().user_agent).behind


def test_a_canary_shows_nothing_of_itself() -> None:
    """Printed into a traceback, a visitor tells no address."""
    visitor = Visitor.made_up()

    assert "Visitor()" == repr(visitor)
    assert visitor.address not in repr(visitor.knock(peer=visitor.address))


def test_a_canary_comes_by_every_road(sandbox: Sandbox) -> None:
    """Three requests at the public door and two at the vault's leave five records, sealed under the run's mark."""
    with ProofRun(sandbox.bench) as run:
        found = scene(run, "visit")

    assert (200, 200, 200) == found.statuses
    assert 5 == len(found.left)
    assert all(left.row.canary for left in found.left)
    assert {4, 6} == {ipaddress.ip_network(left.values["address"]).version for left in found.left}


def test_a_canary_comes_on_two_days(sandbox: Sandbox) -> None:
    """One visitor, yesterday once and today twice: two pseudonyms, and the same one twice."""
    with ProofRun(sandbox.bench) as run:
        yesterday, *today = two_times(run, "visit", Duration(number=1, unit=Unit.DAY))

    assert ["2026-11-20", "2026-11-21", "2026-11-21"] == [yesterday.row.day, *(left.row.day for left in today)]
    assert 1 == len({left.values["visitor-id"] for left in today})
    assert yesterday.values["visitor-id"] != today[0].values["visitor-id"]


def test_the_public_door_leads_to_one_category() -> None:
    """The first category in name order that takes visits in is the one that visitors meet."""
    assert "visit" == audience_category(compile_plan(load(CROWDED)))
