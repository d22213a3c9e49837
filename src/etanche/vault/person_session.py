"""
What somebody does with records of persons: read them by address, by person, by value, in a stream; correct one, forget one.

Each record is judged by itself. What is refused is not returned; the line of the journal, with the list of persons sealed
beside it, is durable before anything leaves. A stream asks standing again for each of its batches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from etanche.charter import Status
from etanche.errors import Refused
from etanche.gate import Ask, Decision, decide
from etanche.journal import Fact
from etanche.standing import HELD_BY_NONE, held, lives
from etanche.store import Connection, PlaceRow, RecordAt, RecordRow, person_records
from etanche.vault.admitting import Acting, Admission, Admitted, standings, told_of
from etanche.vault.asking import inquire, obeyed, refuse
from etanche.vault.means import Means
from etanche.vault.owning import owned
from etanche.vault.person_put import marks_of
from etanche.vault.person_seal import Plain, open_rows, seal, slot_of
from etanche.vault.probe import ProbeRun
from etanche.vault.refs import NoSuchRecord, Ref
from etanche.vault.sealed import Record
from etanche.vault.taking_away import Copy, ends
from etanche.vault.trimming import RefusedBecause, trim

BATCH = 1_000


class KeptByLaw(Refused):
    """The law orders this record to be kept, or a hold stands: it is not forgotten."""


class Changed(Refused):
    """Somebody else changed the record meanwhile; nothing was written."""


class NotCorrected(Refused):
    """A correction was turned away; nothing was changed."""


class PersonSession:
    """The half of a session that knows persons."""

    def __init__(self, means: Means, acting: Acting, *, probe: ProbeRun | None) -> None:
        """Begin to act; nothing is asked yet."""
        self._means = means
        self._acting = acting
        self._probe = probe

    # — reading

    def get(self, *refs: Ref) -> tuple[Record, ...]:
        """
        Return the records at some addresses, in the order of the addresses; what is not there, or no more, is left out.

        Raises:
            GateRefused: none of those that are there may be read.
        """
        numbers = self._means.numbers.categories
        asked = [
            RecordAt(numbers[ref.category], ref.day.isoformat(), ref.id) for ref in refs if ref.category in numbers
        ]
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            found = person_records.at(connection, self._means.organisation, asked)
            admitted = self._admit(connection, (found[one] for one in asked if one in found))
        self._unless_known(refs)
        return self._tell("read", self._object({ref.category for ref in refs}), admitted)

    def of_person(self, person: bytes, category: str | None = None) -> tuple[Record, ...]:
        """
        Return what may be seen of a person, of one category or of every category the role sees for the purpose.

        Raises:
            GateRefused: nothing of theirs may be read.
        """
        seen = self._seen() if category is None else {category}
        numbers = self._means.numbers.categories
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            if category is not None:
                self._require(connection, category, person)
            rows = person_records.of_person(
                connection, self._means.organisation, person, numbers.get(category) if category is not None else None
            )
            names = self._means.numbers.category_names()
            admitted = self._admit(connection, (row for row in rows if names.get(row.category) in seen))
        return self._tell("read", self._object(seen), admitted, about=[person])

    def stream(self, category: str, *, batch: int = BATCH) -> Iterator[Record]:
        """
        Return the records of a category, oldest first; standing is asked again for each batch, and each is a line.

        Raises:
            GateRefused: the role may not read this category for this purpose.
        """
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        return self._batches(category, batch)

    def take_away(self, category: str, *, batch: int = BATCH) -> Copy:
        """
        Return the records of a category, to be taken away in a copy that has an end; each batch is asked for and written down.

        Raises:
            GateRefused: the role may not read this category for this purpose.
            NotTakenAway: the role takes nothing away.
        """
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        until = ends(self._means, self._acting, category)
        records = self._batches(category, batch, act="copy")
        return Copy(until=until, records=records, category=category, _means=self._means, _acting=self._acting)

    def _batches(self, category: str, batch: int, *, act: str = "stream") -> Iterator[Record]:
        means = self._means
        place = ("", b"")
        while True:
            with means.store.reading() as connection:
                obeyed(means, connection)
                rows = person_records.after(
                    connection, means.organisation, means.numbers.categories[category], place, batch
                )
                if not rows:
                    return
                admitted = self._admit(connection, rows, quietly=True)
            place = (rows[-1].day, rows[-1].id)
            yield from self._tell(act, category, admitted)

    def find_persons(self, category: str, field: str, wanted: str) -> tuple[Record, ...]:
        """Return the records of persons that have a value, already in its one spelling, in a findable field."""
        means = self._means
        number = means.numbers.fields[category, field]
        mark = means.keyring.mark(means.organisation, number, wanted)
        with means.store.reading() as connection:
            obeyed(means, connection)
            self._require(connection, category, None)
            rows = person_records.by_mark(connection, means.organisation, number, mark)
            admitted = self._admit(connection, rows, quietly=True)
        return self._tell("find", category, admitted, only=(field, wanted), facts={"field": field})

    # — changing

    def update(self, ref: Ref, fields: Mapping[str, object]) -> Record:
        """
        Correct a record: the fields given take the place of what they were, one given as nothing is taken out.

        Raises:
            NoSuchRecord: there is no such record.
            GateRefused: it may not be read, and so not corrected, by this role for this purpose.
            NotCorrected: what it would become is not what the charter takes in.
            Changed: somebody else changed it meanwhile.
        """
        means = self._means
        row, record = self._one(ref)
        merged = {**record.fields, **fields}
        plan = means.plan.categories[ref.category]
        trimmed = trim(plan, {k: v for k, v in merged.items() if v is not None}, feature=next(iter(plan.tied_to), None))
        lost = [name for name in fields if fields[name] is not None and name not in trimmed.kept]
        if trimmed.refused is not None or lost:
            reason = trimmed.refused or RefusedBecause.UNKNOWN_FIELD
            raise NotCorrected(
                f"the correction was not taken: {reason}",
                hint="the charter says what each of the category's `fields` holds",
            )
        plain = {means.numbers.fields[ref.category, name]: value for name, value in trimmed.kept.items()}
        sealed = self._resealed(row, plain)
        with means.store.writing() as connection:
            obeyed(means, connection)
            if not person_records.replace(connection, sealed, before=row.sealed):
                raise Changed("the record was changed meanwhile", hint="read it again, then correct it")
            person_records.remark(
                connection, means.organisation, sealed, marks_of(means, ref.category, [(sealed, plain)])
            )
            self._write(connection, "update", ref.category, {}, [sealed], {"fields": len(fields)})
        return Record(id=row.id, category=ref.category, day=ref.day, fields=trimmed.kept, person=row.person)

    def forget(self, ref: Ref) -> None:
        """
        Forget one record for good: its own key, if it has one, then its id among the tombstones, then its bytes.

        What is forgotten does not come back with an old copy of the files: its id stays among the tombstones.

        Raises:
            NoSuchRecord: there is no such record.
            GateRefused: it may not be read, and so not forgotten, by this role for this purpose.
            KeptByLaw: a legal obligation, or a hold, keeps it.
        """
        means = self._means
        row, _ = self._one(ref)
        with means.store.reading() as connection:
            (told,) = told_of(means, connection, [row])
        standing = lives(means.plan, standings(ref.category, row), told, means.clock.now())
        by_law = any(
            one.status not in HELD_BY_NONE and purpose in means.plan.exact
            for purpose, one in zip(means.plan.purposes_of(ref.category), standing, strict=True)
        )
        if by_law or held(told):
            raise KeptByLaw("this record is kept by law or under a hold", hint="it goes when that ends")
        final = row.own_key is None or means.keyring.persons.destroy_secrets(means.organisation, [row.own_key])
        means.tombstones.append(means.organisation, [row.id], means.clock.now())
        with means.store.writing() as connection:
            gone = person_records.remove(connection, means.organisation, [place_of(row)])
            facts: dict[str, Fact] = {"records": gone, "final": int(final)}
            self._write(connection, "forget", ref.category, {}, [row], facts)
        means.store.flush()

    # — who may see what

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
        opened = owned(self._means, admitted.own, self._open(admitted.rows))
        if not opened:
            raise NoSuchRecord("there is no such record", hint="it may have been forgotten")
        return admitted.rows[0], opened[0]

    def _admit(self, connection: Connection, rows: Iterable[RecordRow], *, quietly: bool = False) -> Admitted:
        canary = self._probe is not None
        admission = Admission(self._means, self._acting, connection)
        admitted = admission.admit(row for row in rows if row.canary == canary)
        if quietly:
            admitted.no = None
        return admitted

    def _require(self, connection: Connection, category: str, person: bytes | None, *, loosely: bool = False) -> None:
        """Ask the gate about the category itself, as if the purpose were alive; with `loosely` conditions are asked later."""
        ask = Admission(self._means, self._acting, connection).ask(category, Status.RUNNING, person=person)
        decision = decide(self._means.plan, ask)
        if not decision.allowed and not (loosely and ask.category in self._means.plan.categories):
            self._refuse(ask, decision)

    def _seen(self) -> set[str]:
        """Return the categories that the role sees for the purpose."""
        acting = self._acting
        return {
            cell.category
            for cell in self._means.plan.cells
            if cell.role == acting.role and cell.purpose == acting.purpose
        }

    def _unless_known(self, refs: Sequence[Ref]) -> None:
        """Refuse what the role does not see at all, whether it is there or not."""
        for category in {ref.category for ref in refs} - self._seen():
            with self._means.store.reading() as connection:
                self._require(connection, category, None)

    def _unless_refused(self, admitted: Admitted) -> None:
        if admitted.no is not None and not admitted.rows:
            self._refuse(*admitted.no, records=sum(admitted.refused.values()))

    def _refuse(self, ask: Ask, decision: Decision, *, records: int | None = None) -> None:
        facts: dict[str, Fact] = {} if records is None else {"records": records}
        refuse(
            self._means,
            ask,
            decision,
            actor=self._acting.actor,
            probe=None if self._probe is None else self._probe.id,
            facts=facts,
            case=self._acting.case,
        )

    # — what is seen, and what is written of it

    def _open(self, rows: Sequence[RecordRow]) -> list[Record]:
        means = self._means
        keys = means.keyring.persons.lend(means.organisation, map(slot_of, rows))
        names = means.numbers.category_names()
        used = {row.category for row in rows}
        fields = {number: means.numbers.field_names(names[number]) for number in used}
        return list(open_rows(rows, keys, category_names=names, field_names=fields))

    def _tell(
        self,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        admitted: Admitted,
        *,
        about: Collection[bytes] = (),
        only: tuple[str, str] | None = None,
        facts: Mapping[str, Fact] | None = None,
    ) -> tuple[Record, ...]:
        """Open what is admitted, write it down, then let it go."""
        self._unless_refused(admitted)
        if admitted.outside is not None:
            # What is within the case is shown; what was asked for beside it is somebody's to explain.
            probe = None if self._probe is None else self._probe.id
            inquire(self._means, admitted.outside, actor=self._acting.actor, probe=probe, case=self._acting.case)
        opened = self._open(admitted.rows)
        opened = owned(self._means, admitted.own, opened)
        if only is not None:
            opened = [one for one in opened if one.fields.get(only[0]) == only[1]]
        told: dict[str, Fact] = {"records": len(opened), "refused-records": sum(admitted.refused.values())}
        with self._means.store.writing() as connection:
            self._write(connection, act, object, admitted.because, opened, told | dict(facts or {}), about=about)
        return tuple(opened)

    def _write(
        self,
        connection: Connection,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        because: Iterable[str],
        rows: Iterable[RecordRow | Record],
        facts: Mapping[str, Fact],
        *,
        about: Collection[bytes] = (),
    ) -> None:
        acting = self._acting
        entry = self._means.entry(
            actor=acting.actor,
            role=acting.role,
            purpose=acting.purpose,
            act=act,
            object=object,
            decision="granted",
            because=tuple(because),
            facts=facts,
            probe=None if self._probe is None else self._probe.id,
            case=acting.case,
        )
        self._means.write_about(connection, entry, {row.person for row in rows if row.person is not None} | set(about))

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

    @staticmethod
    def _object(categories: Collection[str]) -> str:
        return next(iter(categories)) if len(categories) == 1 else "vault"


def place_of(row: RecordRow) -> PlaceRow:
    """Return where a row lies."""
    return PlaceRow(row.person or b"", row.category, row.day, row.id, row.holding or 0)
