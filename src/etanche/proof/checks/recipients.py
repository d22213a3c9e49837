"""
`recipients:<recipient>`, `recipients:others`, `recipients:never-sold`, `recipients:changes`: who else receives what, and that nobody else does.

Every recipient there is, and one that nobody declared, is put to the gate for every category and purpose;
a disclosure that nobody granted is attempted; and the disclosures of the journal are gone through.
"""

from __future__ import annotations

from etanche.charter import Promise, RecipientKind, Theme
from etanche.journal import Entry
from etanche.proof import announcing, attempts, compelled, succeeded
from etanche.proof.attempts import Attempt
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.persons import giving
from etanche.proof.reach import UNDECLARED, Reach, Sight
from etanche.proof.run import ProofRun


def sees(reach: Reach, subject: str) -> Sight:
    """See who is told what of the vault, and on which condition; hosts are not seen."""
    recipient = reach.charter.recipients.get(subject)
    if subject == "changes":
        return announcing.sees(reach)
    if not reach.vaulted:
        return Sight.NONE
    if recipient is None:
        return Sight.WHOLE
    if recipient.as_ is RecipientKind.AUTHORITY:
        return compelled.sees(reach)
    if recipient.as_ not in (RecipientKind.PROCESSOR, RecipientKind.CONTROLLER, RecipientKind.SUCCESSOR):
        return Sight.NONE
    return Sight.WHOLE if recipient.needs is None or giving.is_tried(reach, subject) else Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Observe the grants and the past, then attempt."""
    match promise.subject:
        case "changes":
            return announcing.check(run, lambda change: change.path[0] == "recipients")
        case "others":
            return _others(run)
        case "never-sold":
            return _never_sold(run)
        case recipient if recipient in run.reach.plan.on_demand:
            return compelled.check(run, recipient) or _wrong(_try(run, recipient)) or compelled.asked(run, recipient)
        case recipient:
            return _one(run, recipient)


def _others(run: ProofRun) -> Outcome:
    declared = run.bench.charter.recipients.keys()
    strangers = (run.bench.plan.recipients | {told.recipient for told in run.bench.plan.disclosures}) - declared
    if any(attempts.told(run, [*sorted(strangers), UNDECLARED])):
        return broken("recipients.undeclared", recipients=max(1, len(strangers)))
    happened = sum(1 for entry in attempts.past_disclosures(run) if entry.facts.get("recipient") not in declared)
    if happened:
        return broken("recipients.happened", disclosures=happened)
    return _wrong(_try(run, UNDECLARED)) or kept("recipients.nobody-else", recipients=len(declared))


def _one(run: ProofRun, recipient: str) -> Outcome:
    granted = giving.granted(run.bench.charter, recipient)
    opened = {(category, purpose) for _, category, purpose in attempts.told(run, [recipient])}
    if opened - granted:
        return broken("recipients.too-much", grants=len(opened - granted))
    if run.bench.plan.told_if.get(recipient) != run.reach.plan.told_if.get(recipient):
        return broken("recipients.condition-missing")
    happened = sum(
        1
        for entry in attempts.past_disclosures(run)
        if entry.facts.get("recipient") == recipient and (_category(entry), entry.purpose) not in granted
    )
    if happened:
        return broken("recipients.happened", disclosures=happened)
    return _wrong(_try(run, recipient)) or _whole(run, recipient, grants=len(granted))


def _whole(run: ProofRun, recipient: str, *, grants: int) -> Outcome:
    """Look at what else is promised of a recipient that is given nothing but what is granted."""
    known = run.bench.charter.recipients[recipient]
    if known.as_ is RecipientKind.SUCCESSOR:
        return succeeded.check(run) or kept("recipients.nothing-yet")
    if known.needs is None or not giving.is_tried(run.reach, recipient):
        return kept("recipients.only-this", grants=grants)
    return giving.conditions(run, recipient) or kept("recipients.on-condition", grants=grants)


def _never_sold(run: ProofRun) -> Outcome:
    charter = run.bench.charter
    commerce = {name for name, purpose in charter.purposes.items() if purpose.theme is Theme.ADVERTISING}
    compels = run.reach.plan.on_demand
    sold = [
        told for told in run.bench.plan.disclosures if told.purpose in commerce or told.purpose not in charter.purposes
    ]
    if charter.answers.sale or sold:
        return broken("recipients.sold", grants=max(1, len(sold)))
    happened = [
        entry
        for entry in attempts.past_disclosures(run)
        if (entry.purpose in commerce or entry.purpose not in charter.purposes)
        and entry.facts.get("recipient") not in compels
    ]
    if happened:
        return broken("recipients.happened", disclosures=len(happened))
    attempt = _ask(run, recipient=UNDECLARED, category=run.reach.first, purpose=UNDECLARED)
    return _wrong(attempt) or kept("recipients.never-sold", recipients=len(charter.recipients))


def tempting(reach: Reach, recipient: str) -> tuple[str, str]:
    """Return the first (category, purpose) that is alive and that a recipient is not granted, or one that nobody declared."""
    granted = giving.granted(reach.charter, recipient)
    uses = sorted(
        (category, name)
        for name, it in reach.charter.purposes.items()
        for category in it.uses
        if (category in reach.held and reach.plain(name)) or (category in reach.persons and reach.begins(name))
    )
    return next((pair for pair in uses if pair not in granted), (reach.first, UNDECLARED))


def _try(run: ProofRun, recipient: str) -> Attempt:
    """Ask that canaries be told to a recipient who may not have them."""
    category, purpose = tempting(run.reach, recipient)
    return _ask(run, recipient=recipient, category=category, purpose=purpose)


def _ask(run: ProofRun, *, recipient: str, category: str, purpose: str) -> Attempt:
    """Ask for canaries of traffic all together, for a record of somebody made up by its address."""
    ask = giving.strangely if category in run.reach.persons else attempts.disclose
    return ask(run, recipient=recipient, category=category, purpose=purpose)


def _wrong(attempt: Attempt) -> Outcome | None:
    if attempt.allowed:
        return broken("recipients.told", records=len(attempt.records))
    if not attempt.journalled:
        return broken("recipients.refusal-unwritten")
    return None


def _category(entry: Entry) -> str:
    return entry.object.partition("/")[0]
