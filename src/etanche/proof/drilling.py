"""
`drill`: break each promise in a sandbox, behind the system's back, and see that its check notices.

    with Yard(open_house, at=now) as make_sandbox:
        asleep = [result for result in drill(make_sandbox) if not result.noticed]

Noticed means: on a healthy sandbox the check said *kept* (or *attested*), of all it sees, and on the sabotaged one it found
what the drill is about, and said *broken*, unless the right answer is *unproven*. A check that crashed, or that found something else, was asleep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from etanche.charter import Promise
from etanche.errors import NotFound
from etanche.proof.drills.saboteur import Drill, Saboteur
from etanche.proof.proving import IN_PART, judge
from etanche.proof.rota import drills_of
from etanche.proof.run import ProofRun
from etanche.proof.sandbox import NotASandbox, Sandbox
from etanche.proof.verdict import DrillResult, State, Verdict
from etanche.terms import PromiseId

MakeSandbox = Callable[[], AbstractContextManager[Sandbox]]


class NoSuchDrill(NotFound):
    """No promise of the charter, and no kind of promise, has this name."""


def drill(make_sandbox: MakeSandbox, *, only: str | None = None) -> Iterator[DrillResult]:
    """
    Yield the result of each drill as soon as it is over.

    Args:
        make_sandbox: gives a fresh sandbox each time it is called.
        only: the name of a promise or of a kind; nothing else is drilled.

    Raises:
        NoSuchDrill: there is no promise and no kind of that name.
    """
    with make_sandbox() as healthy:
        drills = [
            one
            for one in drills_of(healthy.bench.charter)
            if only in (None, one.promise, one.promise.partition(":")[0])
        ]
        if not drills:
            raise _nothing_of(only, healthy.bench.promises)
        before = _verdicts(healthy, {one.promise for one in drills})
    for alike in _by_act(drills):
        with make_sandbox() as sandbox:
            strike(alike[0], sandbox)
            under = _verdicts(sandbox, {one.promise for one in alike})
        for one in alike:
            yield _result(one, before[one.promise], under[one.promise])


def _by_act(drills: Iterable[Drill]) -> Iterable[Sequence[Drill]]:
    """Put together what the same hand does to several promises at once: it is done in one sandbox, and each check looks for itself."""
    alike: dict[Saboteur, list[Drill]] = {}
    for one in drills:
        alike.setdefault(one.act, []).append(one)
    return alike.values()


def _nothing_of(only: str | None, made: Iterable[Promise]) -> NoSuchDrill:
    """Return why there is nothing to drill: nobody knows the name, or what it names is only said as yet."""
    hint = "`etanche prove` names them all, and which of them this version checks"
    if any(only in (promise.id, promise.kind) for promise in made):
        return NoSuchDrill("this version checks nothing of this name, so there is nothing to drill", hint=hint)
    return NoSuchDrill("there is no promise or kind of promise of this name", hint=hint)


def strike(one: Drill, sandbox: Sandbox) -> None:
    """
    Let a saboteur loose.

    Raises:
        NotASandbox: on anything that is not exactly a sandbox; nothing was done.
    """
    if type(sandbox) is not Sandbox:
        raise NotASandbox("a saboteur works in a sandbox and nowhere else")
    one.act(sandbox)


def _verdicts(sandbox: Sandbox, wanted: set[PromiseId]) -> Mapping[PromiseId, Verdict]:
    """Judge some promises of a sandbox in one run."""
    with ProofRun(sandbox.bench) as run:
        return {promise.id: judge(run, promise) for promise in sandbox.bench.promises if promise.id in wanted}


def _result(one: Drill, before: Verdict, under: Verdict) -> DrillResult:
    awake = under.state is one.expects and under.because == one.finds
    return DrillResult(
        promise=one.promise,
        sabotage=one.sabotage,
        noticed=(before.state in {State.KEPT, State.ATTESTED} or before.because == IN_PART) and awake,
        before=before.state,
        under=under.state,
    )
