"""Sabotages of `objection:…`: a refusal that is not heard, not remembered, or not offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from etanche.charter import Charter, Promise
from etanche.intake import Hit
from etanche.proof.bench import Bench, Knock
from etanche.proof.drills.saboteur import Drill, obey
from etanche.proof.sandbox import Sandbox
from etanche.terms import Language


def drills(_charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one refusal, or of the list of them."""
    purpose = promise.subject
    if purpose == "list":
        yield Drill(promise=promise.id, sabotage="refusal-left-out", act=_leave_out)
        return

    def strike_out(sandbox: Sandbox) -> None:
        kept = {name: how for name, how in sandbox.bench.plan.objections.items() if name != purpose}
        obey(sandbox, lambda plan: replace(plan, objections=kept))

    yield Drill(promise=promise.id, sabotage="signal-ignored", act=lambda sandbox: _deafen(sandbox, "sec-gpc"))
    yield Drill(promise=promise.id, sabotage="cookie-ignored", act=lambda sandbox: _deafen(sandbox, "cookie"))
    yield Drill(promise=promise.id, sabotage="visitor-not-recognised", act=_mistake)
    yield Drill(promise=promise.id, sabotage="objection-struck-out", act=strike_out)


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


def _leave_out(sandbox: Sandbox) -> None:
    """Serve the notice without the anchors of its refusals."""

    def change(bench: Bench) -> Bench:
        def served(language: Language) -> str:
            return bench.served(language).replace('id="refuse-', 'id="')

        return replace(bench, served=served)

    sandbox.swap(change)
