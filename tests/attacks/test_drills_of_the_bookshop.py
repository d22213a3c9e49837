"""Every sabotage there is, on a sandbox of the sample charter: its check must find exactly that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.proof.conftest import BOOKSHOP, CROWDED, HARBOUR, MakeSandbox, verdict_on, yard_of

from etanche.charter import load
from etanche.proof.drilling import strike
from etanche.proof.drills.saboteur import Drill
from etanche.proof.rota import drills_of

KNOWN = tuple({it.promise.partition(":")[0] for it in drills_of(load(BOOKSHOP))})


HERE = {"continuity:backups", "incidents:watch", "incidents:announce"}
"""Of kinds that the sample knows, the promises that it does not make."""


@pytest.fixture(scope="module")
def bookshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of the sample charter."""
    with yard_of(BOOKSHOP, tmp_path_factory.mktemp("bookshop") / "data") as yard:
        yield yard


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter with recipients and shared categories."""
    with yard_of(CROWDED, tmp_path_factory.mktemp("crowded") / "data") as yard:
        yield yard


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter that rests on copies and on people."""
    with yard_of(HARBOUR, tmp_path_factory.mktemp("harbour") / "data") as yard:
        yield yard


def named(drill: Drill) -> str:
    """Return the name of a test."""
    return f"{drill.promise}-{drill.sabotage}"


def only_here() -> list[Drill]:
    """Return the drills of promises that the sample does not make, or makes with other data."""
    return [
        it
        for it in drills_of(load(CROWDED))
        if it.promise.endswith(("/trace", ":trace", ":watchman", ":planning", "/planner", ":complaint"))
    ]


@pytest.mark.clause("C4")
@pytest.mark.clause("C5")
@pytest.mark.clause("C6")
@pytest.mark.parametrize("drill", drills_of(load(BOOKSHOP)), ids=named)
def test_the_check_notices(bookshop: MakeSandbox, drill: Drill) -> None:
    """Under this sabotage, the check of the promise says so."""
    with bookshop() as sandbox:
        strike(drill, sandbox)
        verdict = verdict_on(sandbox.bench, drill.promise)

    assert (drill.expects, drill.finds) == (verdict.state, verdict.because)


@pytest.mark.slow
@pytest.mark.parametrize("drill", only_here(), ids=named)
def test_the_check_notices_in_a_crowded_house(crowded: MakeSandbox, drill: Drill) -> None:
    """Under this sabotage, the check of a promise that only the crowded charter makes says so."""
    with crowded() as sandbox:
        strike(drill, sandbox)
        verdict = verdict_on(sandbox.bench, drill.promise)

    assert (drill.expects, drill.finds) == (verdict.state, verdict.because)


@pytest.mark.parametrize(
    "drill",
    [it for it in drills_of(load(HARBOUR)) if not it.promise.startswith(KNOWN) or it.promise in HERE],
    ids=named,
)
def test_the_check_notices_in_a_harbour(harbour: MakeSandbox, drill: Drill) -> None:
    """Under this sabotage of copies, or of what people attest, the check of the promise says so."""
    with harbour() as sandbox:
        strike(drill, sandbox)
        verdict = verdict_on(sandbox.bench, drill.promise)

    assert (drill.expects, drill.finds) == (verdict.state, verdict.because)
