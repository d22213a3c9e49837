"""
What people who look after an organisation's vault do: grant and revoke, say who is bound to what, answer inquiries, show who looked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from etanche.vault import cases, owning
from etanche.vault.inquiries import Finding, Inquiry, answer, inquiries
from etanche.vault.looking import Look, looks
from etanche.vault.means import Means


class Granting:
    """The half of a vault that knows who may look, and who did."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is read yet."""
        self._means = means

    def grant(
        self,
        case: str,
        *,
        role: str,
        actor: str,
        reason: str,
        by: str,
        until: datetime | None = None,
        persons: Collection[bytes] | None = None,
    ) -> cases.Grant:
        """Let an actor act in a role because of a case; see `cases.grant`."""
        return cases.grant(
            self._means, case, role=role, actor=actor, reason=reason, by=by, until=until, persons=persons
        )

    def revoke(self, case: str, *, role: str, actor: str, by: str) -> None:
        """
        End what a case grants an actor in a role, now.

        Raises:
            NoSuchGrant: nothing is granted them there, or not any more.
        """
        cases.revoke(self._means, case, role=role, actor=actor, by=by)

    def grants(self, case: str | None = None) -> tuple[cases.Grant, ...]:
        """Return the grants of a case, or of all, with what became of each; those whose time is over are ended first."""
        cases.end_overdue(self._means, case)
        with self._means.store.reading() as connection:
            return tuple(cases.history(self._means, connection, case))

    def inquiries(self) -> tuple[Inquiry, ...]:
        """Return the inquiries that attempts outside a grant opened, those that wait for an answer first."""
        return tuple(inquiries(self._means))

    def answer_inquiry(self, id: str, finding: Finding, words: str, *, by: str) -> None:  # noqa: A002  # the noun's own attribute
        """
        Say what an inquiry found; nobody does so about themselves.

        Raises:
            NoSuchInquiry: none of this id waits for an answer.
            NotYours: it is about whoever answers.
        """
        answer(self._means, id, finding, words, by=by)

    def looks(self, person: bytes, *, actor: str) -> tuple[Look, ...]:
        """Return who looked at a person's data, when and why, as that person may see it; that it was shown is journalled."""
        return looks(self._means, person, actor=actor)

    def close_case(self, case: str, *, by: str) -> None:
        """End every grant of a case now."""
        cases.close(self._means, case, by=by)

    def attest(self, agreement: str, *, actor: str, until: datetime, by: str) -> None:
        """Write down that an actor has given an undertaking, and until when it is in date."""
        cases.attest(self._means, agreement, actor=actor, until=until, by=by)

    def assign(self, role: str, *, actor: str, values: Sequence[str], by: str, until: datetime | None = None) -> None:
        """
        Say which values of the role's field are an actor's own, in place of what was said before: `needs: {own: …}`.

        Raises:
            NotAssigned: the role is bound to no value, somebody assigns it to themselves, or its end is past.
            Unreadable: a value is none that the field can have.
        """
        owning.assign(self._means, role, actor, values, by=by, until=until)
