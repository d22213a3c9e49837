"""`etanche carries`: where each clause stands, of any charter, without an instance."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from etanche.charter import load
from etanche.cli.app import app
from etanche.proof import Drilled, DrillResult, State, clauses
from etanche.proof.reach import Sight
from etanche.proof.rota import drills_of
from etanche.terms import PromiseId

ROOT = Path(__file__).parents[2]
CHARTERS = [str(path) for path in sorted((ROOT / "charters").glob("*.yaml"))]


def carries(*words: str) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    done = CliRunner().invoke(app, ["carries", *words])
    return done.exit_code, done.stdout


def test_every_one_of_the_hundred_clauses_is_carried() -> None:
    """Over the charters that are shipped each of the hundred clauses stands somewhere, and it is said where."""
    code, printed = carries("--json", *CHARTERS)
    told = json.loads(printed)

    assert 100 == len({one["clause"] for one in told})
    assert {str(sight) for sight in Sight} >= {one["checked"] for one in told}
    assert 1 == code


def test_a_clause_is_told_with_its_promises_and_drills() -> None:
    """Of one clause: the promises that carry it, how much of each is checked, and how many drills there are."""
    code, printed = carries("--json", "--clause", "C4", str(ROOT / "charters/bookshop.yaml"))
    (told,) = json.loads(printed)

    assert ("C4", "whole", 0) == (told["clause"], told["checked"], code)
    assert {"minimise:visit", "minimise:visit.address", "minimise:visit.visitor-id"} == {
        one["promise"] for one in told["promises"]
    }
    assert all(one["drills"] > 1 and one["state"] is None for one in told["promises"])


@pytest.mark.parametrize(
    ("sight", "clause", "charter"),
    [("whole", "C4", "clever-cloud"), ("part", "C2", "clever-cloud"), ("none", "W1", "whaller")],
)
def test_a_clause_that_is_not_checked_whole_is_a_finding(sight: str, clause: str, charter: str) -> None:
    """A clause checked in part, or only said, ends with 1, so that whoever automates it knows."""
    code, printed = carries("--json", "--clause", clause, str(ROOT / f"charters/{charter}.yaml"))

    assert (sight, sight != "whole") == (json.loads(printed)[0]["checked"], bool(code))


def test_it_is_told_to_people_too() -> None:
    """For people each clause has its mark, its promises below it, and the sum at the end."""
    _, printed = carries(str(ROOT / "charters/bookshop.yaml"))

    assert "C4" in printed
    assert "minimise:visit.address" in printed
    assert "drills" in printed


def test_a_clause_that_two_charters_carry_is_counted_once() -> None:
    """The sum over every charter that is shipped is the one of the page of clauses: a hundred."""
    _, printed = carries(*CHARTERS)
    page = (ROOT / "docs/clauses.md").read_text(encoding="utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("Of 100 clauses")]
    checked = line.removeprefix("Of 100 clauses: ").partition(" checked")[0]

    assert f"100 clauses: {checked} checked" in " ".join(printed.split())


def test_what_became_of_the_drills_is_told_apart_from_how_many_there_are() -> None:
    """Of the drills that exist: how many were run here, how many of those noticed, and when the last was; those of before that are gone count for nothing."""
    charter = load(ROOT / "charters/bookshop.yaml")
    promise = PromiseId("minimise:visit.address")
    there = [one.sabotage for one in drills_of(charter) if one.promise == promise]
    ran = [
        Drilled(
            result=DrillResult(
                promise=promise, sabotage=name, noticed=name != there[1], before=State.KEPT, under=State.BROKEN
            ),
            at=datetime(2026, 11, 20 + number, tzinfo=UTC),
            charter="d" * 64,
        )
        for number, name in enumerate([*there[:2], "gone-since"])
    ]
    told = next(one for one in clauses(charter, drilled=ran) if one.id == "C4").as_json()
    found = {one["promise"]: one for one in cast("list[dict[str, object]]", told["promises"])}

    assert (len(there), 2, 1, "2026-11-21T00:00:00+00:00") == tuple(
        found[promise][name] for name in ("drills", "ran", "noticed", "last_drill")
    )
    assert (0, None) == (found["minimise:visit"]["ran"], found["minimise:visit"]["last_drill"])


def test_a_clause_nobody_carries_is_not_found() -> None:
    """A name that no charter carries ends with 4."""
    done = CliRunner().invoke(app, ["carries", "--clause", "Z9", str(ROOT / "charters/bookshop.yaml")])

    assert "no clause of this name" in str(done.exception)
