"""
Rows of who is logged in, of programs that ask, and of letters on their way: what the columns hold, frozen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxRow:
    """A letter on its way, in the order of its columns; the day is the one whose key seals it, in UTC."""

    organisation: bytes
    id: bytes
    day: str
    posted: str
    due: str
    tries: int
    kind: str
    sealed: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingKeyRow:
    """What is signed with, or known by; `told` is in clear, `until` is the end of its time, if it has one."""

    organisation: bytes
    kind: str
    name: str
    made: str
    until: str | None
    told: str
    sealed: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRow:
    """
    Somebody who is logged in: `digest` is what their secret comes to, `account` a random id, `device` a few plain words.

    `asked` is the challenge that waits for an answer of a passkey, if one does; `mark` is keyed, and says that it was we who wrote the
    rest, but for `asked`.
    """

    organisation: bytes
    id: bytes
    digest: bytes
    account: bytes
    begun: str
    seen: str
    ends: str
    level: str
    device: str
    asked: bytes | None = None
    mark: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyRow:
    """
    A program that may ask: `digest` is what its secret comes to, `scope` what it opens, in canonical JSON.

    `mark` is keyed, and says that it was we who wrote the rest, but for `used`.
    """

    organisation: bytes
    id: bytes
    digest: bytes
    scope: str
    made: str
    made_by: str
    until: str
    used: str | None = None
    revoked: str | None = None
    mark: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerRow:
    """
    What a request was answered: `request` and `body` are keyed marks of what was asked, under which name.

    `sealed` is empty as long as the answer is not there.
    """

    organisation: bytes
    request: bytes
    day: str
    made: str
    body: bytes
    sealed: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestRow:
    """
    A request of somebody: where its record lies, and how far it is.

    `open` is 1 as long as something is owed; `due` is the day on which it falls due, or the last that was told, as ISO text.
    """

    organisation: bytes
    id: bytes
    person: bytes
    category: int
    day: str
    record: bytes
    open: int
    due: str
    body: str
