"""
`rights:complaint`: in every language the notice names the authority, and leads to where a complaint is made.
`rights:erasure`, `rights:restriction`, `rights:rectification`, `rights:objection`, `rights:withdrawal`: what the vault does when it is told.
A withdrawal that nobody proved is tried too: it stops the use and destroys nothing. `rights:access`, `rights:portability`: what an archive of somebody made up holds. `rights:identity`: to whom requests were granted.
`rights:california`: what is asked under that law is answered in its own days, and knowing, correcting and deleting do what they say; refusing, by a
signal too, is `objection:…`.
`rights:after-death`: wishes of somebody made up, and which requests about a death were granted.

That requests are answered in time is looked at in the register, for each of these rights, once it is seen to say what the journal was told, and that
no letter about them was lost on its way out; what was asked on paper and never entered is not seen. So is whether those who were given the data were
told (GDPR 19): in time, by a letter that a server took or by somebody who wrote it down; what a recipient does then is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from etanche.charter import Charter, Promise
from etanche.notice import authority, sentence
from etanche.proof.checks.consent import of_a_purpose
from etanche.proof.checks.documents import served
from etanche.proof.guests import deciding
from etanche.proof.guests.doubted import withdrawn_by_a_stranger
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.persons import afterwards, asked, life
from etanche.proof.persons.asking import Reader, reader_of
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State
from etanche.rights import Right
from etanche.terms import Language
from etanche.words import Link


def sees(reach: Reach, subject: str) -> Sight:
    """See where to complain, where the address is known, and what the vault does; people's part in a right, and other databases, are not seen."""
    seen: Mapping[str, tuple[bool, Sight]] = {
        "complaint": (all(address(reach.charter, it) for it in reach.charter.notice.languages), Sight.WHOLE),
        "restriction": (first(reach) is not None, Sight.WHOLE),
        "objection": (bool(reach.persons and life.refusable(reach)), Sight.WHOLE),
        "erasure": (mortal(reach) is not None, Sight.PART if reach.charter.estates else Sight.WHOLE),
        "rectification": (life.correctable(reach) is not None, Sight.PART),
        "withdrawal": (yes(reach) is not None, _of_withdrawal(reach)),
        "access": (known(reach) is not None, Sight.PART if reach.charter.estates else Sight.WHOLE),
        "portability": (given(reach) is not None, Sight.PART if reach.charter.estates else Sight.WHOLE),
        "california": (known(reach) is not None, _of_california(reach)),
        "identity": (reach.charter.rights is not None, Sight.WHOLE),
        "after-death": (bool(reach.persons), Sight.PART if reach.charter.estates else Sight.WHOLE),
    }
    there, sight = seen.get(subject, (False, Sight.NONE))
    return sight if there else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Look whether the register is as it was written down, and for late answers, then try what is promised."""
    rights = asked.OF.get(promise.subject, frozenset())
    told = frozenset(Right) if promise.subject == "identity" else rights
    if wrong := asked.as_written(run, told) or asked.in_time(run, rights) or asked.letters_left(run, rights):
        return wrong
    if promise.subject == "california":
        return _california(run)
    if promise.subject in {"access", "portability", "identity"}:
        return _answers(run, promise.subject)
    return _heard(run, promise.subject)


def _answers(run: ProofRun, subject: str) -> Outcome:
    """Look into archives, or at whom requests were granted to."""
    reader = known(run.reach) if subject == "access" else given(run.reach) if subject == "portability" else None
    if reader is None:
        return asked.recognised(run)
    return asked.everything(run, reader) if subject == "access" else asked.portable(run, reader, not_given(run.reach))


def _of_california(reach: Reach) -> Sight:
    """See it whole where each of what can be asked can be tried."""
    tried = life.correctable(reach) is not None and mortal(reach) is not None and not reach.charter.estates
    return Sight.WHOLE if tried else Sight.PART


def _california(run: ProofRun) -> Outcome:
    """Know, correct and delete, on people made up."""
    reader, found, erasable = known(run.reach), life.correctable(run.reach), mortal(run.reach)
    tries = (
        None if reader is None else partial(asked.everything, run, reader),
        None if found is None else partial(life.corrected, run, *found),
        None if erasable is None else partial(life.erased, run, erasable),
    )
    for outcome in (one() for one in tries if one is not None):
        if outcome.state is not State.KEPT:
            return outcome
    return kept("rights.california")


def _heard(run: ProofRun, subject: str) -> Outcome:
    """Read the served notice, or tell the vault what a person says."""
    match subject:
        case "restriction" if (reader := first(run.reach)) is not None:
            return life.restricted(run, reader)
        case "erasure" if (reader := mortal(run.reach)) is not None:
            return life.erased(run, reader)
        case "rectification" if (found := life.correctable(run.reach)) is not None:
            return life.corrected(run, *found)
        case "after-death":
            return afterwards.instructed(run)
        case "withdrawal" if yes(run.reach) is not None:
            return _withdrawn(run)
    return _objection(run) if subject == "objection" else _complaint(run)


def _of_withdrawal(reach: Reach) -> Sight:
    """See it whole where every yes that people can give here is seen whole."""
    return Sight.WHOLE if all(deciding.whole(reach, one) for one in life.consented(reach)) else Sight.PART


def _withdrawn(run: ProofRun) -> Outcome:
    """Take back each yes that a check can give, as who said it, and as a stranger does in their name."""
    readers = list(life.readers(run.reach, life.consented(run.reach)))
    outcomes = [of_a_purpose(run, reader.purpose) for reader in readers]
    if wrong := next((one for one in outcomes if one.state is not State.KEPT), None):
        return wrong
    doubted = (withdrawn_by_a_stranger(run, reader) for reader in readers)
    return next((one for one in doubted if one is not None), outcomes[0])


def _objection(run: ProofRun) -> Outcome:
    """Each use that can be refused is one for the vault too, in the same way, and the notice says how it is refused."""
    charter = run.bench.charter
    wanted = {name: charter.purposes[name].objection for name in life.refusable(run.reach)}
    if dict(run.bench.plan.objections) != wanted:
        return broken("rights.objection-differs")
    for language in charter.notice.languages:
        page = served(run, language)
        said = (sentence(charter, Promise(kind="objection", subject=name), language) for name in wanted)
        if missing := sum(1 for one in said if not page.says(one)):
            return broken("rights.objection-unsaid", purposes=missing, language=language)
    return kept("rights.objection-said", purposes=len(wanted))


def first(reach: Reach) -> Reader | None:
    """Return a reader for the first purpose that no law keeps, and that a check can try."""
    return next(life.readers(reach, sorted(reach.charter.purposes.keys() - reach.plan.exact)), None)


def known(reach: Reach) -> Reader | None:
    """Return a reader for the first purpose that a check can try, whatever keeps it."""
    return next(life.readers(reach, sorted(reach.charter.purposes)), None)


def given(reach: Reach) -> Reader | None:
    """Return a reader of a category that is portable."""
    every = life.readers(reach, sorted(reach.charter.purposes))
    return next((reader for reader in every if asked.is_portable(reach, reader.category)), None)


def not_given(reach: Reach) -> Reader | None:
    """Return a reader of a category that is used by consent or contract and was given by somebody else."""
    every = life.readers(reach, sorted(reach.charter.purposes))
    return next(
        (
            reader
            for reader in every
            if asked.is_used_by_choice(reach, reader.category) and reader.category not in reach.plan.given
        ),
        None,
    )


def mortal(reach: Reach) -> Reader | None:
    """Return a reader of a category of which no law keeps anything, so that an erasure leaves nothing."""
    lawful = {category for purpose, category in reach.plan.terms if purpose in reach.plan.exact}
    every = (
        reader_of(reach, purpose, category)
        for category in sorted(reach.persons - lawful)
        for purpose in reach.plan.purposes_of(category)
    )
    return next((reader for reader in every if reader is not None), None)


def yes(reach: Reach) -> str | None:
    """Return the first purpose that rests on consent and that a check can try."""
    return next((reader.purpose for reader in life.readers(reach, life.consented(reach))), None)


def _complaint(run: ProofRun) -> Outcome:
    """Read the served notice."""
    charter = run.bench.charter
    for language in charter.notice.languages:
        page = served(run, language)
        if not page.says(charter.organisation.authority) or address(charter, language) not in page.links:
            return broken("rights.no-authority", language=language)
    return kept("rights.authority", languages=len(charter.notice.languages))


def address(charter: Charter, language: Language) -> str:
    """Return where a complaint is made; nothing where nobody knows."""
    found = authority(charter, language)
    return found.href if isinstance(found, Link) else ""
