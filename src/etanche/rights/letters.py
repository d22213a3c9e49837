"""
Letters about a request: to who asked, in their language, and to whom the charter names as contact.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from etanche.charter import ChannelKind, FieldKind
from etanche.errors import NotFound, Refused
from etanche.keyring import SealBroken
from etanche.notice import contact_address
from etanche.outbound import Letter, written
from etanche.rights.around import ITSELF, Around
from etanche.rights.facts import Right
from etanche.rights.filed import Filed
from etanche.rights.links import reply_address, word_of
from etanche.rights.register import Beside
from etanche.store import Connection
from etanche.terms import Language
from etanche.vault import Record, Ref
from etanche.words import begun_small, fine, say


class RequestAltered(Refused):
    """The sealed words of a request, or of its answer, were changed: whom to write to, and what was asked, nobody knows."""


def asked_of(around: Around, filed: Filed) -> Record | None:
    """
    Return the record of a request, opened to answer it; nothing if no key opens it any more.

    Raises:
        RequestAltered: somebody changed it.
    """
    return opened(around, filed.record)


def opened(around: Around, ref: Ref | None) -> Record | None:
    """
    Return a record that belongs to a request, whoever it is filed under; nothing if it is gone.

    Raises:
        RequestAltered: somebody changed it, which is not the same: it alarms.
    """
    if ref is None:
        return None
    try:
        return around.vault.mirror(around.vault.person_of(ref), by=ITSELF).one(ref)
    except (NotFound, Refused):
        return None
    except SealBroken:
        raise RequestAltered(
            "the words of a request do not open: somebody changed them",
            hint="find out who writes into the data; it can be refused, and asked again",
        ) from None


def address_in(around: Around, record: Record | None) -> str:
    """Return the address that somebody gave with a request; nothing if they gave none."""
    field = around.field(FieldKind.EMAIL)
    return "" if record is None or field is None else record.fields.get(field, "")


def words_in(around: Around, record: Record | None) -> str:
    """Return what a record of a request says in words."""
    field = around.field(FieldKind.LONG_TEXT)
    return "" if record is None or field is None else record.fields.get(field, "")


def leading_to(around: Around, filed: Filed) -> str:
    """Return the address of the page of a request, with a word that proves who was written to; nothing where no address is known."""
    return f"{around.page}?link={word_of(around, filed.request.id)}" if around.page else ""


def answers_at(around: Around, filed: Filed) -> str:
    """Return where an answer to a letter about a request goes: into that request, where letters come in; nothing where none do."""
    contact = contact_address(around.charter) if around.channel(ChannelKind.MAIL) is not None else None
    return reply_address(around, filed.request.id, contact) if contact else ""


def letter(around: Around, filed: Filed, kind: str, *, to: str, **more: object) -> Letter:
    """Return a letter of the catalogue about a request."""
    name = fine(around.charter.organisation.name, filed.language)
    subject, text = told_in_words(around, filed, kind, **more)
    return Letter(to=to, subject=subject, text=text, kind=kind, name=name, reply_to=answers_at(around, filed))


def told_in_words(around: Around, filed: Filed, kind: str, **more: object) -> tuple[str, str]:
    """Return the subject and the text of a letter of the catalogue about a request, whoever carries it."""
    return written(
        kind,
        filed.language,
        organisation=fine(around.charter.organisation.name, filed.language),
        name=filed.name,
        right=lambda one: begun_small(say(f"request.right.{filed.request.right}", one)),
        received=filed.request.received,
        due=filed.due,
        link=leading_to(around, filed),
        **_unproved(filed),
        **more,
    )


def _unproved(filed: Filed) -> dict[str, Callable[[Language], str]]:
    """Return what becomes of the data until who asks shows who they are, and what they do who did not ask."""
    withdraws = filed.request.right is Right.WITHDRAWAL
    words = (
        {"meanwhile": "suspended", "otherwise": "undo"}
        if withdraws
        else {"meanwhile": "nothing", "otherwise": "ignore"}
    )
    return {blank: partial(say, f"request.unproved.{word}") for blank, word in words.items()}


def posting(around: Around, sent: Letter) -> Beside:
    """Return what posts a letter in the transaction of the step it belongs to."""

    def post(connection: Connection) -> None:
        around.outbox.write(connection, sent)

    return post
