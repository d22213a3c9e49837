"""
Since when the charter that is obeyed is known: what it ends that was alive before waits from then on.
"""

from __future__ import annotations

from datetime import datetime

from etanche.standing.guards import BACKWARD_SLACK
from etanche.store import Connection, charters, facts, moment_of, moment_text
from etanche.terms import OrganisationId

_LEARNED = "standing.learned"
"""The digest of a charter that is in force before its moment, and when a sweep first saw that."""


def obeyed(connection: Connection, organisation: OrganisationId, digest: str, now: datetime) -> bool:
    """Say, inside a transaction, whether a charter is the one in force."""
    current = charters.in_force(connection, organisation, moment_text(now))
    return current is None or current[1] == digest


def learned(connection: Connection, organisation: OrganisationId, digest: str, now: datetime) -> datetime | None:
    """
    Return since when a charter is known: the moment it applies from; nothing when no charter ever was applied.

    One that is not in force is learned at this very moment, however often it is asked: what it would end waits.
    One that came into force under a clock that went back since is known from the first sweep that saw it:
    waiting for its moment to come would be waiting for as long as the clock was wrong.
    """
    current = charters.in_force(connection, organisation, moment_text(now))
    if current is None:
        return None
    applied = moment_of(current[0])
    if current[1] != digest:
        # Later than anything that another process may have opened a moment ago.
        return now + BACKWARD_SLACK
    if applied <= now + BACKWARD_SLACK:
        return applied
    seen, _, moment = (facts.get(connection, organisation, _LEARNED) or "").partition(" ")
    return moment_of(moment) if seen == digest and moment_of(moment) <= now + BACKWARD_SLACK else now


def learn(connection: Connection, organisation: OrganisationId, digest: str, now: datetime) -> None:
    """Remember that a sweep saw a charter in force whose moment has not come yet."""
    current = charters.in_force(connection, organisation, moment_text(now))
    if current is None or current[1] != digest or moment_of(current[0]) <= now + BACKWARD_SLACK:
        return
    if learned(connection, organisation, digest, now) == now:
        facts.put(connection, organisation, _LEARNED, f"{digest} {moment_text(now)}")
