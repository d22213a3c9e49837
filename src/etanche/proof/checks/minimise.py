"""
`minimise:<category>`, `minimise:<category>.<field>`, `minimise:unused`: exactly these data, only so much of them, none in vain.
`minimise:<never>`, `minimise:journal`: what is not accepted, wherever it turns up; and nothing of anybody in the journal.

The canary comes with more than is announced: full addresses, its user agent, parameters nobody asked for.
What it left is opened and every byte of the instance is searched; then the shape of the living records is looked at.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from etanche.charter import Only, Promise
from etanche.proof import canary
from etanche.proof.canary import Scene
from etanche.proof.clear import addresses_in_clear, contacts_in_clear
from etanche.proof.inventory import DATA
from etanche.proof.look import Search, files_below, search
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import minimise as persons
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.survey import halved, numbers, survey
from etanche.store import organisations, records, schema

SOON = timedelta(days=1)
"""Within it a sweep destroys what is due."""


def sees(reach: Reach, subject: str) -> Sight:
    """See what the vault keeps whole, what it never accepts of persons, the lines of the journal, and that nothing is kept in vain."""
    if subject in {"unused", "journal"}:
        return Sight.WHOLE
    if subject in reach.charter.never:
        return _sees_never(reach)
    category, _, field = subject.partition(".")
    if category in reach.persons or (category in reach.held and not field):
        return Sight.WHOLE
    found = reach.charter.categories[category].fields[field] if category in reach.held else None
    seen = found is not None and (found.only is Only.FIRST_HALF or found.lasts is not None)
    return Sight.WHOLE if seen else Sight.NONE


def _sees_never(reach: Reach) -> Sight:
    """See what is never accepted at every door of what the vault keeps whole."""
    if not reach.vaulted:
        return Sight.NONE
    return Sight.WHOLE if reach.charter.categories.keys() <= reach.vaulted else Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Attempt with a canary, inspect the bytes, observe the living."""
    if promise.subject == "unused":
        return _unused(run)
    if promise.subject == "journal":
        return _journal(run)
    if promise.subject in run.bench.charter.never:
        return persons.never(run, promise.subject)
    category, _, field = promise.subject.partition(".")
    if category in run.reach.persons:
        return persons.part(run, category, field) if field else persons.category(run, category)
    if not field:
        return _fields(run, category)
    declared = run.bench.charter.categories[category].fields[field]
    return _part(run, category, field) if declared.only is Only.FIRST_HALF else _lasts(run, category, field)


def search_for(run: ProofRun, scene: Scene, category: str) -> Search:
    """Search every file and every row on a server for what the canary brought, once a run: what must be nowhere, and what must be sealed."""
    needles = scene.visitor.never() | scene.visitor.sealed()
    tables = chain(run.bench.store.rows(), run.bench.shelf.rows())
    return run.once(("search", category), lambda: search(files_below(run.bench.folder), needles, tables=tables))


def _fields(run: ProofRun, category: str) -> Outcome:
    """Exactly the announced fields, in what the canary left and in every living record looked at."""
    declared = run.bench.charter.categories[category].fields
    scene = canary.scene(run, category)
    if not scene.left:
        return unproven("no-canary")
    strange = sum(1 for left in scene.left for name in left.values if name not in declared)
    brought = {name: thing for name, thing in scene.visitor.never().items() if not name.startswith("address")}
    if strange or _carries(scene, brought):
        return broken("minimise.canary-too-much", fields=max(1, strange))
    if canary.by_strange_door(run, category):
        return broken("minimise.strange-door")
    found = search_for(run, scene, category)
    if leaked := [name for name in brought if name in found.found]:
        return broken("minimise.written", things=len(leaked), files=max(found.found[name] for name in leaked))
    seen = survey(run, category)
    if seen.undeclared:
        return broken("minimise.undeclared", values=seen.undeclared)
    return kept(
        "minimise.exactly-on-a-server" if found.tables else "minimise.exactly",
        tables=found.tables,
        fields=len(declared),
        records=seen.opened,
        canaries=len(scene.left),
        files=found.files,
    )


def _carries(scene: Scene, things: dict[str, bytes]) -> bool:
    """Tell whether an opened record of the canary holds what must be nowhere."""
    return any(
        thing in value.encode() for left in scene.left for value in left.values.values() for thing in things.values()
    )


