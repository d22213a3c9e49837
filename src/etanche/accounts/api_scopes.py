"""
What a key of a program may be made for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.charter import Plan
from etanche.errors import Refused, Unreadable
from etanche.terms import OrganisationId

_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)


class Act(StrEnum):
    """What a key may be made for; one word each, as the journal says it where it has one."""

    PUT = "put"
    READ = "read"
    COUNT = "count"
    UPDATE = "update"
    FORGET = "forget"
    MOVE = "move"
    DISCLOSE = "disclose"
    TELL = "tell"
    ERASE = "erase"
    HOLD = "hold"
    LOOKS = "looks"
    CERTIFY = "certify"
    GRANT = "grant"
    INQUIRE = "inquire"
    JOURNAL = "journal"
    EXPORT = "export"

    ASK = "ask"
    """Entering what somebody asks; it takes nothing out."""

    REQUESTS = "requests"
    """Seeing what people ask."""

    ANSWER = "answer"
    """Moving requests on, answering them, handing out what is held."""

    INCIDENT = "incident"
    """Writing down what went wrong; it takes nothing out but how many are concerned."""

    INCIDENTS = "incidents"
    """Seeing what went wrong."""

    NOTIFY = "notify"
    """Telling authorities, people and everybody of an incident."""

    DEMAND = "demand"
    """Writing down what an authority demands; it takes nothing out."""

    DEMANDS = "demands"
    """Seeing what authorities demanded."""

    DECIDE = "decide"
    """Writing down what people decided on, and seeing what they did."""

    JOIN = "join"
    SUPPLY = "supply"
    ASSIGN = "assign"
    ATTEST = "attest"
    WEBHOOK = "webhook"
    ALERTS = "alerts"
    MAIL = "mail"
    HALT = "halt"
    """Stopping all access; no key lets it go on."""

    APPLY = "apply"
    """Letting the organisation obey another charter."""


FOR_A_PURPOSE: Final = frozenset({Act.READ, Act.COUNT, Act.UPDATE, Act.FORGET, Act.MOVE, Act.DISCLOSE, Act.EXPORT})
"""What is done for a purpose, in a role of the charter."""

IN_A_ROLE: Final = FOR_A_PURPOSE | {Act.GRANT, Act.REQUESTS, Act.ANSWER}
"""What is done in a role of the charter: requests for the purpose that the charter answers them for."""

ALONE: Final = frozenset({Act.APPLY})
"""What a key does that does nothing else: whoever writes the rules does not act under them."""

TAKING_IN: Final = frozenset({Act.PUT, Act.ASK, Act.INCIDENT, Act.DEMAND})
"""What takes in and gives nothing back but where it is, or how many: a key for nothing else is write-only."""

OF_RECORDS: Final = frozenset(
    {Act.PUT, Act.READ, Act.COUNT, Act.UPDATE, Act.FORGET, Act.MOVE, Act.DISCLOSE, Act.EXPORT}
)
"""What is done to records of a category."""


class OutsideKey(Refused):
    """The key was not made for this."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a key was made for; what a field does not name it does not open."""

    name: str
    """What the organisation calls it, such as `web-shop`."""

    acts: frozenset[Act]
    role: str | None = None
    """The role of the charter that it acts in."""

    purposes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    channel: str | None = None
    """The door of the charter by which records come in with it."""

    @property
    def write_only(self) -> bool:
        """Whether it takes nothing out, whatever it asks."""
        return self.acts <= TAKING_IN

    def as_json(self) -> dict[str, object]:
        """Return it for programs, every list in order."""
        return {
            "name": self.name,
            "acts": sorted(self.acts),
            "role": self.role,
            "purposes": sorted(self.purposes),
            "categories": sorted(self.categories),
            "channel": self.channel,
        }


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """A key as it is kept: everything but its secret."""

    id: bytes
    organisation: OrganisationId
    scope: Scope
    made: datetime
    made_by: str
    until: datetime
    used: datetime | None = None
    revoked: datetime | None = None

    @property
    def actor(self) -> str:
        """What the journal calls whoever asks with it."""
        return f"key {self.scope.name} {self.id.hex()}"

    def require(self, act: Act, *, category: str | None = None, purpose: str | None = None) -> None:
        """
        Let it be used for an act, on a category, for a purpose.

        Raises:
            OutsideKey: it was not made for that.
        """
        scope = self.scope
        if act not in scope.acts:
            raise OutsideKey(f"this key was not made to `{act}`", hint="ask for one that was")
        if act in OF_RECORDS and category is not None and category not in scope.categories:
            raise OutsideKey("this key was not made for this category", hint="ask for one that was")
        if act in FOR_A_PURPOSE | {Act.GRANT} and purpose is not None and purpose not in scope.purposes:
            raise OutsideKey("this key was not made for this purpose", hint="ask for one that was")

    def require_seeing(self) -> None:
        """
        Let it see what the organisation promised and how that stands: of nobody, and yet not for every form on a web site.

        Raises:
            OutsideKey: it is write-only.
        """
        if self.scope.write_only:
            raise OutsideKey("this key takes nothing out", hint="ask for one that was made to see something")


