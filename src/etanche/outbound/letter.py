"""
A letter: whom to, what about, what it says. Text alone; no picture, nothing that tells when it was read.

Nothing that somebody typed can become a line of the head: an address or a subject with a control character is no letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from etanche.errors import Unreadable
from etanche.terms import Language
from etanche.words import entry, say

LONGEST_ADDRESS: Final = 254
"""RFC 5321 §4.5.3.1.3, without the angle brackets."""

LONGEST_LINE: Final = 300

LONGEST_TEXT: Final = 100_000

_LOCAL: Final = re.compile(r"[A-Za-z0-9#$&'*+/=?^_`{|}~.-]{1,64}")
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_KIND: Final = re.compile(r"(?!call$)[a-z][a-z0-9-]{0,40}")
_RULE: Final = "\n\n" + "-" * 72 + "\n\n"


class LetterUnreadable(Unreadable):
    """What is to be sent cannot be a letter: its address, its subject or its length."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """
    A message to one reader.

    Raises:
        LetterUnreadable: the address can be none, a line of the head would break, or it is too long.
    """

    to: str
    subject: str
    text: str
    kind: str = "letter"
    """A word of ours for what it is, in clear wherever it waits; never of the reader."""

    name: str = ""
    """Who writes, as it is shown before the sender's address."""

    reply_to: str = ""
    """Where an answer goes; to the sender's address, if empty."""

    def __post_init__(self) -> None:
        """Refuse what could become something else on its way."""
        if not is_address(self.to) or (self.reply_to and not is_address(self.reply_to)):
            raise LetterUnreadable("a letter has an address that is none", hint="look at what was typed in")
        head = self.subject, self.name
        if any(_BREAKS.search(line) or len(line) > LONGEST_LINE for line in head):
            raise LetterUnreadable("the head of a letter has a line too many, or is too long", hint="shorten it")
        if len(self.text) > LONGEST_TEXT or not _KIND.fullmatch(self.kind):
            raise LetterUnreadable("a letter is too long, or of no kind", hint="shorten it")


def is_address(text: str) -> bool:
    """Tell whether a text can be an address that every server takes, in ASCII, and is no more than one."""
    local, at, host = text.rpartition("@")
    if not at or len(text) > LONGEST_ADDRESS or not text.isascii() or not _LOCAL.fullmatch(local):
        return False
    return ".." not in f".{local}." and all(_LABEL.fullmatch(label) for label in host.split("."))


def written(key: str, language: Language, **blanks: object) -> tuple[str, str]:
    """Return subject and text of a letter of the catalogue, `letter.KEY`, in the reader's language and below in the other; a blank may be a function of the language."""
    other: Language = "en" if language == "fr" else "fr"
    subjects = [_said(f"letter.{key}.subject", one, blanks) for one in (language, other)]
    texts = [_said(f"letter.{key}.text", one, blanks) for one in (language, other)]
    below = say("letter.below", other)
    return " / ".join(subjects), f"{below}\n\n{_RULE.join(one.strip() for one in texts)}\n"


def _said(key: str, language: Language, blanks: Mapping[str, object]) -> str:
    """Return a text with those of some blanks that it has: a subject tells less than the letter."""
    said = {name: blanks[name] for name in entry(key, language).blanks if name in blanks}
    return say(key, language, **{name: one(language) if callable(one) else one for name, one in said.items()})


def message_of(letter: Letter, *, sender: str, id: str, at: datetime) -> EmailMessage:  # noqa: A002  # the header's own word
    """
    Return a letter as it travels; each time it is sent it is the same.

    Args:
        letter: what is sent.
        sender: the address it comes from.
        id: the value of `Message-ID`, without brackets.
        at: when it was posted.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=letter.name, addr_spec=sender)
    message["To"] = letter.to
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{id}>"
    message["Auto-Submitted"] = "auto-generated"
    # Nothing on the way may have a reason to write the text anew: what is signed stays as it was.
    message.set_content(letter.text, cte="quoted-printable")
    return message
