"""Sabotages of the promises about an authority and a successor: what the registers say is struck out, people are left untold, and too little time to leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from etanche.charter import Promise
from etanche.incidents.demands import Demand, Sort, What
from etanche.incidents.transfers import Transfer
from etanche.incidents.transfers import What as Carried
from etanche.proof.compelled import GRACE
from etanche.proof.drills.saboteur import Drill, Saboteur
from etanche.proof.sandbox import Sandbox
from etanche.store import demands, transfers

_LONG: Final = timedelta(days=9)


def of_demands(promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the register of demands."""
    rows: tuple[tuple[str, Saboteur, str], ...] = (
        ("demand-struck-out", _strike_out, "recipients.demand-changed"),
        ("silence-unsaid", _hide, "recipients.silence-changed"),
        ("people-left-untold", _leave_untold, "recipients.untold"),
    )
    for sabotage, act, finds in rows:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def of_transfers(promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the register of changes of controller."""
    rows: tuple[tuple[str, Saboteur, str], ...] = (
        ("transfer-struck-out", _strike_transfer_out, "recipients.transfer-changed"),
        ("transfer-too-early", _take_over_early, "recipients.transfer-early"),
    )
    for sabotage, act, finds in rows:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _announced(sandbox: Sandbox) -> Transfer:
    """Write a made-up change of controller down, whose day is to come."""
    on = (sandbox.bench.clock.now() + _LONG).date().isoformat()
    said = {"old": "we", "new": "they", "officer": "heir@sandbox.invalid", "role": "heir", "on": on, "digest": "0"}
    return sandbox.bench.transfers.begin(by="sandbox", text="", said=said)


def _strike_transfer_out(sandbox: Sandbox) -> None:
    """Announce a change of controller, then take it out of the register."""
    made = _announced(sandbox)
    with sandbox.bench.store.writing() as connection:
        transfers.forget(connection, sandbox.bench.organisation, made.id)


def _take_over_early(sandbox: Sandbox) -> None:
    """Say that it was carried out, before its day and with nobody told."""
    register = sandbox.bench.transfers
    register.add(_announced(sandbox), register.book.now(Carried.DONE, "sandbox"))


def _came(sandbox: Sandbox) -> Demand:
    """Write a made-up demand down."""
    return sandbox.bench.demands.open(
        min(sandbox.bench.plan.on_demand), sort=Sort.OTHER, asker="sandbox", ground="sandbox", asked="all", by="sandbox"
    )


def _strike_out(sandbox: Sandbox) -> None:
    """Write a demand down, then take it out of the register."""
    made = _came(sandbox)
    with sandbox.bench.store.writing() as connection:
        demands.forget(connection, sandbox.bench.organisation, made.id)


def _hide(sandbox: Sandbox) -> None:
    """Keep from people what is done in a case of no demand."""
    bench = sandbox.bench
    bench.vault.keep_silent("T-1", bench.clock.now() + _LONG, by="sandbox")


def _leave_untold(sandbox: Sandbox) -> None:
    """Say that something of somebody was given, and let the time run out in which people are told."""
    register, made = sandbox.bench.demands, _came(sandbox)
    whose = sandbox.bench.vault.new_person().hex()
    register.add(made, register.book.now(What.GIVEN, "sandbox", said={"persons": whose}, numbers={"records": 1}))
    sandbox.clock.advance(GRACE + _LONG)
