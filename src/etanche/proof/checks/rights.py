"""
`rights:complaint`: in every language the notice names the authority, and leads to where a complaint is made.

The other rights are answered by people; this version has nothing that could look at how.
"""

from __future__ import annotations

from etanche.charter import Charter, Promise
from etanche.notice import authority
from etanche.proof.checks.documents import served
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.terms import Language
from etanche.words import Link


def sees(reach: Reach, subject: str) -> Sight:
    """See where to complain, where the address is known."""
    if subject != "complaint":
        return Sight.NONE
    known = all(address(reach.charter, language) for language in reach.charter.notice.languages)
    return Sight.WHOLE if known else Sight.NONE


def check(run: ProofRun, _promise: Promise) -> Outcome:
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
