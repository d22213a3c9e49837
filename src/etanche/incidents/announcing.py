"""
What everybody reads of incidents: what somebody decided to say on the status page, and whether access is halted. Nothing of anybody, by construction:
a title is sealed and not repeated here, and what is said here is typed for the public.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etanche.errors import Unreadable
from etanche.incidents.incident import Incident, Kind
from etanche.incidents.keeping import Incidents
from etanche.terms import Language

SHOWN: Final = timedelta(days=90)
"""So long after it is over something is still shown."""

LONGEST_SAID: Final = 1_000
_UNSAID: Final = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """One thing that was said to everybody."""

    id: str
    """The incident, and which of its announcements: it never changes."""

    at: datetime
    over: bool
    fr: str
    en: str

    def said(self, language: Language) -> str:
        """Return what it says in a language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, kw_only=True)
class PublicStatus:
    """How it stands: `running`, `incident` or `halted`; and what was said, the newest first."""

    state: str
    announcements: tuple[Announcement, ...]


def announced(incidents: Incidents, name: str, *, fr: str, en: str, over: bool, by: str) -> Incident:
    """
    Say something of an incident to everybody, in both languages.

    Raises:
        Unreadable: one of the languages is missing, or it is too long, or holds a character that no page and no feed can show.
        NoSuchIncident, IncidentClosed: as their names say.
    """
    if not (fr.strip() and en.strip()) or max(len(fr), len(en)) > LONGEST_SAID:
        raise Unreadable("an announcement is said in both languages", hint=f"at most {LONGEST_SAID} letters in each")
    if _UNSAID.search(fr + en):
        raise Unreadable(
            "an announcement holds a character that nobody reads", hint="type the words anew, as plain text"
        )
    said = {"fr": fr.strip(), "en": en.strip(), "over": "yes" if over else "no"}
    return incidents.add(name, Kind.ANNOUNCED, by=by, said=said)


def announcements(incidents: Incidents) -> tuple[Announcement, ...]:
    """Return what is shown to everybody now, the newest first: of what is over only what was said of late."""
    now = incidents.clock.now()
    found = [
        Announcement(
            id=f"{one.name}-{number}",
            at=said.at,
            over=said.said.get("over") == "yes",
            fr=said.said["fr"],
            en=said.said["en"],
        )
        for one in incidents.all()
        if one.announced and (one.announced[-1].said.get("over") != "yes" or now - one.announced[-1].at < SHOWN)
        for number, said in enumerate(one.announced, start=1)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def public_status(incidents: Incidents, *, halted: bool) -> PublicStatus:
    """Return how it stands, and what is shown to everybody now."""
    ongoing = any(one.announced and one.announced[-1].said.get("over") != "yes" for one in incidents.all())
    state = "halted" if halted else "incident" if ongoing else "running"
    return PublicStatus(state=state, announcements=announcements(incidents))
