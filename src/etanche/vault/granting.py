"""
What people who look after an organisation's vault do: grant and revoke, say who is bound to what, answer inquiries, show who looked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from etanche.vault import aliases, cases, compelling, holds, owning, undertakings
from etanche.vault.asking import going_on, obeyed
from etanche.vault.inquiries import Finding, Inquiry, answer, inquiries
from etanche.vault.leaving import Leaving, leaving
from etanche.vault.looking import Look, LookPage, last_looks, looks, page_of_looks
from etanche.vault.means import Means
from etanche.vault.paging import MOST_ON_A_PAGE
from etanche.vault.person_session import require_some
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.unknown import Assumed, Unknown, Waits, assumed, supply, unknown, unknown_among
from etanche.vault.weighing import Weighed, objected, weigh, weighing


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
        as_: str | None = None,
    ) -> cases.Grant:
        """Let an actor act in a role because of a case, approved by somebody else in a role that may; see `cases.grant`."""
        going_on(self._means)
        return cases.grant(
            self._means, case, role=role, actor=actor, reason=reason, by=by, until=until, persons=persons, as_=as_
        )

    def compel(
        self,
        case: str,
        *,
        recipient: str,
        persons: Collection[bytes],
        role: str,
        actor: str,
        reason: str,
        by: str,
        as_: str | None = None,
    ) -> cases.Grant:
        """Let an actor give what a demand of an authority names of some persons, examined by somebody else; see `vault.compelling`."""
        going_on(self._means)
        return compelling.compel(
            self._means,
            case,
            recipient=recipient,
            persons=persons,
            role=role,
            actor=actor,
            reason=reason,
            by=by,
            as_=as_,
        )

    def keep_silent(self, case: str, until: datetime, *, by: str) -> None:
        """Leave what is done in a case out of what persons are shown, until a moment, because the law forbids telling; see `vault.compelling`."""
        compelling.keep_silent(self._means, case, until, by=by)

    def silences(self) -> Mapping[str, datetime]:
        """Return the cases about which silence is kept now, each with its last moment."""
        with self._means.store.reading() as connection:
            return compelling.silences(self._means, connection)

    def revoke(self, case: str, *, role: str, actor: str, by: str) -> None:
        """
        End everything a case grants an actor in a role, now.

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
        going_on(self._means)
        answer(self._means, id, finding, words, by=by)

    def looks(self, person: bytes, *, actor: str, hidden: set[int] | None = None) -> tuple[Look, ...]:
        """
        Return who looked at a person's data, when and why, as that person may see it; that it was shown is journalled; see `vault.looking`.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        going_on(self._means)
        return looks(self._means, person, actor=actor, hidden=hidden)

    def page_of_looks(self, persons: Collection[bytes], *, actor: str, after: int = 0, most: int = 100) -> LookPage:
        """
        Return who looked at the data of persons who are one, a page at a time; see `looking.page_of_looks`.

        Raises:
            NoSuchPerson: one of them is not known.
            Unreadable: a page is of none.
        """
        require_some(most)
        going_on(self._means)
        return page_of_looks(self._means, persons, actor=actor, after=after, most=min(most, MOST_ON_A_PAGE))

    def last_looks(
        self,
        persons: Collection[bytes],
        categories: Collection[str],
        *,
        actor: str,
        most: int,
        hidden: set[int] | None = None,
    ) -> tuple[Look, ...]:
        """Return the last looks at the data of persons who are one, of each category so many at most, the last one first; see `looking.last_looks`."""
        going_on(self._means)
        return last_looks(self._means, persons, categories, actor=actor, most=most, hidden=hidden)

    def close_case(self, case: str, *, by: str) -> None:
        """End every grant of a case now."""
        cases.close(self._means, case, by=by)

    def attest(self, agreement: str, *, actor: str, until: datetime, by: str) -> None:
        """Write down that an actor has given an undertaking, and until when it is in date."""
        going_on(self._means)
        undertakings.attest(self._means, agreement, actor=actor, until=until, by=by)

    def bound(self, agreement: str, *, actor: str) -> bool:
        """Tell whether an undertaking of an actor is in date."""
        with self._means.store.reading() as connection:
            return undertakings.attested(self._means, connection, agreement, actor)

    def assign(self, role: str, *, actor: str, values: Sequence[str], by: str, until: datetime | None = None) -> None:
        """
        Say which values of the role's field are an actor's own, in place of what was said before: `needs: {own: …}`.

        Raises:
            NotAssigned: the role is bound to no value, somebody assigns it to themselves, or its end is past.
            Unreadable: a value is none that the field can have.
        """
        going_on(self._means)
        owning.assign(self._means, role, actor, values, by=by, until=until)

    # — who is who, and what nobody recorded

    def join(
        self, one: bytes, other: bytes, *, actor: str, proved: bool = False, case: str | None = None
    ) -> frozenset[bytes]:
        """
        Join two persons who are one; requests and erasure act on the whole group, which is returned.

        Args:
            one: a person.
            other: another one, joined with whoever they are joined with already.
            actor: who answers for it.
            proved: whether control of the address was proved; else it is the actor's decision.
            case: because of which case.

        Raises:
            Unreadable: they are the same, or a hold was placed meanwhile.
            NoSuchPerson: one of them is not known, or was erased.
        """
        means = self._means
        with means.store.reading() as connection:
            obeyed(means, connection)
            aliases.unless_gone(means, connection, {one, other})
        # Held first: killed between the two, somebody is held who need not be, and nobody goes who should stay.
        holds.extend(means, one, other, actor=actor)
        unless = holds.require_one_hold
        joined = aliases.join(means, one, other, actor=actor, proved=proved, case=case, unless=unless)
        # What one of them refused is refused for the addresses of all, from now on.
        keep_of(means, one)
        return joined

    def part(self, person: bytes, *, actor: str, case: str | None = None) -> None:
        """
        Take a person out of their alias group.

        Raises:
            NoSuchPerson: they are joined with nobody.
        """
        aliases.part(self._means, person, actor=actor, case=case)

    def group_of(self, person: bytes) -> frozenset[bytes]:
        """Return a person and everybody they are joined with."""
        with self._means.store.reading() as connection:
            return aliases.group_of(self._means, connection, person)

    def unknown(self) -> tuple[Unknown, ...]:
        """Return the dates that nobody recorded and that records wait for, by category and event."""
        return tuple(unknown(self._means))

    def unknown_among(self, *, after: bytes = b"", most: int) -> Waits:
        """Return the same of so many persons who come after one, with the place to go on from: for a page."""
        return unknown_among(self._means, after=after, most=most)

    def leaving(self) -> Leaving:
        """Return what goes when, by the rules of the charter, of everything held; counted by day of collection, and none is opened."""
        return leaving(self._means)

    def weighing(self, *, most: int) -> tuple[Weighed, ...]:
        """Return the objections that somebody has to weigh, the oldest first."""
        return weighing(self._means, most=most)

    def weigh(
        self,
        person: bytes,
        purpose: str,
        *,
        heard: bool,
        reason: str,
        case: str | None = None,
        by: str,
        others: Collection[bytes] = (),
    ) -> None:
        """
        Decide on an objection, of whoever is that person; see `vault.weighing`.

        Raises:
            NothingToWeigh: nobody waits for this decision.
            Unreadable: no reason is given.
        """
        weigh(self._means, person, purpose, heard=heard, reason=reason, case=case, by=by, others=others)

    def objected(self, person: bytes, purpose: str) -> tuple[bytes | None, ...]:
        """Return what shows each objection to a purpose that waits for a decision, of whoever is that person; see `vault.weighing`."""
        return objected(self._means, person, purpose)

    def assumed(self) -> tuple[Assumed, ...]:
        """Return the dates that somebody decided on, by event and by whose decision."""
        return tuple(assumed(self._means))

    def supply(
        self,
        event: str,
        *,
        actor: str,
        on: date | None = None,
        category: str | None = None,
        person: bytes | None = None,
    ) -> int:
        """
        Tell everybody of whom an event is waited for that it happened, as assumed by the actor; return how many persons they are.

        Args:
            event: what is waited for, such as `contract-start`.
            actor: whose decision it is.
            on: when it happened; the day of each person's first record that waits for it, if left out.
            category: only for records of this category.
            person: only of this one; of everybody if left out.

        Raises:
            NothingUnknown: nothing waits for this date, or it lies ahead.
        """
        return supply(self._means, event, on=on, category=category, actor=actor, person=person)
