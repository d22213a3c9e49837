"""
Who a provider says that somebody is: the token of identity, believed after every check of OpenID Connect Core 1.0 §3.1.3.7.

The subject, under its issuer, is who it is; an address of e-mail is theirs only if the provider says that it was verified, and
never the key of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey, import_key

from etanche.accounts.providers.assurance import Said
from etanche.accounts.providers.faults import StrangeKey
from etanche.accounts.providers.flow import Client, Pending, granted_of, unbelieved
from etanche.accounts.providers.metadata import Metadata, object_of
from etanche.outbound import is_address

SKEW: Final = timedelta(minutes=1)
"""So far another's clock may be from ours."""

FRESH: Final = timedelta(minutes=15)
OLDEST: Final = timedelta(minutes=30)
"""A token that was made longer ago was made for another login."""

_LONGEST_SUBJECT: Final = 255
_LONGEST: Final = 32_768
_MOST_KEYS: Final = 100


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is to a provider, and what they let it tell us."""

    issuer: str
    subject: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    """An address that the provider says it verified."""

    granted: frozenset[str]
    """The permissions that were granted, in the provider's words."""

    said: Said


def identity_of(
    answered: Mapping[str, object], keys: bytes, metadata: Metadata, client: Client, pending: Pending, *, now: datetime
) -> Identity:
    """
    Return who somebody is.

    Args:
        answered: what the provider answered to the code.
        keys: its public keys, as it publishes them.
        metadata: what it says of itself.
        client: what we are to it.
        pending: what was remembered.
        now: what time it is.

    Raises:
        StrangeKey: the token names a key that is not among them; they may have to be asked for anew.
        ProviderUnbelieved: the token is not for us, not from it, not of this login, or too old.
    """
    claims = _opened(answered.get("id_token"), keys, metadata)
    _require_ours(claims, metadata, client, pending)
    _require_now(claims, pending, now)
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not subject or len(subject) > _LONGEST_SUBJECT or not subject.isascii():
        raise unbelieved("it names nobody")
    mine = isinstance(email, str) and claims.get("email_verified") is True and is_address(email)
    return Identity(
        issuer=metadata.issuer,
        subject=subject,
        email=str(email) if mine else None,
        granted=granted_of(answered, client),
        said=Said(amr=_list(claims.get("amr")), acr=_text(claims.get("acr"))),
    )


def _opened(token: object, keys: bytes, metadata: Metadata) -> dict[str, Any]:
    """Return what a token says whose signature holds: under a key that was published for signing, by a way that is trusted."""
    if not isinstance(token, str) or len(token) > _LONGEST or not token.isascii():
        raise unbelieved("it has no token")
    known = _keys(keys)
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        if kid is not None and not any(key.kid == kid for key in known.keys):
            raise StrangeKey("the provider has another key", hint="begin again")
        found = jws.deserialize_compact(token, known, algorithms=list(metadata.algorithms))
    except (JoseError, ValueError, TypeError):
        raise unbelieved("its signature does not hold") from None
    return object_of(found.payload)


def _keys(data: bytes) -> KeySet:
    """Return the keys of a provider that have two halves: one that is shared would let anybody with the public document sign."""
    said = object_of(data).get("keys")
    found: list[Key] = []
    for one in said[:_MOST_KEYS] if isinstance(said, list) else []:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        try:
            key = import_key(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if not isinstance(key, OctKey):
            found.append(key)
    if not found:
        raise unbelieved("it publishes no key that can be used")
    return KeySet(found)


def _require_ours(claims: Mapping[str, Any], metadata: Metadata, client: Client, pending: Pending) -> None:
    """Go on only with a token of this provider, for us, of this login."""
    audience = claims.get("aud")
    readers = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != metadata.issuer:
        raise unbelieved("another provider made it")
    alone = len(readers) == 1 and "azp" not in claims
    if client.id not in readers or not (alone or claims.get("azp") == client.id):
        raise unbelieved("it was made for somebody else")
    if claims.get("nonce") != pending.nonce:
        raise unbelieved("it was made for another login")


def _require_now(claims: Mapping[str, Any], pending: Pending, now: datetime) -> None:
    """Go on only with a token of now."""
    ends, made = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if ends is None or made is None or ends <= now - SKEW or made > now + SKEW or made < now - OLDEST:
        raise unbelieved("it is not of now")
    if pending.fresh:
        asked = _moment(claims.get("auth_time"))
        if asked is None or asked < now - FRESH:
            raise unbelieved("the provider did not ask for the password again")


def _moment(said: object) -> datetime | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    try:
        return datetime.fromtimestamp(said, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _list(said: object) -> tuple[str, ...]:
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()


def _text(said: object) -> str | None:
    return said if isinstance(said, str) else None
