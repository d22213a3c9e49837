"""
Telling everybody that another controller will answer for their data, or that it will not after all: some hundred people at a time.

The letters of one bite, and how far it came, are one commit: were we stopped, nobody is forgotten and nobody gets two letters. Who came since the
last time is told when this is done again. An address gets one letter of an announcement, however many people have it, and a word that it was
called off only if it had one: it is known again by a mark under the organisation's key, sealed with the step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from etanche.charter import Charter
from etanche.incidents.transfers.register import Transfers
from etanche.incidents.transfers.transfer import Step, Transfer, What
from etanche.keyring import bind
from etanche.notice import contact_address
from etanche.outbound import Letter, Outbox
from etanche.terms import Language
from etanche.vault import ALWAYS, Vault
from etanche.words import date_words, fine, say

BITE: Final = 200
KIND: Final = "transfer"

SETTLED: Final = timedelta(minutes=10)
"""Whoever came so long ago is written down by now: a longer transaction is given up."""

_MARKS: Final = "marks"
_MARK: Final = 10
"""Bytes of a mark: enough to tell a million addresses apart."""


def tell_everybody(
    register: Transfers,
    transfer: Transfer,
    *,
    vault: Vault,
    outbox: Outbox,
    charter: Charter,
    page: str,
    by: str,
    newcomers: datetime,
) -> Transfer:
    """
    Write to everybody who is known and was not written to yet; return what it is afterwards.

    Args:
        register: where it is written down.
        transfer: what is told.
        vault: where the people are.
        outbox: takes the letters.
        charter: whose notice says in which languages.
        page: where people see their data, if they can.
        by: who does it.
        newcomers: of those who came since everybody was told, whoever came before that moment.

    Raises:
        OutboxFull: too many letters wait; whoever was not written to is written to when this is done again.
    """
    marks = _Marks.of(register, transfer)
    while not transfer.unsaid:
        again = transfer.everybody and transfer.called_off is None
        until = transfer.telling_until or (newcomers if again else register.clock.now() - SETTLED)
        came = (transfer.told_until, until) if again else ALWAYS
        who = vault.everybody(after=transfer.told_upto, most=BITE, came=came)
        if again and not who and transfer.telling_until is None:
            break
        found = set(vault.contacts(who, actor=by).values()) if who else set()
        reached, new = marks.new(found)
        last = len(who) < BITE
        said = {"until": until.isoformat(), _MARKS: " ".join(new)}
        step = register.book.now(
            What.TOLD,
            by,
            said=said | ({"all": "yes"} if last else {"upto": who[-1].hex()}),
            numbers={"letters": len(reached), "unreached": len(who) - len(found)},
        )
        with register.store.writing() as connection:
            for address in reached:
                outbox.write(connection, _letter(transfer, charter, address, page))
            transfer = register.add_within(connection, transfer, step)
        marks.know(new)
        if last:
            break
    return transfer


@dataclass(kw_only=True)
class _Marks:
    """By what addresses are known again that were written to."""

    register: Transfers
    transfer: Transfer
    told: set[str]
    """Those written to of what is told now."""

    only: set[str] | None
    """Where it was called off: those that heard of it before; nothing if anybody may have."""

    @classmethod
    def of(cls, register: Transfers, transfer: Transfer) -> _Marks:
        """Return the marks of what was written before."""
        off = transfer.called_off
        at = transfer.story.index(off) if off is not None else 0
        announced, now = transfer.story[:at], transfer.story[at:]
        # A step of before marks were kept does not say whom it told.
        whole = all(_MARKS in one.said for one in announced if one.what is What.TOLD)
        only = set(_marks_of(announced)) if off is not None and whole else None
        return cls(register=register, transfer=transfer, told=set(_marks_of(now)), only=only)

    def new(self, addresses: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return those addresses that are to be written to, once each, with their marks."""
        found = {self._mark(one): one for one in sorted(addresses, reverse=True)}
        wanted = sorted(mark for mark in found if mark not in self.told and (self.only is None or mark in self.only))
        return [found[mark] for mark in wanted], wanted

    def know(self, marks: Sequence[str]) -> None:
        """Know some as written to."""
        self.told.update(marks)

    def _mark(self, address: str) -> str:
        organisation, told = self.register.organisation, address.strip().casefold()
        body = bind("transfer told", 1, self.transfer.id, told)
        return self.register.keyring.fingerprint(organisation, [body])[:_MARK].hex()


def _marks_of(story: Sequence[Step]) -> Iterator[str]:
    return (mark for one in story if one.what is What.TOLD for mark in one.said.get(_MARKS, "").split())


def _letter(transfer: Transfer, charter: Charter, to: str, page: str) -> Letter:
    texts = [*_texts(transfer, charter, page)]
    rule = "\n\n" + "-" * 72 + "\n\n"
    subject = " / ".join(say("transfer.letter.subject", one, old=transfer.old) for one in charter.notice.languages)
    return Letter(to=to, subject=subject, text=rule.join(texts) + "\n", kind=KIND, name=charter.organisation.name)


def _texts(transfer: Transfer, charter: Charter, page: str) -> Iterator[str]:
    for language in charter.notice.languages:
        blanks = _blanks(transfer, charter, language)
        if transfer.called_off:
            yield say("transfer.letter.called-off", language, **blanks).strip()
        else:
            where = say("transfer.letter.page", language, page=page) if page else ""
            yield say("transfer.letter.text", language, **blanks, page=where).strip()


def _blanks(transfer: Transfer, charter: Charter, language: Language) -> dict[str, object]:
    return {
        "old": fine(transfer.old, language),
        "new": fine(transfer.new, language),
        "day": date_words(transfer.on, language),
        "contact": contact_address(charter) or "",
    }
