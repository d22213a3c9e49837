"""
Demands by authorities, as far as the vault has to know them: a case about persons who are named, that opens one authority, and silence about it.

A charter says that an authority may compel us; nothing flows to it as a rule. What a demand names is given within a case that somebody else
than the giver examined. While the law forbids telling, the lines of that case are left out of what a person is shown of who looked;
silence ends by itself on its last moment, and what it hid is shown from then on. It is sealed under a key of the organisation that no day's
end destroys, and bound to its case: a row that somebody else wrote hides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from etanche.errors import Unreadable
from etanche.keyring import SealBroken, bind
from etanche.store import Connection, StandingRow, moment_of, moment_text, standing
from etanche.vault import cases
from etanche.vault.means import Means

SILENT = "silence-kept"

_SILENCE = "silence:"
_KEY = "silence"


def compel(
    means: Means,
    case: str,
    *,
    recipient: str,
    persons: Collection[bytes],
    role: str,
    actor: str,
    reason: str,
    by: str,
    as_: str | None = None,
) -> cases.Grant:
    """
    Let an actor give what a demand of an authority names, within a case of its own.

    Raises:
        NoGrant: the charter knows no such authority, nobody is named, or as `cases.grant`.
        Unreadable: the case has no name that one can write.
    """
    if recipient not in means.plan.on_demand:
        raise cases.NoGrant("the charter names no such authority", hint="one of its `recipients`, `as: authority`")
    if not persons:
        raise cases.NoGrant(
            "nobody is named whom it concerns", hint="a demand for everybody is examined person by person"
        )
    return cases.grant(
        means, case, role=role, actor=actor, reason=reason, by=by, persons=persons, as_=as_, recipient=recipient
    )


def keep_silent(means: Means, case: str, until: datetime, *, by: str) -> None:
    """
    Leave what is done in a case out of what persons are shown, until a moment; a moment that is past ends it.

    Raises:
        Unreadable: the case has no name that one can write, or nobody says it.
    """
    cases.require_name(case)
    if not by.strip():
        raise Unreadable("nobody is named who says this", hint="say who; it is journalled")
    key, recorded = means.keyring.ledger_key(means.organisation, _KEY), moment_text(means.clock.now())
    row = StandingRow(
        organisation=means.organisation,
        subject=f"{_SILENCE}{case}",
        event=SILENT,
        effective=moment_text(until),
        recorded=recorded,
        because=means.today().isoformat(),
        evidence=key.seal(moment_text(until).encode(), _bound(means, case, recorded)),
    )
    facts = {"until": moment_text(until)}
    with means.store.writing() as connection:
        standing.append(connection, means.organisation, [row], mark=means.standing.marks)
        entry = means.entry(actor=by, act=SILENT, object="case", decision="done", case=case, facts=facts)
        means.journal.write(connection, entry)


def silences(means: Means, connection: Connection) -> Mapping[str, datetime]:
    """Return the cases about which silence is kept now, each with its last moment."""
    key = means.keyring.ledger_key(means.organisation, _KEY)
    found: dict[str, datetime] = {}
    for row in standing.under(connection, means.organisation, _SILENCE):
        case = row.subject.removeprefix(_SILENCE)
        try:
            until = key.open(row.evidence or b"", _bound(means, case, row.recorded))
        except SealBroken:
            continue  # not our hand: it hides nothing
        found[case] = moment_of(until.decode())
    now = means.clock.now()
    return {case: until for case, until in found.items() if now < until}


def _bound(means: Means, case: str, recorded: str) -> bytes:
    return bind("silence", 1, means.organisation, case, recorded)
