"""
A request as it is kept: the state machine's own value, whose it is, and where the sealed words are.

What is kept in clear is words of ours and days; name, address and text are in a record of the charter's own category.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec

from etanche.errors import Fault
from etanche.rights.facts import Ground, Right
from etanche.rights.recipients import Telling
from etanche.rights.request import Outcome, Request, State
from etanche.store import RequestRow
from etanche.terms import Language, OrganisationId
from etanche.vault import Ref

FINAL: Final = frozenset({State.EVIDENCE_KEPT, State.EVIDENCE_ERASED})
"""Nothing is owed any more."""

NAMED_BY: Final = 8
"""So many hexadecimal digits of its id name a request among people."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """An answer that was decided and is being given: whoever finds it after a crash goes on to the same end."""

    at: datetime
    by: str
    role: str
    outcome: Outcome
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filed:
    """One request, kept."""

    request: Request
    person: bytes
    """Whose it is: a random id, which may be provisional, of nobody met before."""

    record: Ref
    """Where name, address and words are sealed."""

    channel: str
    language: Language
    purposes: tuple[str, ...] = ()
    """Of an objection, or a withdrawal: which purposes it names; all that can be, if it names none."""

    more: tuple[Ref, ...] = ()
    """Where letters are sealed that came to the address of the request afterwards, in the order in which they came."""

    answer: Ref | None = None
    """Where the answer is sealed."""

    doing: Doing | None = None
    assigned: str = ""
    """Who sees to it; nobody yet, if empty."""

    told: tuple[str, ...] = ()
    """Which calls were sent to the contact: a call once sent is not sent again."""

    document: bool = False
    """Whether a document by which somebody showed who they are was looked at, and is to be destroyed: whoever comes by does it."""

    about: bytes | None = None
    """Of a request after a death: who died, as a human has checked."""

    checked: datetime | None = None
    """When that was."""

    lifted: bool = False
    """Whether the restriction that was granted by it is over."""

    recipients: tuple[Telling, ...] = ()
    """Who is told of what was granted, besides who asked; see `recipients`."""

    seen: str = field(default="", compare=False, repr=False)
    """What the row said when it was read: it is changed only if it says so still."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.request.id.hex()[:NAMED_BY]

    @property
    def due(self) -> date:
        """The nearest day on which something of it falls due; when nothing is owed, the day of the last step."""
        clocks = [clock for duty in self.request.owed() if (clock := self.request.clock(duty)) is not None]
        return min((clock.promised for clock in clocks), default=self.request.last)

    @property
    def restricts(self) -> bool:
        """Whether a restriction was granted by it, and is not over."""
        granted = self.request.outcome in {Outcome.GRANTED, Outcome.PARTLY}
        return self.request.right is Right.RESTRICTION and granted and not self.lifted

    @property
    def is_open(self) -> bool:
        """Whether something is owed still."""
        return self.request.state not in FINAL or self.doing is not None or self.document

    def as_json(self) -> dict[str, object]:
        """Return it for programs: nothing of who asks but a random id."""
        clock = self.request
        return {
            "request": clock.id.hex(),
            "name": self.name,
            "person": self.person.hex(),
            "right": str(clock.right),
            "received": clock.received.isoformat(),
            "channel": self.channel,
            "state": str(clock.state),
            "due": self.due.isoformat(),
            "answered": None if clock.answered_on is None else clock.answered_on.isoformat(),
            "outcome": None if clock.outcome is None else str(clock.outcome),
            "grounds": [str(ground) for ground in clock.grounds],
            "assigned": self.assigned or None,
            "told": [one.as_json() for one in self.recipients],
            "record": str(self.record),
        }


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A request whose row somebody changed beyond reading: it is named, and nothing else is known of it."""

    id: bytes

    @property
    def name(self) -> str:
        """What people call it."""
        return self.id.hex()[:NAMED_BY]

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"request": self.id.hex(), "name": self.name, "altered": True}


@dataclass(frozen=True, kw_only=True)
class _Body:
    """What the row of a request says beside its columns."""

    request: Request
    channel: str
    language: Language
    purposes: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    """(day, id) of each."""

    answer_day: str = ""
    answer: str = ""
    doing: Doing | None = None
    assigned: str = ""
    told: tuple[str, ...] = ()
    document: bool = False
    about: str = ""
    checked: datetime | None = None
    lifted: bool = False
    recipients: tuple[Telling, ...] = ()


def row_of(filed: Filed, *, organisation: OrganisationId, category: int) -> RequestRow:
    """Return the row that keeps a request."""
    body = _Body(
        request=filed.request,
        channel=filed.channel,
        language=filed.language,
        purposes=filed.purposes,
        more=tuple((one.day.isoformat(), one.id.hex()) for one in filed.more),
        answer_day="" if filed.answer is None else filed.answer.day.isoformat(),
        answer="" if filed.answer is None else filed.answer.id.hex(),
        doing=filed.doing,
        assigned=filed.assigned,
        told=filed.told,
        document=filed.document,
        about="" if filed.about is None else filed.about.hex(),
        checked=filed.checked,
        lifted=filed.lifted,
        recipients=filed.recipients,
    )
    return RequestRow(
        organisation=organisation,
        id=filed.request.id,
        person=filed.person,
        category=category,
        day=filed.record.day.isoformat(),
        record=filed.record.id,
        open=int(filed.is_open),
        due=filed.due.isoformat(),
        body=msgspec.json.encode(body).decode(),
    )


def filed_of(row: RequestRow, *, category: str) -> Filed:
    """
    Return the request that a row keeps.

    Raises:
        Fault: the row says something else than we write; somebody changed it.
    """
    try:
        body = msgspec.json.decode(row.body, type=_Body)
        answer = Ref(category, date.fromisoformat(body.answer_day), bytes.fromhex(body.answer)) if body.answer else None
        record = Ref(category, date.fromisoformat(row.day), row.record)
        more = tuple(Ref(category, date.fromisoformat(day), bytes.fromhex(one)) for day, one in body.more)
        about = bytes.fromhex(body.about) if body.about else None
    except (msgspec.MsgspecError, ValueError):
        raise Fault("a request is kept in words that are none of ours", hint="look at who can write the data") from None
    if body.request.id != row.id:
        raise Fault("a request is kept under another id than its own", hint="look at who can write the data")
    return Filed(
        request=body.request,
        person=row.person,
        record=record,
        channel=body.channel,
        language=body.language,
        purposes=body.purposes,
        more=more,
        answer=answer,
        doing=body.doing,
        assigned=body.assigned,
        told=body.told,
        document=body.document,
        about=about,
        checked=body.checked,
        lifted=body.lifted,
        recipients=body.recipients,
        seen=row.body,
    )
