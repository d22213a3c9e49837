"""
Coming in by a provider (OpenID Connect): the terms first, then the provider's own page, then who it says you are.

    way = by.begin("google-login", shown=by.documents)      what was accepted is in the standing before there is an address
    begun = by.come_in("google-login", way.word, answer, language="fr")

What this part does *not* do: believe an address of e-mail that the provider did not verify, or take one for the key of anything.
"""

from etanche.accounts.providers.assurance import Assurance, Said, assurance_of
from etanche.accounts.providers.faults import (
    LastWayIn,
    LinkedElsewhere,
    NoAccountYet,
    NoSuchProvider,
    ProviderOutOfReach,
    ProviderRefused,
    ProviderUnbelieved,
    StrangeKey,
)
from etanche.accounts.providers.flow import Begun, Client, Pending
from etanche.accounts.providers.granting import Feature, asked_of, features_of
from etanche.accounts.providers.identity import Identity
from etanche.accounts.providers.linking import Link, Linking
from etanche.accounts.providers.provider import Provider
from etanche.accounts.providers.service import ByProvider, Known, Way

__all__ = [
    "Assurance",
    "Begun",
    "ByProvider",
    "Client",
    "Feature",
    "Identity",
    "Known",
    "LastWayIn",
    "Link",
    "LinkedElsewhere",
    "Linking",
    "NoAccountYet",
    "NoSuchProvider",
    "Pending",
    "Provider",
    "ProviderOutOfReach",
    "ProviderRefused",
    "ProviderUnbelieved",
    "Said",
    "StrangeKey",
    "Way",
    "asked_of",
    "assurance_of",
    "features_of",
]
