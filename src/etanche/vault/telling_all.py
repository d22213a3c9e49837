"""
Telling standing one word of persons who are one, in one transaction, with what belongs to what goes because of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from etanche.store import Connection, PlaceRow
from etanche.vault.aliases import NoSuchPerson
from etanche.vault.asking import obeyed
from etanche.vault.beside import Beside, affected
from etanche.vault.means import Means
from etanche.vault.person_sweep import PersonSweeper
from etanche.vault.refusal_keeping import keep_of
from etanche.vault.refusal_marks import REFUSING
from etanche.vault.telling import Teller, Word, require_told


def tell_all(
    means: Means, group: Collection[bytes], word: Word, *, evidence: bytes | None = None, beside: Beside | None = None
) -> None:
    """
    Write down what happened to persons who are one; see `Vault.tell_all`.

    What goes because of it is what may be destroyed afterwards and not before: said again, it is nothing.

    Raises:
        NoSuchPerson: nothing is left of any of them.
        UnknownEvent, Unreadable, DestructionBegun: as `Teller.tell`.
    """
    require_told(word.event)
    teller = Teller(means=means)
    with means.store.reading() as connection:
        left = [one for one in sorted(group) if not teller.is_gone(connection, one)]
    if not left:
        raise NoSuchPerson("there is no such person", hint="they were erased, and nothing of theirs is left")
    prepared = [teller.prepared(one, word, evidence) for one in left]
    with means.store.writing() as connection:
        obeyed(means, connection)
        before = {} if beside is None else _ready(means, connection, left)
        for one in prepared:
            teller.write(connection, one, word)
        if beside is not None:
            fresh = [place for id_, place in _ready(means, connection, left).items() if id_ not in before]
            if fresh:
                beside(connection, affected(means, connection, left, fresh))
    for person in left if word.event in REFUSING else ():
        keep_of(means, person)


def _ready(means: Means, connection: Connection, group: Sequence[bytes]) -> dict[bytes, PlaceRow]:
    """Return what of some persons may be destroyed now, by the ids of the records."""
    sweeper = PersonSweeper(means, means.standing.applied())
    return {place.id: place for one in group for place in sweeper.ready_of(connection, one)}
