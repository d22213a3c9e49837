"""
How somebody who acts is let to see records of persons, and what is written of it.

Each record is judged by itself. What is refused is not returned; the line of the journal, with the list of persons sealed
beside it, is durable before anything leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Self

from etanche.charter import Status
from etanche.errors import Refused
from etanche.gate import Ask, Decision, Reason, decide
from etanche.journal import Entry, Fact
from etanche.keyring import SealBroken
from etanche.store import Connection, RecordRow
from etanche.vault.admitting import Acting, Admission, Admitted
from etanche.vault.altered import FACT, alarm
from etanche.vault.asking import inquire, refuse
from etanche.vault.means import Means
from etanche.vault.owning import owned
from etanche.vault.person_seal import open_rows, slot_of, slots_of
from etanche.vault.probe import ProbeRun
from etanche.vault.sealed import Record
from etanche.vault.whole import of_nobody


class SessionOver(Refused):
    """Somebody goes on acting after their session ended."""


class PersonSeeing:
    """
    Somebody who acts as a role: how long, what they are let to see, and the line that says so.

    In a `with` it lasts as long as the block, else as long as whoever holds it: once it is over nothing more is read or written by it,
    and a stream that was begun in it gives no further batch.
    """

    def __init__(self, means: Means, acting: Acting, *, probe: ProbeRun | None) -> None:
        """Begin to act; nothing is asked yet."""
        self._rooms: Means | None = means
        self._acting = acting
        self._probe = probe
        self._altered = 0

    @property
    def altered(self) -> int:
        """How many records did not open in this session, and were left out of what was read: somebody changed their rows."""
        return self._altered

    def __enter__(self) -> Self:
        """Act until the end of the block."""
        self._unless_over()
        return self

    def __exit__(self, *_: object) -> None:
        """End; whatever is asked from now on is refused."""
        self._rooms = None

    def _unless_over(self) -> Means:
        if self._rooms is None:
            raise SessionOver("this session is over", hint="act anew: `with vault.acting(…) as session:`")
        return self._rooms

    @property
    def _means(self) -> Means:
        """Return the rooms below: every act of a session goes through here, so that none outlives it."""
        return self._unless_over()

    # — who may see what

    def _admit(self, connection: Connection, rows: Iterable[RecordRow], *, quietly: bool = False) -> Admitted:
        canary = self._probe is not None
        admission = Admission(self._means, self._acting, connection)
        admitted = admission.admit(row for row in rows if row.canary == canary)
        if quietly:
            admitted.no = None
        return admitted

    def _require(self, connection: Connection, category: str, person: bytes | None, *, loosely: bool = False) -> None:
        """
        Ask the gate about the category itself, as if the purpose were alive; with `loosely` conditions are asked later.

        Whoever has figures only is refused here either way: what is asked later is asked of a record, and its refusal says that there is one.
        """
        ask = Admission(self._means, self._acting, connection).ask(category, Status.RUNNING, person=person)
        decision = decide(self._means.plan, ask)
        loosely = loosely and decision.reason is not Reason.FIGURES_ONLY
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

    def _unless_known(self, connection: Connection, categories: Iterable[str]) -> None:
        """Refuse what the role does not see at all, or in figures only, whether anything is there or not: ask before looking."""
        seen = set() if self._acting.purpose in self._means.plan.groups else self._seen()
        for category in sorted(set(categories) - seen):
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
        keys = means.keyring.persons.lend(means.organisation, slots_of(rows))
        names = means.numbers.category_names()
        used = {row.category for row in rows}
        fields = {number: means.numbers.field_names(names[number]) for number in used}
        altered: list[bytes] = []
        opened = list(open_rows(rows, keys, category_names=names, field_names=fields, altered=altered))
        if self._probe is None and len(opened) + len(altered) < len(rows):
            # Of those without a key: most were destroyed meanwhile, but for some there never was one.
            altered += of_nobody(means, (row for row in rows if slot_of(row) not in keys))
        self._raise_alarm(altered, self._object({names[number] for number in used}))
        return opened

    def _raise_alarm(self, altered: Collection[bytes], category: str) -> None:
        if altered:
            self._altered += len(altered)
            alarm(self._means, len(altered), category=category)

    def _open_admitted(self, admitted: Admitted, category: str) -> list[Record]:
        """Open what is admitted; what cannot have been written so is counted with what does not open."""
        self._raise_alarm(admitted.altered, category)
        return self._open(admitted.rows)

    def _open_named(self, admitted: Admitted, category: str) -> list[Record]:
        """Open what was asked for by its address: that one of it does not open is the answer."""
        before = self._altered
        opened = self._open_admitted(admitted, category)
        if self._altered > before:
            raise SealBroken
        return opened

    def _tell(
        self,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        admitted: Admitted,
        *,
        about: Collection[bytes] = (),
        only: tuple[str, str] | None = None,
        facts: Mapping[str, Fact] | None = None,
        named: bool = False,
    ) -> tuple[Record, ...]:
        """Open what is admitted, write it down, then let it go."""
        self._unless_refused(admitted)
        if admitted.outside is not None:
            # What is within the case is shown; what was asked for beside it is somebody's to explain.
            probe = None if self._probe is None else self._probe.id
            inquire(self._means, admitted.outside, actor=self._acting.actor, probe=probe, case=self._acting.case)
        before = self._altered
        opened = (self._open_named if named else self._open_admitted)(admitted, object)
        opened = owned(self._means, admitted.own, opened)
        if only is not None:
            opened = [one for one in opened if one.fields.get(only[0]) == only[1]]
        told: dict[str, Fact] = {"records": len(opened), "refused-records": sum(admitted.refused.values())}
        if self._altered > before:
            told[FACT] = self._altered - before
        entry = self._entry(act, object, admitted.because, told | dict(facts or {}))
        self._means.note_about(entry, {one.person for one in opened if one.person is not None} | set(about))
        return tuple(opened)

    def _entry(
        self,
        act: str,
        object: str,  # noqa: A002  # the word of the journal
        because: Iterable[str],
        facts: Mapping[str, Fact],
    ) -> Entry:
        acting = self._acting
        return self._means.entry(
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

    @staticmethod
    def _object(categories: Collection[str]) -> str:
        return next(iter(categories)) if len(categories) == 1 else "vault"
