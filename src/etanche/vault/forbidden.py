"""
What no door accepts, recognised wherever it turns up: in a declared field, in one that nobody declared, in the middle of a text.

Card numbers and IBANs are told by their checksums; passwords and secrets by what they are called, or by the marks that those
who issue them put on them; the content of a mail by its headers, or by what it is called.
What this does *not* see: a password alone in a sentence, a number spelled in words, anything inside a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from etanche.charter import FieldKind, Forbidden, Forbidding, OnArrival
from etanche.vault.payment import payment_in

NOT_SEARCHED = frozenset(
    {FieldKind.PHONE, FieldKind.COUNT, FieldKind.AMOUNT, FieldKind.NATIONAL_NUMBER, FieldKind.LOCATION, FieldKind.LINK}
    | {FieldKind.DATE, FieldKind.BIRTH_DATE, FieldKind.INSTANT, FieldKind.FILE, FieldKind.PICTURE}
)
"""Kinds whose shape has no room for a forbidden thing, or whose own digits would be taken for one."""

_CALLED: Mapping[Forbidden, re.Pattern[str]] = {
    Forbidden.PASSWORD: re.compile(r"(?:.*[-_ ])?(?:pass(?:word|phrase|wd)|pwd|mdp|mot[-_ ]de[-_ ]passe)(?:[-_ ].*)?"),
    Forbidden.SECRET: re.compile(r"(?:.*[-_ ])?(?:secret|private[-_ ]?key|api[-_ ]?key|credentials?)(?:[-_ ].*)?"),
    Forbidden.MAIL_BODY: re.compile(r"(?:(?:mail|email|message|text|html)[-_ ]?)?(?:body|corps|snippet)(?:[-_ ].*)?"),
}
"""How a field is called that holds nothing else."""

_PASSWORD = re.compile(
    r"\b(?:password|passwd|passphrase|pwd|mot de passe|mdp)\b[\"']?\s*(?:is|est)?\s*[:=]\s*[\"']?\S", re.IGNORECASE
)
_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[opsu]_[A-Za-z0-9]{36}"
    r"|\b[rs]k_live_[A-Za-z0-9]{16}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}"
    r"|\b(?:api[-_ ]?key|client[-_ ]?secret)\b[\"']?\s*[:=]\s*[\"']?\S"
    r"|\bAuthorization:\s*(?:Basic|Bearer)\s+\S",
    re.IGNORECASE,
)
_MAIL_HEADER = re.compile(
    r"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Content-Type|Received|De|À|Objet|Envoyé) ?:",
    re.MULTILINE | re.IGNORECASE,
)
_HEADERS_OF_A_MAIL = 3
"""So many different headers make a mail (RFC 5322); one or two turn up in an ordinary sentence."""


class Met(NamedTuple):
    """Something forbidden that turned up: what the charter calls it, and whether it turns the whole away."""

    name: str
    refuses: bool


def met(never: Iterable[Forbidding], name: str, value: object, *, declared: bool) -> Met | None:
    """Return what of the forbidden things a value is or holds, one that turns the whole away first; nothing if it is free of them."""
    texts = _texts(value)
    found = [
        it for it in never if (not declared and _is_called(it.kind, name)) or any(_holds(it.kind, t) for t in texts)
    ]
    if not found:
        return None
    worst = min(found, key=lambda it: it.on_arrival is not OnArrival.REFUSE)
    return Met(worst.name, worst.on_arrival is OnArrival.REFUSE)


def free_of(kinds: Iterable[Forbidden], *, payment: bool) -> Callable[[str], bool]:
    """
    Return what says of a text, in one look, that `met` finds none of these kinds in a declared field of it.

    A no may be said of a text that is free: then `met` is to be asked. With `payment` it is free of every number of payment too.
    """
    wanted = set(kinds)
    paid = payment or not wanted.isdisjoint({Forbidden.CARD_NUMBER, Forbidden.IBAN})
    others = sorted(wanted - {Forbidden.CARD_NUMBER, Forbidden.IBAN})

    def free(text: str) -> bool:
        if paid and any(payment_in(text)):
            return False
        return not others or not any(_holds(kind, text) for kind in others)

    def free_unquoted(text: str) -> bool:
        return "%" not in text and free(text)

    return free_unquoted if wanted else free


def _texts(value: object) -> tuple[str, ...]:
    """Return a value as text, and as the text that its percent signs stand for."""
    if not isinstance(value, str | int):
        return ()
    text = str(value)
    return (text, unquote(text)) if "%" in text else (text,)


def _is_called(kind: Forbidden, name: str) -> bool:
    called = _CALLED.get(kind)
    return called is not None and called.fullmatch(name.lower()) is not None


def _holds(kind: Forbidden, text: str) -> bool:
    match kind:
        case Forbidden.CARD_NUMBER:
            return payment_in(text).card
        case Forbidden.IBAN:
            return payment_in(text).iban
        case Forbidden.PASSWORD:
            return _PASSWORD.search(text) is not None
        case Forbidden.SECRET:
            return _SECRET.search(text) is not None
        case Forbidden.MAIL_BODY:
            return len({header.lower() for header in _MAIL_HEADER.findall(text)}) >= _HEADERS_OF_A_MAIL