def _part(run: ProofRun, category: str, field: str) -> Outcome:
    """Half an address: in the canary's records, in the living ones, and in no file and no clear column more than that."""
    scene = canary.scene(run, category)
    if not any(field in left.values for left in scene.left):
        return unproven("no-canary")
    whole = sum(1 for left in scene.left if field in left.values and not halved(left.values[field]))
    brought = {name: thing for name, thing in scene.visitor.never().items() if name.startswith("address")}
    if whole or _carries(scene, brought):
        return broken("minimise.canary-whole", records=max(1, whole))
    found = search_for(run, scene, category)
    if leaked := [found.found[name] for name in brought if name in found.found]:
        return broken("minimise.address-written", files=max(leaked))
    if lines := addresses_in_clear(run):
        return broken("minimise.address-in-clear", lines=lines)
    seen = survey(run, category)
    if seen.whole[field]:
        return broken("minimise.whole", records=seen.whole[field])
    return kept(
        "minimise.half-on-a-server" if found.tables else "minimise.half",
        tables=found.tables,
        records=seen.opened,
        canaries=len(scene.left),
        files=found.files,
        bytes=found.bytes,
    )


def _lasts(run: ProofRun, category: str, field: str) -> Outcome:
    """No pseudonym in two times: for a canary that comes in both, and for the living."""
    lasts = run.reach.charter.categories[category].fields[field].lasts
    if lasts is None:
        return unproven("no-canary")
    left = canary.two_times(run, category, lasts)
    days = {one.row.day: {it.values.get(field) for it in left if it.row.day == one.row.day} for one in left}
    if len(days) < len(("yesterday", "today")) or any(None in values for values in days.values()):
        return unproven("no-canary")
    if any(len(values) > 1 for values in days.values()) or len(set.union(*days.values())) < len(days):
        return broken("minimise.canary-linked")
    seen = survey(run, category)
    if seen.linked[field]:
        return broken("minimise.linked", pseudonyms=seen.linked[field])
    return kept("minimise.a-day" if str(lasts) == "1 day" else "minimise.a-time", records=seen.opened, days=seen.days)


def _going(run: ProofRun) -> frozenset[tuple[int, str]]:
    """Return the days that a changed charter ended: nobody reads them, and they are listed until they are destroyed."""
    every = numbers(run.bench).categories
    return frozenset(
        (every[due.category], due.day.isoformat())
        for due in run.bench.standing.due(run.at)
        if due.waits_until is not None and run.at <= due.waits_until + SOON
    )


def _journal(run: ProofRun) -> Outcome:
    """No line of the journal holds anything but words of ours, names of the charter, random ids and numbers."""
    lines = addresses_in_clear(run) + contacts_in_clear(run)
    if lines:
        return broken("minimise.journal-tells", lines=lines)
    columns = run.bench.store.inventory().get("entries", ())
    strange = len(set(columns) - DATA["entries"].keys())
    if strange:
        return broken("minimise.journal-columns", columns=strange)
    return kept("minimise.journal-typed", columns=len(columns))


def _unused(run: ProofRun) -> Outcome:
    """Every category serves a purpose, and no row belongs to a category that the charter does not have, or to an organisation that nobody knows."""
    bench = run.bench
    used = {category for purpose in bench.charter.purposes.values() for category in purpose.uses}
    idle = sum(1 for category in bench.plan.categories if category not in used)
    if idle:
        return broken("minimise.idle", categories=idle)
    with bench.store.reading() as connection:
        known = organisations.known(connection, bench.organisation)
        others = [*schema.strangers(connection, known), *bench.shelf.strangers(known)]
    if others:
        return broken("minimise.rows-of-others", tables=len(others))
    ours = {number for name, number in numbers(bench).categories.items() if name in used}
    going = _going(run)
    with bench.store.reading() as connection:
        rows = records.days_with_rows(connection, bench.organisation)
        strange = sum(1 for number, day in rows if number not in ours and (number, day) not in going)
        waiting = {number for number, _ in going} | {number for number, _ in rows}
        strange += sum(
            1 for one in records.categories_with_rows(connection, bench.organisation) if one not in ours | waiting
        )
    if strange:
        return broken("minimise.rows-of-nothing", days=strange)
    return kept("minimise.all-used", categories=len(used))
