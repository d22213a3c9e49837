"""
What somebody changes of records of persons: correct one, forget one.

Whoever changes a record has to be let to read it. What is corrected is sealed anew in its own place, and only if nobody else changed it
meanwhile; what is forgotten does not come back with an old copy of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from etanche.charter import CategoryPlan
from etanche.errors import Refused
from etanche.standing import HELD_BY_NONE, held, lives
from etanche.store import Connection, PlaceRow, RecordAt, RecordRow, person_places, person_records
from etanche.vault.admitting import standings, told_of
from etanche.vault.aliases import group_of
from etanche.vault.asking import obeyed
from etanche.vault.beside import Affected, Beside, Prepare, affected
from etanche.vault.owning import owned
from etanche.vault.person_marks import marks_of
from etanche.vault.person_seal import Plain, seal, slot_of
from etanche.vault.person_session import PersonSession
from etanche.vault.refs import NoSuchRecord, Ref
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.refusals import refused_before
from etanche.vault.removing import bury
from etanche.vault.sealed import Record
from etanche.vault.starting import tell_starts
from etanche.vault.starts import Starting
from etanche.vault.trimming import RefusedBecause, Trimmed, empty, listed, trim
from etanche.vault.under_way import begin_record, end_records, forgetting


class KeptByLaw(Refused):
    """The law orders this record to be kept, or a hold stands: it is neither forgotten nor changed."""


class Changed(Refused):
    """Somebody else changed the record meanwhile; nothing was written."""


class NotCorrected(Refused):
    """A correction was turned away; nothing was changed."""

    http_status = 422


class PersonChanging(PersonSession):
    """The part of a session that corrects and forgets."""

    def update(
        self,
        ref: Ref,
        fields: Mapping[str, object],
        *,
        before: Record | None = None,
        prepare: Prepare | None = None,
    ) -> Record:
        """
        Correct a record: the fields given take the place of what they were, one given as nothing, or empty, is taken out.

        With `before`, only if the record still says what it said then: of two who read the same and change it, one does.
        `prepare` is asked, once it is sure that they may, what belongs beside it: that is written in the commit of the correction.

        Raises:
            NoSuchRecord: there is no such record.
            GateRefused: it may not be read, and so not corrected, by this role for this purpose.
            KeptByLaw: a legal obligation, or a hold, keeps it as it is.
            NotCorrected: what it would become is not what the charter takes in.
            Changed: somebody else changed it meanwhile.
        """
        means = self._means
        row, record = self._one(ref)
        if before is not None and record.fields != before.fields:
            raise _changed()
        # The address it had stays refused by who refused it, and so does the one it gets.
        keep_of(means, row.person or b"")
        with means.store.reading() as connection:
            self._unless_by_law(connection, ref.category, row)
        plan = means.plan.categories[ref.category]
        fields = {name: None if name in plan.fields and empty(value) else value for name, value in fields.items()}
        merged = {**record.fields, **fields}
        trimmed = trim(plan, {k: v for k, v in merged.items() if v is not None}, feature=next(iter(plan.tied_to), None))
        _require_whole(plan, fields, trimmed)
        person = row.person or b""
        refusals = refused_before(means, ref.category, [(person, trimmed.kept)])
        tell_starts(means, ref.category, {person}, Starting(), refusals, actor=self._acting.actor)
        plain = {means.numbers.fields[ref.category, name]: value for name, value in trimmed.kept.items()}
        sealed = self._resealed(row, plain)
        beside = None if prepare is None else prepare(person)
        with means.store.writing() as connection:
            obeyed(means, connection)
            # Again, while nobody else writes: a hold may have been placed meanwhile.
            self._unless_by_law(connection, ref.category, row)
            if not person_records.replace(connection, sealed, before=row.sealed):
                raise _changed()
            person_records.remark(
                connection, means.organisation, sealed, marks_of(means, ref.category, [(sealed, plain)])
            )
            entry = self._entry("update", ref.category, (), {"fields": len(fields)})
            means.write_about(connection, entry, [row.person or b""])
            if beside is not None:
                beside(connection, self._affected(connection, row))
        keep_of(means, row.person or b"")
        return Record(id=row.id, category=ref.category, day=ref.day, fields=trimmed.kept, person=row.person)

    def forget(self, ref: Ref, *, prepare: Prepare | None = None) -> None:
        """
        Forget one record for good: decided in one commit, then its id among the tombstones, its own key, if it has one, and its bytes.

        What is forgotten does not come back with an old copy of the files: its id stays among the tombstones.
        `prepare` is asked, once it is sure that they may, what belongs beside it: that is written in the commit that decides.

        Raises:
            NoSuchRecord: there is no such record.
            GateRefused: it may not be read, and so not forgotten, by this role for this purpose.
            KeptByLaw: a legal obligation, or a hold, keeps it.
            Changed: somebody else forgot or moved it meanwhile.
        """
        decide = self.to_forget(ref, prepare=prepare)
        with self._means.store.writing() as connection:
            destroy = decide(connection)
        destroy()

    def to_forget(self, ref: Ref, *, prepare: Prepare | None = None) -> Callable[[Connection], Callable[[], None]]:
        """
        Return what decides, in the caller's transaction, that a record is forgotten, and returns what destroys it once that is committed.

        For who writes something in the place of what is forgotten: both, or neither. Each of the steps raises as `forget`.
        """
        row, _ = self._one(ref)
        person = row.person or b""
        # While its address can be read: what they refused stays refused, whoever brings it back.
        keep_of(self._means, person)
        return partial(self._decide, ref, row, None if prepare is None else prepare(person))

    def _decide(self, ref: Ref, row: RecordRow, beside: Beside | None, connection: Connection) -> Callable[[], None]:
        means = self._means
        obeyed(means, connection)
        # In the transaction that decides: a hold comes before it and is heard, or after it and finds nothing to hold.
        self._unless_by_law(connection, ref.category, row)
        at = RecordAt(row.category, row.day, row.id)
        there = person_records.at(connection, means.organisation, [at]).get(at)
        if (
            there is None
            or there.person != row.person
            or row.id in means.tombstones
            or row.id in forgetting(means, connection)
        ):
            raise Changed("the record was forgotten or moved meanwhile", hint="read it again, then forget it")
        if beside is not None:
            beside(connection, self._affected(connection, there))
        means.write_about(connection, self._entry("forget", ref.category, (), {"records": 1}), [row.person or b""])
        begin_record(means, connection, row.id)
        return partial(self._destroy, ref, there)

    def _destroy(self, ref: Ref, row: RecordRow) -> None:
        """Destroy what was decided on; killed meanwhile, the next sweep goes on: what is noted, or has a tombstone, is due."""
        means = self._means
        bury(means, [row.id])
        final = row.own_key is None or means.keyring.persons.destroy_secrets(means.organisation, [row.own_key])
        with means.store.writing() as connection:
            person_places.remove(connection, means.organisation, [place_of(row)])
            end_records(means, connection, [row.id])
            if not final:
                waits = self._entry("destruction-waits", ref.category, (), {"records": 1})
                means.write_about(connection, waits, [row.person or b""])
        means.store.flush()

    def _affected(self, connection: Connection, row: RecordRow) -> Affected:
        """Return what one record is of all that is held of its person."""
        group = group_of(self._means, connection, row.person or b"")
        return affected(self._means, connection, group, [place_of(row)])

    def _unless_by_law(self, connection: Connection, category: str, row: RecordRow) -> None:
        """Refuse where a legal obligation, or a hold, keeps a record as it is."""
        means = self._means
        (told,) = told_of(means, connection, [row])
        found = lives(means.plan, standings(category, row), told, means.clock.now())
        by_law = any(
            one.status not in HELD_BY_NONE and purpose in means.plan.exact
            for purpose, one in zip(means.plan.purposes_of(category), found, strict=True)
        )
        if by_law or held(told):
            raise KeptByLaw("this record is kept by law or under a hold", hint="it stays as it is until that ends")

    def _one(self, ref: Ref) -> tuple[RecordRow, Record]:
        """Return one row and what is in it, if it may be read."""
        number = self._means.numbers.categories.get(ref.category)
        address = None if number is None else RecordAt(number, ref.day.isoformat(), ref.id)
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            self._require(connection, ref.category, None, loosely=True)
            found = {} if address is None else person_records.at(connection, self._means.organisation, [address])
            admitted = self._admit(connection, found.values())
        self._unless_refused(admitted)
        opened = owned(self._means, admitted.own, self._open_named(admitted, ref.category))
        if not opened:
            raise NoSuchRecord("there is no such record", hint="it may have been forgotten")
        return admitted.rows[0], opened[0]

    def _resealed(self, row: RecordRow, plain: Mapping[int, str]) -> RecordRow:
        means = self._means
        slot = slot_of(row)
        one = Plain(row.id, row.day, row.person or b"", plain, row.own_key)
        rows = seal(
            [one],
            means.keyring.persons.lend(means.organisation, [slot]),
            organisation=row.organisation,
            category=row.category,
            generations={one.person: slot.generation},
            holding=slot.holding,
            canary=row.canary,
        )
        sealed = next(iter(rows), None)
        if sealed is None:
            raise NoSuchRecord("there is no such record any more", hint="its key was destroyed meanwhile")
        return sealed


def _require_whole(plan: CategoryPlan, fields: Mapping[str, object], trimmed: Trimmed) -> None:
    """Refuse a correction of which something would be lost, and say of which fields; only names of the charter are repeated."""
    lost = [name for name in fields if fields[name] is not None and name not in trimmed.kept]
    known = [name for name in lost if name in plan.fields]
    reason = trimmed.refused
    if reason in {None, RefusedBecause.MISSING_FIELD} and lost:
        reason = RefusedBecause.UNFIT_VALUE if len(known) == len(lost) else RefusedBecause.UNKNOWN_FIELD
    if reason is not None:
        why = f"{reason} in {listed(known)}" if reason is RefusedBecause.UNFIT_VALUE else str(reason)
        raise NotCorrected(
            f"the correction was not taken: {why}",
            hint="the charter says what each of the category's `fields` holds",
        )


def _changed() -> Changed:
    return Changed("the record was changed meanwhile", hint="read it again, then correct it")


def place_of(row: RecordRow) -> PlaceRow:
    """Return where a row lies."""
    return PlaceRow(row.person or b"", row.category, row.day, row.id, row.holding or 0)
