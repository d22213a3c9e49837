"""
The journal: append-only entries of what was done and why, chained so that none can change, go or move unseen.

Entries commit with their act; `seal` chains them within a second and signs where the chain ends (that window is stated:
a line not sealed yet can still be taken away, not changed or forged: each carries a keyed mark from its writing on).
The head is kept on the shelf too, so a data file put back from an old copy shows, and so does a shelf that lost its head.
What this room does *not* do: decide what is worth an entry, or hold contents of any record.
"""

from etanche.journal.alerting import is_ours, owe, owed, settle
from etanche.journal.anchoring import Anchor, AnchorKind, Anchors, NothingAsked, checked, newest
from etanche.journal.chain import BEGINNING, Head, is_gap
from etanche.journal.confronting import WORSE, Confronted, Story, as_confronted, confront
from etanche.journal.cutting import Cut, CutRefused
from etanche.journal.entry import LONGEST_WORD, Entry, Fact
from etanche.journal.halts_told import halts_told
from etanche.journal.journal import Journal, begin
from etanche.journal.line import Line
from etanche.journal.mending import Mender, OtherHistory
from etanche.journal.receipt import Receipt, ReceiptUnreadable
from etanche.journal.report import ChainFault, ChainReport, FaultKind, Gap
from etanche.journal.sealing import Sealed
from etanche.journal.together import Beside

__all__ = [
    "BEGINNING",
    "LONGEST_WORD",
    "WORSE",
    "Anchor",
    "AnchorKind",
    "Anchors",
    "Beside",
    "ChainFault",
    "ChainReport",
    "Confronted",
    "Cut",
    "CutRefused",
    "Entry",
    "Fact",
    "FaultKind",
    "Gap",
    "Head",
    "Journal",
    "Line",
    "Mender",
    "NothingAsked",
    "OtherHistory",
    "Receipt",
    "ReceiptUnreadable",
    "Sealed",
    "Story",
    "as_confronted",
    "begin",
    "checked",
    "confront",
    "halts_told",
    "is_gap",
    "is_ours",
    "newest",
    "owe",
    "owed",
    "settle",
]
