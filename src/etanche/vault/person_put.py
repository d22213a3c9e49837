"""
How records of persons come in.

*A record of a person is written*, read from top to bottom in `put`: the plan trims what arrived; standing says whether a purpose
would hold it for this person; their keys are durable; the records are sealed; then one transaction asks again
(has somebody ended, refused, or been given up meanwhile?) and writes rows, marks, counts and one line. What the answer changed for is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat
from operator import itemgetter

from etanche.charter import CategoryPlan, Status
from etanche.keyring import Holding, holding
from etanche.standing import HELD_BY_NONE, Record, Telling, Told, held, lives, person_subject
from etanche.store import (
    Connection,
    PersonMarkRow,
    RecordRow,
    moment_text,
    needed_keys,
    person_records,
    persons,
)
from etanche.vault.acts import acts_of, known
from etanche.vault.arrivals import Batch, Prepared
from etanche.vault.means import Means
from etanche.vault.person_batch import Sealed
from etanche.vault.person_marks import marks_of
from etanche.vault.person_seal import Plain, seal, slot_for
from etanche.vault.refs import timed_ids
from etanche.vault.trimming import RefusedBecause

PERSON_BYTES = 16


class Putting:
    """One batch of records of persons for one category."""

    def __init__(self, means: Means, category: str, channel: str, *, canary: bool) -> None:
        """Look up what the plan says of the category."""
        self._means = means
        self._channel = channel
        self._category = category
        self._plan: CategoryPlan = means.plan.categories[category]
        self._number = means.numbers.categories[category]
        self._holding = holding(means.plan, category)
        self._canary = canary
        self._now = means.clock.now()

    def seal(self, batch: Batch) -> Sealed:
        """Return what a batch keeps, sealed; the keys are durable on return."""
        arrivals = [(day, one) for day, some in batch.kept.items() for one in some]
        arrivals.sort(key=lambda each: each[1].place)
        named = [(day, one, one.person) for day, one in arrivals if _named(one)]
        sealed = Sealed(rows=[], fields={})
        sealed.refused[RefusedBecause.NO_PERSON] += len(arrivals) - len(named)
        who = sorted({person for _, _, person in named if person is not None})
        with self._means.store.reading() as connection:
            sealed.changes = persons.changes(connection, self._means.organisation)
            sealed.collections = needed_keys.collections(connection, self._means.organisation)
            sealed.known = persons.known(connection, self._means.organisation, who)
            sealed.told = self._means.standing.persons.told(connection, map(person_subject, who))
        admitted = self._admit(named, sealed)
        generations = {
            person: generation
            for person in who
            if (generation := persons.generations(sealed.known, person)) is not None
        }
        keys = self._means.keyring.persons.ensure(self._means.organisation, self._number, generations)
        sealed.asked = {person for _, _, person in admitted}
        sealed.refused[RefusedBecause.FORGOTTEN] += sum(person not in keys for _, _, person in admitted)
        ready = [one for one in admitted if one[2] in keys]
        # In the order in which they came, whichever way each is held.
        ids = timed_ids(self._now, len(ready))
        apart = {person for person in who if self._apart(sealed.told[person_subject(person)])}
        for way, theirs in ((self._holding, False), (Holding.RECORD, True)) if apart else ((self._holding, False),):
            some = [
                (id_, *one) for id_, one in zip(ids, ready, strict=True) if not apart or (one[2] in apart) is theirs
            ]
            plain = self._plain(some, way) if some else []
            rows = self._sealed(plain, keys, way) if plain else []
            sealed.past += len(plain) - len(rows)
            sealed.rows += rows
            sealed.secrets = sealed.secrets or (way is Holding.RECORD and bool(plain))
            sealed.fields |= {one.id: one.fields for one in plain}
        sealed.rows.sort(key=itemgetter(3))
        return sealed

    def outdated(self, connection: Connection, sealed: Sealed) -> bool:
        """
        Return whether a batch has to be sealed anew, inside the transaction, because a key of it may be about to die.

        That is so when somebody began a new generation without having ended, and, where records have secrets of their own,
        when orphans were collected meanwhile.
        """
        organisation = self._means.organisation
        if sealed.secrets and needed_keys.collections(connection, organisation) != sealed.collections:
            return True
        if persons.changes(connection, organisation) == sealed.changes:
            return False
        # Those too who were given no key: they may have been looked up just before a generation of theirs began.
        now = persons.known(connection, organisation, sorted(sealed.asked))
        return any(
            persons.generations(now, person) not in {None, persons.generations(sealed.known, person)}
            for person in sealed.asked
        )

    def write(self, connection: Connection, sealed: Sealed) -> list[RecordRow]:
        """Write what may still be written, inside the transaction, and return it."""
        organisation = self._means.organisation
        rows = sealed.rows
        who = {row.person for row in rows if row.person is not None}
        gone = self._gone(connection, who, sealed)
        if gone:
            sealed.refused[RefusedBecause.FORGOTTEN] += sum(row.person in gone for row in rows)
            rows = [row for row in rows if row.person not in gone]
        days = {row.day for row in rows if row.holding == Holding.BUCKET}
        ended = self._means.standing.ended_days(connection, self._category, days) if days else set()
        if ended:
            kept = [row for row in rows if row.holding != Holding.BUCKET or row.day not in ended]
            sealed.past += len(rows) - len(kept)
            rows = kept
        new = {row.person for row in rows if row.person is not None} - sealed.known.keys()
        if new:
            known = persons.known(connection, organisation, sorted(new)).keys()
            persons.add(connection, organisation, new - known, moment_text(self._now))
        person_records.insert(connection, rows, self._marks(rows, sealed.fields))
        self._tell_acts(connection, rows, sealed)
        return rows

    # — before the transaction

    def _admit(
        self, named: Sequence[tuple[date, Prepared, bytes | None]], sealed: Sealed
    ) -> list[tuple[date, Prepared, bytes]]:
        """Keep what a purpose would hold; count the rest by its reason."""
        answers: dict[tuple[date, tuple[Told, ...]], bool] = {}
        admitted: list[tuple[date, Prepared, bytes]] = []
        for day, one, person in named:
            if person is None:
                continue
            row = sealed.known.get(person)
            if row is not None and row.ended is not None:
                sealed.refused[RefusedBecause.FORGOTTEN] += 1
                continue
            told = sealed.told[person_subject(person)]
            answer = answers.get((day, told))
            if answer is None:
                answer = answers[day, told] = self._held(day, told)
            if answer:
                admitted.append((day, one, person))
            elif told:
                sealed.refused[RefusedBecause.NO_PURPOSE] += 1
            else:
                sealed.past += self._over(day)
                sealed.refused[RefusedBecause.NO_PURPOSE] += not self._over(day)
        return admitted

    def _held(self, day: date, told: Sequence[Told]) -> bool:
        """Return whether a purpose would hold what is written now."""
        record = Record(self._category, day, self._now)
        return any(one.status not in HELD_BY_NONE for one in lives(self._means.plan, record, list(told), self._now))

    def _apart(self, told: Sequence[Told]) -> bool:
        """Return whether what is held back of a person, or suspended, must not go with the bucket of a day."""
        if not told or self._holding is not Holding.BUCKET:
            return False
        record = Record(self._category, self._means.today(), self._now)
        suspended = (one.status is Status.SUSPENDED for one in lives(self._means.plan, record, told, self._now))
        return held(told) or any(suspended)

    def _over(self, day: date) -> bool:
        """Return whether the day alone is why nothing holds it: a purpose would, had it been collected today."""
        return day < self._means.today() and self._held(self._means.today(), ())

    def _plain(self, admitted: Sequence[tuple[bytes, date, Prepared, bytes]], way: Holding) -> list[Plain]:
        number_of = {name: self._means.numbers.fields[self._category, name] for name in self._plan.fields}
        secrets: Iterable[bytes | None] = repeat(None)
        if way is Holding.RECORD:
            secrets = self._means.keyring.persons.new_secrets(self._means.organisation, len(admitted))
        texts = {day: day.isoformat() for day in {day for _, day, _, _ in admitted}}
        return [
            Plain(id_, texts[day], person, {number_of[name]: value for name, value in one.fields.items()}, secret)
            for (id_, day, one, person), secret in zip(admitted, secrets, strict=False)
        ]

    def _sealed(self, plain: Sequence[Plain], generations: Mapping[bytes, int], way: Holding) -> list[RecordRow]:
        means = self._means
        if way is Holding.BUCKET:
            for day in sorted({one.day for one in plain}):
                means.keyring.open_bucket(means.organisation, self._number, day)
        # One of each sort, for a slot is made in the time in which a record is sealed.
        sorts = {(one.person, one.day, one.secret): one for one in plain}.values()
        slots = [slot_for(one, category=self._number, generation=generations[one.person], holding=way) for one in sorts]
        return list(
            seal(
                plain,
                means.keyring.persons.lend(means.organisation, slots),
                organisation=means.organisation,
                category=self._number,
                generations=generations,
                holding=way,
                canary=self._canary,
            )
        )

    # — inside the transaction

    def _gone(self, connection: Connection, who: set[bytes], sealed: Sealed) -> set[bytes]:
        """Return who ended, changed generation or refused since their records were sealed."""
        organisation = self._means.organisation
        gone: set[bytes] = set()
        if persons.changes(connection, organisation) != sealed.changes:
            now = persons.known(connection, organisation, sorted(who))
            gone = {
                person
                for person in who
                if persons.generations(now, person) != persons.generations(sealed.known, person)
            }
        told = self._means.standing.persons.told(connection, map(person_subject, who))
        for person in who - gone:
            subject = person_subject(person)
            if told[subject] == sealed.told[subject]:
                continue
            if self._apart(told[subject]) or not self._held(self._means.today(), told[subject]):
                gone.add(person)
        return gone

    def _tell_acts(self, connection: Connection, rows: Sequence[RecordRow], sealed: Sealed) -> None:
        """Whoever gives us something by a door that the charter names is in contact with us that day; told once a day."""
        events = [] if self._canary else acts_of(self._means.plan, self._channel)
        if not events:
            return
        days: dict[bytes, str] = {}
        for row in rows:
            if row.person is not None and days.get(row.person, "") < row.day:
                days[row.person] = row.day
        self._means.standing.persons.tell_many(
            connection,
            (
                Telling(
                    person_subject(person),
                    event,
                    effective=date.fromisoformat(day),
                    because=f"minimise:{self._category}",
                )
                for person, day in sorted(days.items())
                for event in events
                if not known(event, day, sealed.told[person_subject(person)], self._means.plan.zone)
            ),
        )

    def _marks(self, rows: Sequence[RecordRow], fields: Mapping[bytes, Mapping[int, str]]) -> list[PersonMarkRow]:
        return marks_of(self._means, self._category, ((row, fields[row.id]) for row in rows))


def _named(one: Prepared) -> bool:
    return one.person is not None and len(one.person) == PERSON_BYTES
