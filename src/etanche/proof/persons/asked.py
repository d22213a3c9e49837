"""
What people ask is answered: in time, to who showed who they are, with everything and nothing of others.

Of living requests only days and words of ours are looked at. What an answer would hold is tried on two persons made up for it, who have data of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from etanche.charter import Basis, Proof
from etanche.clock import day_of
from etanche.outbound import letters_lost
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.persons.asking import Reader
from etanche.proof.persons.scene import Scene, played, probing
from etanche.proof.reach import Reach
from etanche.proof.run import ProofRun
from etanche.rights import Right, Seen, access_files, differing, late, portable_files, unproved, untold

OF: Final[Mapping[str, frozenset[Right]]] = {
    "access": frozenset({Right.ACCESS}),
    "rectification": frozenset({Right.RECTIFICATION, Right.COMPLETION}),
    "erasure": frozenset({Right.ERASURE}),
    "restriction": frozenset({Right.RESTRICTION}),
    "objection": frozenset({Right.OBJECTION, Right.MARKETING_OBJECTION}),
    "portability": frozenset({Right.PORTABILITY}),
    "withdrawal": frozenset({Right.WITHDRAWAL}),
    "california": frozenset({Right.KNOW, Right.CORRECT, Right.DELETE, Right.OPT_OUT, Right.LIMIT}),
    "after-death": frozenset({Right.AFTER_DEATH}),
}
"""The rights that a promise is about."""

_GIVEN: Final = frozenset({Basis.CONSENT, Basis.CONTRACT})


def as_written(run: ProofRun, rights: Collection[Right]) -> Outcome | None:
    """Compare the register with the journal, and return what is wrong: a request for such a right is not in it as it was written down."""
    bench = run.bench
    found = run.once("requests-differing", lambda: differing(bench.store, bench.journal, bench.organisation))
    changed = sum(number for right, number in found.items() if right in rights)
    return broken("rights.request-changed", requests=changed) if changed else None


def in_time(run: ProofRun, rights: Collection[Right]) -> Outcome | None:
    """Look at every open request, and return what is wrong: the last day of the law is past for one that asks for such a right."""
    bench = run.bench
    found = late(bench.store, bench.organisation, day_of(run.at, run.reach.plan.zone))
    past = sum(number for right, number in found.items() if right in rights)
    return broken("rights.late", requests=past) if past else None


def letters_left(run: ProofRun, rights: Collection[Right]) -> Outcome | None:
    """Look for the letters that were posted, and return what is wrong: one to who asked neither left nor waits in its turn, or one to a recipient."""
    bench = run.bench
    gone = run.once("letters-lost", lambda: letters_lost(bench.store, bench.journal, bench.organisation, run.at))
    if gone and rights:
        return broken("rights.letters-lost", letters=len(gone))
    return recipients_told(run, rights)


def recipients_told(run: ProofRun, rights: Collection[Right]) -> Outcome | None:
    """Look at who else was to be told of what was granted, and return what is wrong: a letter is gone, or a mark has no line that made it."""
    bench = run.bench
    found = run.once("recipients-untold", lambda: untold(bench.store, bench.journal, bench.organisation))
    lost, unproven = (sum(many[right] for right in rights) for many in (found.lost, found.unproven))
    if lost:
        return broken("rights.recipient-letter-lost", letters=lost)
    return broken("rights.recipient-unproven", recipients=unproven) if unproven else None


def recognised(run: ProofRun) -> Outcome:
    """Nobody was granted anything who had not shown who they are, by what the charter names."""
    rights = run.bench.charter.rights
    by = (Proof.SIGNED_LINK,) if rights is None else rights.identity.by
    found = unproved(run.bench.store, run.bench.organisation, by)
    return broken("rights.told-a-stranger", requests=found) if found else kept("rights.recognised")


def everything(run: ProofRun, reader: Reader) -> Outcome:
    """Make up two persons, and look into the archive of one: all of theirs is in it, and nothing of the other's."""
    somebody, other = (played(run, reader.purpose) for _ in range(2))
    content = _content(access_files(_seen(run, somebody), run.at))
    if any(str(written.ref).encode() not in content for written in somebody.written.values()):
        return broken("rights.archive-lacks")
    if any(str(written.ref).encode() in content for written in other.written.values()):
        return broken("rights.archive-of-others")
    return kept("rights.archive", records=len(somebody.written))


def portable(run: ProofRun, reader: Reader, other: Reader | None) -> Outcome:
    """
    Look into the portable archives of people made up: what they gave by consent or contract is in it, and nothing else.

    Args:
        run: the run.
        reader: of a category that is portable.
        other: of one that is not, though consent or contract uses it: somebody else gave those data.
    """
    for one in (reader, *([] if other is None else [other])):
        somebody = played(run, one.purpose)
        files = portable_files(_seen(run, somebody), (), run.at)
        names = {name.partition(".")[0] for name, _ in files} - {"index", "schema"}
        wanted = {name for name in somebody.written if is_portable(run.reach, name)}
        if names != wanted:
            return broken("rights.portable-more" if names - wanted else "rights.portable-lacks")
    return kept("rights.portable")


def is_portable(reach: Reach, category: str) -> bool:
    """Tell whether records of a category are given by the person and used by consent or contract, as the charter says."""
    return category in reach.plan.given and is_used_by_choice(reach, category)


def is_used_by_choice(reach: Reach, category: str) -> bool:
    """Tell whether a category is used by consent or contract."""
    purposes = reach.charter.purposes
    return any(purposes[one].basis in _GIVEN for one in reach.plan.purposes_of(category))


def _seen(run: ProofRun, somebody: Scene) -> Seen:
    held = probing(run).mirror(somebody.person).held()
    charter = run.bench.charter
    return Seen(charter=charter, plan=run.bench.plan, language=charter.notice.languages[0], held=held, looks=())


def _content(files: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(content for _, content in files)
