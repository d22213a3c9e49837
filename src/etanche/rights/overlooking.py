"""
Whether recipients were told as the register says: every mark has the line of the journal that made it, and no letter is gone without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from etanche.journal import Journal
from etanche.outbound import LETTER, RECIPIENT_TOLD, Fate, says_end
from etanche.rights.around import ITSELF
from etanche.rights.facts import Right
from etanche.rights.filed import FINAL, Filed
from etanche.rights.lines import OBJECT
from etanche.rights.notifying import TOLD_ONE
from etanche.rights.observing import every
from etanche.rights.recipients import By, Telling
from etanche.rights.steps import Event
from etanche.store import Store, outbox
from etanche.terms import OrganisationId

_ALL = f"request-{Event.RECIPIENTS_TOLD}"


@dataclass(frozen=True, kw_only=True)
class Untold:
    """How many recipients of requests for each right were not told as the register says."""

    lost: Counter[Right] = field(default_factory=Counter)
    """Their letter neither waits nor has an end."""

    unproven: Counter[Right] = field(default_factory=Counter)
    """They are said to have been told, and no line of ours says how; or nothing is owed any more, and they were not."""


def untold(store: Store, journal: Journal, organisation: OrganisationId) -> Untold:
    """Return who was not told; of answers that are older than the journal nothing is known."""
    # In this order: what moves on meanwhile leaves the outbox with a line, and has it by then.
    filed = [one for is_open in (True, False) for one in every(store, organisation, is_open=is_open) if one.recipients]
    found, begins = Untold(), journal.first_day() if filed else None
    if begins is None:
        return found
    with store.reading() as connection:
        waiting = {one.hex() for one in outbox.of_kind(connection, organisation, RECIPIENT_TOLD)}
    told = _Told(letters=_letters(journal), by_hand=set(_by_hand(journal)))
    for one in filed:
        answered = one.request.answered_on
        if answered is not None and answered >= begins:
            found.lost[one.request.right] += sum(told.lost(it, waiting) for it in one.recipients)
            found.unproven[one.request.right] += sum(told.unproven(one, it) for it in one.recipients)
    return found


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the journal says."""

    letters: dict[str, frozenset[str]]
    """letter → how it ended, in the words of the outbox."""

    by_hand: set[tuple[str, str]]
    """(request, recipient) of whom somebody said that they were told; an empty name for all of them."""

    def lost(self, one: Telling, waiting: set[str]) -> bool:
        """Tell whether the letter of a recipient who was not told is gone."""
        sent = one.on is None and one.letter and not one.failed
        return bool(sent) and one.letter not in waiting and one.letter not in self.letters

    def unproven(self, filed: Filed, one: Telling) -> bool:
        """Tell whether a recipient counts as told, and nothing shows it."""
        if one.on is None:
            return filed.request.state in FINAL
        if one.by is By.LETTER:
            return Fate.TAKEN not in self.letters.get(one.letter, ())
        id_ = filed.request.id.hex()
        return not {(id_, one.recipient), (id_, "")} & self.by_hand


def _letters(journal: Journal) -> dict[str, frozenset[str]]:
    ends: dict[str, frozenset[str]] = {}
    for line in journal.lines(object_begins=LETTER):
        if says_end(line):
            letter = line.entry.object.removeprefix(LETTER)
            ends[letter] = ends.get(letter, frozenset()) | {line.entry.act}
    return ends


def _by_hand(journal: Journal) -> Iterator[tuple[str, str]]:
    for line in journal.lines(object_begins=OBJECT):
        entry = line.entry
        said = entry.act in {TOLD_ONE, _ALL} and entry.decision == "done" and entry.actor != ITSELF
        if line.ours and said:
            yield entry.object.removeprefix(OBJECT), str(entry.facts.get("recipient", ""))
