"""
The shapes of what an office does: what is whose own, evidence, webhooks, charters, as they come in.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import Field, StringConstraints

from etanche.web.api.desk_shapes import Email, Short, Someone
from etanche.web.api.shapes import Date, Moment, Name, Shape

MOST_RECEIPTS = 50

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
EvidenceDigest = Annotated[Digest, Path(description="the SHA-256 of a file of evidence, in hexadecimal digits")]
HookId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Path(description="the id of a webhook")]


class Assigning(Shape):
    """Which values are somebody's own in a role, in place of those before; none takes all away."""

    role: Name
    actor: Someone
    values: Annotated[tuple[Short, ...], Field(max_length=1_000)]
    until: Moment | None = None


class Undertaking(Shape):
    """An undertaking that somebody gave, and until when it is in date."""

    agreement: Name
    actor: Someone
    until: Moment


class Entering(Shape):
    """Evidence for a promise that no machine can check: its digest, and never the file."""

    promise: Annotated[str, StringConstraints(pattern=r"^(attest:)?[a-z][a-z0-9-]{0,63}$")]
    digest: Digest
    issuer: Someone
    owner: Someone
    on: Date
    until: Date | None = None
    link: Short | None = None
    actor: Someone | None = None
    """Whose undertaking it is, if a role needs it."""


class Hooking(Shape):
    """Which program is told of what."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    events: Annotated[tuple[Annotated[str, StringConstraints(max_length=64)], ...], Field(min_length=1, max_length=20)]
    public: bool = False
    """Whether calls are signed with a key pair instead of a shared secret."""


class Hooked(Shape):
    """A webhook and its secret, or the public half of its key: shown this once."""

    webhook: str
    secret: str


class Hooks(Shape):
    """The programs that are told, and how many calls wait."""

    waiting: int
    webhooks: list[dict[str, Any]]


class Answered(Shape):
    """What a program said when it was called."""

    status: int


class Mail(Shape):
    """The letters that wait, by kind, without whom they are for."""

    waiting: dict[str, int]
    unreachable: int
    letters: list[dict[str, Any]]


class Bounce(Shape):
    """The message of a mail server about a letter that came back, whole."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=500_000)]


class Marked(Shape):
    """How many addresses were marked, or are not any more."""

    addresses: int


class Forgiving(Shape):
    """An address that somebody is at after all."""

    address: Email


class Halting(Shape):
    """Why all access is stopped; it is sealed."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Written(Shape):
    """A charter, as it is written."""

    charter: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


class Checked(Shape):
    """What was found in a charter; how many promises it makes, if it is sound."""

    promises: int | None
    findings: list[dict[str, Any]]


class Difference(Shape):
    """What changes from the charter in force to another one, and what that would end of what is held now."""

    changes: list[dict[str, Any]]
    forecast: list[dict[str, Any]]


class Withdrawn(Shape):
    """How many charters that waited for their day were taken back."""

    withdrawn: int


class Receipts(Shape):
    """Receipts that somebody kept, to be confronted with the journal."""

    receipts: Annotated[
        tuple[Annotated[str, StringConstraints(max_length=10_000)], ...], Field(max_length=MOST_RECEIPTS)
    ] = ()
