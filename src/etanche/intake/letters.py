"""
Letters that come in: parsed, never believed. Who wrote one is whoever the header says; only a link sent there proves it.

    with LetterDoor(take, host="127.0.0.1", port=2424): ...

A mail server of the house delivers over LMTP (RFC 2033) to a door on this machine; nothing is kept before the letter is taken, and what is not taken
the server keeps and tries again, or returns to its sender. Attachments are not taken in: no document is needed to ask.
"""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import structlog

from etanche.errors import EtancheError, MissingExtra, OutOfReach, Unreadable
from etanche.outbound import LARGEST, within_bounds

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

LONGEST: Final = 10_000
"""So many characters of it are taken."""

_LONGEST_PAGE: Final = 20 * LONGEST
"""So many characters of a page are looked through for its words."""

_CHARSETS: Final = frozenset(
    {"ascii", "utf-8", "utf-16", "iso8859-1", "iso8859-2", "iso8859-15", "cp1250", "cp1252", "mac-roman"}
    | {"iso8859-5", "cp1251", "koi8-r", "koi8-u", "iso8859-7", "cp1253", "iso8859-9", "cp1254", "iso8859-8", "cp1255"}
    | {"iso8859-6", "cp1256", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr"}
)
"""In which people write, each decoded in one pass. Others are not for letters: one of them (`punycode`) takes time in the square of what it decodes."""

_NOBODY: Final = "<>"
_TAKEN: Final = "250 2.0.0 taken"
_NOT_NOW: Final = "451 4.3.0 not now, try again"
_NEVER: Final = "550 5.6.0 this is no letter of a person"
_ONE: Final = "452 4.5.3 one recipient at a time"


class LetterRefused(Unreadable):
    """What came in is no letter that a person wrote: it has no sender, or a program sent it."""


@dataclass(frozen=True, kw_only=True)
class LetterIn:
    """What a letter says, as far as it is taken in."""

    address: str
    """Whom its header names as sender; nobody has proved it."""

    name: str
    subject: str
    text: str
    to: str = ""
    """The address it was delivered to, as the mail server says: not what its header says."""

    received: datetime | None = None
    """When the mail server that hands it over took it in, as it wrote on top of it; what is written below, the sender may have written."""


def parse_letter(data: bytes) -> LetterIn:
    """
    Read a letter.

    Raises:
        LetterRefused: nobody is named as its sender, or a program sent it: answers to it would go round in circles (RFC 3834); or it cannot be parsed, or not in a short while.
    """
    if not within_bounds(data):
        raise LetterRefused("this letter is more tangled than anybody writes", hint="write it anew, as plain text")
    try:
        return _read(data)
    except LetterRefused:
        raise
    except Exception:  # noqa: BLE001  # the library's parser falls in many ways, over what nobody writes: kept waiting, it would come back for ever
        raise LetterRefused("this is no letter", hint="a letter has a sender and a text") from None


def _read(data: bytes) -> LetterIn:
    message = message_from_bytes(data, policy=POLICY)
    if not isinstance(message, EmailMessage):
        raise LetterRefused("this is no letter", hint="a letter has a sender and a text")
    name, address = parseaddr(str(message.get("reply-to") or message.get("from") or ""))
    if "@" not in address or _by_program(message):
        raise LetterRefused("this is no letter that a person wrote", hint="letters of programs are not answered")
    return LetterIn(
        address=address,
        name=_line(name),
        subject=_line(str(message.get("subject", ""))),
        text=_text(message),
        received=_stamped(message),
    )


def _stamped(message: EmailMessage) -> datetime | None:
    """Return the moment of the topmost `Received`: every server writes its own above those of before (RFC 5321, 4.4)."""
    first = next(iter(message.get_all("received", [])), "")
    try:
        moment = parsedate_to_datetime(str(first).rpartition(";")[2])
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _by_program(message: EmailMessage) -> bool:
    automatic = str(message.get("auto-submitted", "no")).split(";")[0].strip().lower() != "no"
    bulk = str(message.get("precedence", "")).strip().lower() in {"bulk", "junk", "list"}
    returned = str(message.get("return-path", "")).strip() == "<>"
    return automatic or bulk or returned or "list-id" in message or message.get_content_type() == "multipart/report"


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300]


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    text = _decoded(content, body.get_content_charset("utf-8")) if isinstance(content, bytes) else ""
    if body.get_content_type() == "text/html":
        text = _Words.of(text[:_LONGEST_PAGE])
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()[:LONGEST]


