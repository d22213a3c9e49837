"""Sabotages of `minimise:…`: a field nobody announced, a whole address, a pseudonym that lasts, data without a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from etanche.charter import (
    CategoryPlan,
    ChannelKind,
    FieldKind,
    FieldPlan,
    Only,
    Plan,
    Promise,
    Unknown,
)
from etanche.clock import day_of
from etanche.keyring import NOBODY, Keyring
from etanche.proof.bench import Bench
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    a_row,
    by_public_door,
    field_number,
    living_days,
    living_rows,
    obey,
    reseal,
    tap,
    with_vault,
    write_requests,
)
from etanche.proof.persons import drills as persons
from etanche.proof.persons.drills import STRAY_NUMBER
from etanche.proof.persons.tools import a_person_row, set_beside, sql
from etanche.proof.reach import UNDECLARED, Reach, reach_of
from etanche.proof.sandbox import Sandbox
from etanche.proof.survey import opened
from etanche.store import RecordRow, counts
from etanche.terms import new_id

NEVER_ANNOUNCED = "never-announced"
_WHOLE = "203.0.113.77"


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of a category, of one of its fields, or of having nothing in vain."""
    for sabotage, act, finds in _sabotages(reach, promise.subject):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _sabotages(reach: Reach, subject: str) -> list[tuple[str, Saboteur, str]]:
    if subject == "unused":
        return _of_nothing_in_vain(reach)
    if subject == "journal":
        return [
            ("journal-tells", _tell_in_the_journal, "minimise.journal-tells"),
            ("journal-widened", _widen_the_journal, "minimise.journal-columns"),
        ]
    if subject in reach.charter.never:
        return [("never-forgotten", persons.accept_everything, "minimise.accepted")]
    category, _, field = subject.partition(".")
    return (
        _of_data_of_persons(reach, category, field) if category in reach.persons else _of_data(reach, category, field)
    )


def _of_data_of_persons(reach: Reach, category: str, field: str) -> list[tuple[str, Saboteur, str]]:
    if field:
        return persons.of_field(reach, category, field, partial(_leave_whole, category=category, field=field))
    open_door = partial(_open_door, reach=reach, category=category)
    return persons.of_category(reach, category, open_door=open_door, add_field=partial(_add_field, category=category))


def _of_data(reach: Reach, category: str, field: str) -> list[tuple[str, Saboteur, str]]:
    if not field:
        return _of_category(reach, category)
    if reach.charter.categories[category].fields[field].only is Only.FIRST_HALF:
        return _of_half(reach, category, field)
    return [
        ("salt-kept", _keep_salt, "minimise.canary-linked"),
        ("pseudonym-carried-over", partial(_carry_over, category=category, field=field), "minimise.linked"),
    ]


def _of_nothing_in_vain(reach: Reach) -> list[tuple[str, Saboteur, str]]:
    found: list[tuple[str, Saboteur, str]] = [("category-without-purpose", _add_category, "minimise.idle")]
    if reach.vaulted:
        found += [
            ("rows-of-nothing", _add_rows, "minimise.rows-of-nothing"),
            ("rows-of-others", give_away, "minimise.rows-of-others"),
        ]
    return found


def _of_category(reach: Reach, category: str) -> list[tuple[str, Saboteur, str]]:
    found: list[tuple[str, Saboteur, str]] = [
        ("undeclared-field-stored", partial(_store_undeclared, category=category), "minimise.undeclared"),
        ("door-opened", partial(_open_door, reach=reach, category=category), "minimise.strange-door"),
    ]
    if reach.charter.categories[category].unknown is Unknown.DROP:
        found.append(("field-added", partial(_add_field, category=category), "minimise.canary-too-much"))
    if by_public_door(reach, category):
        found.append(("request-written", write_requests, "minimise.written"))
    return found


def _of_half(reach: Reach, category: str, field: str) -> list[tuple[str, Saboteur, str]]:
    found: list[tuple[str, Saboteur, str]] = [
        ("address-whole", partial(_leave_whole, category=category, field=field), "minimise.canary-whole"),
        ("whole-address-stored", partial(_store_whole, category=category, field=field), "minimise.whole"),
        ("address-counted", _count_addresses, "minimise.address-in-clear"),
    ]
    if by_public_door(reach, category):
        found.append(("address-written", _write_addresses, "minimise.address-written"))
    return found


# — altered plans


def _add_field(sandbox: Sandbox, category: str) -> None:
    """Keep one more field of a category."""

    def change(plan: Plan) -> Plan:
        held, added = plan.categories[category], FieldPlan(name=NEVER_ANNOUNCED, kind=FieldKind.TEXT)
        return _with_category(plan, replace(held, fields={**held.fields, added.name: added}))

    obey(sandbox, change)


