"""
Giving records of persons to somebody else: a recipient whom the charter names, for a purpose, on the conditions it says.

Three yeses are needed for every record: whoever gives it may read it for that purpose; the recipient may receive it for that purpose;
and what the recipient waits for is there: an open case, the person's own consent that names them, or a demand of theirs that was examined.
What is refused is not given, and is written down; the line, with the list of persons sealed beside it, is durable before anything leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from etanche.charter import Condition, Status
from etanche.gate import Ask, Decision, decide
from etanche.journal import Fact
from etanche.store import Connection, RecordAt, RecordRow, person_records
from etanche.terms import Action
from etanche.vault.admitting import Admission, Admitted
from etanche.vault.asking import obeyed
from etanche.vault.permitting import permitted
from etanche.vault.person_figures import PersonFigures
from etanche.vault.person_session import BATCH
from etanche.vault.refs import Ref
from etanche.vault.sealed import Record

_EVERY = frozenset(Condition)


class PersonDisclosures(PersonFigures):
    """The part of a session that gives records of persons to recipients."""

    def disclose_records(self, recipient: str, *refs: Ref) -> tuple[Record, ...]:
        """
        Return the records at some addresses, to be given to a recipient; what is not there, or may not be given, is left out.

        Raises:
            GateRefused: nobody said that this recipient may receive them, or none of those that are there may be given.
        """
        means = self._means
        for category in sorted({ref.category for ref in refs}):
            self._require_recipient(recipient, category)
        numbers = means.numbers.categories
        asked = [
            RecordAt(numbers[ref.category], ref.day.isoformat(), ref.id) for ref in refs if ref.category in numbers
        ]
        with means.store.reading() as connection:
            obeyed(means, connection)
            self._unless_known(connection, (ref.category for ref in refs))
            found = person_records.at(connection, means.organisation, asked)
            admitted = self._giveable(connection, recipient, (found[one] for one in asked if one in found))
        return self._give(recipient, self._object({ref.category for ref in refs}), admitted, named=True)

    def _disclosed(self, recipient: str, category: str) -> Iterator[Record]:
        """Return the records of a category, batch by batch, each asked for anew; the first is written down before this returns."""
        self._require_recipient(recipient, category)
        with self._means.store.reading() as connection:
            self._require(connection, category, None)
        batches = self._given(recipient, category)
        first = next(batches, ())
        return (one for some in (iter((first,)), batches) for batch in some for one in batch)

    def _given(self, recipient: str, category: str) -> Iterator[tuple[Record, ...]]:
        """Yield what of each batch may be given; a category that has nothing is written down all the same."""
        means = self._means
        place = ("", b"")
        while True:
            with means.store.reading() as connection:
                obeyed(means, connection)
                number = means.numbers.categories[category]
                rows = person_records.after(connection, means.organisation, number, place, BATCH)
                if not rows and place != ("", b""):
                    return
                admitted = self._giveable(connection, recipient, rows)
            admitted.no = None
            yield self._give(recipient, category, admitted)
            if not rows:
                return
            place = (rows[-1].day, rows[-1].id)

    def _require_recipient(self, recipient: str, category: str) -> None:
        """Ask the gate about the recipient, as if the purpose were alive and every condition met."""
        ask = self._telling(recipient, category, Status.RUNNING, _EVERY)
        decision = decide(self._means.plan, ask)
        if not decision.allowed:
            self._refuse(ask, decision)

    def _giveable(self, connection: Connection, recipient: str, rows: Iterable[RecordRow]) -> Admitted:
        """Return what of some rows may be read by whoever gives them, and received by the recipient."""
        means = self._means
        canary = self._probe is not None
        admission = Admission(means, self._acting, connection)
        seen = admission.admit(row for row in rows if row.canary == canary)
        who = {row.person for row in seen.rows if row.person is not None}
        named = permitted(means, connection, recipient, self._acting.purpose, who)
        names = means.numbers.category_names()
        given = Admitted(
            because=dict(seen.because),
            refused=seen.refused,
            no=seen.no,
            outside=seen.outside,
            own=seen.own,
            altered=seen.altered,
        )
        decided: dict[tuple[str, Status, frozenset[Condition]], tuple[Ask, Decision]] = {}
        for row, status in zip(seen.rows, admission.statuses(seen.rows), strict=True):
            compelled = admission.compelled(recipient, row.person)
            met = frozenset(_met(row.person in named, admission.scoped(row.person), compelled))
            sort = (names.get(row.category, ""), status, met)
            if sort not in decided:
                ask = self._telling(recipient, sort[0], status, met)
                decided[sort] = (ask, decide(means.plan, ask))
            answer = decided[sort]
            if answer[1].allowed:
                given.rows.append(row)
                given.because.update(dict.fromkeys(answer[1].because))
            else:
                given.refused[answer[1].reason] += 1
                given.no = given.no or answer
        return given

    def _telling(self, recipient: str, category: str, status: Status, met: frozenset[Condition]) -> Ask:
        return Ask(
            action=Action.DISCLOSE,
            category=category,
            purpose=self._acting.purpose,
            role=self._acting.role,
            recipient=recipient,
            life=status,
            met=met,
        )

    def _give(self, recipient: str, category: str, admitted: Admitted, *, named: bool = False) -> tuple[Record, ...]:
        facts: Mapping[str, Fact] = {"recipient": recipient}
        return self._tell(Action.DISCLOSE, category, admitted, facts=facts, named=named)


def _met(named: bool, in_case: bool, compelled: bool) -> Iterator[Condition]:  # noqa: FBT001  # what was found out
    if named:
        yield Condition.PERMISSION
    if in_case:
        yield Condition.CASE
    if compelled:
        yield Condition.DEMAND