def _decoded(content: bytes, charset: str) -> str:
    """Return the text of a part; in a charset that is none of `_CHARSETS`, what is ASCII in it."""
    try:
        known = codecs.lookup(charset).name
    except (LookupError, ValueError):
        known = "utf-8"
    return content.decode(known if known in _CHARSETS else "utf-8", errors="replace")


class _Words(HTMLParser):
    """Takes the words out of a page; what a browser would carry out is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._mute = 0

    @classmethod
    def of(cls, page: str) -> str:
        """Return the words of a page, lines apart."""
        reader = cls()
        reader.feed(page)
        return "\n".join(filter(None, (" ".join(line.split()) for line in "".join(reader._said).splitlines())))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a line where a page does, and listen to no script."""
        del attrs
        self._mute += tag in {"script", "style"}
        if tag in {"p", "br", "div", "li", "tr"}:
            self._said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Listen again after a script."""
        self._mute -= tag in {"script", "style"} and self._mute > 0

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._mute:
            self._said.append(data)


class LetterDoor:
    """A door on this machine to which a mail server delivers, while the block lasts."""

    def __init__(self, take: Callable[[LetterIn], object], *, host: str, port: int) -> None:
        """
        Prepare it.

        Args:
            take: keeps a letter, or raises why not; called beside the loop, one after the other.
            host: where it listens: an address of this machine or of its own network.
            port: the port; 0 lets the machine choose.

        Raises:
            MissingExtra: this installation cannot listen.
        """
        try:
            from aiosmtpd.controller import Controller  # noqa: PLC0415  # brought by an extra
            from aiosmtpd.lmtp import LMTP  # noqa: PLC0415  # as above
        except ImportError:
            raise MissingExtra("no letters can be taken in by this installation", extra="letters") from None
        self._take = take

        class Listening(Controller):
            def factory(self) -> LMTP:
                return LMTP(self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="etanche")

            def _trigger_server(self) -> None:
                # The library asks the port it was told, which is none where the machine chose.
                if isinstance(self.server, asyncio.Server):
                    self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()  # type: ignore[no-untyped-call]  # the library's own

        self._controller = Listening(self, hostname=host, port=port)

    def __enter__(self) -> Self:
        """
        Listen.

        Raises:
            OutOfReach: the address cannot be listened at.
        """
        try:
            self._controller.start()
        except OSError as error:
            raise OutOfReach(
                f"nobody can listen there ({type(error).__name__})", hint="choose another port, or stop who listens"
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, after the letter that is being taken."""
        self._controller.stop()

    @property
    def port(self) -> int:
        """The port it listens at."""
        found: int = self._controller.port
        return found

    # — what the protocol asks

    async def handle_RCPT(  # noqa: N802  # the library's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take one recipient a letter: LMTP answers for each, and there is one register to be written into."""
        if envelope.rcpt_tos:
            return _ONE
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        """Take a letter; said only once it is durable."""
        if (envelope.mail_from or _NOBODY) == _NOBODY:
            return _NEVER  # A letter that came back has no sender on its envelope, whatever it says inside (RFC 5321, 4.5.5).
        try:
            data, to = _bytes_of(envelope.content), envelope.rcpt_tos[0]
            await asyncio.get_running_loop().run_in_executor(None, self._read_and_take, data, to)
        except Unreadable:
            return _NEVER
        except EtancheError as error:
            structlog.get_logger().warning("letters.not_taken", what=type(error).__name__)
            return _NOT_NOW
        except Exception as error:  # noqa: BLE001  # a letter is never lost for a fault of ours; a message could quote it
            structlog.get_logger().error("letters.fault", what=type(error).__name__)
            return _NOT_NOW
        return _TAKEN

    def _read_and_take(self, data: bytes, to: str) -> None:
        """Parse a letter and take it: beside the loop, which others wait at."""
        self._take(replace(parse_letter(data), to=to))


def _bytes_of(content: Any) -> bytes:
    return content if isinstance(content, bytes) else str(content or "").encode()