_LACKS: Final = {
    "role": "the charter has no role `{}`",
    "purpose": "the charter has no purpose `{}`",
    "category": "the charter has no category `{}`",
    "channel": "the charter has no channel `{}`",
}
_ASKS: Final = {
    ("role", True): "a key made for this needs a role",
    ("role", False): "a key made for this has no use for a role",
    ("purpose", True): "a key made for this needs a purpose",
    ("purpose", False): "a key made for this has no use for a purpose",
    ("category", True): "a key made for this needs a category",
    ("category", False): "a key made for this has no use for a category",
    ("channel", True): "a key made for this needs a channel",
    ("channel", False): "a key made for this has no use for a channel",
}
"""What is said of a scope that lacks a word, or has one too many: a sentence each, because each has its own in French."""


def require_sound(scope: Scope, plan: Plan) -> None:
    """
    Let only a scope be one whose every word the charter knows, and that neither lacks nor has what its acts do not need.

    Raises:
        Unreadable: it is none.
    """
    if not _NAME.fullmatch(scope.name):
        raise Unreadable("a key has no such name", hint="lower case, up to 40 letters, digits and hyphens")
    if not scope.acts:
        raise Unreadable("a key is made for something", hint=f"one of {', '.join(Act)}")
    if scope.acts & ALONE and len(scope.acts) > 1:
        only = ", ".join(sorted(scope.acts & ALONE))
        raise Unreadable(f"a key made to `{only}` is made for nothing else", hint="make another one for the rest")
    _known("role", [scope.role] if scope.role is not None else [], plan.roles)
    _known("purpose", scope.purposes, plan.purposes)
    _known("category", scope.categories, plan.categories)
    _known("channel", [scope.channel] if scope.channel is not None else [], plan.channels)
    needs = {
        "role": (bool(scope.acts & IN_A_ROLE), scope.role is not None),
        "purpose": (bool(scope.acts & FOR_A_PURPOSE), bool(scope.purposes)),
        "category": (bool(scope.acts & OF_RECORDS), bool(scope.categories)),
        "channel": (Act.PUT in scope.acts, scope.channel is not None),
    }
    for word, (needed, given) in needs.items():
        if needed != given:
            raise Unreadable(_ASKS[word, needed], hint=f"made for: {', '.join(sorted(scope.acts))}")


def _known(word: str, said: Iterable[str], known: Iterable[str]) -> None:
    wrong = sorted(set(said) - set(known))
    if wrong:
        listed = ", ".join(f"`{one}`" for one in sorted(known))
        raise Unreadable(_LACKS[word].format(wrong[0]), hint=f"it has {listed}" if listed else "")
