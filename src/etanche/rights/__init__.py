"""
Requests and their clocks: what somebody may ask, until when they are answered, and what may never happen on the way.

    >>> step = advance(request, Happening(event=Event.IDENTITY_SHOWN, at=noon, proof=Proof.SIGNED_LINK))
    >>> step.after.state, step.todo
    (<State.IN_PROGRESS: 'in-progress'>, (<Todo.PREPARE: 'prepare'>,))

A clock and a step are pure functions of values; the law is data (`clocks.toml`). `Requests` keeps them: words sealed in the charter's own
category, what happened in the register and the journal, and does with the vault what was asked for.
What this room does *not* do: decide. It says what may be done, and by when.
"""

from etanche.rights.advancing import advance, open_request
from etanche.rights.archive import (
    MOST_LOOKS,
    About,
    Card,
    Keeper,
    Part,
    Seen,
    access,
    access_files,
    cards_of,
    portable,
    portable_files,
    record_values,
)
from etanche.rights.around import ITSELF, Around, NowhereToKeep
from etanche.rights.arriving import Arriving
from etanche.rights.calendars import next_working, working, working_days_after
from etanche.rights.clerk import Clerk, NobodySaysWhy, NobodyWritten, NoDesk, NothingToLift, NotSaid, Shown
from etanche.rights.clocks import Clock, Effect, Pause, due, ends
from etanche.rights.deaths import NotChecked, NotNamed
from etanche.rights.facts import Because, Doubt, Duty, Entitlement, Ground, Law, Right, Timing, clock_of, law, read_law
from etanche.rights.filed import Filed, Unread, row_of
from etanche.rights.handing import HandedOver
from etanche.rights.hearing import heard, language_of
from etanche.rights.instructions import Instructions, NotOffered, Wish, instructions_of, leave, take_back
from etanche.rights.lines import entry_of, kept_with
from etanche.rights.notifying import ASKED_OF_RECIPIENTS
from etanche.rights.observing import differing, late, unchecked, unproved
from etanche.rights.overlooking import Untold, untold
from etanche.rights.printing import blocks_of as answer_blocks
from etanche.rights.promised import Promised, promised_by
from etanche.rights.recipients import By, Telling
from etanche.rights.register import NoSuchRequest, Page, RequestChanged
from etanche.rights.replying import TurnedAway
from etanche.rights.request import OPEN, Outcome, Request, State
from etanche.rights.service import Requests
from etanche.rights.steps import Event, Happening, Reason, Step, Todo
from etanche.rights.tending import take_effect
from etanche.rights.watching import Call, Reminder, reminders
from etanche.rights.weighing import AnsweredElsewhere, asked_beside
from etanche.rights.weighing import weigh as weigh_objection
from etanche.rights.wording import recipient_name, telling_words
from etanche.rights.wording import stays as stays_words

__all__ = [
    "ASKED_OF_RECIPIENTS",
    "ITSELF",
    "MOST_LOOKS",
    "OPEN",
    "About",
    "AnsweredElsewhere",
    "Around",
    "Arriving",
    "Because",
    "By",
    "Call",
    "Card",
    "Clerk",
    "Clock",
    "Doubt",
    "Duty",
    "Effect",
    "Entitlement",
    "Event",
    "Filed",
    "Ground",
    "HandedOver",
    "Happening",
    "Instructions",
    "Keeper",
    "Law",
    "NoDesk",
    "NoSuchRequest",
    "NobodySaysWhy",
    "NobodyWritten",
    "NotChecked",
    "NotNamed",
    "NotOffered",
    "NotSaid",
    "NothingToLift",
    "NowhereToKeep",
    "Outcome",
    "Page",
    "Part",
    "Pause",
    "Promised",
    "Reason",
    "Reminder",
    "Request",
    "RequestChanged",
    "Requests",
    "Right",
    "Seen",
    "Shown",
    "State",
    "Step",
    "Telling",
    "Timing",
    "Todo",
    "TurnedAway",
    "Unread",
    "Untold",
    "Wish",
    "access",
    "access_files",
    "advance",
    "answer_blocks",
    "asked_beside",
    "cards_of",
    "clock_of",
    "differing",
    "due",
    "ends",
    "entry_of",
    "heard",
    "instructions_of",
    "kept_with",
    "language_of",
    "late",
    "law",
    "leave",
    "next_working",
    "open_request",
    "portable",
    "portable_files",
    "promised_by",
    "read_law",
    "recipient_name",
    "record_values",
    "reminders",
    "row_of",
    "stays_words",
    "take_back",
    "take_effect",
    "telling_words",
    "unchecked",
    "unproved",
    "untold",
    "weigh_objection",
    "working",
    "working_days_after",
]
