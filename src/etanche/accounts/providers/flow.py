"""
The code flow of OpenID Connect with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207, RFC 9700), as pure functions:

    begun = begin(metadata, client, accepted, now=now)            → the address to go to, and what to remember meanwhile
    code = code_of(metadata, begun.pending, answer, now=now)      → when the person comes back
    identity = identity_of(token, keys, metadata, client, begun.pending, now=now)

What it does *not* do: send anything, or keep anything.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec

from etanche.accounts.providers.faults import ProviderRefused, ProviderUnbelieved
from etanche.accounts.providers.metadata import Metadata
from etanche.accounts.terms import Accepted

LASTS: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""

_BYTES: Final = 32
_LONGEST: Final = 2_048


@dataclass(frozen=True, kw_only=True)
class Client:
    """What we are to a provider."""

    id: str
    secret: str | None = field(default=None, repr=False)
    back: str
    """Our own address, to which people come back."""

    scopes: tuple[str, ...] = ()
    """Permissions beside `openid`, in the provider's words: those of the charter, and no other."""

    acr: tuple[str, ...] = ()
    """Ways of authentication that are asked for, in the provider's words."""


class Pending(msgspec.Struct, frozen=True):
    """What is remembered of somebody who is at a provider; sealed, in their own browser."""

    provider: str
    state: str
    nonce: str
    verifier: str
    person: bytes
    """Who accepted: an account that is linked, or a provisional person."""

    until: float
    """When it is too late, in seconds since 1970."""

    fresh: bool
    """Whether the provider was told to ask for the password again."""

    account: bytes | None = None
    """The account that asked for a link; of who only logs in, nothing."""

    session: bytes | None = None
    """The session in which it showed who it is, and asked."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Where to send somebody, and what to remember."""

    address: str
    pending: Pending = field(repr=False)


def begin(
    provider: str,
    metadata: Metadata,
    client: Client,
    accepted: Accepted,
    *,
    now: datetime,
    account: bytes | None = None,
    fresh: bool = False,
) -> Begun:
    """
    Return the address that leads to a provider: there is no way to one without somebody who accepted.

    Args:
        provider: its name in the charter.
        metadata: what it says of itself.
        client: what we are to it.
        accepted: who accepted what holds now.
        now: what time it is.
        account: who is logged in and wants a link; nothing, if somebody wants to log in.
        fresh: whether the provider has to ask for the password again.
    """
    pending = Pending(
        provider=provider,
        state=secrets.token_urlsafe(_BYTES),
        nonce=secrets.token_urlsafe(_BYTES),
        verifier=secrets.token_urlsafe(_BYTES),
        person=accepted.person,
        until=(now + LASTS).timestamp(),
        fresh=fresh,
        account=account,
    )
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.back,
        "scope": " ".join(("openid", *client.scopes)),
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": challenge_of(pending.verifier),
        "code_challenge_method": "S256",
    }
    if client.acr:
        asked["acr_values"] = " ".join(client.acr)
    if fresh:
        asked["max_age"] = "0"
    between = "&" if urlsplit(metadata.authorisation).query else "?"
    return Begun(address=f"{metadata.authorisation}{between}{urlencode(asked)}", pending=pending)


def code_of(metadata: Metadata, pending: Pending, answer: Mapping[str, str], *, now: datetime) -> str:
    """
    Return the code with which somebody came back.

    Raises:
        ProviderUnbelieved: it is not the answer to this login: another state or issuer, none at all, or too late.
        ProviderRefused: the provider, or the person there, said no.
    """
    if not compare_digest(answer.get("state", "").encode(), pending.state.encode()):
        raise unbelieved("it answers another login")
    if now.timestamp() >= pending.until:
        raise unbelieved("it comes too late")
    issuer = answer.get("iss")
    if (issuer is None and metadata.says_issuer) or (issuer is not None and issuer != metadata.issuer):
        raise unbelieved("another provider answers")
    if "error" in answer:
        raise ProviderRefused("the provider says no, or you did there", hint="begin again, or come in another way")
    code = answer.get("code", "")
    if not code or len(code) > _LONGEST:
        raise unbelieved("it has no code")
    return code


def token_form(client: Client, pending: Pending, code: str, *, basic: bool) -> tuple[Mapping[str, str], bytes]:
    """Return head and body of the request that turns a code into tokens; our secret in the one or the other."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "code_verifier": pending.verifier,
    }
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if client.secret is not None and basic:
        pair = "&".join(urlencode({"": one})[1:] for one in (client.id, client.secret)).replace("&", ":")
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = client.id
        if client.secret is not None:
            form["client_secret"] = client.secret
    return headers, urlencode(form).encode()


def granted_of(said: Mapping[str, object], client: Client) -> frozenset[str]:
    """Return the permissions that were granted; a provider that says nothing granted what was asked (RFC 6749 §5.1)."""
    scope = said.get("scope")
    granted: Collection[str] = client.scopes if scope is None else str(scope).split()
    return frozenset(granted) & frozenset(client.scopes)


def challenge_of(verifier: str) -> str:
    """Return the digest of a verifier that a provider is shown first (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def unbelieved(why: str) -> ProviderUnbelieved:
    """Say why what came back is not believed; nothing of what it says is quoted."""
    return ProviderUnbelieved(f"what came back from the provider is not believed: {why}", hint="begin again")
