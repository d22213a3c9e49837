"""
What a manifest of Fides 3.1.4 may look like, as a frozen structural model of ours: keys, types and closed lists.

The library itself asks for an older pydantic than ours, so it cannot be installed beside us;
this model was compared with it when it was written, and every manifest that it takes was taken by the library too.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-zA-Z0-9_.<>-]+$")]
LegalBasis = Literal[
    "Consent", "Contract", "Legal obligations", "Vital interests", "Public interest", "Legitimate interests"
]
SpecialBasis = Literal[
    "Explicit consent",
    "Employment, social security and social protection",
    "Vital interests",
    "Not-for-profit bodies",
    "Made public by the data subject",
    "Legal claims or judicial acts",
    "Reasons of substantial public interest (with a basis in law)",
    "Health or social care (with a basis in law)",
    "Public health (with a basis in law)",
    "Archiving, research and statistics (with a basis in law)",
]
Transfers = Literal["Adequacy Decision", "SCCs", "BCRs", "Supplementary Measures", "Other"]
Responsibility = Literal["Controller", "Processor", "Sub-Processor"]
ADDRESS = re.compile(r"https?://\S+")


class Contact(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How to reach somebody."""

    name: str
    address: str
    email: str
    phone: str


class Organization(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who answers."""

    fides_key: Key
    name: str
    controller: Contact
    data_protection_officer: Contact | None = None
    representative: Contact | None = None


class DataSubject(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A kind of people that a manifest brings along."""

    fides_key: Key
    name: str
    description: str


class Field(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One datum."""

    name: str
    description: str
    data_categories: list[Key]


class Collection(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One table."""

    name: str
    fields: Annotated[list[Field], msgspec.Meta(min_length=1)]


class Dataset(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One store."""

    fides_key: Key
    organization_fides_key: Key
    name: str
    description: str
    collections: list[Collection]
    tags: list[str] = []


class Flow(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where data go."""

    fides_key: Key
    type: Literal["system", "dataset", "user"]


class PrivacyDeclaration(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One purpose."""

    name: str
    data_use: Key
    data_categories: Annotated[list[Key], msgspec.Meta(min_length=1)]
    data_subjects: list[Key]
    dataset_references: list[Key]
    retention_period: str | None = None
    legal_basis_for_processing: LegalBasis | None = None
    impact_assessment_location: str | None = None
    processes_special_category_data: bool = False
    special_category_legal_basis: SpecialBasis | None = None
    data_shared_with_third_parties: bool = False
    third_parties: str | None = None
    shared_categories: list[Key] = []


class System(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Whoever processes."""

    fides_key: Key
    organization_fides_key: Key
    name: str
    system_type: str
    responsibility: list[Responsibility]
    legal_name: str
    privacy_declarations: list[PrivacyDeclaration]
    does_international_transfers: bool
    description: str | None = None
    legal_address: str | None = None
    processes_personal_data: bool = True
    legal_basis_for_transfers: list[Transfers] = []
    egress: list[Flow] = []
    privacy_policy: str | None = None
    dpa_location: str | None = None


class Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole manifest."""

    organization: list[Organization]
    dataset: list[Dataset]
    system: list[System]
    data_subject: list[DataSubject] = []
