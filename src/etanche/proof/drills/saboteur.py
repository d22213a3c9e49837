"""
What a drill is, and the tools saboteurs share.

A saboteur is a function of a `Sandbox` and of nothing else. It works behind the system's back:
with an altered plan, with a room swapped for one that cheats, or straight on the rows and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count

import msgspec

from etanche.charter import Cell, Disclosure, Plan, parse_keep
from etanche.gate import Reason
from etanche.intake import Hit
from etanche.journal import Beside, Entry, Fact, Journal
from etanche.keyring import Keyring
from etanche.proof.bench import Bench, Knock
from etanche.proof.canary import audience_category
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.proof.survey import bound_to, numbers, opened
from etanche.proof.verdict import State
from etanche.store import Connection, RecordRow, Shelf, days, records
from etanche.terms import PromiseId
from etanche.vault import Vault

Saboteur = Callable[[Sandbox], None]

_A_TERM = parse_keep("1 year after collected")
"""How long a purpose that is slipped in lives."""

_BESIDE = frozenset({"put", "copy-asked"})
_WITHOUT_DECISION = frozenset({"done", "due", "asked"})
"""Acts that nobody decides on: what was told, cleaned, begun."""

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One sabotage of one promise, and what its check must find: noticing something else is not noticing it."""

    promise: PromiseId
    sabotage: str
    act: Saboteur
    finds: str
    """The key of the sentence the check must give."""

    expects: State = State.BROKEN


# — altered plans


def obey(sandbox: Sandbox, change: Callable[[Plan], Plan]) -> None:
    """Open the sandbox again under an altered plan, whose digest still says that it is the charter's."""
    sandbox.obey(change(sandbox.bench.plan))


def with_cell(plan: Plan, *, role: str, category: str, purpose: str) -> Plan:
    """Grant a reading without conditions, for a purpose slipped in beside the others if the category has none of that name."""
    terms = {**plan.terms}
    terms.setdefault((purpose, category), _A_TERM)
    cell = Cell(role=role, category=category, purpose=purpose)
    needs = {pair: asked for pair, asked in plan.needs.items() if pair != (role, category)}
    return replace(plan, terms=terms, purposes=plan.purposes | {purpose}, cells=plan.cells | {cell}, needs=needs)


def without_needs(plan: Plan, role: str) -> Plan:
    """Take away every condition of a role."""
    return replace(plan, needs={pair: asked for pair, asked in plan.needs.items() if pair[0] != role})


def with_disclosure(plan: Plan, *, recipient: str, category: str, purpose: str) -> Plan:
    """Grant a disclosure, to a recipient and for a purpose slipped in beside the others if need be."""
    terms = {**plan.terms}
    terms.setdefault((purpose, category), _A_TERM)
    told = Disclosure(recipient=recipient, category=category, purpose=purpose)
    return replace(
        plan,
        terms=terms,
        purposes=plan.purposes | {purpose},
        recipients=plan.recipients | {recipient},
        disclosures=plan.disclosures | {told},
        told_if={name: asked for name, asked in plan.told_if.items() if name != recipient},
    )


def always(plan: Plan, purpose: str) -> Plan:
    """Let a purpose live for everybody from the collection on, whatever was asked of them."""
    terms = {key: _A_TERM if key[0] == purpose else keep for key, keep in plan.terms.items()}
    return replace(plan, terms=terms, consents=plan.consents - {purpose})


def disobey(sandbox: Sandbox, change: Callable[[Plan], Plan]) -> None:
    """Let the rooms obey an altered plan while the plan that is shown stays the charter's."""
    shown = sandbox.bench.plan
    obey(sandbox, change)
    sandbox.swap(lambda bench: replace(bench, plan=shown))


# — rooms that cheat


def with_vault(
    bench: Bench, *, journal: Journal | None = None, keyring: Keyring | None = None, kind: type[Vault] = Vault
) -> Bench:
    """Return a bench whose vault is of another kind, or works with another journal or keyring."""
    changed = replace(bench, keyring=keyring or bench.keyring)
    return replace(changed, vault=kind.of(replace(changed, journal=journal or bench.journal)))


def line(bench: Bench, *, act: str, object: str, facts: Mapping[str, Fact] | None = None) -> Entry:  # noqa: A002  # the word of the journal
    """Return a line of the saboteur's."""
    return Entry(
        organisation=bench.organisation,
        at=bench.clock.now(),
        actor="saboteur",
        act=act,
        object=object,
        decision="done",
        facts=dict(facts or {}),
    )


class UnpluggedJournal(Journal):
    """A journal that loses every line of some decisions."""

    lost: Callable[[Entry], bool]

    _nowhere = count(-1, -1)

    def write(self, connection: Connection, entry: Entry, beside: Beside | None = None) -> int:
        """Write the line, unless it is one to be lost; a lost one has a number that no line has."""
        return next(self._nowhere) if self.lost(entry) else super().write(connection, entry, beside)

    def note(self, entry: Entry, beside: Beside | None = None) -> None:
        """Write the line, unless it is one to be lost."""
        if not self.lost(entry):
            super().note(entry, beside)


