"""
Where data are and how they come in (LANGUAGE §4 and §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Keys(StrEnum):
    """What guards the outermost key."""

    FILE = "file"
    PKCS11 = "pkcs11"
    CLOUD_KMS = "cloud-kms"


class Engine(StrEnum):
    """What runs a database that was there before."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"


class ChannelKind(StrEnum):
    """Kinds of door."""

    FORM = "form"
    ACCOUNT = "account"
    MAIL = "mail"
    DESK = "desk"
    AUDIENCE = "audience"
    LOGS = "logs"
    TELEMETRY = "telemetry"
    CRASH_REPORT = "crash-report"
    SELF_REPORT = "self-report"
    API = "api"
    IMPORT = "import"
    PROVIDER = "provider"
    CONNECTOR = "connector"


class Giver(StrEnum):
    """Who gives the data that come in by a channel."""

    PERSON = "person"
    OBSERVED = "observed"
    OTHER = "other"


GIVERS: Mapping[ChannelKind, Giver] = MappingProxyType(
    {
        ChannelKind.FORM: Giver.PERSON,
        ChannelKind.ACCOUNT: Giver.PERSON,
        ChannelKind.MAIL: Giver.PERSON,
        ChannelKind.DESK: Giver.PERSON,
        ChannelKind.AUDIENCE: Giver.OBSERVED,
        ChannelKind.LOGS: Giver.OBSERVED,
        ChannelKind.TELEMETRY: Giver.OBSERVED,
        ChannelKind.CRASH_REPORT: Giver.PERSON,
        ChannelKind.SELF_REPORT: Giver.OBSERVED,
        ChannelKind.API: Giver.OTHER,
        ChannelKind.IMPORT: Giver.OTHER,
        ChannelKind.PROVIDER: Giver.OTHER,
        ChannelKind.CONNECTOR: Giver.OTHER,
    }
)
"""Who gives what comes in by a door, unless the charter says otherwise."""


class Act(StrEnum):
    """What counts as an act of somebody; to open an e-mail is none."""

    MESSAGE = "message"
    REPLY = "reply"
    CALL = "call"
    MEETING = "meeting"
    LOGIN = "login"
    ORDER = "order"
    CLICK = "click"
    FORM = "form"
    REQUEST = "request"
