"""
How rights are used, how people log in, what sealed groups start with, and who is told of trouble (LANGUAGE §10 and §11).
"""

from __future__ import annotations

from enum import StrEnum


class Proof(StrEnum):
    """How a doubt about who somebody is can be settled, mildest first."""

    ACCOUNT = "account"
    SIGNED_LINK = "signed-link"
    DOCUMENT = "document"


class Regime(StrEnum):
    """Laws that give people rights."""

    GDPR = "gdpr"
    CALIFORNIA = "california"


class AfterDeath(StrEnum):
    """What happens to data after a death, without instructions."""

    ERASE = "erase"
    KEEP = "keep"


class Opening(StrEnum):
    """How an account comes about."""

    SELF = "self"
    INVITATION = "invitation"
    PROVIDER = "provider"
    STAFF = "staff"


class SignClass(StrEnum):
    """Sorts of sign in a password."""

    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    OTHER = "other"


class Factor(StrEnum):
    """Second factors."""

    TOTP = "totp"
    PASSKEY = "passkey"
    PROVIDER = "provider"


class SphereDoor(StrEnum):
    """Who may come into a sphere."""

    CLOSED = "closed"
    OPEN = "open"
    PUBLIC = "public"


class Seen(StrEnum):
    """Whether those outside a sphere see that it is there."""

    INVISIBLE = "invisible"
    LISTED = "listed"


class History(StrEnum):
    """What newcomers see of what was written before."""

    HIDDEN = "hidden"
    SHOWN = "shown"


class MessageReach(StrEnum):
    """Whom a message reaches unless its author says otherwise."""

    SPHERE = "sphere"
    PUBLIC = "public"


class Choice(StrEnum):
    """What a client organisation may set for itself."""

    PASSWORDS = "passwords"
    SESSIONS = "sessions"
    SECOND_FACTOR = "second-factor"
    DIRECTORY = "directory"
    OWN_KEY = "own-key"
    REGION = "region"


class Alert(StrEnum):
    """How those who watch are told at once."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class Outlet(StrEnum):
    """How an outage or an incident is made public."""

    STATUS_PAGE = "status-page"
    EMAIL = "email"
    FEED = "feed"


class Teller(StrEnum):
    """How a change of the charter is told."""

    EMAIL = "email"
    FEED = "feed"
    ACCOUNT_PAGE = "account-page"
