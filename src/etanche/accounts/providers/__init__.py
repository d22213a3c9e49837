"""
Coming in by a provider (OpenID Connect): the terms first, then the provider's own page, then who it says you are.

    accepted = terms.require(person)               there is no way to a provider without it
    begun = provider.begin(accepted)               the address, and what the browser keeps, sealed, meanwhile
    identity = provider.finish(pending, answer)    checked as the standard says, letter for letter

What this part does *not* do: believe an address of e-mail that the provider did not verify, or take one for the key of anything.
"""

from etanche.accounts.providers.assurance import Assurance, Said, assurance_of
from etanche.accounts.providers.faults import (
    ProviderOutOfReach,
    ProviderRefused,
    ProviderUnbelieved,
    StrangeKey,
    TermsNotAccepted,
)
from etanche.accounts.providers.flow import Begun, Client, Pending
from etanche.accounts.providers.granting import Feature, asked_of, features_of
from etanche.accounts.providers.identity import Identity
from etanche.accounts.providers.provider import Provider
from etanche.accounts.providers.terms import Accepted, Documents, Terms

__all__ = [
    "Accepted",
    "Assurance",
    "Begun",
    "Client",
    "Documents",
    "Feature",
    "Identity",
    "Pending",
    "Provider",
    "ProviderOutOfReach",
    "ProviderRefused",
    "ProviderUnbelieved",
    "Said",
    "StrangeKey",
    "Terms",
    "TermsNotAccepted",
    "asked_of",
    "assurance_of",
    "features_of",
]
