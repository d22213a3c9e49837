"""
Is every key there that a record of a person needs? A record without its key, and without a tombstone that says why, is lost.

Looked at in bites, so many records a time: a sweep goes on where the last one stopped, so that all are looked at in turn;
a check begins somewhere, nobody knows where. What is being destroyed at this moment is no loss: zeros go before the tombstone,
so whatever looks lost is looked at again at the end, when whoever destroyed it has said so.
Days are looked at by `Vault.missing`. So is what shows a consent, or an objection: see `evidence_keys`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etanche.journal import Fact
from etanche.store import facts, needed_keys
from etanche.store.needed_keys import Need, Place
from etanche.terms import new_id
from etanche.vault import evidence_keys
from etanche.vault.means import Means

MOST = 20_000
"""Records looked at in one go."""

_BITE = 2_000
_FACT = "keys-looked"
_START = Place(b"")


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was seen of the keys of records of persons."""

    records: int
    """Records looked at."""

    lost: Counter[str]
    """Category → records whose key is not there, and was never destroyed by us."""

    last: Place
    """Where to go on."""


class KeyWatch:
    """Looks after the keys of the records of persons of one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def look(self, *, most: int = MOST) -> Looked:
        """Look at some records, from a place that nobody can foresee; nothing is changed."""
        return self._look(Place(new_id()), most)

    def evidence(self) -> int:
        """Return how many words of people lost the key of what shows them, of a window that nobody can foresee; nothing is changed."""
        return len(self._evidence_lost(evidence_keys.somewhere(self._means)))

    def _evidence_lost(self, needs: list[Need]) -> list[Need]:
        suspects = [lost for begin in range(0, len(needs), _BITE) for lost in self._lost(needs[begin : begin + _BITE])]
        return self._lost(evidence_keys.still(self._means, suspects)) if suspects else []

    def look_on(self, *, most: int = MOST) -> int:
        """Look at the next records, and at the next evidence, and write down what is lost of them; return how many are."""
        means = self._means
        with means.store.reading() as connection:
            fact = facts.get(connection, means.organisation, _FACT)
        looked = self._look(_read(fact), most)
        needs, last = evidence_keys.next_ones(means)
        if not (looked.records or last):
            return 0
        shown = len(self._evidence_lost(needs))
        lost = looked.lost.total() + shown
        with means.store.writing() as connection:
            facts.put(connection, means.organisation, _FACT, _written(looked.last))
            evidence_keys.went_on(means, connection, last)
            if lost:
                told: dict[str, Fact] = {"records": looked.lost.total(), "categories": len(looked.lost)}
                if shown:
                    told["evidence"] = shown
                means.journal.write(
                    connection,
                    means.entry(
                        actor="vault",
                        act="keys-missing",
                        object="vault",
                        decision="lost",
                        because=("sealed:keys",),
                        facts=told,
                    ),
                )
        return lost

    def _look(self, start: Place, most: int) -> Looked:
        means = self._means
        records, suspects, last = 0, list[Need](), start
        for bite in self._bites(start, most):
            records += len(bite)
            last = bite[-1].place
            suspects += self._lost(bite)
        if suspects:
            with means.store.reading() as connection:
                suspects = self._lost(needed_keys.still(connection, means.organisation, suspects))
        names = means.numbers.category_names()
        return Looked(records=records, lost=Counter(names.get(one.category, "?") for one in suspects), last=last)

    def _bites(self, start: Place, most: int) -> Iterator[Sequence[Need]]:
        """Yield records from a place on, and from the first one when there are no more, up to that place again."""
        place, left, round_begun = start, most, False
        while left > 0:
            with self._means.store.reading() as connection:
                bite = needed_keys.after(connection, self._means.organisation, place, min(_BITE, left))
            if round_begun:
                bite = [one for one in bite if one.place <= start]
            if bite:
                yield bite
                place, left = bite[-1].place, left - len(bite)
            elif round_begun:
                return
            else:
                place, round_begun = _START, True

    def _lost(self, needs: Sequence[Need]) -> list[Need]:
        """Return those of some records whose key is not there, and that no tombstone speaks of."""
        means = self._means
        persons = sorted({one.person for one in needs})
        states = {
            at[:3]: (at.key_id, alive) for at, alive in means.shelf.states_of_persons(means.organisation, persons)
        }
        own = [one.own_key for one in needs if one.own_key is not None]
        living = means.shelf.living_secrets(means.organisation, own)
        suspects: dict[Need, set[bytes]] = {}
        for one in needs:
            key_id, alive = states.get((one.person, one.category, one.generation), (b"", False))
            gone = set() if alive else {key_id}
            if one.own_key is not None and one.own_key not in living:
                gone.add(one.own_key)
            if gone:
                suspects[one] = gone | {one.id}
        dead = means.tombstones.among({each for gone in suspects.values() for each in gone}) if suspects else set()
        return [one for one, gone in suspects.items() if dead.isdisjoint(gone)]


def _written(place: Place) -> str:
    return f"{place.person.hex()} {place.category} {place.day} {place.id.hex()}"


def _read(fact: str | None) -> Place:
    """Return where the last look stopped; the beginning, if nobody knows."""
    try:
        person, category, day, record = (fact or "").split(" ")
        return Place(bytes.fromhex(person), int(category), day, bytes.fromhex(record))
    except ValueError:
        return _START