def unplug(sandbox: Sandbox, lost: Callable[[Entry], bool]) -> None:
    """Give the vault a journal that loses lines."""

    def change(bench: Bench) -> Bench:
        journal = UnpluggedJournal(
            store=bench.store,
            shelf=bench.shelf,
            signer=bench.keyring.signer(bench.organisation),
            plan=bench.plan,
            clock=bench.clock,
            organisation=bench.organisation,
        )
        journal.lost = lost
        return with_vault(bench, journal=journal)

    sandbox.swap(change)


def lose_grants(sandbox: Sandbox) -> None:
    """Lose the lines of what is granted."""
    unplug(sandbox, lambda entry: entry.decision == Reason.GRANTED and entry.act not in _BESIDE)


def lose_refusals(sandbox: Sandbox) -> None:
    """Lose the lines of what is refused."""
    unplug(sandbox, lambda entry: entry.decision not in {Reason.GRANTED, *_WITHOUT_DECISION})


def lose_inquiries(sandbox: Sandbox) -> None:
    """Lose the lines that call for somebody to look into an attempt."""
    unplug(sandbox, lambda entry: entry.act == "inquiry-opened")


def by_public_door(reach: Reach, category: str) -> bool:
    """Tell whether a category is the one that visitors of the pages come in by."""
    return audience_category(reach.plan) == category


def tap(sandbox: Sandbox, line: Callable[[Knock], str]) -> None:
    """Write a line about every request before it is masked, as a web server's own log would."""

    def change(bench: Bench) -> Bench:
        def hit(knock: Knock) -> Hit:
            with (bench.folder / "access.log").open("a", encoding="utf-8") as log:
                log.write(line(knock))
            return bench.hit(knock)

        return replace(bench, hit=hit)

    sandbox.swap(change)


def write_requests(sandbox: Sandbox) -> None:
    """Write down every request with its headers."""
    tap(sandbox, lambda knock: f"{knock.query} {knock.headers}\n")


# — the shelf


class Crowbar(Shelf):
    """A shelf opened by somebody with the file and no respect."""

    def force(self, statement: str, *values: object) -> None:
        """Do whatever SQL says."""
        with self._writing() as connection:
            connection.exec_driver_sql(statement, values)


def force_shelf(bench: Bench, statement: str, *values: object) -> None:
    """Work on the file of the shelf."""
    crowbar = Crowbar.open(bench.shelf.path)
    try:
        crowbar.force(statement, *values)
    finally:
        crowbar.close()


# — rows


def by_hand(sandbox: Sandbox, *statements: str) -> None:
    """Work on the data file as somebody with the file and no respect."""
    with sandbox.bench.store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def a_row(bench: Bench, category: str) -> RecordRow:
    """Return a record of the last living day."""
    return living_rows(bench, category, living_days(bench, category)[-1])[0]


def living_rows(bench: Bench, category: str, day: str) -> list[RecordRow]:
    """Return the rows of a day that people left."""
    with bench.store.reading() as connection:
        return list(records.of_day(connection, bench.organisation, number_of(bench, category), day, canary=False))


def living_days(bench: Bench, category: str) -> list[str]:
    """Return the days of a category that are not destroyed, the oldest first."""
    with bench.store.reading() as connection:
        found = days.known(connection, bench.organisation, number_of(bench, category), state="living")
    return [row.day for row in found]


def dead_days(bench: Bench, category: str) -> list[str]:
    """Return the destroyed days of a category, the oldest first."""
    with bench.store.reading() as connection:
        found = days.known(connection, bench.organisation, number_of(bench, category), state="destroyed")
    return [row.day for row in found]


def number_of(bench: Bench, category: str) -> int:
    """Return the stable number of a category."""
    return numbers(bench).categories[category]


def field_number(bench: Bench, category: str, field: str) -> int:
    """Return the stable number of a field."""
    return next(number for number, name in numbers(bench).fields.items() if name == f"{category}.{field}")


def put_row(bench: Bench, row: RecordRow, *, instead_of: RecordRow) -> None:
    """Write a row in the place of another, as somebody with the file open in an editor would."""
    with bench.store.writing() as connection:
        records.delete(connection, instead_of.organisation, instead_of.category, instead_of.day, [instead_of.id])
        records.insert(connection, [row])


def reseal(bench: Bench, row: RecordRow, values: Mapping[int, str]) -> None:
    """Seal other values into a row, as somebody with the keys would."""
    key = bench.keyring.day_key(row.organisation, row.category, row.day, create=False)
    if key is not None:
        held = opened(key, row) | dict(values)
        put_row(bench, row._replace(sealed=key.seal(_encode(held), bound_to(row))), instead_of=row)
