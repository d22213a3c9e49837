"""
An incident ends: told whom the law wants told, or with reasons why not; then it is closed by a report, and takes nothing more.

Who is still owed a word is looked at in the transaction that closes: nobody can raise the severity in between.
"""

from __future__ import annotations

from typing import Final

from etanche.charter import Charter
from etanche.errors import Refused, Unreadable
from etanche.incidents.clocks import clocks_of
from etanche.incidents.incident import Incident, Kind, Severity, Whom
from etanche.incidents.keeping import Incidents
from etanche.incidents.story import ITSELF

_GRAVE: Final = frozenset({Severity.RISK, Severity.HIGH})


class StillOwed(Refused):
    """Somebody is to be told of an incident still, and nobody decided otherwise."""


def owed(incident: Incident, charter: Charter) -> tuple[Whom, ...]:
    """
    Return who is to be told of an incident still.

    What a person judged a risk is owed to the authority, though nobody said since when somebody is aware of it: not saying so is no way out.
    """
    found = tuple(one.whom for one in clocks_of(incident, charter) if one.owed)
    judged = next((one for one in reversed(incident.story) if one.what is Kind.SEVERITY), None)
    unsaid = incident.aware is None and judged is not None and judged.by != ITSELF
    return (Whom.AUTHORITY,) if unsaid and incident.severity in _GRAVE else found


def spare(incidents: Incidents, name: str, whom: Whom, *, words: str, by: str) -> Incident:
    """
    Decide, with reasons, that people or controllers are not told (GDPR 34(3)); an authority is told unless there is no risk (33(1)).

    Raises:
        Unreadable: it is the authority; or no reason is given.
        NoSuchIncident, IncidentClosed: as their names say.
    """
    if whom is Whom.AUTHORITY:
        raise Unreadable(
            "an authority is told, unless there is no risk for anybody",
            hint="judge it so: `add … severity --severity none`",
        )
    return incidents.add(name, Kind.NOT_TOLD, by=by, words=words, said={"whom": whom.value})


def close(incidents: Incidents, charter: Charter, name: str, *, report: str, by: str) -> Incident:
    """
    Close an incident by a report; it stays in the register.

    Raises:
        StillOwed: somebody is to be told still, and nobody decided otherwise; it stays open.
        NoSuchIncident, IncidentClosed: as their names say.
        Unreadable: there is no report, or nobody gives it.
    """
    incident = incidents.of(name)
    one = incidents.happened(Kind.CLOSED, by, report)
    with incidents.store.writing() as connection:
        incidents.add_within(connection, incident, one)
        waiting = owed(incidents.seen_within(connection, incident), charter)
        if waiting:
            raise StillOwed(
                f"not told yet: {', '.join(waiting)}",
                hint="`etanche incident notify`; or why not: `add … severity --severity none`, `add … not-told`",
            )
    return incidents.of(incident.id.hex())
