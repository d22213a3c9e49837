"""Sabotages of `attest:<attestation>`: evidence lapses, is never entered, or is given a longer life by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from etanche.charter import Duration, Promise
from etanche.charter.lengths import longest
from etanche.clock import day_of
from etanche.proof.attestations import Attestations, Evidence
from etanche.proof.drills.saboteur import Drill, Saboteur
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one attestation."""
    every = reach.charter.attested[promise.subject].every
    yield Drill(promise=promise.id, sabotage="attestation-lapsed", act=_lapse(every), finds="attest.lapsed")
    yield Drill(promise=promise.id, sabotage="attestation-lengthened", act=_lengthen, finds="attest.forged")
    yield Drill(
        promise=promise.id, sabotage="attestation-revived", act=_revive(promise.subject), finds="attest.taken-away"
    )
    yield Drill(
        promise=promise.id,
        sabotage="attestation-uncorrected",
        act=_revive(promise.subject, corrected=True),
        finds="attest.taken-away",
    )
    yield Drill(promise=promise.id, sabotage="attestation-never-entered", act=_forget(every), finds="attest.never")


def _lapse(every: Duration) -> Saboteur:
    """Let the time pass after which new evidence is due."""

    def act(sandbox: Sandbox) -> None:
        sandbox.clock.advance(timedelta(minutes=longest(every), days=2))

    return act


def _lengthen(sandbox: Sandbox) -> None:
    """Move the end of what was entered, as somebody with the file would."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("UPDATE attestations SET until = '2999-12-31', made = '2999-01-01'")


def _revive(name: str, *, corrected: bool = False) -> Saboteur:
    """Enter newer evidence that counts for a day only, or the same file anew with that end, and take it away again: what it superseded counts once more."""

    def act(sandbox: Sandbox) -> None:
        attestations = Attestations.of_bench(sandbox.bench)
        before = attestations.last(name)[-1].row
        sandbox.clock.advance(timedelta(minutes=1))
        today = day_of(sandbox.clock.now(), sandbox.bench.plan.zone)
        attestations.enter(
            Evidence(
                name=name,
                digest=before.digest if corrected else bytes(32),
                issuer="saboteur",
                owner="saboteur",
                made=date.fromisoformat(before.made) if corrected else today,
                until=today,
                about=before.about,
                by="saboteur",
            )
        )
        with sandbox.bench.store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM attestations WHERE issuer = 'saboteur'")

    return act


def _forget(every: Duration) -> Saboteur:
    """Take away what was entered, and the lines that say so, and let the time pass."""

    def act(sandbox: Sandbox) -> None:
        with sandbox.bench.store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM attestations")
            connection.exec_driver_sql("DELETE FROM entries WHERE act = 'evidence-entered'")
        _lapse(every)(sandbox)

    return act
