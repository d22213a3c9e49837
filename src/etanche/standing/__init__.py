"""
Standing: may we still have this, and for what?

One ledger of events says when each purpose began, was suspended or ended for some data;
the life of a purpose follows from the events and the charter's `keep` rule, and from nothing else.
The charter itself is obeyed only with the mark it was applied under.
Before anything is destroyed, guards judge whether the clock and the number of days make sense.
What this room does *not* do: read or destroy data (the vault does), decide who may read (the gate does).
"""

from etanche.standing.applied import (
    CharterChanged,
    adopt_charter,
    adopted_charter,
    applied_charters,
    apply_charter,
    charter_in_force,
    to_adopt,
)
from etanche.standing.ends import LEARNED_LATE, End, end_of, lives, reasons_of
from etanche.standing.guards import BACKWARD_SLACK, DueDay, Guard, GuardReason, clock_guard, mass_guard, share_guard
from etanche.standing.halting import AlwaysHalted, Halt, HaltChanged, Halted, Halting, Scope
from etanche.standing.ledger import Event, Standing, subject_of
from etanche.standing.life import (
    COLLECTED,
    ENDED,
    ERASED,
    HELD_BY_NONE,
    REFUSED,
    STOPPED,
    SUSPENDED,
    Life,
    consented,
    life,
)
from etanche.standing.marked import marks_of, told_by_us
from etanche.standing.persons import (
    PersonLedger,
    Telling,
    UnknownEvent,
    person_subject,
    recipient_subject,
    record_subject,
)
from etanche.standing.told import (
    ASKED_AGAIN,
    HELD,
    INSTRUCTED,
    MOVED,
    MOVED_AWAY,
    RELEASED,
    TOLD,
    UNINSTRUCTED,
    USE_STOPPED,
    WITHDRAWAL_ASKED,
    Record,
    Told,
    events_of,
    held,
    holds_of,
    in_effect,
    in_order,
    moment_in,
)
from etanche.standing.trial import Tried, trial

__all__ = [
    "ASKED_AGAIN",
    "BACKWARD_SLACK",
    "COLLECTED",
    "ENDED",
    "ERASED",
    "HELD",
    "HELD_BY_NONE",
    "INSTRUCTED",
    "LEARNED_LATE",
    "MOVED",
    "MOVED_AWAY",
    "REFUSED",
    "RELEASED",
    "STOPPED",
    "SUSPENDED",
    "TOLD",
    "UNINSTRUCTED",
    "USE_STOPPED",
    "WITHDRAWAL_ASKED",
    "AlwaysHalted",
    "CharterChanged",
    "DueDay",
    "End",
    "Event",
    "Guard",
    "GuardReason",
    "Halt",
    "HaltChanged",
    "Halted",
    "Halting",
    "Life",
    "PersonLedger",
    "Record",
    "Scope",
    "Standing",
    "Telling",
    "Told",
    "Tried",
    "UnknownEvent",
    "adopt_charter",
    "adopted_charter",
    "applied_charters",
    "apply_charter",
    "charter_in_force",
    "clock_guard",
    "consented",
    "end_of",
    "events_of",
    "held",
    "holds_of",
    "in_effect",
    "in_order",
    "life",
    "lives",
    "marks_of",
    "mass_guard",
    "moment_in",
    "person_subject",
    "reasons_of",
    "recipient_subject",
    "record_subject",
    "share_guard",
    "subject_of",
    "to_adopt",
    "told_by_us",
    "trial",
]
