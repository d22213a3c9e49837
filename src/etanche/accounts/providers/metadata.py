"""
What a provider says of itself (OpenID Connect Discovery 1.0 §3, §4.3; RFC 9207), and what of it is believed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from etanche.accounts.providers.faults import ProviderOutOfReach

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
"""Signatures that are believed: those that nobody makes but who has the private half."""

_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_LONGEST: Final = 2_048


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """A provider, as far as we use it."""

    issuer: str
    authorisation: str
    token: str
    keys: str
    says_issuer: bool
    """Whether its answers name it, so that one that does not is another's (RFC 9207)."""

    algorithms: tuple[str, ...]
    basic: bool
    """Whether our secret goes into a header, and not among the fields of a form."""


def place_of(issuer: str) -> str:
    """Return where a provider says what it is."""
    return issuer.rstrip("/") + _WELL_KNOWN


def metadata_of(data: bytes, *, issuer: str) -> Metadata:
    """
    Return what a provider says of itself.

    Args:
        data: the document, as it came.
        issuer: who it must be, letter for letter.

    Raises:
        ProviderOutOfReach: it is somebody else, says something that cannot be meant, or can do nothing that we trust.
    """
    said = object_of(data)
    if said.get("issuer") != issuer:
        raise _odd("it says that it is another one")
    algorithms = tuple(
        one for one in ALGORITHMS if one in _words(said, "id_token_signing_alg_values_supported", ["RS256"])
    )
    if not algorithms or "S256" not in _words(said, "code_challenge_methods_supported", ["S256"]):
        raise _odd("it signs, or keeps a code from others, in no way that we trust")
    methods = _words(said, "token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Metadata(
        issuer=issuer,
        authorisation=_address(said, "authorization_endpoint"),
        token=_address(said, "token_endpoint"),
        keys=_address(said, "jwks_uri"),
        says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        algorithms=algorithms,
        basic="client_secret_basic" in methods,
    )


def object_of(data: bytes) -> dict[str, Any]:
    """
    Return an object of JSON.

    Raises:
        ProviderOutOfReach: it is none.
    """
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _odd("it does not answer as one")
    return said


def _address(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    if (
        not isinstance(found, str)
        or not found.startswith("https://")
        or len(found) > _LONGEST
        or not found.isprintable()
    ):
        raise _odd(f"`{name}` is no address")
    return found


def _words(said: dict[str, Any], name: str, absent: list[str]) -> list[str]:
    found = said.get(name, absent)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _odd(why: str) -> ProviderOutOfReach:
    return ProviderOutOfReach(
        f"the provider is not believed: {why}", hint="check `issuer` in `[providers]` of `instance.toml`"
    )
