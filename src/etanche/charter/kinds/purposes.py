"""
Why data are held, and how somebody can be against it (LANGUAGE §7).
"""

from __future__ import annotations

from enum import StrEnum


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
    MARKETING = "marketing"
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
    PROCESSOR = "processor"
    JOINT = "joint"


class Basis(StrEnum):
    """Why a purpose is lawful."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTEREST = "vital-interest"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTEREST = "legitimate-interest"


class Objection(StrEnum):
    """How a person may object to a purpose."""

    BEFOREHAND = "beforehand"
    IMMEDIATE = "immediate"
    REVIEWED = "reviewed"


class Means(StrEnum):
    """How people are reached for marketing."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class End(StrEnum):
    """What happens when a purpose has ended."""

    ERASE = "erase"
    RETURN = "return"
