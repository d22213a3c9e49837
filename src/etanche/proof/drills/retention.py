"""Sabotages of `retention:<purpose>/<category>`: records aged, keys kept, the sweep unplugged, dates and rules moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from etanche.charter import After, Between, Charter, Promise, parse_keep
from etanche.proof.drills.saboteur import Drill, Saboteur, dead_days, living_days, living_rows, number_of, obey, put_row
from etanche.proof.people import past_every_term
from etanche.proof.sandbox import Sandbox
from etanche.standing import COLLECTED, subject_of
from etanche.store import days, moment_text

_LONGER = parse_keep("90 years after collected")


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one purpose and category; those that need an end are left out for a rule without one."""
    purpose, category = promise.subject.split("/")

    def lengthen(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: replace(plan, terms={**plan.terms, (purpose, category): _LONGER}))

    sabotages: dict[str, Callable[[Sandbox, str], None]] = {
        "record-of-nowhen": _age_to_nowhen,
        "bucket-kept": _keep_bucket,
        "tombstone-left-out": _leave_tombstone_out,
        "day-dated-anew": _date_anew,
    }
    if _ends(charter, category):
        sabotages |= {"record-aged": _age, "sweep-unplugged": _unplug_sweep}
    for name, act in sorted(sabotages.items()):
        yield Drill(promise=promise.id, sabotage=name, act=_on(act, category))
    yield Drill(promise=promise.id, sabotage="term-lengthened", act=lengthen)


def _on(act: Callable[[Sandbox, str], None], category: str) -> Saboteur:
    return lambda sandbox: act(sandbox, category)


def _ends(charter: Charter, category: str) -> bool:
    """Tell whether time alone ends every purpose of a category."""
    keeps = [purpose.keep for purpose in charter.purposes.values() if category in purpose.uses]
    return all(isinstance(keep, After | Between) for keep in keeps)


def _move(sandbox: Sandbox, category: str, day: str) -> None:
    """Write another day beside a record of today."""
    row = living_rows(sandbox.bench, category, living_days(sandbox.bench, category)[-1])[0]
    put_row(sandbox.bench, row._replace(day=day), instead_of=row)


def _age(sandbox: Sandbox, category: str) -> None:
    """Move a record to a day that is dead, and let the time pass that a sweep may take."""
    _move(sandbox, category, dead_days(sandbox.bench, category)[0])
    sandbox.clock.advance(timedelta(hours=1))


def _age_to_nowhen(sandbox: Sandbox, category: str) -> None:
    """Move a record to a day that was never opened."""
    _move(sandbox, category, "1999-12-31")


def _keep_bucket(sandbox: Sandbox, category: str) -> None:
    """Write that a day is destroyed, and leave its key where it is."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        dead = [(number_of(bench, category), living_days(bench, category)[0])]
        days.mark_destroyed(connection, bench.organisation, dead, moment_text(bench.clock.now()))


def _leave_tombstone_out(sandbox: Sandbox, category: str) -> None:
    """Destroy the key of a day without a tombstone, so that an old copy of the shelf could raise it."""
    bench, day = sandbox.bench, living_days(sandbox.bench, category)[0]
    bucket = bench.shelf.bucket(bench.organisation, number_of(bench, category), day)
    if bucket is not None:
        bench.shelf.destroy(bench.organisation, [bucket[0]])
    _keep_bucket(sandbox, category)


def _date_anew(sandbox: Sandbox, category: str) -> None:
    """Write into the ledger that a day was collected later, so that it lives longer."""
    bench, day = sandbox.bench, date.fromisoformat(living_days(sandbox.bench, category)[0])
    with bench.store.writing() as connection:
        bench.standing.record(
            connection,
            subject=subject_of(category, day),
            event=COLLECTED,
            effective=day + timedelta(days=30),
            because="saboteur",
        )


def _unplug_sweep(sandbox: Sandbox, category: str) -> None:
    """Let time pass until everything is past its term, and sweep nothing."""
    age = past_every_term(sandbox.bench, category)
    if age is not None:
        sandbox.clock.advance(timedelta(days=2 * age))
