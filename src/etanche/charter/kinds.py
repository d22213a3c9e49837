"""
The closed lists of the language, as far as this version keeps them; those that the plan needs are in `plan`.
"""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What sort of organisation it is."""

    COMPANY = "company"
    PUBLIC_BODY = "public-body"
    HOST = "host"


class Basis(StrEnum):
    """Why a purpose is lawful."""

    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTEREST = "vital-interest"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTEREST = "legitimate-interest"


class Theme(StrEnum):
    """A word by which laws, registers and checks recognise a purpose."""

    SERVICE = "service"
    ACCOUNT = "account"
    BILLING = "billing"
    ACCOUNTING = "accounting"
    SUPPORT = "support"
    SECURITY = "security"
    AUDIENCE = "audience"
    IMPROVEMENT = "improvement"
    ADVERTISING = "advertising"
    RECRUITMENT = "recruitment"
    LEGAL_DUTY = "legal-duty"
    RIGHTS = "rights"
    DISPUTE = "dispute"
    RESEARCH = "research"
    TRAINING_AI = "training-ai"


class Stance(StrEnum):
    """Whether we decide, or act for somebody."""

    CONTROLLER = "controller"


class End(StrEnum):
    """What happens when a purpose has ended."""

    ERASE = "erase"


class Giver(StrEnum):
    """Who gives the data that come in by a channel."""

    PERSON = "person"
    OBSERVED = "observed"


class Who(StrEnum):
    """Whether a kind of people are people."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Reader(StrEnum):
    """Whether a role is played by a person or by a program."""

    PERSON = "person"
    PROGRAM = "program"


class Keys(StrEnum):
    """What guards the outermost key."""

    FILE = "file"


class Nature(StrEnum):
    """What sort of data a category holds."""

    PERSONAL = "personal"


class RecipientKind(StrEnum):
    """In what capacity somebody else receives data."""

    PROCESSOR = "processor"
    CONTROLLER = "controller"


class Instrument(StrEnum):
    """What makes a transfer out of the European Economic Area lawful."""

    ADEQUACY = "adequacy"
    SCC = "scc"
    BCR = "bcr"
    DEROGATION = "derogation"


class ErasureBy(StrEnum):
    """How a recipient is told to erase or correct."""

    API = "api"
    EMAIL = "email"
    PORTAL = "portal"
