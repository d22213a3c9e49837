"""`etanche carries`: where each clause stands, of any charter, without an instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etanche.cli.app import app
from etanche.proof.reach import Sight

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


@pytest.mark.parametrize(("sight", "clause"), [("whole", "C4"), ("part", "C7"), ("none", "C22")])
def test_a_clause_that_is_not_checked_whole_is_a_finding(sight: str, clause: str) -> None:
    """A clause checked in part, or only said, ends with 1, so that whoever automates it knows."""
    code, printed = carries("--json", "--clause", clause, str(ROOT / "charters/clever-cloud.yaml"))

    assert (sight, sight != "whole") == (json.loads(printed)[0]["checked"], bool(code))


def test_it_is_told_to_people_too() -> None:
    """For people each clause has its mark, its promises below it, and the sum at the end."""
    _, printed = carries(str(ROOT / "charters/bookshop.yaml"))

    assert "C4" in printed
    assert "minimise:visit.address" in printed
    assert "drills" in printed


def test_a_clause_nobody_carries_is_not_found() -> None:
    """A name that no charter carries ends with 4."""
    done = CliRunner().invoke(app, ["carries", "--clause", "Z9", str(ROOT / "charters/bookshop.yaml")])

    assert "no clause of this name" in str(done.exception)
