"""
A door: data come in here, and a person can take back what they left today.

*A record is written*, read from top to bottom in `put_many`: the gate says whether this door takes this category;
the plan trims what arrived; the key of the day is durable; the records are sealed;
then one transaction asks standing, and writes rows, marks, counts and one line of the journal. All or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from etanche.charter import Act, Condition
from etanche.gate import Ask, Decision
from etanche.keyring import Holding, knows_nobody
from etanche.standing import subject_of
from etanche.store import records
from etanche.terms import Action
from etanche.vault.acts import NotTold, counts_for, may_tell
from etanche.vault.altered import alarm
from etanche.vault.arrivals import WHEN, Arrival, Batch, Beside, Place, Receipt, Unfit, prepare
from etanche.vault.asking import obeyed, require
from etanche.vault.door_book import DoorBook
from etanche.vault.person_put import Putting
from etanche.vault.places import keep_place, overtaken
from etanche.vault.probe import Canary
from etanche.vault.refs import Ref
from etanche.vault.refusals import refused_before
from etanche.vault.sealing import left_by, seal_batch
from etanche.vault.starting import tell_starts
from etanche.vault.starts import Starting
from etanche.vault.telling import Teller
from etanche.vault.trimming import RefusedBecause, unfit
from etanche.vault.uncollected import uncollected


class Door(DoorBook):
    """One channel of the charter, opened for one actor."""

    def put_many(
        self,
        category: str,
        arrivals: Iterable[Arrival],
        *,
        imported: Place | None = None,
        starting: Starting | None = None,
        beside: Beside | None = None,
    ) -> Receipt:
        """
        Take in a batch: what the plan keeps of it is durable, with one line of the journal, when this returns.

        A day whose destruction has been decided is never opened again: its arrivals are counted as `past`.

        Args:
            category: what they are.
            arrivals: what came, untrimmed.
            imported: how far the import they belong to has come; if another import has come here since, nothing is written.
            starting: of an import of records of persons, what standing is told first: what happened to them before,
                and what their addresses say of refusals.
            beside: for records of persons, what else is written in the transaction that writes them; not called if none is.

        Raises:
            GateRefused: the category does not come in by this door.
            CharterSuperseded: another charter came into force; nothing was written.
        """
        return self._put_many(category, arrivals, imported=imported, starting=starting, beside=beside)

    def _put_many(
        self,
        category: str,
        arrivals: Iterable[Arrival],
        *,
        imported: Place | None = None,
        starting: Starting | None = None,
        whole: bool = False,
        beside: Beside | None = None,
    ) -> Receipt:
        """Ask the gate, then take in a batch; with `whole` no record of which a value does not fit its field."""
        means = self._means
        means.roll_salts()
        persons = category in means.plan.categories and not knows_nobody(means.plan, category)
        # Whether somebody consented is asked for each person, once it is known who they are.
        met = frozenset({Condition.CONSENT}) if persons else frozenset[Condition]()
        ask = Ask(action=Action.WRITE, category=category, channel=self._channel, met=met)
        decision = require(means, ask, actor=self._actor, probe=self._run)
        with uncollected():
            batch = prepare(
                means.plan.categories[category], arrivals, zone=means.plan.zone, today=means.today(), whole=whole
            )
            return self._take_in(category, batch, decision, imported, starting, persons=persons, beside=beside)

    def _take_in(
        self,
        category: str,
        batch: Batch,
        decision: Decision,
        imported: Place | None,
        starting: Starting | None,
        *,
        persons: bool,
        beside: Beside | None,
    ) -> Receipt:
        """Seal and write one batch that the gate let in, and the plan has trimmed."""
        means = self._means
        if persons:
            if self._probe is None:
                coming = [one for some in batch.kept.values() for one in some]
                refusals = refused_before(means, category, ((one.person, one.fields) for one in coming))
                who = {one.person for one in coming if one.person is not None}
                tell_starts(means, category, who, starting or Starting(), refusals, actor=self._actor)
            return self._put_persons(category, batch, decision, imported, beside)
        batch.refuse(lambda one: one.person is not None, RefusedBecause.NO_PERSON)
        sealed = list(seal_batch(means, category, batch, canary=self._probe is not None))
        with means.store.writing() as connection:
            obeyed(means, connection)
            if imported is not None and overtaken(means, connection, imported):
                return Receipt(stored=0, overtaken=True)
            taken = [day for day in sealed if not means.standing.ended(connection, category, day.day)]
            for day in taken:
                self._open_day(connection, category, day.day, day.key)
                records.insert(connection, day.rows, day.marks)
            receipt = self._receipt(batch, taken)
            self._count_losses(connection, category, receipt)
            if imported is not None:
                keep_place(means, connection, imported)
            entry = self._entry(category, decision, receipt, [day.day.isoformat() for day in taken])
            means.journal.write(connection, entry)
        self._remember_canaries(category, taken)
        return receipt

    def put(self, category: str, arrival: Arrival, *, beside: Beside | None = None) -> Ref:
        """
        Take in one record of a person whole, and return where it is: what the charter knows of it is kept, or nothing is.

        What is written `beside` it is in the same transaction; if it raises nothing is kept.

        Raises:
            GateRefused: the category does not come in by this door.
            Unfit: a value does not fit its field; `names` says of which.
            NotTaken: it was turned away for another reason; `reason` says which.
        """
        receipt = self._put_many(category, [arrival], whole=True, beside=beside)
        if RefusedBecause.UNFIT_VALUE in receipt.refused:
            kept = arrival.fields.keys() - receipt.dropped.keys()
            raise Unfit(unfit(self._means.plan.categories[category], arrival.fields, kept) or (WHEN,))
        return receipt.only()

    def _put_persons(
        self, category: str, batch: Batch, decision: Decision, imported: Place | None, beside: Beside | None
    ) -> Receipt:
        """Take in records of persons: the same walk, with keys of theirs; sealed anew if a key of theirs was to die meanwhile."""
        while True:
            receipt = self._put_sealed(category, batch, decision, imported, beside)
            if receipt is not None:
                return receipt

    def _put_sealed(
        self, category: str, batch: Batch, decision: Decision, imported: Place | None, beside: Beside | None
    ) -> Receipt | None:
        means = self._means
        putting = Putting(means, category, self._channel, canary=self._probe is not None)
        sealed = putting.seal(batch)
        with means.store.writing() as connection:
            obeyed(means, connection)
            if putting.outdated(connection, sealed):
                return None
            if imported is not None and overtaken(means, connection, imported):
                return Receipt(stored=0, overtaken=True)
            rows = putting.write(connection, sealed)
            self._open_buckets(connection, category, {row.day for row in rows if row.holding == Holding.BUCKET})
            batch.refused.update(sealed.refused)
            receipt = Receipt(
                stored=len(rows),
                refused={why: number for why, number in batch.refused.items() if number},
                dropped=dict(batch.dropped),
                past=sealed.past,
                refs=tuple(Ref(category, date.fromisoformat(row.day), row.id) for row in rows),
            )
            self._count_losses(connection, category, receipt)
            # A batch of which nothing came in is looked at again, should another mapping make something of it.
            if imported is not None and rows:
                keep_place(means, connection, imported)
            days = sorted({row.day for row in rows})
            entry = self._entry(category, decision, receipt, days)
            means.write_about(connection, entry, (row.person for row in rows if row.person is not None))
            if beside is not None and receipt.refs:
                beside(connection, receipt.refs)
        if self._probe is not None:
            for ref in receipt.refs:
                self._probe.wrote(Canary(category, ref.day, ref.id))
        return receipt

    def forget(self, category: str, who: str) -> int:
        """
        Delete what a visitor left as long as their pseudonym is the same, and return how many records went.

        Only what carries a pseudonym of theirs that can still be made is found: that of today, or of the month, as long as the
        charter lets it last. Of times that are over nobody knows whose a record is.

        Raises:
            GateRefused: nobody may object to the purposes of this category, or it does not come in by this door.
            CharterSuperseded: another charter came into force; nothing was deleted.
        """
        means = self._means
        means.roll_salts()
        ask = Ask(action=Action.FORGET, category=category, channel=self._channel)
        decision = require(means, ask, actor=self._actor, probe=self._run)
        today = means.today()
        altered: list[bytes] = []
        with means.store.writing() as connection:
            # The fields may have another number, or last another time, under another charter: here nobody would be found.
            obeyed(means, connection)
            theirs = list(left_by(means, connection, category, who, canary=self._probe is not None, altered=altered))
            number = means.numbers.categories[category]
            # Durable before they are gone: a backup holds them still, and what opens their day lives on. Canaries are nobody's.
            if self._probe is None:
                means.tombstones.append(
                    means.organisation, {one for _, ids in theirs for one in ids}, means.clock.now()
                )
            gone = sum(
                records.delete(connection, means.organisation, number, day.isoformat(), ids) for day, ids in theirs
            )
            means.journal.write(
                connection,
                means.entry(
                    actor=self._actor,
                    act=Action.FORGET,
                    object=subject_of(category, today),
                    decision=decision.reason,
                    because=decision.because,
                    facts={"records": gone},
                    probe=self._run,
                ),
            )
        if altered:
            alarm(means, len(altered), category=category)
        return gone

    def tell(
        self, about: bytes | Ref, event: str, *, effective: date | datetime | None = None, act: Act | None = None
    ) -> bool:
        """
        Tell standing of an event that the charter lets this channel tell: a contract ended, a case was closed, somebody called.

        Args:
            about: the person, or the record.
            event: one that `events` of the charter names with this channel.
            effective: when it takes effect; at this moment if left out.
            act: what the person did, for a `last-…` event; if left out, what people do at a door of this kind.

        Returns:
            Whether it was told: an act that does not count is none.

        Raises:
            NotTold: the charter does not let this channel tell this.
            NoSuchPerson, NoSuchRecord: nobody, or nothing, is known under that address.
        """
        means = self._means
        if not may_tell(means.plan, self._channel, event):
            entry = means.entry(actor=self._actor, act="told", object="person", decision="wrong-door", probe=self._run)
            means.journal.note(entry)
            raise NotTold(event)
        if not counts_for(means.plan, self._channel, event, act):
            return False
        Teller(means=means).tell(about, event, actor=self._actor, effective=effective)
        return True
