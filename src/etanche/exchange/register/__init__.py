"""The register of processing (GDPR 30): one frozen value, computed from the charter."""

from etanche.exchange.register.compute import register
from etanche.exchange.register.types import (
    FORMAT,
    Activity,
    Actor,
    Data,
    Measure,
    Part,
    Party,
    Persons,
    Place,
    Receiver,
    Recipient,
    Register,
    Term,
    Transfer,
)

__all__ = [
    "FORMAT",
    "Activity",
    "Actor",
    "Data",
    "Measure",
    "Part",
    "Party",
    "Persons",
    "Place",
    "Receiver",
    "Recipient",
    "Register",
    "Term",
    "Transfer",
    "register",
]