def _open_door(sandbox: Sandbox, reach: Reach, category: str) -> None:
    """Let every door there is, and one that nobody declared, take in a category, and ask of none whose the data are."""
    kinds = {name: it.kind if it.kind in NOBODY else ChannelKind.LOGS for name, it in reach.charter.channels.items()}
    kinds[UNDECLARED] = ChannelKind.LOGS
    if category in reach.persons:
        kinds = {**{name: it.kind for name, it in reach.charter.channels.items()}, UNDECLARED: ChannelKind.API}

    def change(plan: Plan) -> Plan:
        opened = replace(plan, channels=kinds)
        return _with_category(opened, replace(plan.categories[category], channels=frozenset(kinds)))

    obey(sandbox, change)


def _leave_whole(sandbox: Sandbox, category: str, field: str) -> None:
    """Cut nothing off a field that is to be kept in part."""

    def change(plan: Plan) -> Plan:
        held = plan.categories[category]
        whole = replace(held.fields[field], only=None)
        return _with_category(plan, replace(held, fields={**held.fields, field: whole}))

    obey(sandbox, change)


def _add_category(sandbox: Sandbox) -> None:
    """Slip in a category that serves no purpose."""

    def change(plan: Plan) -> Plan:
        pattern = plan.categories[min(plan.categories)]
        return _with_category(plan, replace(pattern, name=NEVER_ANNOUNCED))

    obey(sandbox, change)


def _with_category(plan: Plan, category: CategoryPlan) -> Plan:
    return replace(plan, categories={**plan.categories, category.name: category})


# — rooms that cheat


def _write_addresses(sandbox: Sandbox) -> None:
    """Write down every address."""
    tap(sandbox, lambda knock: f"{knock.peer}\n")


class OneSalt(Keyring):
    """A keyring that makes every pseudonym with the same salt."""

    @staticmethod
    def new_salt() -> bytes:
        """Return the salt of yesterday, and of every day."""
        return b"kept from day to day by saboteur"

    def salt(self, organisation: bytes, field: int, first: str, *, create: bool) -> bytes | None:  # noqa: ARG002  # that is the sabotage
        """Return that same salt, whatever the day."""
        return self.new_salt()


def _keep_salt(sandbox: Sandbox) -> None:
    def change(bench: Bench) -> Bench:
        keyring = OneSalt(sandbox.root, bench.shelf, bench.tombstones, bench.clock)
        return with_vault(bench, keyring=keyring)

    sandbox.swap(change)


# — rows


def _store_undeclared(sandbox: Sandbox, category: str) -> None:
    """Seal into a living record a field that has no name."""
    bench = sandbox.bench
    reseal(bench, a_row(bench, category), {STRAY_NUMBER: "anything"})


def _store_whole(sandbox: Sandbox, category: str, field: str) -> None:
    """Seal a whole address into a living record."""
    bench = sandbox.bench
    number = field_number(bench, category, field)
    reseal(bench, a_row(bench, category), {number: _WHOLE})


def _carry_over(sandbox: Sandbox, category: str, field: str) -> None:
    """Give a record of the day before the pseudonym of one of the last day."""
    bench, number = sandbox.bench, field_number(sandbox.bench, category, field)
    before, last = (living_rows(bench, category, day)[0] for day in living_days(bench, category)[-2:])
    key = bench.keyring.day_key(last.organisation, last.category, last.day, create=False)
    if key is not None:
        reseal(bench, before, {number: opened(key, last)[number]})


def _tell_in_the_journal(sandbox: Sandbox) -> None:
    """Write down in the journal who somebody is."""
    sql(sandbox, "UPDATE entries SET object = 'jeanne@example.org' WHERE position = 2")


def _widen_the_journal(sandbox: Sandbox) -> None:
    """Keep something more in every line of the journal."""
    sql(sandbox, "ALTER TABLE entries ADD COLUMN note TEXT")


def _count_addresses(sandbox: Sandbox) -> None:
    """Count visits by address."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        today = day_of(bench.clock.now(), bench.plan.zone).isoformat()
        counts.add(connection, bench.organisation, today, f"seen/{_WHOLE}")


def give_away(sandbox: Sandbox) -> None:
    """Write a record under the number of another organisation."""
    row = _any_row(sandbox)
    set_beside(sandbox, row, "organisation", new_id())


def _add_rows(sandbox: Sandbox) -> None:
    """Write a record under the number of no category."""
    row = _any_row(sandbox)
    set_beside(sandbox, row, "category", STRAY_NUMBER)


def _any_row(sandbox: Sandbox) -> RecordRow:
    """Return a record, of traffic if there is some."""
    reach = reach_of(sandbox.bench.charter)
    return (a_row if reach.held else a_person_row)(sandbox.bench, reach.first)
