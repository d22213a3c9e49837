"""
An answer is given.

Decided first, in one commit with its text and the digest of what it will do; then carried out: what was asked for is done, the clock of the
request's own term begins, and the letter goes out in the commit that says it was answered. Killed anywhere, whoever comes by goes on
from there to the same end: each act can be done again without harm, and the moment of the answer is that of the decision.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import msgspec

from etanche.charter import ChannelKind
from etanche.errors import NotFound, Refused
from etanche.journal import Entry, Fact
from etanche.keyring import digest
from etanche.outbound import Letter
from etanche.rights.advancing import advance
from etanche.rights.around import ITSELF, Around
from etanche.rights.arriving import ANSWERED, Keep, seal_words
from etanche.rights.deaths import require_settled, settle, settled_words
from etanche.rights.facts import Duty, Right
from etanche.rights.filed import Doing, Filed
from etanche.rights.letters import (
    RequestAltered,
    address_in,
    answers_at,
    asked_of,
    leading_to,
    opened,
    posting,
    words_in,
)
from etanche.rights.lines import entry_of, line_about
from etanche.rights.notifying import post
from etanche.rights.plans import plan_for
from etanche.rights.recipients import Owed, owed, tells
from etanche.rights.register import Register
from etanche.rights.request import Outcome
from etanche.rights.steps import Event, Happening, Reason, Step
from etanche.rights.stopping import restrict, resume, uphold
from etanche.rights.wording import answer_words
from etanche.store import Connection
from etanche.vault import ErasurePlan, NotTaken, Ref
from etanche.words import fine, say

ERASING = frozenset({Right.ERASURE, Right.DELETE})


class TurnedAway(Refused):
    """The state machine does not let this happen to the request now."""

    def __init__(self, step: Step) -> None:
        """Say why, by the word of the rule."""
        super().__init__(
            f"this cannot be done with the request now: {step.reason}",
            hint=f"it is `{step.after.state}`; see `etanche request show`",
        )
        self.step = step

    @property
    def reason(self) -> Reason:
        """Why."""
        return self.step.reason


def decide(around: Around, filed: Filed, doing: Doing, *, words: str) -> Filed:
    """
    Decide on an answer, and give it.

    Args:
        around: the rooms.
        filed: the request, as it was seen.
        doing: the decision.
        words: what is added for the person; sealed with the answer.

    Raises:
        TurnedAway: it cannot be answered so now; the journal has it.
        RequestAltered: it would be granted, and somebody changed the words by which it was asked for.
        NotChecked: nobody has checked that somebody died, or they can still say that they live.
        RequestChanged: somebody else acted on it meanwhile.
    """
    step = _step(filed, doing)
    if not step.taken:
        note(around, filed, step, actor=doing.by, role=doing.role or None)
        raise TurnedAway(step)
    if doing.outcome is not Outcome.REFUSED:
        asked_of(around, filed)
    if filed.request.right is Right.AFTER_DEATH and doing.outcome is not Outcome.REFUSED:
        require_settled(around, filed)
        words = "\n\n".join(one for one in (settled_words(around, filed), words) if one)
    plan = plan_for(around, filed) if _erases(filed, doing) else None
    granted = doing.outcome is not Outcome.REFUSED and tells(filed.request)
    others = owed(around, filed.person, changed=None if plan is None else plan.going) if granted else Owed()
    text = answer_words(around, filed, doing, plan=plan, told=others.tellings, words=words)
    entry, about = _decision(around, filed, doing, plan), around.vault.group_of(filed.person)
    kept: list[Filed] = []

    def keep(_person: bytes, connection: Connection, answer: Ref) -> None:
        around.vault.tell_within(connection, answer, ANSWERED, actor=ITSELF, effective=doing.at)
        decided = replace(filed, doing=doing, answer=answer, recipients=post(around, connection, filed, others))
        kept.append(Register(around).change_within(connection, filed, decided, entry, about=about))

    _seal(around, filed, text, keep, actor=doing.by)
    return carry_out(around, kept[-1])


def carry_out(around: Around, filed: Filed) -> Filed:
    """Give the answer that was decided; doing it again does no harm. Where nobody can read whom to write to, the line says so."""
    doing = filed.doing
    if doing is None:
        return filed
    to, text, readable = _written(around, filed)
    _act(around, filed, doing)
    for ref in (filed.record, *filed.more):
        with suppress(NotFound):  # The charter may let nothing keep the request itself: it went with the rest.
            around.vault.tell(ref, ANSWERED, actor=ITSELF, effective=doing.at)
    step = _step(filed, doing)
    done = replace(filed, request=step.after, doing=None)
    beside = posting(around, _letter(around, done, to, text)) if to else None
    entry = entry_of(step, organisation=around.organisation, actor=doing.by, role=doing.role or None)
    if not readable:
        entry = replace(entry, facts={**entry.facts, "letter": "unreadable"})
    return Register(around).change(filed, done, entry, beside=beside)


def note(around: Around, filed: Filed, step: Step, *, actor: str, role: str | None) -> None:
    """Write down what was turned away; somebody tried, and the journal is to know."""
    entry = entry_of(step, organisation=around.organisation, actor=actor, role=role)
    about = around.vault.group_of(filed.person)
    with around.store.writing() as connection:
        around.vault.write_about(connection, entry, about)


def _written(around: Around, filed: Filed) -> tuple[str, str, bool]:
    """Return whom to write to, and the answer; nobody, where somebody changed one of the two, and that it is so."""
    try:
        asked, answer = asked_of(around, filed), opened(around, filed.answer)
    except RequestAltered:
        return "", "", False
    return address_in(around, asked), words_in(around, answer), True


def _step(filed: Filed, doing: Doing) -> Step:
    event = Event.REFUSED if doing.outcome is Outcome.REFUSED else Event.ANSWERED
    happening = Happening(event=event, at=doing.at, outcome=doing.outcome, grounds=doing.grounds)
    return advance(filed.request, happening)


def _erases(filed: Filed, doing: Doing) -> bool:
    return filed.request.right in ERASING and doing.outcome is not Outcome.REFUSED


def _act(around: Around, filed: Filed, doing: Doing) -> None:
    """Do what was asked for, as far as it is granted."""
    granted = doing.outcome is not Outcome.REFUSED
    match filed.request.right:
        case Right.ERASURE | Right.DELETE if granted:
            around.vault.erase(filed.person, actor=doing.by, case=f"request {filed.name}")
        case Right.AFTER_DEATH if granted:
            settle(around, filed, actor=doing.by)
        case Right.RESTRICTION if granted:
            restrict(around, filed, actor=doing.by)
        case Right.OBJECTION if granted and doing.outcome is Outcome.GRANTED:
            uphold(around, filed, actor=doing.by)
        case Right.OBJECTION if filed.request.clock(Duty.STOP) is not None:
            resume(around, filed, actor=doing.by)


def _seal(around: Around, filed: Filed, text: str, keep: Keep, *, actor: str) -> None:
    """Seal the answer under who asked; if they were erased meanwhile, under nobody met before."""
    channel = around.channel(*_kinds(around, filed)) or filed.channel
    try:
        seal_words(around, channel, filed.person, text, actor=actor, keep=keep)
    except NotTaken:
        seal_words(around, channel, around.vault.new_person(), text, actor=actor, keep=keep)


def _kinds(around: Around, filed: Filed) -> tuple[ChannelKind, ...]:
    named = around.charter.channels.get(filed.channel)
    return (ChannelKind.DESK, *((named.kind,) if named is not None else ()))


def _decision(around: Around, filed: Filed, doing: Doing, plan: ErasurePlan | None) -> Entry:
    """Return the line of a decision: with the digest of the plan that is carried out, so that nobody can say it was another."""
    facts: dict[str, Fact] = {"right": str(filed.request.right), "outcome": str(doing.outcome)}
    if plan is not None:
        facts |= {
            "going": sum(plan.going.values()),
            "staying": plan.staying,
            "plan-digest": digest(msgspec.json.encode(plan.as_json(), order="sorted")).hex(),
        }
    return line_about(
        filed.request.id,
        "request-decided",
        organisation=around.organisation,
        at=doing.at,
        actor=doing.by,
        role=doing.role or None,
        promise=filed.request.entitlement.promise,
        facts=facts,
    )


def _letter(around: Around, filed: Filed, to: str, text: str) -> Letter:
    """Return the answer as a letter: the text alone, and the way to the page that has it, with what was asked for."""
    language = filed.language
    name = fine(around.charter.organisation.name, language)
    link = leading_to(around, filed)
    end = f"\n\n{say('request.answer.link', language, link=link)}\n" if link else "\n"
    subject = say("request.answer.subject", language, organisation=name, name=filed.name)
    return Letter(
        to=to,
        subject=subject,
        text=f"{text}{end}",
        kind="request-answered",
        name=name,
        reply_to=answers_at(around, filed),
    )
