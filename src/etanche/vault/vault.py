"""
The vault of one organisation: opens doors, lets people act in roles, sweeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from etanche.charter import Plan
from etanche.charter.change import Renamed
from etanche.clock import Clock
from etanche.journal import Journal
from etanche.keyring import Keyring
from etanche.standing import HELD, RELEASED, Standing
from etanche.store import Shelf, Store, Tombstones, counts, days, imports, records
from etanche.terms import OrganisationId, new_id
from etanche.vault import cases
from etanche.vault.admitting import Acting
from etanche.vault.arrivals import Place
from etanche.vault.door import Door
from etanche.vault.erased import Erased, erased_of
from etanche.vault.erasing import Eraser, Erasure
from etanche.vault.forecast import Forecast, forecast
from etanche.vault.granting import Granting
from etanche.vault.key_watch import KeyWatch
from etanche.vault.means import Means, number_names
from etanche.vault.probe import ProbeRun
from etanche.vault.probing import Probing, clean
from etanche.vault.refs import Ref
from etanche.vault.refusals import ADDRESSES, Refusal, RefusalReceipt, refuse
from etanche.vault.report import SweepReport
from etanche.vault.salts import Salts
from etanche.vault.session import Session
from etanche.vault.shapes import email
from etanche.vault.sweep import Sweeper
from etanche.vault.telling import Teller


class Vault(Granting):
    """The only way to personal data."""

    def __init__(
        self,
        *,
        organisation: OrganisationId,
        plan: Plan,
        clock: Clock,
        store: Store,
        shelf: Shelf,
        tombstones: Tombstones,
        keyring: Keyring,
        standing: Standing,
        journal: Journal,
    ) -> None:
        """Open the vault; names of the plan that have no stable number yet are given one."""
        super().__init__(
            Means(
                organisation=organisation,
                plan=plan,
                clock=clock,
                store=store,
                shelf=shelf,
                tombstones=tombstones,
                keyring=keyring,
                standing=standing,
                journal=journal,
                numbers=number_names(store, plan, organisation),
                salts=Salts(keyring, organisation),
            )
        )

    def door(self, channel: str, *, actor: str, probe: ProbeRun | None = None) -> Door:
        """Open a channel; with a probe's credential only canaries come in by it."""
        return Door(self._means, channel, actor=actor, probe=probe)

    def acting(
        self,
        role: str,
        *,
        purpose: str,
        actor: str,
        case: str | None = None,
        probe: ProbeRun | None = None,
    ) -> Session:
        """
        Let somebody act in a role, for a purpose.

        Args:
            role: as what.
            purpose: what for.
            actor: who.
            case: because of which case, where the role needs one.
            probe: with a probe's credential they see canaries only.
        """
        return Session(self._means, Acting(role=role, purpose=purpose, actor=actor, case=case), probe=probe)

    def now(self) -> datetime:
        """Return what time it is in this house."""
        return self._means.clock.now()

    # — persons

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
    ) -> RefusalReceipt:
        """
        Keep addresses that must not be written to again for a purpose, as keyed marks; see `vault.refusals`.

        Raises:
            Unreadable: nobody can refuse this purpose.
            UnknownEvent: `by`, whose decision the assumed dates are, is no name.
        """
        return refuse(self._means, refusals, purpose, actor=actor, by=by, imported=imported)

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
            event: one of `standing.TOLD`: `consent-given`, `objection`, `contract-end`, `restricted`, `held`…
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

    def evidence(self, person: bytes) -> tuple[tuple[str, bytes], ...]:
        """Return (event, evidence) of what was told of a person with evidence."""
        return tuple(Teller(means=self._means).opened_evidence(person))

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
        """
        words = f"{reason}\n{owner}\n{review.isoformat()}".encode()
        self.tell(about, HELD, actor=actor, evidence=words, case=case)

    def release(self, about: bytes | Ref, *, case: str, actor: str) -> None:
        """Lift one hold; what ended meanwhile waits 72 hours."""
        self.tell(about, RELEASED, actor=actor, case=case)

    def erase(self, person: bytes, *, actor: str, case: str | None = None) -> Erasure:
        """
        Erase a person: every purpose ends that the law lets end, and the keys of all that no other purpose needs are destroyed.

        Raises:
            NoSuchPerson: nobody is known by that id.
        """
        return Eraser(self._means).erase(person, actor=actor, case=case)

    def erased(self, person: bytes) -> Erased:
        """
        Return what became of a person who was erased, as the journal still knows it, and what is kept now.

        Raises:
            NotErased: nobody of that id was erased, or so long ago that the journal has forgotten it.
        """
        return erased_of(self._means, person)

    def person_of(self, ref: Ref) -> bytes:
        """
        Return whose a record is.

        Raises:
            NoSuchRecord: there is no such record.
        """
        return Teller(means=self._means).person_of(ref)

    def entries_about(self, person: bytes) -> tuple[int, ...]:
        """Return the numbers of the lines of the journal that are about a person, as long as their lists are kept."""
        return tuple(self._means.lines_about(person))

    def sweep(self, *, dry_run: bool = False, confirmed_by: str | None = None) -> SweepReport:
        """
        Destroy what is past its term, keys first.

        Args:
            dry_run: say what would go, and change nothing.
            confirmed_by: the name of the person who lets it go on although a guard is in doubt; it is written down.

        Raises:
            ClockJumped: the clock stands far from where the last sweep left it.
            TooManyDue: more falls due than the time elapsed explains.
        """
        sweeper = Sweeper(self._means)
        if not dry_run:
            cases.end_overdue(self._means)
        return sweeper.look() if dry_run else sweeper.sweep(confirmed_by)

    def bury(self) -> int:
        """Carry out what was destroyed before, as after data were put back from a backup; return how many rows went."""
        return Sweeper(self._means).bury().rows

    def forecast(self, plan: Plan, renamed: Renamed, *, at: datetime) -> tuple[Forecast, ...]:
        """Return what another plan would end at a moment of what is held, and change nothing; `renamed` as `charter.change` gives it."""
        return forecast(self._means, plan, renamed, at)

    def keyless(self) -> Mapping[str, int]:
        """
        Return how many records of persons have lost their key, by category: it is not there, and was never destroyed by us.

        At most `key_watch.MOST` records are looked at, from a place that nobody can foresee.
        """
        return KeyWatch(self._means).look().lost

    def missing(self) -> tuple[tuple[str, date], ...]:
        """
        Return the days that have rows and no key, although no key of theirs was ever destroyed: data were lost.

        A day whose key is another one than it was opened with is as lost.
        """
        means = self._means
        names = means.numbers.category_names()
        with means.store.reading() as connection:
            rows = records.days_with_rows(connection, means.organisation)
            known = {(row.category, row.day): row for row in days.known(connection, means.organisation)}
        living = {(category, day): key for category, day, key in means.shelf.buckets(means.organisation)}
        lost = []
        for number, day in rows:
            opened = known.get((number, day))
            buried = opened is not None and opened.bucket in means.tombstones
            if not buried and (opened is None or living.get((number, day)) != opened.bucket):
                lost.append((names.get(number, str(number)), date.fromisoformat(day)))
        return tuple(lost)

    def optouts(self) -> int:
        """Return how many times somebody chose not to be counted, by any door; nobody knows who."""
        with self._means.store.reading() as connection:
            return sum(counts.read(connection, self._means.organisation, name="chose/out/").values())

    def fingerprint(self, chunks: Iterable[bytes]) -> bytes:
        """Return 32 bytes that know a file again, read in pieces, and say nothing of it without the key."""
        return self._means.keyring.fingerprint(self._means.organisation, chunks)

    def imported(self, fingerprint: bytes) -> int | None:
        """Return how many lines an import had taken in at a place it kept, or nothing if it never came there."""
        with self._means.store.reading() as connection:
            row = imports.get(connection, self._means.organisation, fingerprint)
        return None if row is None else row.lines

    def salts(self) -> tuple[tuple[str, date], ...]:
        """Return for which (category, first day of its time) there is a salt of pseudonyms: on the shelf, or in our memory."""
        means = self._means
        known = means.pseudonyms()
        shared = (
            (f, date.fromisoformat(first)) for f, first, _, lives in means.shelf.salts(means.organisation) if lives
        )
        return tuple(sorted({(known[f][0], first) for f, first in (*shared, *means.salts.days()) if f in known}))

    def roll(self) -> None:
        """Destroy the salts whose time is over; every door does it too, so this is for hours when nobody comes."""
        self._means.roll_salts()

    def probing(self, run: ProbeRun) -> Probing:
        """Lend the vault to a run of checks, which reaches the persons it makes up and nobody else."""
        return Probing(self._means, run)

    def clean(self, run: ProbeRun) -> int:
        """Delete what a run wrote, with the persons it made up, and return how many records went."""
        return clean(self._means, run)

    def inherit(self, before: Vault) -> None:
        """Take over the salts in the memory of the vault of the charter before, which has none then: an import goes on with them."""
        self._means.salts.inherit(before._means.salts)

    def close(self) -> None:
        """Drop every salt in memory, and write down that they are gone; call it before the store is closed."""
        self._means.note_salts(self._means.salts.drop_all())
