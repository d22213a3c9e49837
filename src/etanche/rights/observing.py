"""
The register as proof looks at it: whether it says what the journal was told, which last days are past, and which answers went to somebody who had not
shown who they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from etanche.charter import Proof
from etanche.clock import day_of
from etanche.errors import Fault
from etanche.journal import Journal
from etanche.rights.deaths import WAITS
from etanche.rights.facts import SAYS_NOTHING, Right
from etanche.rights.filed import Filed, filed_of
from etanche.rights.lines import digests_of_row
from etanche.rights.request import OPEN, Outcome, Request
from etanche.rights.told import last_told
from etanche.rights.watching import Call, reminders
from etanche.store import Store, requests
from etanche.terms import OrganisationId

AT_ONCE = 500


def every(store: Store, organisation: OrganisationId, *, is_open: bool) -> Iterator[Filed]:
    """
    Yield the requests of which something is owed, or nothing any more; no word of theirs is opened.

    One that somebody altered beyond reading is left out: `differing` misses it.
    """
    after: tuple[str, bytes] | None = None
    while True:
        with store.reading() as connection:
            rows = requests.listed(connection, organisation, most=AT_ONCE, is_open=is_open, after=after)
        for row in rows:
            with suppress(Fault):
                yield filed_of(row, category="")
        if len(rows) < AT_ONCE:
            return
        after = (rows[-1].due, rows[-1].id)


def differing(store: Store, journal: Journal, organisation: OrganisationId) -> Counter[Right]:
    """
    Return how many requests of each right are not in the register as they were when the journal was last told of them.

    Nothing is expected of those whose lines went at the end of their time, nor of those that somebody acts on while this looks.
    """
    before = _kept(store, organisation)
    told = last_told(journal)
    after = _kept(store, organisation)
    found: Counter[Right] = Counter()
    for id_, said in told.items():
        now = after.get(id_)
        if now == before.get(id_) and not said.of(now):
            found[said.right] += 1
    return found


def _kept(store: Store, organisation: OrganisationId) -> dict[bytes, frozenset[str]]:
    with store.reading() as connection:
        return {row.id: digests_of_row(row) for row in requests.every(connection, organisation)}


def late(store: Store, organisation: OrganisationId, today: date) -> Counter[Right]:
    """Return of how many requests of each right the last day of the law is past."""
    found: Counter[Right] = Counter()
    for filed in every(store, organisation, is_open=True):
        found[filed.request.right] += any(call.call is Call.UNLAWFUL for call in reminders(filed.request, today))
    return +found


def unproved(store: Store, organisation: OrganisationId, by: tuple[Proof, ...]) -> int:
    """Return how many requests were granted to somebody who had not shown who they are, or showed it by what the charter does not name."""
    return sum(
        _told_a_stranger(filed.request, by)
        for is_open in (True, False)
        for filed in every(store, organisation, is_open=is_open)
    )


def unchecked(store: Store, organisation: OrganisationId, zone: str) -> int:
    """Return how many requests about a death were granted although nobody had checked it, or before the person could say that they live."""
    return sum(
        _granted_unchecked(filed, zone)
        for is_open in (True, False)
        for filed in every(store, organisation, is_open=is_open)
    )


def _granted_unchecked(filed: Filed, zone: str) -> bool:
    request = filed.request
    if request.right is not Right.AFTER_DEATH or request.answered_on is None or request.outcome is Outcome.REFUSED:
        return False
    checked = filed.checked
    return filed.about is None or checked is None or day_of(checked + WAITS, zone) > request.answered_on


def _told_a_stranger(request: Request, by: tuple[Proof, ...]) -> bool:
    if request.state in OPEN or not request.entitlement.identity:
        return False
    if request.proof is None:
        return request.outcome is not Outcome.REFUSED or not set(request.grounds) <= SAYS_NOTHING
    return request.proof not in {*by, *request.promised.proofs}
