"""Sabotages of `minimise:…`: a field nobody announced, a whole address, a pseudonym that lasts, data without a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from etanche.charter import CategoryPlan, Charter, FieldKind, FieldPlan, Only, Plan, Promise
from etanche.intake import Hit
from etanche.keyring import Keyring
from etanche.proof.bench import Bench, Knock
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    field_number,
    living_days,
    living_rows,
    obey,
    put_row,
    reseal,
    with_vault,
)
from etanche.proof.sandbox import Sandbox
from etanche.proof.survey import opened

NEVER_ANNOUNCED = "never-announced"
_STRAY_NUMBER = 999_983
_WHOLE = "203.0.113.77"


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of a category, of one of its fields, or of having nothing in vain."""
    for name, act in sorted(_sabotages(charter, promise.subject).items()):
        yield Drill(promise=promise.id, sabotage=name, act=act)


def _sabotages(charter: Charter, subject: str) -> dict[str, Saboteur]:
    if subject == "unused":
        return {"category-without-purpose": _add_category, "rows-of-nothing": _add_rows}
    category, _, field = subject.partition(".")
    if not field:
        return {
            "field-added": lambda sandbox: obey(sandbox, lambda plan: _with_field(plan, category)),
            "undeclared-field-stored": lambda sandbox: _store_undeclared(sandbox, category),
            "request-written": lambda sandbox: _tap(sandbox, lambda knock: f"{knock.query} {knock.headers}\n"),
        }
    if charter.categories[category].fields[field].only is Only.FIRST_HALF:
        return {
            "address-whole": lambda sandbox: obey(sandbox, lambda plan: _uncut(plan, category, field)),
            "address-written": lambda sandbox: _tap(sandbox, lambda knock: f"{knock.peer}\n"),
            "whole-address-stored": lambda sandbox: _store_whole(sandbox, category, field),
        }
    return {
        "salt-kept": _keep_salt,
        "pseudonym-carried-over": lambda sandbox: _carry_over(sandbox, category, field),
    }


# — altered plans


def _with_field(plan: Plan, category: str) -> Plan:
    held = plan.categories[category]
    added = FieldPlan(name=NEVER_ANNOUNCED, kind=FieldKind.TEXT)
    return _with_category(plan, replace(held, fields={**held.fields, added.name: added}))


def _uncut(plan: Plan, category: str, field: str) -> Plan:
    held = plan.categories[category]
    return _with_category(plan, replace(held, fields={**held.fields, field: replace(held.fields[field], only=None)}))


def _add_category(sandbox: Sandbox) -> None:
    """Slip in a category that serves no purpose."""

    def change(plan: Plan) -> Plan:
        pattern = plan.categories[min(plan.categories)]
        return _with_category(plan, replace(pattern, name=NEVER_ANNOUNCED))

    obey(sandbox, change)


def _with_category(plan: Plan, category: CategoryPlan) -> Plan:
    return replace(plan, categories={**plan.categories, category.name: category})


# — rooms that cheat


def _tap(sandbox: Sandbox, line: Callable[[Knock], str]) -> None:
    """Write a line about every request before it is masked, as a web server's own log would."""

    def change(bench: Bench) -> Bench:
        def hit(knock: Knock) -> Hit:
            with (bench.folder / "access.log").open("a", encoding="utf-8") as log:
                log.write(line(knock))
            return bench.hit(knock)

        return replace(bench, hit=hit)

    sandbox.swap(change)


class OneSalt(Keyring):
    """A keyring that makes every pseudonym with the same salt."""

    new_salt = staticmethod(lambda: b"kept from day to day, by saboteur")  # fmt: skip


def _keep_salt(sandbox: Sandbox) -> None:
    def change(bench: Bench) -> Bench:
        keyring = OneSalt(sandbox.root, bench.shelf, bench.tombstones, bench.clock)
        return with_vault(bench, keyring=keyring)

    sandbox.swap(change)


# — rows


def _store_undeclared(sandbox: Sandbox, category: str) -> None:
    """Seal into a living record a field that has no name."""
    bench = sandbox.bench
    reseal(bench, living_rows(bench, category, living_days(bench, category)[-1])[0], {_STRAY_NUMBER: "anything"})


def _store_whole(sandbox: Sandbox, category: str, field: str) -> None:
    """Seal a whole address into a living record."""
    bench = sandbox.bench
    number = field_number(bench, category, field)
    reseal(bench, living_rows(bench, category, living_days(bench, category)[-1])[0], {number: _WHOLE})


def _carry_over(sandbox: Sandbox, category: str, field: str) -> None:
    """Give a record of the day before the pseudonym of one of the last day."""
    bench, number = sandbox.bench, field_number(sandbox.bench, category, field)
    before, last = (living_rows(bench, category, day)[0] for day in living_days(bench, category)[-2:])
    key = bench.keyring.day_key(last.organisation, last.category, last.day, create=False)
    if key is not None:
        reseal(bench, before, {number: opened(key, last)[number]})


def _add_rows(sandbox: Sandbox) -> None:
    """Write a record under the number of no category."""
    bench, category = sandbox.bench, min(sandbox.bench.charter.categories)
    row = living_rows(bench, category, living_days(bench, category)[-1])[0]
    put_row(bench, row._replace(category=_STRAY_NUMBER), instead_of=row)
