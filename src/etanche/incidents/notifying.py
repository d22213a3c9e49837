"""
Telling an authority, controllers and the people concerned: letters into the sealed outbox, and what was told into the incident, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from etanche.charter import Charter
from etanche.errors import Unreadable
from etanche.incidents.clocks import clocks_of
from etanche.incidents.drafts import Draft, both
from etanche.incidents.incident import Incident, Kind, Whom
from etanche.incidents.keeping import Incidents
from etanche.incidents.story import LONGEST
from etanche.outbound import Letter, Outbox

KIND: Final = "incident"


class NotReady(Unreadable):
    """Something the law wants told was not said yet."""


@dataclass(frozen=True, kw_only=True)
class Notified:
    """What came of telling."""

    incident: Incident
    letters: int
    unreached: int
    """How many people have no address in their records: the law lets a public communication take the place of letters (GDPR 34(3)(c))."""

    hidden: int = 0
    """How many lines have a list that somebody changed: whom it named was not told."""


@dataclass(frozen=True, kw_only=True)
class Notifying:
    """Tells of the incidents of one organisation."""

    incidents: Incidents
    outbox: Outbox
    charter: Charter

    def notify(
        self, name: str, whom: Whom, *, by: str, to: Sequence[str] = (), late: str = "", reference: str = ""
    ) -> Notified:
        """
        Tell somebody of an incident.

        Args:
            name: which incident.
            whom: who is told; people are those that its scope concerns, at the addresses in their records: who was not told before,
                or, where everybody was, all of them once more.
            by: who tells.
            to: addresses of an authority or of controllers; without one it is written down that they were told by another way.
            late: why so late, where it is.
            reference: what the authority called it.

        Raises:
            NotReady: nobody judged it a breach; it is late and no reason is given; people would be told less than the law wants; nobody
                said which lines it is about.
            OutboxFull: too many letters wait; nothing was told.
        """
        incident = self.incidents.of(name)
        self._require(incident, whom, late)
        told = both(incident, self.charter, whom, late=late)
        if whom is Whom.PEOPLE and told.missing:
            raise NotReady(f"not said yet: {', '.join(told.missing)}", hint="`etanche incident add` says it")
        if whom is Whom.PEOPLE:
            persons, hidden = self._owed(incident)
            reached = self.incidents.vault.contacts(persons, actor=by)
            addresses, unreached = sorted(set(reached.values())), len(persons) - len(reached)
        else:
            persons, hidden, addresses, unreached = frozenset(), 0, list(to), 0
        said: Mapping[str, str] = {
            "whom": whom.value,
            "late": late,
            "reference": reference,
            "missing": " ".join(told.missing),
        }
        numbers = {"letters": len(addresses), "unreached": unreached, "hidden": hidden}
        one = self.incidents.happened(Kind.TOLD, by, told.text[:LONGEST], said=said, numbers=numbers)
        with self.incidents.store.writing() as connection:
            for address in addresses:
                self.outbox.write(connection, self._letter(address, told))
            self.incidents.add_within(connection, incident, one, persons)
        return Notified(incident=self.incidents.of(name), letters=len(addresses), unreached=unreached, hidden=hidden)

    def _require(self, incident: Incident, whom: Whom, late: str) -> None:
        if incident.aware is None:
            raise NotReady("nobody said since when we are aware of a breach", hint="`etanche incident add … aware`")
        if whom is Whom.PEOPLE and incident.scope is None:
            raise NotReady("nobody said whom it concerns", hint="`etanche incident concerned …` computes it")
        now = self.incidents.clock.now()
        overdue = any(
            one.whom is whom and one.told is None and one.late(now) for one in clocks_of(incident, self.charter)
        )
        if overdue and not late.strip():
            raise NotReady("it is late, and no reason is given", hint="say why with --late: the law asks for it")

    def _owed(self, incident: Incident) -> tuple[frozenset[bytes], int]:
        """Return the people who are told now, and how many lines hide whom they name: those who are owed a word, or everybody in a later phase."""
        if incident.scope is None:
            return frozenset(), 0
        found = self.incidents.concerned(incident.scope)
        owed = found.persons - (self.incidents.people_told(incident) or frozenset())
        return owed or found.persons, found.hidden

    def _letter(self, to: str, told: Draft) -> Letter:
        return Letter(
            to=to, subject=told.subject, text=told.text, kind=f"{KIND}-{told.whom}", name=self.charter.organisation.name
        )
