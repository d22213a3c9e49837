"""
Passkeys: a key that the person's device keeps, and proves to have (W3C Web Authentication, level 3).

    asked = ask_to_make(site, account=account, name="ann@example.org")
    kept = made(site, asked.challenge, answer)
    ... login ...
    asked = ask_to_show(site, [kept])
    kept = shown(site, asked.challenge, answer, [kept])

The device must check who holds it (user verification), so a passkey is two factors in one. A counter that went back shows
a copied key: it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import webauthn
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from etanche.errors import Refused

_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class PasskeyRefused(Refused):
    """The answer of a device does not prove what it was asked for; why is not told."""

    @classmethod
    def plain(cls) -> Self:
        """Return the one refusal there is."""
        return cls("this passkey is not accepted", hint="try again, or use another way to log in")


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where passkeys are used: they work nowhere else, which is what keeps them from being fished for."""

    host: str
    """The host of the address, without port: the relying party's id."""

    origin: str
    """Scheme, host and port, as the browser says them."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """What is kept of a passkey: a public key."""

    id: bytes
    key: bytes
    """The public key, in COSE."""

    count: int
    """How often the device says it was used; 0 for those that do not count."""

    backed_up: bool
    """Whether the device's maker keeps a copy for the person."""

    answered: int = 0
    """When the last question was asked that it answered in the place of a password, in milliseconds since 1970."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What an answer says by itself, before anything of it is proved."""

    account: bytes
    passkey: bytes
    challenge: bytes


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the browser is asked; the challenge is kept on this side until the answer, and is good for one."""

    challenge: bytes
    options: str
    """In JSON, as `navigator.credentials` wants it."""


def ask_to_make(site: Site, *, account: bytes, name: str, known: Iterable[Passkey] = ()) -> Question:
    """Return what makes the browser offer a new passkey, on a device that has none for this account yet."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=account,
        user_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    return Question(challenge=options.challenge, options=webauthn.options_to_json(options))


def made(site: Site, challenge: bytes, answer: str) -> Passkey:
    """
    Return the passkey that a device made.

    Raises:
        PasskeyRefused: the answer is to another question, from another site, without the person, or none.
    """
    try:
        proved = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused.plain() from None
    return Passkey(
        id=proved.credential_id,
        key=proved.credential_public_key,
        count=proved.sign_count,
        backed_up=proved.credential_backed_up,
    )


def ask_to_show(site: Site, known: Iterable[Passkey] = (), *, challenge: bytes | None = None) -> Question:
    """
    Return what makes the browser ask for a passkey: one of those known, or, without any, one of the person's choice.

    Args:
        site: where.
        known: those that may be shown.
        challenge: what is to be signed; without it a random one.
    """
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one.id) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Question(challenge=options.challenge, options=webauthn.options_to_json(options))


def shown(site: Site, challenge: bytes, answer: str, known: Sequence[Passkey]) -> Passkey:
    """
    Return the passkey that was shown, with its new count, which is to be kept.

    Raises:
        PasskeyRefused: it is none of those known, the answer is to another question or from another site, or the count went back.
    """
    try:
        wanted = _parsed(answer).raw_id
        found = next(one for one in known if one.id == wanted)
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=found.key,
            credential_current_sign_count=found.count,
            require_user_verification=True,
        )
    except (WebAuthnException, StopIteration, ValueError, KeyError, TypeError):
        raise PasskeyRefused.plain() from None
    return replace(found, count=proved.new_sign_count, backed_up=proved.credential_backed_up)


def claimed(answer: str) -> Claim:
    """
    Return whose an answer says it is, and which question it answers; nothing of it is believed for that.

    Raises:
        PasskeyRefused: it is no answer, or the device does not say for whom it keeps the key.
    """
    try:
        read = _parsed(answer)
        told = parse_client_data_json(read.response.client_data_json)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused.plain() from None
    if not read.response.user_handle:
        raise PasskeyRefused.plain()
    return Claim(account=read.response.user_handle, passkey=read.raw_id, challenge=told.challenge)


def _parsed(answer: str) -> AuthenticationCredential:
    return webauthn.helpers.parse_authentication_credential_json(answer)
