"""
Incidents: what is done when something goes wrong. Access is stopped and begins again (`Halter`); detectors look at the journal (`Watching`);
what happened is written down, sealed, with its clocks (`Incidents`); whom it concerns is computed; authority and people are told (`Notifying`).

What this room does *not* do: decide who may stop access or let it go on (doors and hall do), or refuse anything itself: every transaction of
the vault reads the word that this room says.
"""

from etanche.incidents.advisories import AdvisoriesUnreadable, Affected, Looked, affected, installed
from etanche.incidents.announcing import Announcement, PublicStatus, announced, announcements, public_status
from etanche.incidents.clocks import Clock, clocks_of
from etanche.incidents.closing import StillOwed, close, spare
from etanche.incidents.concern import Concerned
from etanche.incidents.detectors import LIMITS, REFUSED_LOGINS, Found
from etanche.incidents.drafts import Draft, both, draft, summary
from etanche.incidents.halting import Factor, Halter, NothingHalted, halt, resume
from etanche.incidents.incident import Happened, Incident, Kind, Scope, Severity, Whom
from etanche.incidents.keeping import IncidentClosed, Incidents, NoSuchIncident
from etanche.incidents.notifying import Notified, Notifying, NotReady
from etanche.incidents.printing import as_json
from etanche.incidents.story import ITSELF
from etanche.incidents.watching import BOOKMARK, Watching, bookmark_of

__all__ = [
    "BOOKMARK",
    "ITSELF",
    "LIMITS",
    "REFUSED_LOGINS",
    "AdvisoriesUnreadable",
    "Affected",
    "Announcement",
    "Clock",
    "Concerned",
    "Draft",
    "Factor",
    "Found",
    "Halter",
    "Happened",
    "Incident",
    "IncidentClosed",
    "Incidents",
    "Kind",
    "Looked",
    "NoSuchIncident",
    "NotReady",
    "NothingHalted",
    "Notified",
    "Notifying",
    "PublicStatus",
    "Scope",
    "Severity",
    "StillOwed",
    "Watching",
    "Whom",
    "affected",
    "announced",
    "announcements",
    "as_json",
    "bookmark_of",
    "both",
    "clocks_of",
    "close",
    "draft",
    "halt",
    "installed",
    "public_status",
    "resume",
    "spare",
    "summary",
]
