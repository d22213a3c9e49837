"""
A charter as a whole: its sections in the order of LANGUAGE §2.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator
from pydantic import Field as Key

from etanche.charter.forms import AllWords, Clause, Day, LanguageVersion, Named, RuleId, SomeNamed, ToldEvent
from etanche.charter.kinds import Proof
from etanche.charter.model.data import Category, Never
from etanche.charter.model.doors import Channel, Feature, Telling
from etanche.charter.model.outside import Host, Provider, Tracer
from etanche.charter.model.purposes import Purpose
from etanche.charter.model.readers import Recipient, Role
from etanche.charter.model.rights import Accounts, Rights, Spheres, Tenants
from etanche.charter.model.trouble import Attestation, Incidents, Justification
from etanche.charter.model.where import Application, Estate, Region, Vault
from etanche.charter.model.who import Answers, Notice, Organisation, People, Version
from etanche.charter.section import Section, nothing
from etanche.charter.words import filled


class Charter(Section):
    """The privacy policy of one organisation."""

    etanche: LanguageVersion
    """The version of the language: `1`."""

    organisation: Organisation
    """Who we are."""

    notice: Notice
    """What the printed document covers."""

    versions: Annotated[Mapping[Day, Version], AfterValidator(filled), AfterValidator(MappingProxyType)]
    """Day → version, the newest first."""

    answers: Answers
    """Five questions that silence does not answer."""

    people: SomeNamed[People]
    """Whose data are held."""

    regions: SomeNamed[Region]
    """Where machines are."""

    vault: Vault
    """Our own sealed store."""

    estates: Named[Estate] = Key(default_factory=nothing)
    """Databases that were there before."""

    applications: Named[Application] = Key(default_factory=nothing)
    """Software on people's own machines."""

    channels: SomeNamed[Channel]
    """By which doors data come in."""

    events: Annotated[Mapping[ToldEvent, Telling], AfterValidator(MappingProxyType)] = Key(default_factory=nothing)
    """Event → who tells us of it."""

    features: Named[Feature] = Key(default_factory=nothing)
    """Functions that justify a record or a permission."""

    categories: SomeNamed[Category]
    """Which data."""

    never: Named[Never] = Key(default_factory=nothing)
    """Which data we refuse."""

    purposes: SomeNamed[Purpose]
    """Why, on what basis, for how long."""

    roles: SomeNamed[Role]
    """Who sees what, for which purposes."""

    recipients: Named[Recipient] = Key(default_factory=nothing)
    """Who else receives; `{}` says that nobody does."""

    hosts: Named[Host] = Key(default_factory=nothing)
    """Every address that is called."""

    tracers: Named[Tracer] = Key(default_factory=nothing)
    """What is left on people's devices."""

    providers: Named[Provider] = Key(default_factory=nothing)
    """Sign-in by others, and the permissions asked."""

    rights: Rights | None = None
    """How people use their rights."""

    accounts: Accounts | None = None
    """Who logs in, and how."""

    spheres: Spheres | None = None
    """What a new sealed group starts with."""

    tenants: Tenants | None = None
    """What client organisations set for themselves."""

    incidents: Incidents = Incidents()
    """What happens when things go wrong."""

    attested: Named[Attestation] = Key(default_factory=nothing)
    """Promises that people keep."""

    justified: Annotated[Mapping[RuleId, Justification], AfterValidator(MappingProxyType)] = Key(
        default_factory=nothing
    )
    """Rule → why we stand by its warning. An error cannot be justified."""

    carries: Annotated[Mapping[Clause, AllWords], AfterValidator(MappingProxyType)] = Key(default_factory=nothing)
    """Clause of an older text → the promises that keep it."""

    @model_validator(mode="before")
    @classmethod
    def _nobody_has_an_account(cls, written: Any) -> Any:
        """Let nobody be known by an account, unless it is written, where the charter has none."""
        if not isinstance(written, Mapping) or "accounts" in written or not isinstance(written.get("rights"), Mapping):
            return written
        rights = written["rights"]
        identity = rights.get("identity", {})
        if not isinstance(identity, Mapping) or "by" in identity:
            return written
        return {**written, "rights": {**rights, "identity": {**identity, "by": [Proof.SIGNED_LINK.value]}}}
