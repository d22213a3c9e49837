"""Sabotages of `objection:…`: a refusal that is not heard, not remembered, or not offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count

from etanche.charter import Objection, Promise
from etanche.intake import Hit
from etanche.proof.bench import Bench, Knock
from etanche.proof.checks.objection import by_persons
from etanche.proof.drills.saboteur import Drill, Saboteur, obey
from etanche.proof.persons.tools import unhear
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.terms import Language


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the list of refusals, or of one refusal that visitors can make at a door of ours."""
    purpose = promise.subject
    if purpose == "list":
        yield Drill(promise=promise.id, sabotage="refusal-left-out", act=_leave_out, finds="objection.not-listed")
        return

    def strike_out(sandbox: Sandbox) -> None:
        """Leave no way to refuse this use."""
        kept = {name: how for name, how in sandbox.bench.plan.objections.items() if name != purpose}
        obey(sandbox, lambda plan: replace(plan, objections=kept))

    if by_persons(reach, purpose):
        weighed = reach.charter.purposes[purpose].objection is Objection.REVIEWED
        of_persons: list[tuple[str, Saboteur, str]] = [
            ("objection-struck-out", strike_out, "objection.not-heard"),
            ("objection-unheard", partial(_hear_nothing, event="objection"), "objection.still-read"),
        ]
        if weighed:
            overruled = partial(_hear_nothing, event="objection-overruled")
            of_persons.append(("overruling-unheard", overruled, "objection.lost"))
        for sabotage, act, finds in of_persons:
            yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
        return

    sabotages: list[tuple[str, Saboteur, str]] = [
        ("signal-ignored", partial(_deafen, header="sec-gpc"), "objection.counted"),
        ("cookie-ignored", partial(_deafen, header="cookie"), "objection.counted"),
        ("visitor-not-recognised", _mistake, "objection.remembered"),
        ("objection-struck-out", strike_out, "objection.not-heard"),
    ]
    charter = reach.charter
    if any(
        field.findable
        for category in charter.purposes[purpose].uses
        for field in charter.categories[category].fields.values()
    ):
        sabotages.append(("marks-taken-out", _take_marks_out, "objection.unmarked"))
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _hear_nothing(sandbox: Sandbox, event: str) -> None:
    """Let what a person says vanish from the ledger."""
    unhear(sandbox, [event])


def _deafen(sandbox: Sandbox, header: str) -> None:
    """Take a header away before anybody reads it, as a careless proxy does."""
    _before_the_hit(sandbox, lambda headers: {name: value for name, value in headers.items() if name != header})


def _mistake(sandbox: Sandbox) -> None:
    """Make every request another visitor's, so that an opt-out finds nothing to erase."""
    number = count()
    _before_the_hit(sandbox, lambda headers: headers | {"accept-language": f"fr;n={next(number)}"})


def _before_the_hit(sandbox: Sandbox, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    def tampered(bench: Bench) -> Bench:
        def hit(knock: Knock) -> Hit:
            return bench.hit(replace(knock, headers=change(dict(knock.headers))))

        return replace(bench, hit=hit)

    sandbox.swap(tampered)


def _take_marks_out(sandbox: Sandbox) -> None:
    """Delete the marks by which the visits of a day are found again."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM marks WHERE day = (SELECT max(day) FROM marks)")


def _leave_out(sandbox: Sandbox) -> None:
    """Serve the notice without the anchors of its refusals."""

    def change(bench: Bench) -> Bench:
        def served(language: Language) -> str:
            return bench.served(language).replace('id="refuse-', 'id="')

        return replace(bench, served=served)

    sandbox.swap(change)
