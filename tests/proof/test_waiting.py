"""Checks beside a program that has the instance open and is asked nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.proof.conftest import MakeSandbox

from etanche.clock import stopwatch
from etanche.keyring import lease
from etanche.proof import Sandbox
from etanche.proof.proving import judge
from etanche.proof.run import ProofRun
from etanche.store import Living, persons


def silent(sandbox: Sandbox) -> Living:
    """Be a process that had opened keys before anything was destroyed, and says nothing from now on."""
    living = Living(sandbox.bench.folder / "living")
    living.acknowledge(0)
    return living


def test_a_check_waits_for_no_process_that_says_nothing(make_people: MakeSandbox) -> None:
    """A program that has the instance open and rests does not make checks that erase last as long as the leases of its keys."""
    with make_people() as sandbox:
        resting = silent(sandbox)
        erasing = next(one for one in sandbox.bench.promises if one.id == "rights:erasure")
        began = stopwatch()
        with ProofRun(sandbox.bench, fast=True) as run:
            judge(run, erasing)

        assert stopwatch() - began < lease.LEASE.total_seconds()
        assert 1 <= sum(line.act == "erased" for line in sandbox.bench.journal.entries(since=run.at))
        resting.leave()


def test_an_erasure_of_somebody_real_still_waits(make_people: MakeSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who is no canary "erased" is answered only once the lease of a process that says nothing is over."""
    monkeypatch.setattr(lease, "LEASE", timedelta(seconds=0.5))
    with make_people() as sandbox:
        bench, resting = sandbox.bench, silent(sandbox)
        with bench.store.reading() as connection:
            somebody = persons.after(connection, bench.organisation, b"", 1)[0].person
        began = stopwatch()
        bench.vault.erase(somebody, actor="dpo")

        assert 0.5 <= stopwatch() - began
        resting.leave()
