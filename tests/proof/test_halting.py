"""That a halt is obeyed is seen by asking: a vault that goes on is noticed even where it has nothing to show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.proof.conftest import MakeSandbox

from etanche.proof import State
from etanche.proof.halting import look
from etanche.proof.run import ProofRun


@pytest.mark.clause("P15")
@pytest.mark.parametrize(("goes_on", "state"), [(False, State.KEPT), (True, State.BROKEN)])
def test_a_vault_without_records_that_goes_on_is_noticed(
    make_people: MakeSandbox, state: State, *, goes_on: bool
) -> None:
    """Of a charter that lets nobody read and nothing in one way is left to try: whether somebody is let look for a person who is nobody."""
    with make_people() as sandbox:
        vault = sandbox.bench.vault
        bench = replace(
            sandbox.bench,
            plan=replace(sandbox.bench.plan, cells=frozenset(), categories={}),
            vault=vault.despite_halt() if goes_on else vault,
        )
        with ProofRun(bench) as run:
            found = look(run)

    assert state is found.state
