"""How people come in is tried by people made up, and every way to let them in otherwise is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.proof.conftest import GUESTS, PROVIDED, MakeSandbox, verdict_on, yard_of

from etanche.charter import load
from etanche.incidents.detectors import Found, weigh
from etanche.proof import Sandbox, State, drill
from etanche.proof.guests.scene import guest, lobby, lodge_of
from etanche.proof.rota import drills_of
from etanche.proof.run import ProofRun

PROMISES = sorted(
    {
        one.promise
        for one in drills_of(load(GUESTS))
        if one.promise.partition(":")[0] in {"accounts", "scopes"}
        or one.promise in {"sealed:passwords", "consent:provider"}
    }
)


@pytest.fixture(scope="module")
def make_guests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSandbox]:
    """Make sandboxes of a charter whose readers have accounts."""
    with yard_of(GUESTS, tmp_path_factory.mktemp("guests") / "data") as yard:
        yield yard


@pytest.mark.clause("A9", "C10", "C11", "G2", "G3", "G4", "W15", "W16")
@pytest.mark.parametrize("promise", PROMISES)
def test_every_sabotage_of_how_people_come_in_is_noticed(make_guests: MakeSandbox, promise: str) -> None:
    """The healthy house keeps the promise as far as it is seen, and each sabotage of it is found for what it is."""
    found = {one.sabotage: one.noticed for one in drill(make_guests, only=promise)}

    assert found
    assert dict.fromkeys(found, True) == found


def counted(sandbox: Sandbox) -> list[object]:
    """Return how many records, sessions, letters and events of standing there are; that a day began is of nobody."""
    told = ("records", "sessions", "outbox", "standing WHERE event <> 'collected'")
    with sandbox.bench.store.reading() as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {one}").scalar() for one in told
        ]  # words of this test


def test_who_was_made_up_is_gone_with_the_run(make_guests: MakeSandbox) -> None:
    """Nothing is left of a guest: no record, no session, no event of standing; and no letter went anywhere."""
    with make_guests() as sandbox:
        before = counted(sandbox)
        with ProofRun(sandbox.bench) as run:
            known = lodge_of(run)
            assert known is not None
            ours = guest(run, lobby(run, known))
            inside = ours.accounts.session_of(ours.begun.secret)
        after = counted(sandbox)

    assert inside is not None
    assert before == after


def test_where_nobody_can_have_an_account_it_is_unproven(make_guests: MakeSandbox) -> None:
    """A house without its door, or before anybody could log in, says why nothing was tried."""
    with make_guests() as sandbox:
        shut = replace(sandbox.bench, door=None)
        found = [verdict_on(shut, name) for name in ("accounts:passwords", "sealed:passwords", "consent:provider")]

    assert [(State.UNPROVEN, "accounts.nobody-yet")] * 3 == [(one.state, one.because) for one in found]


@pytest.mark.clause("G2")
def test_where_only_a_provider_opens_accounts_nobody_else_does(tmp_path: Path) -> None:
    """Whoever types an address is sent away at the page and by the service, and a check sees to it; a service that is open to everybody is noticed."""
    with yard_of(PROVIDED, tmp_path / "data") as yard:
        with yard() as sandbox:
            verdict = verdict_on(sandbox.bench, "accounts:registration")
        found = {one.sabotage: one.noticed for one in drill(yard, only="accounts:registration")}

    assert (State.UNPROVEN, "in-part") == (verdict.state, verdict.because)
    assert {"opened-to-everybody": True} == found


def test_nobody_is_taken_for_a_forger_because_guests_were_tried(make_guests: MakeSandbox) -> None:
    """All checks of how people come in read what they wrote, under their own name: not one of their lines looks as if somebody hid under their mark."""
    with make_guests() as sandbox:
        for promise in PROMISES:
            verdict_on(sandbox.bench, promise)
        with ProofRun(sandbox.bench) as run:
            known = lodge_of(run)
            assert known is not None
            lines = list(known.home.journal.lines(after=0))
    probed = [one.entry for one in lines if one.entry.probe is not None and one.entry.act == "read"]
    forged = [weighed.subject for one in lines for weighed in weigh(one) if weighed.found is Found.FORGED_PROBE]

    assert probed
    assert [] == forged
