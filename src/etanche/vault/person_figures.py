"""
Figures about persons: how many there are, and how many of each sort, never so few that one could be told from the others.

A purpose with `groups-of` is cut along one field of a category, chosen the first time and for good: two cuts laid over each other
would show the few in whom they differ. A sort with fewer people than the charter says is not told by itself, nor is the largest one:
it stands with the small ones, so that whoever knows how many there are in all works none of them out (`told`).
People are counted, not records; those who are joined are one person, and who is of several sorts is counted with the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from etanche.charter import FieldKind, Status
from etanche.errors import Refused
from etanche.gate import decide
from etanche.journal import Fact
from etanche.store import RecordRow, facts, person_records
from etanche.terms import Action
from etanche.vault.admitting import Admission, Admitted
from etanche.vault.aliases import groups
from etanche.vault.altered import FACT
from etanche.vault.asking import obeyed
from etanche.vault.owning import owned
from etanche.vault.person_changing import PersonChanging
from etanche.vault.person_session import BATCH

_CUTTABLE = frozenset({FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.COUNTRY, FieldKind.LANGUAGE, FieldKind.VERSION})


class OtherCut(Refused):
    """The figures of a purpose are cut along another field already, or along one that has no sorts."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many people there are of each sort; those told apart, and everybody else together."""

    people: int | None
    """Of all sorts, each once; nothing if they are too few."""

    sorts: dict[str, int]
    others: int | None
    """Who is counted in none of the sorts, each once; nothing if they are too few, or nobody."""

    at_least: int
    """So many people a figure is about at least."""


class PersonFigures(PersonChanging):
    """The part of a session that counts persons."""

    def count(self, category: str) -> int:
        """
        Return how many records of a category the purpose is alive for; none is opened.

        Raises:
            GateRefused: the role may not count this category for this purpose.
        """
        self._require_count(category, cut=False)
        return sum(1 for _ in self._alive(category))

    def aggregate(self, category: str, by: str) -> Figures:
        """
        Return how many people there are of each sort that a field tells.

        Raises:
            GateRefused: the role may not count this category for this purpose.
            OtherCut: the figures of this purpose are cut along another field, or this field tells no sorts.
        """
        self._require_count(category, cut=True)
        self._choose_cut(category, by)
        sorts: dict[str, set[bytes | str]] = {}
        before, facts_told = self._altered, dict[str, Fact]()
        with self._means.store.reading() as connection:
            joined = groups(self._means, connection)
        for rows in self._alive_batches(category):
            for record in self._open(rows):
                if record.person is not None:
                    who = joined.get(record.person, record.person)
                    sorts.setdefault(record.fields.get(by, ""), set()).add(who)
        least = self._means.plan.groups.get(self._acting.purpose, 1)
        figures = told(sorts, least)
        if self._altered > before:
            facts_told[FACT] = self._altered - before
        self._write_count(category, facts_told | {"by": by, "sorts": len(figures.sorts), "at-least": least})
        return figures

    def _require_count(self, category: str, *, cut: bool) -> None:
        with self._means.store.reading() as connection:
            obeyed(self._means, connection)
            admission = Admission(self._means, self._acting, connection)
            ask = admission.ask(category, Status.RUNNING, person=None, action=Action.COUNT, cut=cut)
        decision = decide(self._means.plan, ask)
        if not decision.allowed:
            self._refuse(ask, decision)

    def _choose_cut(self, category: str, by: str) -> None:
        means = self._means
        planned = means.plan.categories[category].fields.get(by)
        if planned is None or planned.kind not in _CUTTABLE:
            raise OtherCut(
                "figures are not cut along this field", hint="a choice, a yes or no, a country, a language, a version"
            )
        if self._acting.purpose not in means.plan.groups:
            return
        name = f"cut/{self._acting.purpose}/{means.numbers.categories[category]}"
        chosen = str(means.numbers.fields[category, by])
        with means.store.writing() as connection:
            before = facts.get(connection, means.organisation, name)
            if before is None:
                facts.put(connection, means.organisation, name, chosen)
            elif before != chosen:
                raise OtherCut("the figures of this purpose are cut along another field", hint="the cut is chosen once")

    def _alive(self, category: str) -> Iterator[RecordRow]:
        for rows in self._alive_batches(category):
            yield from rows

    def _alive_batches(self, category: str) -> Iterator[list[RecordRow]]:
        """Yield the rows for which the purpose is alive, batch by batch."""
        means = self._means
        place = ("", b"")
        while True:
            with means.store.reading() as connection:
                obeyed(means, connection)
                rows = person_records.after(
                    connection, means.organisation, means.numbers.categories[category], place, BATCH
                )
                if not rows:
                    return
                admission = Admission(means, self._acting, connection)
                theirs = [row for row in rows if row.canary == (self._probe is not None)]
                admitted = admission.admit(theirs, action=Action.COUNT, cut=True)
            self._raise_alarm(admitted.altered, category)
            yield self._own(admitted)
            place = (rows[-1].day, rows[-1].id)

    def _own(self, admitted: Admitted) -> list[RecordRow]:
        """Return the rows that are the counter's own, where the role is bound to a value: they are opened to see that."""
        if self._acting.role not in self._means.plan.own:
            return admitted.rows
        kept = owned(self._means, admitted.own, self._open(admitted.rows))
        places = {(one.category, one.day.isoformat(), one.id) for one in kept}
        names = self._means.numbers.category_names()
        return [row for row in admitted.rows if (names.get(row.category, ""), row.day, row.id) in places]

    def _write_count(self, category: str, told: dict[str, Fact]) -> None:
        self._means.journal.note(self._entry("count", category, (), told))


def told(sorts: Mapping[str, AbstractSet[object]], least: int) -> Figures:
    """
    Return what may be told of who is of each sort, so that nothing told, nor what follows from it, is about a few.

    Everybody stands in one place: with the sort they are of, if it is one, else with the others. Of these places the largest is
    never told by itself, and of the rest only those that are large enough. So the others are as many as any sort told, and could all
    be of the largest: how many of them are of which sort nobody works out, who knows the rule and how many there are in all. Where no
    groups are asked for (`least` is 1) each sort is told as it is.

    Decision 60 has the proof; a test tries every small crowd.
    """
    if least <= 1:
        return _plainly(sorts)
    of: dict[object, set[str]] = {}
    for sort, people in sorts.items():
        for one in people:
            of.setdefault(one, set()).update({sort} - {""})
    alone = Counter(next(iter(some)) for some in of.values() if len(some) == 1)
    ranked = sorted(alone, key=lambda sort: (-alone[sort], sort))
    shown = {sort: alone[sort] for sort in sorted(ranked[1:]) if alone[sort] >= least}
    enough = len(of) >= least
    return Figures(
        people=len(of) if enough else None,
        sorts=shown,
        others=len(of) - sum(shown.values()) if enough else None,
        at_least=least,
    )


def _plainly(sorts: Mapping[str, AbstractSet[object]]) -> Figures:
    """Return every sort as large as it is; who is of several is in each of them, and the others are those of none."""
    named = {sort: people for sort, people in sorted(sorts.items()) if sort}
    without = sorts.get("", frozenset())
    return Figures(
        people=len(frozenset[object]().union(*sorts.values())),
        sorts={sort: len(people) for sort, people in named.items()},
        others=len(without) or None,
        at_least=1,
    )
