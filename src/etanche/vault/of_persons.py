"""
What the vault does for persons: who they are, what standing is told of them, and how they are erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from etanche.journal import Entry
from etanche.store import Connection
from etanche.terms import new_id
from etanche.vault.arrivals import Place
from etanche.vault.asking import going_on
from etanche.vault.beside import Beside
from etanche.vault.claiming import persons_under
from etanche.vault.ending_yes import ending
from etanche.vault.erased import Erased, erased_of
from etanche.vault.erasing import Eraser, Erasure
from etanche.vault.evidence import opened_evidence
from etanche.vault.evidenced import Sampled, sample
from etanche.vault.holds import Hold, hold, holds, release
from etanche.vault.listed import unlisted
from etanche.vault.means import Means
from etanche.vault.mirror import THEMSELVES, Mirror
from etanche.vault.planning import ErasurePlan, plan_of
from etanche.vault.reaching import ALWAYS, Came, Listed, contacts, entries_about, everybody, held_since, persons_in
from etanche.vault.refs import Ref
from etanche.vault.refusal_marks import ADDRESSES, Refusal
from etanche.vault.refusals import RefusalReceipt, refuse
from etanche.vault.shapes import email
from etanche.vault.telling import Teller, Word
from etanche.vault.telling_all import tell_all
from etanche.vault.unmet import unmet


class OfPersons:
    """The part of the vault that knows persons; `Vault` is one."""

    _means: Means

    @staticmethod
    def new_person() -> bytes:
        """Return the id of a person not met before: 16 random bytes that say nothing."""
        return new_id()

    def known_as(self, sort: str, value: str) -> bytes:
        """
        Return the person that an identifier of some sort stands for: a keyed mark of it, the same whenever it comes.

        An address of mail is compared as it is delivered. Whoever was erased stays erased under their identifiers; what the sort is called tells a number of a customer
        from the same number of an order.
        """
        means = self._means
        return means.keyring.mark(means.organisation, ADDRESSES, f"person\0{sort}\0{email(value) or value}")

    def refuse(
        self,
        refusals: Sequence[Refusal],
        purpose: str,
        *,
        actor: str,
        by: str | None = None,
        imported: Place | None = None,
        proved: bool = True,
    ) -> RefusalReceipt:
        """
        Keep addresses that must not be written to again for a purpose, as keyed marks; see `vault.refusals`.

        A refusal that is not `proved` to be that of whose address it is stops the use only.

        Raises:
            Unreadable: nobody can refuse this purpose.
            UnknownEvent: `by`, whose decision the assumed dates are, is no name.
        """
        return refuse(self._means, refusals, purpose, actor=actor, by=by, imported=imported, proved=proved)

    def tell(
        self,
        about: bytes | Ref,
        event: str,
        *,
        actor: str,
        purpose: str | None = None,
        effective: date | datetime | None = None,
        evidence: bytes | None = None,
        assumed: bool = False,
        case: str | None = None,
        recipient: str | None = None,
    ) -> None:
        """
        Tell standing what happened to a person, or to one record of theirs; it holds from the moment this returns.

        Args:
            about: the person, or the record.
            event: one of `standing.TOLD`: `consent-given`, `objection`, `contract-end`, `restricted`…
            actor: who tells it.
            purpose: for which purpose; for all of them if left out.
            effective: when it takes effect; at this moment if left out.
            evidence: what shows it; sealed under the person's own key, and gone with it.
            assumed: whether the actor decides on a date that nobody recorded.
            case: because of which case.
            recipient: for a consent, and its withdrawal: whom it names; it opens that one only, and begins no purpose.

        Raises:
            NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
            UnknownEvent: standing knows no such event, or the charter no such purpose or recipient.
            Unreadable: it is not told, but done, by `hold`, `release` or `erase`.
        """
        Teller(means=self._means).tell(
            about,
            event,
            actor=actor,
            purpose=purpose,
            effective=effective,
            evidence=evidence,
            assumed=assumed,
            case=case,
            recipient=recipient,
        )

    def tell_all(
        self,
        group: Collection[bytes],
        event: str,
        *,
        actor: str,
        purpose: str | None = None,
        evidence: bytes | None = None,
        case: str | None = None,
        beside: Beside | None = None,
    ) -> None:
        """
        Tell standing what happened to persons who are one, in one transaction; of whom nothing is left nothing is told.

        Args:
            group: the persons.
            event: as in `tell`.
            actor: who tells it.
            purpose: for which purpose; for all of them if left out.
            evidence: what shows it; sealed under the key of each.
            case: because of which case.
            beside: writes, in that transaction, what belongs to what is destroyed because of it; nothing where nothing is.

        Raises:
            NoSuchPerson: nothing is left of any of them.
            UnknownEvent, Unreadable: as in `tell`.
        """
        word = Word(event=event, actor=actor, purpose=purpose, case=case)
        tell_all(self._means, group, word, evidence=evidence, beside=beside)

    def tell_within(
        self,
        connection: Connection,
        about: bytes | Ref,
        event: str,
        *,
        actor: str,
        purpose: str | None = None,
        effective: date | datetime | None = None,
    ) -> None:
        """Tell standing, in the caller's transaction, what happened to a person, or to a record that may be written in it; see `vault.telling`."""
        Teller(means=self._means).tell_within(
            connection, about, event, actor=actor, purpose=purpose, effective=effective
        )

    def unmet(self, event: str, *, since: datetime, before: datetime) -> tuple[bytes, ...]:
        """Return the persons of whom an event was told between two moments, and of whom no record is kept; those erased apart."""
        return unmet(self._means, event, since=since, before=before)

    def coming_to_an_end(self, *, until: date) -> tuple[tuple[bytes, str], ...]:
        """Return (person, purpose) of every yes that is for a time and ends by a day, unless they were told so."""
        return ending(self._means, until=until)

    def evidence(self, *persons: bytes) -> tuple[tuple[str, bytes], ...]:
        """Return (event, evidence) of what was told of some persons with evidence, in the order in which it was committed, whosever it is."""
        going_on(self._means)
        found = [one for person in persons for one in opened_evidence(self._means, person)]
        return tuple((row.event, evidence) for row, evidence in sorted(found, key=lambda one: one[0].seq or 0))

    def sample_of_evidence(self, purpose: str, *, most: int) -> Sampled:
        """Open the newest evidence of words on a purpose, for a check; whose it is, is not told."""
        going_on(self._means)
        return sample(self._means, purpose, most=most)

    def hold(self, about: bytes | Ref, *, case: str, reason: str, owner: str, review: date, actor: str) -> None:
        """
        Stop the destruction of a person's records, or of one; nothing is opened by it, and their neighbours go on time.

        Args:
            about: the person, or the record.
            case: what it is for.
            reason: why; sealed.
            owner: who answers for it.
            review: when somebody looks at it again.
            actor: who places it.

        Raises:
            Unreadable: the case has no name that one can write; no reason or owner is given, or the day of review is past.
            NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
        """
        hold(self._means, about, case=case, reason=reason, owner=owner, review=review, actor=actor)

    def release(self, about: bytes | Ref, *, case: str, actor: str) -> None:
        """
        Lift the hold of one case; those of others stand. What ended meanwhile waits 72 hours.

        Raises:
            NoSuchHold: no hold of that case stands there; nothing is lifted.
        """
        release(self._means, about, case=case, actor=actor)

    def holds(self) -> tuple[Hold, ...]:
        """Return the holds that stand, with no contents of what is held; those first whose review is overdue."""
        return tuple(holds(self._means))

    def erase(self, person: bytes, *, actor: str, case: str | None = None, beside: Beside | None = None) -> Erasure:
        """
        Erase a person: every purpose ends that the law lets end, and the keys of all that no other purpose needs are destroyed.

        Args:
            person: whom, and whoever they are joined with.
            actor: who does it.
            case: because of which case.
            beside: writes, in the commit from which on it is decided, what belongs to it; not where that was written before, by somebody who was killed.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        return Eraser(self._means).erase(person, actor=actor, case=case, beside=beside)

    def erased(self, person: bytes) -> Erased:
        """
        Return what became of a person who was erased, as the journal still knows it, and what is kept now.

        Raises:
            NotErased: nobody of that id was erased, or so long ago that the journal has forgotten it.
        """
        return erased_of(self._means, person)

    def plan_of_erasure(self, person: bytes) -> ErasurePlan:
        """
        Return what an erasure of a person, and of whom they are joined with, would destroy now and what it would leave; nothing is changed.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        return plan_of(self._means, person)

    def mirror(self, person: bytes, *, by: str = THEMSELVES) -> Mirror:
        """
        Return what a person sees and does of their own; whoever asks has made sure that it is them.

        `by` is who looks for them, to answer what they asked: the journal names it.
        """
        return Mirror(self._means, person, by=by)

    def write_about(self, connection: Connection, entry: Entry, persons: Iterable[bytes]) -> None:
        """Write a line of the journal that is about some persons, whose list is sealed beside it, in the caller's transaction."""
        self._means.write_about(connection, entry, persons)

    def persons_under(self, address: str) -> frozenset[bytes]:
        """Return the persons whose e-mail address this is; whoever asks has made sure that the address is theirs. See `vault.mirror`."""
        return persons_under(self._means, address)

    def person_of(self, ref: Ref) -> bytes:
        """
        Return whose a record is.

        Raises:
            NoSuchRecord: there is no such record.
        """
        going_on(self._means)
        return Teller(means=self._means).person_of(ref)

    def persons_in(self, numbers: Sequence[int]) -> Listed:
        """Return the persons that lines of the journal are about, by the numbers of the lines, as long as their lists are kept."""
        return persons_in(self._means, numbers)

    def contacts(self, who: Collection[bytes], *, actor: str) -> Mapping[bytes, str]:
        """Return addresses for sealed letters to people who are concerned by an incident; see `vault.reaching`."""
        return contacts(self._means, who, actor=actor)

    def held_since(self, person: bytes) -> Mapping[str, date]:
        """Return the oldest day of which something is held of a person and of whom they are joined with, by category; nothing is opened."""
        return held_since(self._means, person)

    def everybody(self, *, after: bytes = b"", most: int, came: Came = ALWAYS) -> tuple[bytes, ...]:
        """Return who is known and was not erased, of those who came in a time, in the order of their ids: random numbers, some at a time."""
        return everybody(self._means, after, most, came)

    def unlisted(self, *, sampled: bool) -> int:
        """Return how many lines of the journal say whom they are about and have no list, or another one; see `vault.listed`."""
        return unlisted(self._means, sampled=sampled)

    def entries_about(self, *persons: bytes) -> tuple[int, ...]:
        """Return the numbers of the lines of the journal that are about a person, or one of several, as long as their lists are kept."""
        return entries_about(self._means, *persons)
