"""
Telling everybody that another controller will answer for their data, or that it will not after all: some hundred people at a time.

The letters of one bite, and how far it came, are one commit: were we stopped, nobody is forgotten and nobody gets two letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from etanche.charter import Charter
from etanche.incidents.transfers.register import Transfers
from etanche.incidents.transfers.transfer import Transfer, What
from etanche.notice import contact_address
from etanche.outbound import Letter, Outbox
from etanche.terms import Language
from etanche.vault import Vault
from etanche.words import date_words, fine, say

BITE: Final = 200
KIND: Final = "transfer"


def tell_everybody(
    register: Transfers, transfer: Transfer, *, vault: Vault, outbox: Outbox, charter: Charter, page: str, by: str
) -> Transfer:
    """
    Write to everybody who is known and was not written to yet; return what it is afterwards.

    Raises:
        OutboxFull: too many letters wait; whoever was not written to is written to when this is done again.
    """
    while not (transfer.unsaid if transfer.called_off else transfer.everybody):
        who = vault.everybody(after=transfer.told_upto, most=BITE)
        reached = sorted(set(vault.contacts(who, actor=by).values())) if who else []
        last = len(who) < BITE
        step = register.book.now(
            What.TOLD,
            by,
            said={"all": "yes"} if last else {"upto": who[-1].hex()},
            numbers={"letters": len(reached), "unreached": len(who) - len(reached)},
        )
        with register.store.writing() as connection:
            for address in reached:
                outbox.write(connection, _letter(transfer, charter, address, page))
            transfer = register.add_within(connection, transfer, step)
    return transfer


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
