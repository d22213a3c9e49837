"""
Who looked at somebody's data, when and why: what that person may be shown.

It names the role, the purpose and the case, never who acted in the role: staff are people too, and the journal is about them as well.
It goes back as far as the lists beside the journal do. What was given to an authority while the law forbids telling is shown once that is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from etanche.journal import Entry
from etanche.vault.aliases import require_somebody
from etanche.vault.compelling import silences
from etanche.vault.means import Means
from etanche.vault.reaching import entries_about

LOOKS = frozenset({"read", "find", "stream", "copy", "update", "forget", "move", "disclose"})
"""The acts by which somebody gets to see a record, or changes it."""

SEVERAL = "vault"
"""What a line is about that is about several categories at once."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One line of the journal, as the person it is about sees it."""

    at: datetime
    act: str
    category: str | None
    """Nothing when several were seen at once."""

    role: str | None
    purpose: str | None
    case: str | None
    recipient: str | None
    """Who was given the data, if somebody was."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "at": self.at.isoformat(),
            "act": self.act,
            "category": self.category,
            "role": self.role,
            "purpose": self.purpose,
            "case": self.case,
            "recipient": self.recipient,
        }


def looks(means: Means, person: bytes, *, actor: str, hidden: set[int] | None = None) -> tuple[Look, ...]:
    """
    Return who looked at a person's data, oldest first; that it was shown is a line about them too.

    `hidden` takes the numbers of the lines of which nobody can tell any more whether they were about this person, because somebody
    changed the lists beside them: whoever is shown the others is to be told how many those are.

    Raises:
        NoSuchPerson: nobody is known by that id.
    """
    with means.store.reading() as connection:
        require_somebody(means, connection, person)
        silent = silences(means, connection)
    numbers = entries_about(means, person, hidden=hidden)
    found = means.journal.entries(numbers=numbers) if numbers else ()
    with means.store.writing() as connection:
        entry = means.entry(actor=actor, act="looks-shown", object="person", decision="done")
        means.write_about(connection, entry, [person])
    return tuple(_look(line) for line in found if line.act in LOOKS and line.probe is None and line.case not in silent)


def _look(line: Entry) -> Look:
    recipient = line.facts.get("recipient")
    return Look(
        at=line.at,
        act=line.act,
        category=None if line.object == SEVERAL else line.object,
        role=line.role,
        purpose=line.purpose,
        case=line.case,
        recipient=None if recipient is None else str(recipient),
    )
