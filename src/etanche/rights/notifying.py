"""
Recipients are told: by a letter in the commit of the decision, or by somebody who writes down that they did it.

A letter says what is asked of whoever reads it, and the ids and addresses by which they know the person already: no name, no word of
theirs, nothing that was not given before. It is told once a server has had it for a day and it did not come back; one that was given up,
came back or was lost is for somebody to tell by hand. Nothing is remembered that the journal does not say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from etanche.clock import day_of
from etanche.journal import Entry, Fact
from etanche.notice import category_title, contact_address
from etanche.outbound import RECIPIENT_TOLD, Fate, Letter, follow, is_address, written
from etanche.rights.advancing import advance
from etanche.rights.around import ITSELF, Around
from etanche.rights.clerk import Clerk, NotSaid
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.lines import OBJECT, entry_of, line_about
from etanche.rights.recipients import By, Owed, Telling, contact_of
from etanche.rights.register import Register
from etanche.rights.request import State
from etanche.rights.steps import Event, Happening
from etanche.store import Connection
from etanche.terms import Language
from etanche.words import begun_small, fine, say

SETTLES: Final = timedelta(days=1)
"""So long a letter that a server has taken may come back before it counts as read."""

ASKED: Final[Mapping[Right, str]] = {
    Right.ERASURE: "erase",
    Right.DELETE: "erase",
    Right.RECTIFICATION: "correct",
    Right.COMPLETION: "correct",
    Right.CORRECT: "correct",
    Right.RESTRICTION: "freeze",
}
"""What is asked of a recipient, under the names of the catalogue."""

ASKED_OF_RECIPIENTS: Final = frozenset(ASKED)
"""The rights of which something is asked of them."""

TOLD_ONE: Final = "request-recipient-told"
WRITTEN: Final = "recipient-written"


def post(around: Around, connection: Connection, filed: Filed, owed: Owed) -> tuple[Telling, ...]:
    """Post a letter to everybody who is to be told and has an address, in the caller's transaction; return who is told how."""
    return tuple(
        posted(around, connection, one, owed, ASKED[filed.request.right], filed=filed) for one in owed.tellings
    )


def post_lifted(around: Around, connection: Connection, filed: Filed, owed: Owed) -> None:
    """Tell those who were told of a restriction that it is over."""
    for one in filed.recipients:
        posted(around, connection, replace(one, letter=""), owed, "lifted", filed=filed)


def posted(
    around: Around, connection: Connection, telling: Telling, owed: Owed, asked: str, *, filed: Filed | None = None
) -> Telling:
    """Post a letter to one of those, with its line, and return it as it is then; without an address, or where nobody knows whether they were given anything, it is as it was."""
    to = contact_of(around, telling.recipient)
    if not to or not telling.certain:
        return telling
    name = "" if filed is None else filed.name
    addresses = owed.addresses(around, telling.categories)
    letter = around.outbox.write(connection, _letter(around, name, telling, owed, asked, addresses, to=to)).hex()
    facts: dict[str, Fact] = {"recipient": telling.recipient, "letter": letter, "asked": asked}
    facts |= {"persons": len(owed.persons), "addresses": len(addresses)}
    entry = _entry(around, WRITTEN, filed, facts)
    around.vault.write_about(connection, entry, owed.persons)
    return replace(telling, letter=letter)


def _letter(
    around: Around, name: str, telling: Telling, owed: Owed, asked: str, addresses: Collection[str], *, to: str
) -> Letter:
    charter = around.charter
    organisation = fine(charter.organisation.name, charter.notice.languages[0])
    contact = contact_address(charter)
    known = [*addresses, *sorted(one.hex() for one in owed.persons)]

    def titles(language: Language) -> str:
        named = (category_title(charter, one, language) for one in telling.categories if one in charter.categories)
        return ", ".join(begun_small(one) for one in named)

    subject, text = written(
        RECIPIENT_TOLD,
        charter.notice.languages[0],
        organisation=organisation,
        number=lambda one: f" {say('request.recipient.number', one, name=name)}" if name else "",
        what=lambda one: say(f"request.recipient.{asked}.what", one),
        asked=lambda one: say(f"request.recipient.{asked}.asked", one),
        categories=titles,
        known="\n".join(f"  {one}" for one in known),
    )
    reply_to = contact if contact and is_address(contact) else ""
    return Letter(to=to, subject=subject, text=text, kind=RECIPIENT_TOLD, name=organisation, reply_to=reply_to)


