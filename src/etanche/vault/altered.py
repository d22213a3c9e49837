"""
Rows that do not open: they, or what stands beside them in clear, are not what was written.

Who asks for one record by its address is told so by an error. Who reads many gets the others: those that do not open are counted,
their number is in the line of the reading, and somebody is to be told, once a day, that `sealed:records` is broken.
"""

from __future__ import annotations

from typing import Final

from etanche.journal import Fact, owe, owed
from etanche.store import AlertRow, moment_text
from etanche.terms import PromiseId
from etanche.vault.means import Means

ACT: Final = "seal-broken"
FACT: Final = "altered-records"
PROMISE: Final = PromiseId("sealed:records")

_ALERT: Final = "verdict"
_BROKEN: Final = "broken"
_DAY: Final = 10
"""Letters of a moment that say its day."""


def alarm(means: Means, records: int, *, category: str = "vault") -> None:
    """Write down that some records did not open, durable when this returns; and have it told, if nobody is to be told of it today."""
    now = moment_text(means.clock.now())
    facts: dict[str, Fact] = {"records": records}
    promised = PROMISE in means.plan.promises
    with means.store.writing() as connection:
        because = (PROMISE,) if promised else ()
        entry = means.entry(actor="vault", act=ACT, object=category, decision=_BROKEN, because=because, facts=facts)
        means.journal.write(connection, entry)
        signer = means.keyring.signer(means.organisation)
        said = (one for one in owed(connection, means.organisation, signer, kind=_ALERT) if one.promise == PROMISE)
        if promised and not any(one.now == _BROKEN and one.at[:_DAY] == now[:_DAY] for one in said):
            row = AlertRow(organisation=means.organisation, at=now, kind=_ALERT, promise=PROMISE, was="", now=_BROKEN)
            owe(connection, means.organisation, [row], signer)
