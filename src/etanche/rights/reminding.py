"""
Somebody is told in time: each call of a request once, by a letter to the address that the charter gives for such matters.

The letter names the request by its number, the right and the day, and nothing of who asks. That a call was sent is kept with the request,
in the transaction that posts the letter: none is lost and none comes twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from etanche.notice import contact_address
from etanche.outbound import Letter, written
from etanche.rights.around import ITSELF, Around
from etanche.rights.facts import Duty
from etanche.rights.filed import Filed
from etanche.rights.letters import posting
from etanche.rights.lines import line_about
from etanche.rights.register import Beside, Register
from etanche.rights.watching import Call, Reminder, reminders
from etanche.store import Connection
from etanche.words import begun_small, fine, say


def calls_of(around: Around, filed: Filed) -> tuple[Reminder, ...]:
    """Return what somebody has to be told of a request today, whether they were told before or not."""
    return reminders(filed.request, around.today())


def remind(around: Around, filed: Filed) -> tuple[Reminder, ...]:
    """Tell the contact what they were not told yet of a request; return it. Without a contact it waits, and is shown where requests are listed."""
    to = contact_address(around.charter)
    new = tuple(one for one in calls_of(around, filed) if key_of(one) not in filed.told and _is_theirs(filed, one))
    if not new or not to:
        return ()
    worst = max(new, key=_gravity)
    entry = line_about(
        filed.request.id,
        "request-reminded",
        organisation=around.organisation,
        at=around.clock.now(),
        actor=ITSELF,
        facts={"calls": len(new), "worst": str(worst.call)},
    )
    told = replace(filed, told=(*filed.told, *map(key_of, new)))
    Register(around).change(
        filed, told, entry, beside=posting(around, _letter(around, filed, to, call=worst.call, due=worst.due))
    )
    return new


def key_of(call: Reminder) -> str:
    """Return by what a call is known again: its duty, its kind, and which of the times before a last day it is about."""
    return f"{call.duty}/{call.call}/{'' if call.ahead is None else call.ahead}"


def _gravity(call: Reminder) -> int:
    return ("ask-soon", "soon", "waiting", "overdue", "unlawful").index(call.call)


def _is_theirs(filed: Filed, call: Reminder) -> bool:
    """Tell whether somebody has to do something: letters on their way to recipients are left alone until a day is past."""
    waits = call.duty is Duty.RECIPIENTS and call.call is Call.SOON
    return not waits or any(one.by_hand for one in filed.recipients)


def call_for(around: Around, filed: Filed) -> Beside:
    """Return what tells the contact, in the transaction of the caller, that a letter came to the address of a request."""
    to = contact_address(around.charter)
    return posting(around, _letter(around, filed, to, call="letter", due=filed.due)) if to else _nothing


def _nothing(_connection: Connection) -> None:
    """Tell nobody: no address is known."""


def _letter(around: Around, filed: Filed, to: str, *, call: str, due: date) -> Letter:
    language = around.charter.notice.languages[0]
    name = fine(around.charter.organisation.name, language)
    subject, text = written(
        "request-reminder",
        language,
        organisation=name,
        name=filed.name,
        right=lambda one: begun_small(say(f"request.right.{filed.request.right}", one)),
        received=filed.request.received,
        due=due,
        call=lambda one: say(f"request.call.{call}", one),
        command=around.command,
        role=next(iter(around.roles), "ROLE"),
    )
    return Letter(to=to, subject=subject, text=text, kind="request-reminder", name=name)
