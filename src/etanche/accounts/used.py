"""
Which links that open an account were used: what was opened may be gone, or at another address, before the letter is too old.

Nothing names anybody here: of an address a keyed mark is kept, and until when links made by then would work. Whoever reads an old letter
opens nothing with it, in the place of somebody who moved or left; a letter asked for afterwards works as every other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Final

from etanche.store import Connection, Store, facts
from etanche.terms import OrganisationId

_FACT: Final = "link-used:"


class UsedLinks:
    """Remembers until they lapse that links to an address were used."""

    def __init__(self, *, store: Store, organisation: OrganisationId, sign: Callable[[bytes], bytes]) -> None:
        """Keep it among the facts of the organisation that keeps the accounts; `sign` marks bytes under a key of its."""
        self._store = store
        self._organisation = organisation
        self._sign = sign

    def use(self, connection: Connection, email: str, *, until: datetime) -> None:
        """Let no link to an address open anything that works until a moment or less long, to the second, once the caller's transaction is committed."""
        facts.put(connection, self._organisation, self._name(email), _spelled(until))

    def used(self, email: str, *, until: datetime, connection: Connection | None = None) -> bool:
        """Tell whether a link to an address that works until a moment was made before one was used, as a transaction sees it, or now."""
        with nullcontext(connection) if connection is not None else self._store.reading() as seen:
            said = facts.get(seen, self._organisation, self._name(email))
        return said is not None and _spelled(until) <= said

    def _name(self, email: str) -> str:
        return _FACT + self._sign(b"link used\0" + email.encode()).hex()


def forget_lapsed(store: Store, organisation: OrganisationId, *, now: datetime) -> int:
    """Forget what was remembered of links that are too old by now; return how many there were."""
    with store.writing() as connection:
        kept = facts.under(connection, organisation, _FACT)
        over = [name for name, until in kept.items() if until <= _spelled(now)]
        for name in over:
            facts.forget(connection, organisation, _FACT + name)
    return len(over)


def _spelled(moment: datetime) -> str:
    """Return a moment to the second, as texts that sort like the moments: what somebody else wrote in their place is no number to stumble over."""
    return f"{int(moment.timestamp()):012}"
