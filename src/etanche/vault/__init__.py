"""
The vault: the only way to personal data.

    door = vault.door("site-visits", actor="site")
    door.put_many("visit", [Arrival(at=now, fields={"address": "198.51.100.7", "page": "/"}, who="198.51.0.0 Firefox")])
    for record in vault.acting("web-analyst", purpose="audience", actor="ann").read("visit"): ...

It applies the plan to whatever arrives, so that no caller can go round it; asks standing and the gate before anything
leaves; seals every record; and destroys what is past its term, keys first.
What this room does *not* do: parse formats (intake does), decide what is due (standing does),
or say to anybody what it did (the journal does).
"""

from etanche.vault.acts import NotTold
from etanche.vault.aliases import NoSuchPerson
from etanche.vault.alone import Alone, Taken
from etanche.vault.arrivals import Arrival, NotTaken, Place, Receipt, Unfit
from etanche.vault.arrivals import Beside as BesidePut
from etanche.vault.asking import CharterSuperseded
from etanche.vault.begun import DestructionBegun
from etanche.vault.beside import Affected, Beside, Prepare
from etanche.vault.cases import Grant, NoGrant, NoSuchGrant
from etanche.vault.door import Door
from etanche.vault.erased import Erased, NotErased
from etanche.vault.erasing import Erasure
from etanche.vault.forecast import Fate, Forecast
from etanche.vault.going import Going
from etanche.vault.holds import Hold, NoSuchHold
from etanche.vault.inquiries import Finding, Inquiry, NoSuchInquiry, NotYours
from etanche.vault.leaving import Leaving
from etanche.vault.look_marks import LOOKS
from etanche.vault.looking import SEVERAL, Look
from etanche.vault.means import Below
from etanche.vault.mirror import THEMSELVES, Mirror
from etanche.vault.mirrored import Choice, Held, NotTheirsToSay, Said
from etanche.vault.moving import NotMoved
from etanche.vault.owning import NotAssigned
from etanche.vault.paging import MOST_ON_A_PAGE, NotFindable, Page
from etanche.vault.person_changing import Changed, KeptByLaw, NotCorrected
from etanche.vault.person_figures import Figures, OtherCut
from etanche.vault.person_seeing import SessionOver
from etanche.vault.planning import ErasurePlan
from etanche.vault.probe import ProbeRun
from etanche.vault.probing import NotOurCanary, Probing
from etanche.vault.reaching import ALWAYS
from etanche.vault.refs import NoSuchRecord, Ref, parse_person
from etanche.vault.refusal_marks import Refusal, no_of
from etanche.vault.refusals import RefusalReceipt
from etanche.vault.report import ClockJumped, SweepReport, TooManyDue
from etanche.vault.reviving import delete_again, end_again, unended
from etanche.vault.sealed import Record
from etanche.vault.session import Session
from etanche.vault.spelling import spelled, unspelled
from etanche.vault.starts import FOR_A_PURPOSE, IMPORTED, Start, Starting, require_sayable
from etanche.vault.staying import ELSEWHERE, Kept
from etanche.vault.taking_away import Copy, NotTakenAway
from etanche.vault.times import first_day
from etanche.vault.trimming import RefusedBecause, keeps, trim
from etanche.vault.undertakings import NotAttested
from etanche.vault.unknown import Assumed, NothingUnknown, Unknown, Waits
from etanche.vault.vault import Vault
from etanche.vault.visitors import CARRIED
from etanche.vault.weighing import NothingToWeigh, Weighed

__all__ = [
    "ALWAYS",
    "CARRIED",
    "ELSEWHERE",
    "FOR_A_PURPOSE",
    "IMPORTED",
    "LOOKS",
    "MOST_ON_A_PAGE",
    "SEVERAL",
    "THEMSELVES",
    "Affected",
    "Alone",
    "Arrival",
    "Assumed",
    "Below",
    "Beside",
    "BesidePut",
    "Changed",
    "CharterSuperseded",
    "Choice",
    "ClockJumped",
    "Copy",
    "DestructionBegun",
    "Door",
    "Erased",
    "Erasure",
    "ErasurePlan",
    "Fate",
    "Figures",
    "Finding",
    "Forecast",
    "Going",
    "Grant",
    "Held",
    "Hold",
    "Inquiry",
    "Kept",
    "KeptByLaw",
    "Leaving",
    "Look",
    "Mirror",
    "NoGrant",
    "NoSuchGrant",
    "NoSuchHold",
    "NoSuchInquiry",
    "NoSuchPerson",
    "NoSuchRecord",
    "NotAssigned",
    "NotAttested",
    "NotCorrected",
    "NotErased",
    "NotFindable",
    "NotMoved",
    "NotOurCanary",
    "NotTaken",
    "NotTakenAway",
    "NotTheirsToSay",
    "NotTold",
    "NotYours",
    "NothingToWeigh",
    "NothingUnknown",
    "OtherCut",
    "Page",
    "Place",
    "Prepare",
    "ProbeRun",
    "Probing",
    "Receipt",
    "Record",
    "Ref",
    "Refusal",
    "RefusalReceipt",
    "RefusedBecause",
    "Said",
    "Session",
    "SessionOver",
    "Start",
    "Starting",
    "SweepReport",
    "Taken",
    "TooManyDue",
    "Unfit",
    "Unknown",
    "Vault",
    "Waits",
    "Weighed",
    "delete_again",
    "end_again",
    "first_day",
    "keeps",
    "no_of",
    "parse_person",
    "require_sayable",
    "spelled",
    "trim",
    "unended",
    "unspelled",
]
