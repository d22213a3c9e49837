"""
A yes and its evidence: which text was shown, by which way it was said, and how it is taken back, asked again or signalled.

There is no second ledger: a consent is an event of the standing, and what shows it is sealed beside it under the person's own key.
"""

from etanche.rights.consent.evidence import ACTS, BY_STAFF, Evidence, How, Shown, read
from etanche.rights.consent.keeping import Answered, Consents, NeverAsked, NotShown
from etanche.rights.consent.printing import as_json
from etanche.rights.consent.renewing import BEFORE, ask_again, receipt_letter
from etanche.rights.consent.signal import Heard, heed

__all__ = [
    "ACTS",
    "BEFORE",
    "BY_STAFF",
    "Answered",
    "Consents",
    "Evidence",
    "Heard",
    "How",
    "NeverAsked",
    "NotShown",
    "Shown",
    "as_json",
    "ask_again",
    "heed",
    "read",
    "receipt_letter",
]
