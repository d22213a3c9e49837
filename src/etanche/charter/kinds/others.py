"""
Who sees, who receives, what is called and what is left on people's devices (LANGUAGE §9).
"""

from __future__ import annotations

from enum import StrEnum


class Reader(StrEnum):
    """Whether a role is played by a person or by a program."""

    PERSON = "person"
    PROGRAM = "program"


class CaseState(StrEnum):
    """What a case must be for a reading or a disclosure that needs one."""

    OPEN = "open"


class Entry(StrEnum):
    """How a role comes into a sphere."""

    ANNOUNCED = "announced"


class Permission(StrEnum):
    """What a person's consent must say for a disclosure that needs one."""

    NAMED = "named"


class RecipientKind(StrEnum):
    """In what capacity somebody else receives data."""

    PROCESSOR = "processor"
    HOST = "host"
    CONTROLLER = "controller"
    JOINT = "joint"
    AUTHORITY = "authority"
    SUCCESSOR = "successor"


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


class Caller(StrEnum):
    """What opens a connection to an address."""

    SERVER = "server"
    BROWSER = "browser"
    APPLICATION = "application"


class TracerKind(StrEnum):
    """What is left on a person's device."""

    COOKIE = "cookie"
    LOCAL_STORAGE = "local-storage"
    PIXEL = "pixel"
    IDENTIFIER = "identifier"


class Exemption(StrEnum):
    """Why a tracer needs no consent."""

    REQUESTED_SERVICE = "requested-service"
    AUDIENCE = "audience"
