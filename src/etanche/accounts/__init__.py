"""
Who logs in, and how it is known that it is them: passwords, second factors, sessions, links, throttling.

An account belongs to the instance, not to an organisation: the link from an account to its persons is sealed, and no
organisation is told of another. What this room does *not* do: decide what an account may see (the gate does, by roles),
send mail (outbound does), or draw pages.
"""

from etanche.accounts.answers import Answer, Answers, as_request_name
from etanche.accounts.api_keys import ApiKeys, Made, NoSuchKey, NotAKey, not_a_key, organisation_of
from etanche.accounts.api_scopes import Act as KeyAct
from etanche.accounts.api_scopes import ApiKey, OutsideKey, Scope
from etanche.accounts.asked import Demands, Rules
from etanche.accounts.factors import NewPasskey, Offer, SetUp
from etanche.accounts.faults import (
    FactorNeeded,
    LoginRefused,
    NoAddress,
    NotByOneself,
    PasswordRefused,
    ProveAgain,
    TermsNotAccepted,
    TooManyFactors,
    TooSoon,
)
from etanche.accounts.hashing import CHEAP, STRONG, Cost, Hasher
from etanche.accounts.keeping import Keeping, NotKept
from etanche.accounts.leaked import Leaked, LeakedUnreadable
from etanche.accounts.letter_count import LETTERS_EVERYWHERE, LetterCount
from etanche.accounts.letters import Note, Post, Text
from etanche.accounts.links import Act, LinkRefused
from etanche.accounts.logged_in import LoggedIn
from etanche.accounts.means import Means, sign_link
from etanche.accounts.passkeys import PasskeyRefused, Site
from etanche.accounts.passwords import Flaw, Objection, Policy, Stale, Strictest
from etanche.accounts.records import Credentials, Holder
from etanche.accounts.service import Accounts
from etanche.accounts.sessions import Begun, Level, Lifetimes, Session
from etanche.accounts.terms import ACCEPTED, Accepted, Documents, Terms
from etanche.accounts.throttle import Throttle
from etanche.accounts.used import UsedLinks, forget_lapsed
from etanche.accounts.wanted import Wanted, Writing

__all__ = [
    "ACCEPTED",
    "CHEAP",
    "LETTERS_EVERYWHERE",
    "STRONG",
    "Accepted",
    "Accounts",
    "Act",
    "Answer",
    "Answers",
    "ApiKey",
    "ApiKeys",
    "Begun",
    "Cost",
    "Credentials",
    "Demands",
    "Documents",
    "FactorNeeded",
    "Flaw",
    "Hasher",
    "Holder",
    "Keeping",
    "KeyAct",
    "Leaked",
    "LeakedUnreadable",
    "LetterCount",
    "Level",
    "Lifetimes",
    "LinkRefused",
    "LoggedIn",
    "LoginRefused",
    "Made",
    "Means",
    "NewPasskey",
    "NoAddress",
    "NoSuchKey",
    "NotAKey",
    "NotByOneself",
    "NotKept",
    "Note",
    "Objection",
    "Offer",
    "OutsideKey",
    "PasskeyRefused",
    "PasswordRefused",
    "Policy",
    "Post",
    "ProveAgain",
    "Rules",
    "Scope",
    "Session",
    "SetUp",
    "Site",
    "Stale",
    "Strictest",
    "Terms",
    "TermsNotAccepted",
    "Text",
    "Throttle",
    "TooManyFactors",
    "TooSoon",
    "UsedLinks",
    "Wanted",
    "Writing",
    "as_request_name",
    "forget_lapsed",
    "not_a_key",
    "organisation_of",
    "sign_link",
]
