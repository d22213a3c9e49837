"""
Giving records of made-up persons to a recipient: as a role that sees them, its conditions met, with and without what the recipient waits for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etanche.charter import Charter
from etanche.proof import attempts
from etanche.proof.attempts import Attempt
from etanche.proof.outcome import Outcome, broken, unproven
from etanche.proof.persons.asking import Met, Reader, met, reader_of
from etanche.proof.persons.scene import Scene, played, probing, scene, scenes
from etanche.proof.reach import Reach
from etanche.proof.run import ProofRun


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What is to be given of whom, and who gives it."""

    recipient: str
    reader: Reader
    somebody: Scene
    conditions: Met


def granted(charter: Charter, recipient: str) -> frozenset[tuple[str, str]]:
    """Return the (category, purpose) that a charter gives a recipient."""
    receives = charter.recipients[recipient].receives if recipient in charter.recipients else {}
    return frozenset((category, purpose) for category, purposes in receives.items() for purpose in purposes)


def giver(reach: Reach, category: str, purpose: str) -> Reader:
    """Return who gives a category for a purpose: the first role that sees it, or the first there is where none does."""
    found = reader_of(reach, purpose, category) if purpose in reach.charter.purposes else None
    return found or Reader(min(reach.charter.roles), category, purpose)


def is_tried(reach: Reach, recipient: str) -> bool:
    """Tell whether everything a recipient receives can be given by a check, with what they wait for and without."""
    return all(
        category in reach.persons and reader_of(reach, purpose, category) is not None
        for category, purpose in granted(reach.charter, recipient)
    )


def strangely(run: ProofRun, *, recipient: str, category: str, purpose: str) -> Attempt:
    """Ask that a record be given to a recipient for a purpose, declared or not; if need be of somebody for whom another one lives."""
    reader = giver(run.reach, category, purpose)
    there = dict(scenes(run, category))
    written = there.get(purpose, next(iter(there.values())))
    known = purpose in there and reader_of(run.reach, purpose, category) == reader
    somebody = scene(run, purpose) if known else None
    conditions = Met() if somebody is None else met(run, reader, somebody)
    session = probing(run).acting(reader.role, purpose=purpose, **conditions._asdict())
    return attempts.tried(run, lambda: iter(session.disclose_records(recipient, written.ref)))


def conditions(run: ProofRun, recipient: str) -> Outcome | None:
    """Give without what a recipient waits for, then with it; return what is wrong with the answers."""
    for category, purpose in sorted(granted(run.bench.charter, recipient)):
        reader = reader_of(run.reach, purpose, category)
        if reader is not None and (wrong := next(_wrong(run, recipient, reader), None)):
            return wrong
    return None


def _wrong(run: ProofRun, recipient: str, reader: Reader) -> Iterator[Outcome]:
    """Yield what is wrong with the answers, first without and then with what the recipient waits for."""
    needs = run.bench.charter.recipients[recipient].needs
    somebody = played(run, reader.purpose, only=reader.category)
    meets = met(run, reader, somebody)
    gift = Gift(recipient=recipient, reader=reader, somebody=somebody, conditions=meets)
    # A role that itself reads in a case alone gives in one: then the recipient's condition is the role's.
    without = _given(run, gift, case=None if needs is not None and needs.case is not None else meets.case)
    if without.allowed:
        yield broken("recipients.without-condition", records=len(without.records))
    elif not without.journalled:
        yield broken("recipients.refusal-unwritten")
    case = meets.case
    if needs is not None and needs.permission is not None:
        probing(run).tell(somebody.person, "consent-given", purpose=reader.purpose, recipient=recipient)
    if needs is not None and needs.case is not None and case is None:
        case = probing(run).grant(reader.role, persons=[somebody.person], sworn=meets.sworn)
    if not _given(run, gift, case=case).records:
        yield unproven("recipients.silent")


def _given(run: ProofRun, gift: Gift, *, case: str | None) -> Attempt:
    reader, conditions = gift.reader, gift.conditions._replace(case=case)
    session = probing(run).acting(reader.role, purpose=reader.purpose, **conditions._asdict())
    ref = gift.somebody.written[reader.category].ref
    return attempts.tried(run, lambda: iter(session.disclose_records(gift.recipient, ref)))
