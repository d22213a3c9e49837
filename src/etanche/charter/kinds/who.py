"""
What sort of organisation it is, and what sort of people it holds data of (LANGUAGE §3).
"""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What sort of organisation it is."""

    COMPANY = "company"
    PUBLIC_BODY = "public-body"
    HOST = "host"


class Who(StrEnum):
    """Whether a kind of people are people."""

    PERSON = "person"
    ORGANISATION = "organisation"
