"""
Whose yes comes to its end: found in the ledger, for whoever writes to them before.
"""

from __future__ import annotations

from datetime import date

from etanche.charter import agreed_for
from etanche.clock import day_of
from etanche.standing import ASKED_AGAIN, moment_in, person_subject
from etanche.store import moment_of, names, standing
from etanche.vault.asking import obeyed
from etanche.vault.choosing import agreed_until
from etanche.vault.means import Means

_PERSONS = person_subject(b"")


def ending(means: Means, *, until: date) -> tuple[tuple[bytes, str], ...]:
    """Return (person, purpose) of every yes for a time whose end lies ahead and no later than a day, and of which nothing was said since."""
    plan = means.plan
    timed = {one for one in plan.consents if any(p == one and agreed_for(keep) for (p, _), keep in plan.terms.items())}
    if not timed:
        return ()
    found: dict[tuple[str, str], date] = {}
    with means.store.reading() as connection:
        obeyed(means, connection)
        called = {number: name for name, number in names.all_of(connection, means.organisation, "purpose").items()}
        for row in standing.of_events(
            connection, means.organisation, ["consent-given", "consent-withdrawn", ASKED_AGAIN]
        ):
            purpose = called.get(row.purpose or 0, "")
            if purpose not in timed or not row.subject.startswith(_PERSONS) or "/" in row.subject:
                continue
            found.pop((row.subject, purpose), None)
            if row.event == "consent-given":
                given = moment_of(row.effective) if "T" in row.effective else date.fromisoformat(row.effective)
                found[row.subject, purpose] = day_of(moment_in(given, plan.zone), plan.zone)
    ends = {key: agreed_until(plan, key[1], given) for key, given in found.items()}
    today = means.today()
    return tuple(
        sorted(
            (bytes.fromhex(subject.removeprefix(_PERSONS)), purpose)
            for (subject, purpose), end in ends.items()
            if end is not None and today < end <= until
        )
    )
