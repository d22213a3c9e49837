"""
What data are made of (LANGUAGE §6).
"""

from __future__ import annotations

from enum import StrEnum


class Nature(StrEnum):
    """What sort of data a category holds."""

    PERSONAL = "personal"
    IMPERSONAL = "impersonal"
    SENSITIVE = "sensitive"
    CRIMINAL = "criminal"


class Unknown(StrEnum):
    """What happens to a field that the category does not list."""

    REFUSE = "refuse"
    DROP = "drop"


class Only(StrEnum):
    """The part of a value that is kept; the rest never reaches a disk."""

    FIRST_HALF = "first-half"
    DAY = "day"
    VERSION = "version"
    DOMAIN = "domain"


class FieldKind(StrEnum):
    """Kinds of field."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_ADDRESS = "postal-address"
    BIRTH_DATE = "birth-date"
    NATIONAL_NUMBER = "national-number"
    LOCATION = "location"
    PICTURE = "picture"
    LOGIN = "login"
    IP = "ip"
    USER_AGENT = "user-agent"
    PSEUDONYM = "pseudonym"
    IDENTIFIER = "identifier"
    TOKEN = "token"  # noqa: S105 - the word of the language for something given by somebody else
    URL = "url"
    TEXT = "text"
    LONG_TEXT = "long-text"
    FILE = "file"
    LANGUAGE = "language"
    TIME_ZONE = "time-zone"
    COUNTRY = "country"
    SCREEN = "screen"
    COUNT = "count"
    AMOUNT = "amount"
    VERSION = "version"
    CHOICE = "choice"
    YES_NO = "yes-no"
    DATE = "date"
    INSTANT = "instant"
    MACHINE = "machine"
    LINK = "link"


PERSONAL = frozenset(
    {
        *(FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.POSTAL_ADDRESS, FieldKind.BIRTH_DATE),
        *(FieldKind.NATIONAL_NUMBER, FieldKind.LOCATION, FieldKind.PICTURE, FieldKind.LOGIN, FieldKind.IP),
        *(FieldKind.USER_AGENT, FieldKind.PSEUDONYM, FieldKind.IDENTIFIER, FieldKind.TOKEN, FieldKind.URL),
        *(FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.FILE),
    }
)
"""Kinds of field that say something about a person, or may."""

IMPERSONAL = frozenset(FieldKind) - PERSONAL
"""Kinds of field that an impersonal category may have."""

NAMED_BY_KIND = frozenset(
    {
        *(FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.POSTAL_ADDRESS, FieldKind.BIRTH_DATE),
        *(FieldKind.NATIONAL_NUMBER, FieldKind.LOCATION, FieldKind.PICTURE, FieldKind.LOGIN, FieldKind.IP),
        *(FieldKind.USER_AGENT, FieldKind.LANGUAGE, FieldKind.TIME_ZONE, FieldKind.COUNTRY, FieldKind.SCREEN),
    }
)
"""Kinds of field that readers know by name, so that a field needs no title."""


class Forbidden(StrEnum):
    """Kinds of thing that a charter may say it never accepts."""

    CARD_NUMBER = "card-number"
    IBAN = "iban"
    PASSWORD = "password"  # noqa: S105 - the word of the language for what is never accepted
    MAIL_BODY = "mail-body"
    SECRET = "secret"  # noqa: S105 - the word of the language for what is never accepted


class OnArrival(StrEnum):
    """What happens to a thing that is never accepted, when it arrives."""

    DROP = "drop"
    REFUSE = "refuse"
