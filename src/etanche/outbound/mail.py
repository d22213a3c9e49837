"""
Mail handed to the one server that the settings of an instance name, always under TLS; a message is text alone.

A server whose certificate does not hold, or that offers no TLS, is not spoken to: nothing is sent in clear.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from etanche.errors import OutOfReach, Unreadable
from etanche.terms import new_id

_SECONDS = 20


class MailOutOfReach(OutOfReach):
    """The mail server cannot be had, offers no TLS that holds, or takes nothing from us."""


class MailPasswordUnreadable(Unreadable):
    """The file with the password of the mail server cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail server, as the settings name it."""

    server: str
    port: int = 465
    starttls: bool = False
    """Whether TLS begins after a word in clear, as on port 587, and not with the connection."""

    user: str | None = None
    password_file: Path | None = None
    authorities: Path | None = None
    """A file of certificates that are believed in the place of the system's."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message."""

    sender: str
    to: Sequence[str]
    subject: str
    text: str
    at: datetime


def send(relay: Relay, letter: Letter) -> None:
    """
    Hand a letter to the server; when this returns the server has taken it for every reader.

    Raises:
        MailOutOfReach: it has not; the letter may be sent again.
        MailPasswordUnreadable: the file with the password cannot be read.
    """
    password = _password(relay)
    try:
        context = ssl.create_default_context(cafile=relay.authorities)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with _connected(relay, context) as server:
            if relay.user is not None:
                server.login(relay.user, password)
            refused = server.send_message(message_of(letter))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _out_of_reach(relay, type(error).__name__) from None
    if refused:
        raise _out_of_reach(relay, "it refused a reader")


def message_of(letter: Letter) -> EmailMessage:
    """Return a letter as it travels."""
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = ", ".join(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{new_id().hex()}@{letter.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _connected(relay: Relay, context: ssl.SSLContext) -> smtplib.SMTP:
    if not relay.starttls:
        return smtplib.SMTP_SSL(relay.server, relay.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(relay.server, relay.port, timeout=_SECONDS)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _password(relay: Relay) -> str:
    if relay.password_file is None:
        return ""
    try:
        return relay.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError):
        raise MailPasswordUnreadable(
            f"`{relay.password_file}` cannot be read", hint="see `password-file` in `[alerts]` of `instance.toml`"
        ) from None


def _out_of_reach(relay: Relay, why: str) -> MailOutOfReach:
    """Say which server it was, in a word for why; never what it answered, which may quote an address."""
    return MailOutOfReach(
        f"the mail server `{relay.server}` took nothing ({why})",
        hint="check `[alerts]` in `instance.toml`; what was to be told waits, and is tried again",
    )
