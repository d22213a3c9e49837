"""
What somebody does with requests at a desk: see them, move them on, answer, refuse, lift.

Whoever acts opens the request first, in a role that the charter lets read requests: the gate says whether they may, and each look is a
line about the person.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Final

from etanche.charter import FieldKind, Proof
from etanche.journal import Entry
from etanche.keyring import SealBroken
from etanche.notice import pdf
from etanche.rights.advancing import advance
from etanche.rights.asker import ForAskers
from etanche.rights.clerk import Clerk, NobodySaysWhy, NobodyWritten, NoDesk, NothingToLift, NotSaid, Shown
from etanche.rights.deaths import concerned, contest, said_dead
from etanche.rights.demanded import demanded
from etanche.rights.facts import Because, Ground, Right
from etanche.rights.filed import Doing, Filed
from etanche.rights.handing import HandedOver, kind_of, letter_for, words_for
from etanche.rights.letters import RequestAltered, address_in, asked_of, letter, opened, posting, words_in
from etanche.rights.lines import entry_of, line_about
from etanche.rights.notifying import all_by_hand, post_lifted, told_by_hand
from etanche.rights.plans import by_hand, plan_for
from etanche.rights.printing import letter_paper
from etanche.rights.recipients import Owed, owed, tells
from etanche.rights.recognising import recognise
from etanche.rights.register import Page
from etanche.rights.reminding import calls_of
from etanche.rights.replying import ERASING, TurnedAway, carry_out, decide, note
from etanche.rights.request import OPEN, Outcome
from etanche.rights.steps import DONE_BY_US, Event, Happening, Todo
from etanche.rights.stopping import others_of, unrestrict
from etanche.rights.tending import tend
from etanche.store import Connection
from etanche.vault import THEMSELVES, Record

_RULE: Final = "\n\n— — —\n\n"
"""Between the words of a request and letters that came to its address afterwards."""


class AtDesk(ForAskers):
    """The part of requests that is for who answers them; `Requests` is one."""

    def require_desk(self, clerk: Clerk) -> str:
        """Return the purpose for which whoever acts reads requests; raises `NoDesk`."""
        purpose = self.around.purpose_for(clerk.role)
        if purpose is None:
            named = ", ".join(f"`{role}`" for role in self.around.roles) or "none"
            raise NoDesk(f"the role `{clerk.role}` answers no requests", hint=f"roles that do: {named}")
        return purpose

    def listed(self, *, is_open: bool = True, most: int = 200, after: tuple[str, bytes] | None = None) -> Page:
        """Return the requests of which something is owed, the nearest day first, or nothing any more, the latest day first: no names; an altered one is named."""
        return self.register.page(is_open=is_open, most=most, after=after)

    def show(self, filed: Filed, clerk: Clerk) -> Shown:
        """
        Open a request; that it was looked at is a line about who asks.

        Raises:
            NoDesk, GateRefused: the role may not.
        """
        around = self.around
        altered = False
        try:
            record, answer = self._opened(filed, clerk), opened(around, filed.answer)
            more = [words_in(around, opened(around, ref)) for ref in filed.more]
        except (SealBroken, RequestAltered):
            record, answer, more, altered = None, None, [], True
        plan = plan_for(around, filed) if filed.request.right in ERASING and filed.is_open else None
        name = around.field(FieldKind.NAME)
        recipients = filed.recipients
        if filed.request.state in OPEN and tells(filed.request) and filed.request.proof is not None:
            recipients = owed(around, filed.person, changed=None if plan is None else plan.going).tellings
        return Shown(
            filed=filed,
            altered=altered,
            name="" if record is None or name is None else record.fields.get(name, ""),
            email=address_in(around, record),
            words=_RULE.join((words_in(around, record), *more)),
            answer=words_in(around, answer),
            calls=calls_of(around, filed),
            plan=plan,
            recipients=recipients,
            by_hand=by_hand(around),
            demanded=demanded(around, filed, clerk),
            frozen_by=self.frozen_by(filed) if filed.request.right is Right.RESTRICTION and filed.lifted else (),
            unwritten=not altered and record is not None and not address_in(around, record),
        )

    def advance(
        self,
        filed: Filed,
        event: Event,
        clerk: Clerk,
        *,
        proof: Proof | None = None,
        recipient: str = "",
        by_hand: bool = False,
        because: Collection[Because] = (),
    ) -> Filed:
        """
        Let something happen to a request that is no answer; the person is told what they have to be told in the same commit.

        That recipients were told can be said of one of them, or of all that are left. An extension has its reasons.

        Raises:
            NoDesk, GateRefused: the role may not.
            NotSaid: it is nothing that somebody says: it is done here, and written down by that.
            NobodySaysWhy: it takes longer, for none of the reasons of the law.
            NobodyWritten: it has to be told, no address was given, and nobody says that they told it otherwise (`by_hand`).
            TurnedAway: it may not happen now; the journal has it.
            RequestChanged: somebody else acted on it meanwhile.
        """
        around = self.around
        self._opened(filed, clerk)
        if event in DONE_BY_US:
            raise NotSaid(f"`{event}` is not written down by hand", hint="it is written down by whatever does it")
        filed = carry_out(around, filed)
        if event is Event.RECIPIENTS_TOLD and recipient:
            return told_by_hand(around, filed, clerk, recipient)
        happening = Happening(event=event, at=around.clock.now(), proof=proof)
        step = advance(filed.request, happening)
        if not step.taken:
            note(around, filed, step, actor=clerk.actor, role=clerk.role)
            raise TurnedAway(step)
        if event is Event.IDENTITY_SHOWN and proof is Proof.SIGNED_LINK:
            recognise(around, filed)
        looked_at = Todo.DELETE_DOCUMENT in step.todo and around.proof_category is not None
        told = all_by_hand(around, filed) if event is Event.RECIPIENTS_TOLD else filed.recipients
        after = replace(filed, request=step.after, document=filed.document or looked_at, recipients=told)
        to = address_in(around, asked_of(around, filed))
        tells = bool(kind_of(event, proof))
        _require_reason(event, because)
        if tells and not to and not by_hand:
            raise NobodyWritten(
                "no address was given with this request: no letter goes", hint="tell them, and then say so: `--by-hand`"
            )
        told_by = letter_for(around, after, event, proof=proof, because=because, to=to) if to else None
        sent = None if told_by is None else posting(around, told_by)
        entry = entry_of(step, organisation=around.organisation, actor=clerk.actor, role=clerk.role)
        if because and event is Event.EXTENSION_TOLD:
            entry = replace(entry, facts={**entry.facts, "because": " ".join(sorted(because))})
        if tells and not to:
            entry = replace(entry, facts={**entry.facts, "letter": "by-hand"})
        return tend(around, self.register.change(filed, after, entry, beside=sent))

    def to_hand_over(
        self, filed: Filed, event: Event, clerk: Clerk, *, proof: Proof | None = None, because: Collection[Because] = ()
    ) -> HandedOver | None:
        """
        Return what who asked has to be told of something that is about to happen and what no letter can tell: they gave no address.

        Raises:
            NoDesk, GateRefused: the role may not.
            RequestAltered: somebody changed the request, and nobody knows whom to tell.
        """
        around = self.around
        self._opened(filed, clerk)
        step = advance(filed.request, Happening(event=event, at=around.clock.now(), proof=proof))
        if not step.taken or address_in(around, asked_of(around, filed)):
            return None
        _require_reason(event, because)
        after = replace(filed, request=step.after)
        return words_for(around, after, event, proof=proof, because=because)

    def on_paper(self, filed: Filed, clerk: Clerk, sent: HandedOver | None = None) -> bytes:
        """Return what is to be handed over as a PDF: a letter, or else the answer; raises as `show` and `printed`."""
        self._opened(filed, clerk)
        return (
            self.printed(filed) if sent is None else pdf(letter_paper(self.around, filed, sent), on=self.around.today())
        )

    def answer(
        self,
        filed: Filed,
        clerk: Clerk,
        *,
        outcome: Outcome = Outcome.GRANTED,
        grounds: tuple[Ground, ...] = (),
        words: str = "",
    ) -> Filed:
        """
        Answer a request, in whole or in part, or refuse it; what was asked for is done before this returns.

        Raises:
            NoDesk, GateRefused: the role may not.
            TurnedAway: it cannot be answered so now.
            RequestChanged: somebody else acted on it meanwhile.
        """
        with suppress(SealBroken):  # What nobody can read can be refused all the same; granted it is not.
            self._opened(filed, clerk)
        filed = carry_out(self.around, filed)
        doing = Doing(at=self.around.clock.now(), by=clerk.actor, role=clerk.role, outcome=outcome, grounds=grounds)
        return decide(self.around, filed, doing, words=words)

    def archive(self, filed: Filed, clerk: Clerk, *, portable_only: bool = False) -> bytes:
        """
        Return what is held of who asked as a file for them, once they have shown who they are.

        Raises:
            NoDesk, GateRefused: the role may not.
            Refused: nobody knows yet who asks.
        """
        self._opened(filed, clerk)
        return self.given(filed, portable_only=portable_only, by=clerk.actor)

    def died(self, filed: Filed, clerk: Clerk, deceased: bytes) -> Filed:
        """
        Write down that whoever acts has checked that somebody died; see `deaths.concerned`.

        Raises:
            NoDesk, GateRefused: the role may not.
            NotChecked, NotNamed, NoSuchPerson, RequestChanged: as there.
        """
        self._opened(filed, clerk)
        return concerned(self.around, filed, deceased, self._entry(filed, "death-checked", clerk))

    def said_dead(self, person: bytes) -> tuple[Filed, ...]:
        """Return the open requests by which a person is said to have died."""
        return said_dead(self.around, person)

    def lives(self, filed: Filed) -> Filed:
        """Take the word of somebody that they live; whoever asks has made sure that it is them."""
        entry = self._entry(filed, "death-contested", Clerk(actor=THEMSELVES, role=THEMSELVES))
        return contest(self.around, filed, entry)

    def assign(self, filed: Filed, clerk: Clerk, *, to: str) -> Filed:
        """Let somebody see to a request; raises `NoDesk`, `GateRefused`."""
        self.require_desk(clerk)
        entry = self._entry(filed, "request-assigned", clerk)
        return self.register.change(filed, replace(filed, assigned=to), entry)

    def frozen_by(self, filed: Filed) -> tuple[Filed, ...]:
        """Return the other requests that keep the data of who asked frozen."""
        return tuple(one for one in others_of(self.around, filed) if one.restricts)

    def lift(self, filed: Filed, clerk: Clerk) -> Filed:
        """
        Lift a restriction that was granted: the person is told first, by a letter that is durable before anything is read (GDPR 18(3)), and so is who was told of it.

        While another request restricts, everything stays frozen, and nobody is told otherwise.

        Raises:
            NoDesk, GateRefused: the role may not.
            NothingToLift: no restriction was granted by it.
        """
        self._opened(filed, clerk)
        if not filed.restricts:
            raise NothingToLift("no restriction was granted by this request", hint="name the request that asked for it")
        around, lifted = self.around, replace(filed, lifted=True)
        if self.frozen_by(filed):
            return self.register.change(filed, lifted, self._entry(filed, "restriction-lifted", clerk))
        to = address_in(around, asked_of(around, filed))
        sent = posting(around, letter(around, filed, "request-lifted", to=to)) if to else None
        others = owed(around, filed.person) if filed.recipients else Owed()

        def tell(connection: Connection) -> None:
            post_lifted(around, connection, filed, others)
            if sent is not None:
                sent(connection)

        kept = self.register.change(filed, filed, self._entry(filed, "restriction-lifting-told", clerk), beside=tell)
        unrestrict(around, filed, actor=clerk.actor)
        # Last: killed before, it is lifted once more.
        return self.register.change(kept, replace(kept, lifted=True), self._entry(filed, "restriction-lifted", clerk))

    # — inside

    def _opened(self, filed: Filed, clerk: Clerk) -> Record | None:
        """Open the request for whoever acts: the gate decides; once it is gone there is nothing to be opened."""
        purpose = self.require_desk(clerk)
        with self.around.vault.acting(clerk.role, purpose=purpose, actor=clerk.actor) as session:
            found = session.get(filed.record)
        return found[0] if found else None

    def _entry(self, filed: Filed, act: str, clerk: Clerk) -> Entry:
        around, now = self.around, self.around.clock.now()
        return line_about(
            filed.request.id, act, organisation=around.organisation, at=now, actor=clerk.actor, role=clerk.role
        )


def _require_reason(event: Event, because: Collection[Because]) -> None:
    if event is Event.EXTENSION_TOLD and not because:
        raise NobodySaysWhy(
            "nobody says why it takes longer", hint="one of the law's reasons, or both: complexity, number"
        )
