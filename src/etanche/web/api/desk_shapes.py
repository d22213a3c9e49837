"""
The shapes of requests and incidents, as they come in; what goes out of them is what their nouns say of themselves.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import Field, StringConstraints

from etanche.charter import Proof
from etanche.incidents import Severity, Whom
from etanche.incidents.demands import Sort
from etanche.rights import Because, Event, Ground, Right, Wish
from etanche.terms import Language
from etanche.web.api.shapes import CaseName, Date, Hex, Moment, Name, Shape

Words = Annotated[str, StringConstraints(max_length=20_000)]
Short = Annotated[str, StringConstraints(max_length=400)]
Someone = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Email = Annotated[str, StringConstraints(max_length=320)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6,32}$")]

RequestId = Annotated[Number, Path(description="a request: its id, or as many of its first digits as people use")]
IncidentId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{12,32}$"),
    Path(description="an incident: its id, or its first twelve digits"),
]


class Asking(Shape):
    """What somebody asks an organisation about their data."""

    right: Right
    words: Words = ""
    language: Language
    received: Date | None = None
    """The day it came in; today if left out."""

    name: Short = ""
    email: Email = ""
    person: Hex | None = None
    """Who asks, if somebody at a desk found out: needs a key that may answer too."""

    purposes: Annotated[tuple[Name, ...], Field(max_length=100)] = ()
    minor: bool = False


class Asked(Shape):
    """A request that was taken in: what people call it, and until when it is answered."""

    request: Hex
    name: str
    due: date


class Requests(Shape):
    """Some requests, without names, and the cursor of the next page, if there is one."""

    requests: list[dict[str, Any]]
    altered: list[Hex]
    """Those of this page that somebody changed beyond reading, by their ids."""

    next: str | None = None


class Step(Shape):
    """What happened to a request."""

    event: Event
    proof: Proof | None = None
    recipient: Name | None = None
    """With `recipients-told`: which one was told by hand; all that are left, if left out."""

    by_hand: bool = False
    """Whether somebody told them who asked, where no address was given to write to."""

    because: Annotated[tuple[Because, ...], Field(max_length=2)] = ()
    """With `extension-told`: why it takes longer, one of the law's two reasons or both."""


class Answer(Shape):
    """What is answered: with grounds that the law knows in part, or not at all."""

    outcome: Literal["granted", "partly", "refused"]
    grounds: Annotated[tuple[Ground, ...], Field(max_length=20)] = ()
    words: Words = ""


class Lifted(Shape):
    """What a restriction that was lifted leaves."""

    frozen_by: list[str]
    """The other requests by which the data are frozen still; the person was told nothing then."""


class Assigned(Shape):
    """Who sees to a request."""

    to: Someone


class Opening(Shape):
    """What went wrong, in a few words; they are sealed."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    severity: Severity = Severity.UNKNOWN


class Opened(Shape):
    """An incident that was written to."""

    id: Hex
    name: str


class Happening(Shape):
    """One more thing that happened in an incident; each kind has what it needs, and nothing else."""

    kind: Literal["fact", "measure", "consequences", "severity", "aware", "not-told"]
    words: Annotated[str, StringConstraints(max_length=4_000)] = ""
    severity: Severity | None = None
    since: Moment | None = None
    whom: Whom | None = None


class Lines(Shape):
    """Which lines of the journal an incident is about: those that meet every condition."""

    actor: Someone | None = None
    case: CaseName | None = None
    role: Name | None = None
    category: Name | None = None
    since: Moment | None = None
    until: Moment | None = None


class Closing(Shape):
    """What came of it; it is sealed."""

    report: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class Draft(Shape):
    """What somebody is to be told, and what the law wants told that was not said yet."""

    subject: str
    text: str
    missing: list[str]


class Notice(Shape):
    """Who is told of an incident; without an address it is written down that they were told by another way."""

    whom: Whom
    to: Annotated[tuple[Email, ...], Field(max_length=100)] = ()
    late: Short = ""
    reference: Short = ""


class Announcement(Shape):
    """What everybody reads of an incident, in both languages; nothing of anybody."""

    fr: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    over: bool = False


class Demanding(Shape):
    """What an authority demands, as it came; all but the days and the kind is sealed."""

    recipient: Name
    sort: Sort = Sort.OTHER
    asker: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    ground: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    words: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    received: Date | None = None
    due: Date | None = None


class Deciding(Shape):
    """What somebody said of a purpose: `yes` gives a consent or takes an objection back."""

    purpose: Name
    yes: bool
    language: Language
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The digest of the words that they were shown, as `/consents/{purpose}` told it; a yes has one."""


class Decided(Shape):
    """Whether it changed something, how many records went at once, and whether a receipt was sent."""

    new: bool
    gone: int
    posted: bool


class Instructing(Shape):
    """What somebody wishes for their data after their death, and who sees to it."""

    wish: Wish
    name: Short = ""
    email: Email = ""
