"""
A charter as frozen nouns: one class for each kind of thing, with the keys of LANGUAGE §3 to §11.

The model holds what is written and the defaults of LANGUAGE §13.
Whether the parts agree with one another is the business of `rules`.
"""

from etanche.charter.model.charter import Charter
from etanche.charter.model.data import Category, Field, Never
from etanche.charter.model.doors import Channel, Feature, Telling
from etanche.charter.model.outside import Host, Provider, Scope, Tracer
from etanche.charter.model.purposes import Decides, Purpose, Reference
from etanche.charter.model.readers import Contract, Disclosing, Needs, Recipient, Role, Transfer
from etanche.charter.model.rights import (
    Accounts,
    Identity,
    Passwords,
    Rights,
    SecondFactor,
    Sessions,
    Spheres,
    Tenants,
)
from etanche.charter.model.trouble import Announce, Attestation, Breach, Incidents, Justification, Watch
from etanche.charter.model.where import Application, Backups, Estate, Journal, Region, Table, Vault
from etanche.charter.model.who import (
    Announced,
    Answers,
    Contact,
    Declaration,
    Notice,
    Organisation,
    People,
    Representative,
    Version,
)

__all__ = [
    "Accounts",
    "Announce",
    "Announced",
    "Answers",
    "Application",
    "Attestation",
    "Backups",
    "Breach",
    "Category",
    "Channel",
    "Charter",
    "Contact",
    "Contract",
    "Decides",
    "Declaration",
    "Disclosing",
    "Estate",
    "Feature",
    "Field",
    "Host",
    "Identity",
    "Incidents",
    "Journal",
    "Justification",
    "Needs",
    "Never",
    "Notice",
    "Organisation",
    "Passwords",
    "People",
    "Provider",
    "Purpose",
    "Recipient",
    "Reference",
    "Region",
    "Representative",
    "Rights",
    "Role",
    "Scope",
    "SecondFactor",
    "Sessions",
    "Spheres",
    "Table",
    "Telling",
    "Tenants",
    "Tracer",
    "Transfer",
    "Vault",
    "Version",
    "Watch",
]
