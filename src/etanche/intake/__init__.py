"""
Intake: the parsing at every door data come in by.

Here an address loses its second half before anything else happens to it, and here a visitor's refusal is heard.
The doors only read formats (the Matomo Tracking API, access logs, letters); what they find goes to the vault, which trims it to the plan.
What this room does *not* do: keep, seal or decide anything.
"""

from etanche.intake.address import NO_ADDRESS, NOBODY, TrustedProxies, forwarded, mask, origin
from etanche.intake.agent import read_agent
from etanche.intake.audience import Audience, OptOut
from etanche.intake.choice import COOKIE, Choice, choice, signalled
from etanche.intake.combined import LogFormat, Skipped
from etanche.intake.group import DoorClosed
from etanche.intake.hit import MOST_BODY, Answer, Hit, gather
from etanche.intake.importing import ImportReport, import_log
from etanche.intake.letters import LetterDoor, LetterIn, LetterRefused, parse_letter
from etanche.intake.sample import sample_log

__all__ = [
    "COOKIE",
    "MOST_BODY",
    "NOBODY",
    "NO_ADDRESS",
    "Answer",
    "Audience",
    "Choice",
    "DoorClosed",
    "Hit",
    "ImportReport",
    "LetterDoor",
    "LetterIn",
    "LetterRefused",
    "LogFormat",
    "OptOut",
    "Skipped",
    "TrustedProxies",
    "choice",
    "forwarded",
    "gather",
    "import_log",
    "mask",
    "origin",
    "parse_letter",
    "read_agent",
    "sample_log",
    "signalled",
]