# — afterwards


def followed(around: Around, filed: Filed) -> Filed:
    """
    Write down what became of letters, and that everybody was told once they were; return the request as it is then.

    Raises:
        RequestChanged: somebody else acts on it.
    """
    if filed.request.state is not State.ANSWERED or filed.doing is not None:
        return filed
    recipients = tuple(_followed(around, one) for one in filed.recipients)
    return filed if _waits(recipients, filed) else _kept(around, filed, recipients, actor=ITSELF)


def told_by_hand(around: Around, filed: Filed, clerk: Clerk, recipient: str) -> Filed:
    """
    Write down that somebody told a recipient; once it was the last, that all were told.

    Raises:
        NotSaid: nobody has to tell it anything, or it was told.
        RequestChanged: somebody else acted on the request meanwhile.
    """
    waiting = {one.recipient for one in filed.recipients if one.on is None}
    if filed.request.state is not State.ANSWERED or recipient not in waiting:
        raise NotSaid(
            f"`{recipient}` is not to be told of this request",
            hint=f"to be told: {', '.join(sorted(waiting)) or 'nobody'}",
        )
    recipients = tuple(_by_hand(around, one) if one.recipient == recipient else one for one in filed.recipients)
    return _kept(around, filed, recipients, actor=clerk.actor, role=clerk.role, recipient=recipient)


def all_by_hand(around: Around, filed: Filed) -> tuple[Telling, ...]:
    """Return the recipients of a request, those told who were not."""
    return tuple(_by_hand(around, one) for one in filed.recipients)


def _by_hand(around: Around, one: Telling) -> Telling:
    return one if one.on is not None else replace(one, on=around.today(), by=By.HAND)


def _followed(around: Around, one: Telling) -> Telling:
    if one.on is not None or not one.letter or one.failed:
        return one
    found = follow(around.outbox, bytes.fromhex(one.letter))
    if found.fate is Fate.WAITING:
        return one
    if found.fate is not Fate.TAKEN or found.at is None:
        return replace(one, failed=found.fate.value)
    if around.clock.now() - found.at < SETTLES:
        return one
    return replace(one, on=day_of(found.at, around.plan.zone), by=By.LETTER)


def _waits(recipients: tuple[Telling, ...], filed: Filed) -> bool:
    """Tell whether nothing is new, and somebody is still to be told."""
    return recipients == filed.recipients and any(one.on is None for one in recipients)


def _kept(
    around: Around,
    filed: Filed,
    recipients: tuple[Telling, ...],
    *,
    actor: str,
    role: str | None = None,
    recipient: str = "",
) -> Filed:
    """Keep what is known of recipients now; once all were told, the request owes nothing any more."""
    done = all(one.on is not None for one in recipients)
    step = advance(filed.request, Happening(event=Event.RECIPIENTS_TOLD, at=around.clock.now())) if done else None
    facts: dict[str, Fact] = {"recipient": recipient} if recipient else {}
    facts |= {"told": sum(one.on is not None for one in recipients), "by-hand": sum(one.by_hand for one in recipients)}
    if step is not None and step.taken:
        entry = entry_of(step, organisation=around.organisation, actor=actor, role=role)
        after = replace(filed, request=step.after, recipients=recipients)
        return Register(around).change(filed, after, replace(entry, facts={**entry.facts, **facts}))
    act = TOLD_ONE if recipient else "request-recipients-followed"
    entry = line_about(
        filed.request.id,
        act,
        organisation=around.organisation,
        at=around.clock.now(),
        actor=actor,
        role=role,
        facts=facts,
    )
    return Register(around).change(filed, replace(filed, recipients=recipients), entry)


def _entry(around: Around, act: str, filed: Filed | None, facts: Mapping[str, Fact]) -> Entry:
    return Entry(
        organisation=around.organisation,
        at=around.clock.now(),
        actor=ITSELF,
        act=act,
        object="person" if filed is None else f"{OBJECT}{filed.request.id.hex()}",
        decision="done",
        facts=facts,
    )
