"""
Who may look because of what: cases, attempts beside them, what stops destruction, and what authorities demand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from etanche_client.transport import Asking, said

Json = Mapping[str, Any]


class Cases(Asking):
    """Grants that a case gives, and the inquiries that attempts outside one open."""

    def grants(self) -> list[Json]:
        """Return the grants of every case, with what became of each."""
        return list(self._ask("GET", "grants").json())

    def of(self, case: str) -> list[Json]:
        """Return the grants of one case."""
        return list(self._ask("GET", f"cases/{case}/grants").json())

    def grant(
        self,
        case: str,
        *,
        role: str,
        actor: str,
        reason: str,
        until: datetime | None = None,
        persons: Sequence[str] | None = None,
    ) -> Json:
        """Let somebody act in a role because of a case; the key approves, in its own role."""
        body = said(role=role, actor=actor, reason=reason, until=until, persons=None if persons is None else [*persons])
        told: Json = self._ask("POST", f"cases/{case}/grants", body).json()
        return told

    def revoke(self, case: str, *, role: str, actor: str) -> None:
        """End what a case grants somebody, now."""
        self._ask("POST", f"cases/{case}/grants/revoke", {"role": role, "actor": actor})

    def close(self, case: str) -> None:
        """End every grant of a case, now."""
        self._ask("DELETE", f"cases/{case}")

    def inquiries(self) -> list[Json]:
        """Return the inquiries, those first that wait for an answer."""
        return list(self._ask("GET", "inquiries").json())

    def settle(self, inquiry: str, finding: str, words: str) -> None:
        """Say what an inquiry found: `justified`, `mistake` or `breach`."""
        self._ask("POST", f"inquiries/{inquiry}", {"finding": finding, "words": words})


class Holds(Asking):
    """What stops the destruction of records, and opens none; each is of a case, of a person or of one record of theirs."""

    def all(self) -> list[Json]:
        """Return the holds that stand, those first whose review is overdue."""
        return list(self._ask("GET", "holds").json())

    def place(self, person: str, case: str, *, reason: str, owner: str, review: date) -> None:
        """Hold everything of a person."""
        self._ask("PUT", f"persons/{person}/holds/{case}", said(reason=reason, owner=owner, review=review))

    def place_on(self, ref: str, case: str, *, reason: str, owner: str, review: date) -> None:
        """Hold one record."""
        self._ask("PUT", f"records/{ref}/holds/{case}", said(reason=reason, owner=owner, review=review))

    def release(self, person: str, case: str) -> None:
        """Lift the hold of a case on a person; what ended meanwhile waits 72 hours."""
        self._ask("DELETE", f"persons/{person}/holds/{case}")

    def release_on(self, ref: str, case: str) -> None:
        """Lift the hold of a case on one record."""
        self._ask("DELETE", f"records/{ref}/holds/{case}")


class Demands(Asking):
    """What authorities that may compel an organisation demanded; to examine and to give takes two people, and no key."""

    def enter(
        self,
        recipient: str,
        *,
        asker: str,
        ground: str,
        words: str,
        sort: str = "other",
        received: date | None = None,
        due: date | None = None,
    ) -> str:
        """Write a demand down as it came: who asks, by which law, what; return what it is called."""
        body = said(recipient=recipient, sort=sort, asker=asker, ground=ground, words=words, received=received, due=due)
        return str(self._ask("POST", "demands", body).json()["name"])

    def all(self) -> list[Json]:
        """Return the register, those with something left to do first."""
        return list(self._ask("GET", "demands").json())

    def show(self, demand: str) -> Json:
        """Return one demand, in order."""
        told: Json = self._ask("GET", f"demands/{demand}").json()
        return told

    def figures(self) -> list[Json]:
        """Return how many came by year and kind of authority; fewer than five are not told apart."""
        return list(self._ask("GET", "demands/figures").json())
