"""
An authority that may compel us: nothing flows to it, it is given what a demand of its own names, and the register of demands is whole.

What this does *not* see: whether a demand was lawful, whether what people wrote of it is true, and what is handed over outside the vault.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from etanche.charter import Condition, Status
from etanche.gate import Ask, decide
from etanche.incidents.demands import Demand, Duty, What, awaited
from etanche.proof import attempts
from etanche.proof.attempts import Attempt
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import giving
from etanche.proof.persons.asking import Reader, met, reader_of
from etanche.proof.persons.scene import Scene, played, probing
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.told_of import fewer
from etanche.terms import Action

GRACE: Final = timedelta(days=30)
"""So long after people may be told they are, or somebody said why not."""

_UNDEMANDED: Final = frozenset(Condition) - {Condition.DEMAND}
_BEGUN: Final = frozenset({What.GIVING, What.GIVEN})


def sees(reach: Reach) -> Sight:
    """See all of it where a check can make somebody up who is the one that a demand names, else only that nothing is given without one."""
    return Sight.WHOLE if _reader(reach) is not None else Sight.PART


def check(run: ProofRun, recipient: str) -> Outcome | None:
    """Observe what the plan lets flow, what was given, and the register; return what is wrong."""
    flows = _flows(run, recipient) - giving.granted(run.bench.charter, recipient)
    if flows or recipient not in run.bench.plan.on_demand:
        return broken("recipients.flows", grants=max(1, len(flows)))
    found = {one.name: one for one in _all(run)}
    stories = {name: len(one.story) for name, one in found.items()}
    if changed := fewer(run, stories, object="demand", name=lambda line: line.case, forgotten="demand-forgotten"):
        return broken("recipients.demand-changed", demands=changed)
    undemanded = sum(
        1
        for entry in attempts.past_disclosures(run)
        if entry.facts.get("recipient") == recipient
        and (entry.object, entry.purpose) not in giving.granted(run.bench.charter, recipient)
        and not _demanded(found.get(entry.case or ""), recipient)
    )
    if undemanded:
        return broken("recipients.undemanded", disclosures=undemanded)
    return _silences(run, found) or _untold(run, found)


def asked(run: ProofRun, recipient: str) -> Outcome:
    """Attempt: give a record of somebody made up without a demand, and of somebody else than it names; then for it."""
    reader = _reader(run.reach)
    demands = sum(one.recipient == recipient for one in _all(run))
    if reader is None:
        return kept("recipients.on-demand", demands=demands)
    one, other = (played(run, reader.purpose, only=reader.category) for _ in range(2))
    conditions = met(run, reader, one)
    case = probing(run).compel(recipient, reader.role, persons=[one.person], sworn=conditions.sworn)
    for somebody, within in ((one, conditions.case), (other, case)):
        attempt = _given(run, recipient, reader, somebody, within)
        if attempt.allowed:
            return broken("recipients.told", records=len(attempt.records))
        if not attempt.journalled:
            return broken("recipients.refusal-unwritten")
    if not _given(run, recipient, reader, one, case).records:
        return unproven("recipients.undemandable")
    return kept("recipients.on-demand", demands=demands)


def _all(run: ProofRun) -> tuple[Demand, ...]:
    """Return every demand, read once a run."""
    return run.once("demands", run.bench.demands.all)


def _reader(reach: Reach) -> Reader | None:
    """Return somebody who reads records of persons that a check can make up."""
    pairs = ((name, category) for name, it in sorted(reach.charter.purposes.items()) for category in sorted(it.uses))
    return next((found for name, category in pairs if (found := reader_of(reach, name, category)) is not None), None)


def _given(run: ProofRun, recipient: str, reader: Reader, somebody: Scene, case: str | None) -> Attempt:
    conditions = met(run, reader, somebody)._replace(case=case)
    session = probing(run).acting(reader.role, purpose=reader.purpose, **conditions._asdict())
    ref = somebody.written[reader.category].ref
    return attempts.tried(run, lambda: iter(session.disclose_records(recipient, ref)))


def _flows(run: ProofRun, recipient: str) -> frozenset[tuple[str, str]]:
    """Return every (category, purpose) that the plan lets be given without a demand, all else being met."""
    plan = run.bench.plan
    asks = (
        Ask(
            action=Action.DISCLOSE,
            category=category,
            purpose=purpose,
            recipient=recipient,
            life=Status.RUNNING,
            met=_UNDEMANDED,
        )
        for category in plan.categories
        for purpose in plan.purposes
    )
    return frozenset((ask.category, ask.purpose or "") for ask in asks if decide(plan, ask).allowed)


def _demanded(demand: Demand | None, recipient: str) -> bool:
    """Tell whether a demand of a recipient was about to be answered."""
    return demand is not None and demand.recipient == recipient and any(step.what in _BEGUN for step in demand.story)


def _silences(run: ProofRun, found: dict[str, Demand]) -> Outcome | None:
    said = {name: one.silent_until for name, one in found.items() if one.silent(run.at)}
    kept_now = run.bench.vault.silences()
    wrong = [name for name in said.keys() | kept_now.keys() if said.get(name) != kept_now.get(name)]
    return broken("recipients.silence-changed", demands=len(wrong)) if wrong else None


def _untold(run: ProofRun, found: dict[str, Demand]) -> Outcome | None:
    today = run.bench.demands.today()
    late = sum(
        1
        for one in found.values()
        if any(duty is Duty.TELL and -left > GRACE.days for duty, left in awaited(one, today))
    )
    return broken("recipients.untold", demands=late) if late else None
