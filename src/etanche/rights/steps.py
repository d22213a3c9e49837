"""
What can happen to a request, and what comes of it: the words of the state machine.

A step is a value. What was turned away is one too, with its reason, and goes into the journal like the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.charter import Proof
from etanche.rights.facts import Ground
from etanche.rights.request import Outcome, Request


class Event(StrEnum):
    """What can happen to a request once it is there."""

    ACKNOWLEDGED = "acknowledged"
    IDENTITY_ASKED = "identity-asked"
    IDENTITY_SHOWN = "identity-shown"
    IDENTITY_NOT_SHOWN = "identity-not-shown"
    """An answer came, and does not settle the doubt."""

    SPECIFICATION_ASKED = "specification-asked"
    SPECIFIED = "specified"
    USE_STOPPED = "use-stopped"
    EXTENSION_TOLD = "extension-told"
    ANSWERED = "answered"
    REFUSED = "refused"
    RECIPIENTS_TOLD = "recipients-told"
    EVIDENCE_ERASED = "evidence-erased"


DONE_BY_US: Final = frozenset({Event.ANSWERED, Event.REFUSED, Event.USE_STOPPED, Event.EVIDENCE_ERASED})
"""What happens by being done here: said by somebody it would be a line about something that nobody did."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened, at an aware moment."""

    event: Event
    at: datetime
    proof: Proof | None = None
    """By what identity is asked for, or was shown."""

    outcome: Outcome = Outcome.GRANTED
    """Of an answer: granted, or partly."""

    grounds: tuple[Ground, ...] = ()
    """Of a refusal, or of what was not granted."""


class Todo(StrEnum):
    """What somebody, or a room above, has to do now."""

    ACKNOWLEDGE = "acknowledge"
    ASK_IDENTITY = "ask-identity"
    STOP_USE = "stop-use"
    PREPARE = "prepare"
    DELETE_DOCUMENT = "delete-document"
    """A document was looked at; it goes at once (DAT-09)."""

    TELL_EXTENSION = "tell-extension"
    SEND_ANSWER = "send-answer"
    SAY_REMEDIES = "say-remedies"
    """Reasons, complaint to an authority, court (GDPR 12(4))."""

    TELL_RECIPIENTS = "tell-recipients"
    RESUME_USE = "resume-use"
    ERASE_EVIDENCE = "erase-evidence"


class Reason(StrEnum):
    """Why a step was taken, or turned away; one word per rule."""

    OPENED = "opened"
    TAKEN = "taken"
    CLOCK_STOPS = "clock-stops"
    CLOCK_GOES_ON = "clock-goes-on"
    NOT_NOW = "not-now"
    BEFORE_THE_LAST = "before-the-last"
    DONE_BEFORE = "done-before"
    NO_SUCH_DUTY = "no-such-duty"
    NO_HURDLE = "no-hurdle"
    NO_SUCH_PROOF = "no-such-proof"
    MILDER_FIRST = "milder-first"
    PROOF_TOO_WEAK = "proof-too-weak"
    IDENTITY_NEEDED = "identity-needed"
    IDENTITY_NOT_ASKED = "identity-not-asked"
    IDENTITY_NOT_IN_DOUBT = "identity-not-in-doubt"
    NO_EXTENSION = "no-extension"
    TOO_LATE_TO_EXTEND = "too-late-to-extend"
    GROUNDS_NEEDED = "grounds-needed"
    GROUNDS_NOT_LAWFUL = "grounds-not-lawful"
    GROUNDS_WOULD_TELL = "grounds-would-tell"
    GRANTED_HAS_NO_GROUNDS = "granted-has-no-grounds"
    USE_GOES_ON = "use-goes-on"
    EVIDENCE_NEEDED = "evidence-needed"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What came of something that happened: the request after it, what to do, and why; `taken` is false when nothing changed."""

    event: Event | None
    """Nothing, for the step that opens a request."""

    at: datetime
    before: Request | None
    after: Request
    taken: bool
    reason: Reason
    law: str
    """The provision that decides; the same words as in `clocks.toml`, or the right's own article."""

    todo: tuple[Todo, ...] = ()
    late: bool = False
    """Whether it was done past the last day of the law."""
