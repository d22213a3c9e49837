"""
Requests of one organisation, as doors know them: come in, seen, moved on, answered, refused, reminded of, forgotten in time.

What is done at a desk stands in `desk`, what who asked may do in `asker`, what nobody has to ask for in `keeping`; here is how requests come in.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from etanche.charter import ChannelKind, FieldKind
from etanche.errors import Refused
from etanche.intake import LetterIn
from etanche.rights.arriving import Arriving, add, arrive
from etanche.rights.clerk import Clerk
from etanche.rights.desk import AtDesk
from etanche.rights.filed import Filed
from etanche.rights.hearing import heard, language_of
from etanche.rights.links import replied_to
from etanche.rights.receiving import day_received
from etanche.rights.register import NoSuchRequest
from etanche.rights.reminding import call_for
from etanche.rights.request import OPEN
from etanche.vault import NotTaken

MOST_LETTERS: Final = 20
"""So many letters are filed with one request; the next is one of its own."""


class NoMailDoor(Refused):
    """No request arrives by mail."""


class Requests(AtDesk):
    """The requests of one organisation."""

    # — coming in

    def open(self, arriving: Arriving, *, actor: str, role: str | None = None) -> Filed:
        """
        Keep a request; what follows from it by itself is done in the next round, or by `tend`; see `arriving.arrive`.

        Raises:
            NowhereToKeep, Unreadable, NotTaken, GateRefused: as there.
        """
        return arrive(self.around, arriving, actor=actor, role=role)

    def by_letter(self, arriving: Arriving, clerk: Clerk) -> Filed:
        """
        Enter by hand what came on paper, or was said, with the day on which it came.

        Raises:
            NoDesk: the role answers no requests.
        """
        self.require_desk(clerk)
        return self.open(arriving, actor=clerk.actor, role=clerk.role)

    def by_mail(self, letter: LetterIn) -> Filed:
        """
        Keep what a letter asks; whoever its header names has to prove that it is theirs. It is read by somebody, unless all it asks for is
        done by itself: each such thing is a request of its own; return the first.

        One that was sent to the address of an open request, which only letters about it have told, belongs to that request, whoever sent it.

        Raises:
            NoMailDoor: the charter lets no request arrive by mail.
            Unreadable: its sender has no address that can be written to.
        """
        channel = self.around.channel(ChannelKind.MAIL)
        if channel is None:
            raise NoMailDoor(
                "the charter lets no request arrive by mail", hint="name a channel of kind `mail` in `rights.by`"
            )
        said = f"{letter.subject}\n\n{letter.text}".strip()
        with suppress(NoSuchRequest, NotTaken):
            return self._added(letter.to, said, channel)
        first, *others = heard(said)
        arriving = Arriving(
            right=first,
            channel=channel,
            words=said,
            language=language_of(said, self.around.charter.notice.languages[0]),
            name=letter.name,
            email=letter.address,
            received=day_received(letter.received, self.around.clock.now(), self.around.plan.zone),
        )
        filed = self.open(arriving, actor="mail")
        for right in others:
            self.open(replace(arriving, right=right), actor="mail")
        return filed

    def channel(self, *kinds: ChannelKind) -> str | None:
        """Return the first channel of one of these kinds by which requests arrive."""
        return self.around.channel(*kinds)

    def form(self) -> str | None:
        """
        Return the channel by which anybody asks without an account: a form's own, or, where the charter has none, that of the letter it stands for.

        Nothing where a request can hold no address to answer to: then only who is logged in, or known to staff, can ask.
        """
        return self.channel(ChannelKind.FORM, ChannelKind.MAIL) if self.around.field(FieldKind.EMAIL) else None

    # — inside

    def _added(self, address: str, words: str, channel: str) -> Filed:
        """File a letter with the open request whose address it came to; raises `NoSuchRequest`, and as `arriving.add`."""
        id_ = replied_to(self.around, address)
        filed = None if id_ is None else self.register.get(id_)
        if filed is None or filed.request.state not in OPEN or len(filed.more) >= MOST_LETTERS:
            raise NoSuchRequest("this address belongs to no open request", hint="it is a request of its own")
        return add(self.around, filed, words, channel=channel, beside=call_for(self.around, filed))
