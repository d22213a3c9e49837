"""Tokens that no honest provider makes: each check of the standard has somebody who tries to get past it."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from tests.conftest import MORNING

from etanche.accounts.providers import Client, Identity, Pending, ProviderOutOfReach, ProviderUnbelieved, StrangeKey
from etanche.accounts.providers.flow import challenge_of, code_of, token_form
from etanche.accounts.providers.identity import identity_of
from etanche.accounts.providers.metadata import Metadata, metadata_of

ISSUER = "https://accounts.example"
CLIENT = Client(id="etanche", secret="s", back="https://etanche.example/back", scopes=("email", "mail.read"))
NOW = MORNING.timestamp()
METADATA = Metadata(
    issuer=ISSUER,
    authorisation=f"{ISSUER}/auth",
    token=f"{ISSUER}/token",
    keys=f"{ISSUER}/keys",
    says_issuer=False,
    algorithms=("RS256", "ES256"),
    basic=True,
)
PENDING = Pending(
    provider="p", state="s" * 43, nonce="n" * 43, verifier="v" * 43, person=b"p" * 16, until=NOW + 600, fresh=False
)
GOOD = {"iss": ISSUER, "aud": "etanche", "sub": "camille", "nonce": "n" * 43, "exp": NOW + 60, "iat": NOW - 1}


@pytest.fixture(scope="module")
def key() -> ECKey:
    """The provider's key."""
    return ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})


@pytest.fixture(scope="module")
def rsa() -> RSAKey:
    """Another key of the provider."""
    return RSAKey.generate_key(2048, {"kid": "k2"})


def published(*keys: ECKey | RSAKey | OctKey, private: bool = False) -> bytes:
    """Return keys as a provider publishes them."""
    return json.dumps(KeySet(list(keys)).as_dict(private=private)).encode()


def token(claims: Mapping[str, Any], key: Any, alg: str = "ES256", **head: object) -> str:
    """Return a signed token."""
    return jws.serialize_compact({"alg": alg, "kid": "k1"} | head, json.dumps(claims).encode(), key, algorithms=[alg])


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(signed: object, keys: bytes, pending: Pending = PENDING, **answered: object) -> Identity:
    """Read a token as it would come with an answer."""
    return identity_of({"id_token": signed} | answered, keys, METADATA, CLIENT, pending, now=MORNING)


def test_a_good_token_is_believed(key: ECKey) -> None:
    """Who it is, with the permissions that the answer names; what it names beyond what was asked is nobody's."""
    identity = read(token(GOOD, key), published(key), scope="openid mail.read drive")

    assert ("camille", ISSUER) == (identity.subject, identity.issuer)
    assert {"mail.read"} == identity.granted


def test_a_provider_that_names_no_permission_granted_all(key: ECKey) -> None:
    """RFC 6749 §5.1: an answer without `scope` grants what was asked."""
    assert {"email", "mail.read"} == read(token(GOOD, key), published(key)).granted


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://accounts.example/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": ["etanche", "another"]},
        {"aud": ["etanche", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": 1e300},
        {"iat": NOW + 61},
        {"iat": NOW - 1_801},
        {"iat": None},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "é"},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_is_not_ours_or_not_of_now_is_not_believed(key: ECKey, wrong: dict[str, object]) -> None:
    """Attack: signed by the provider itself, but by another issuer, for somebody else, of another login, too old, too new, of nobody."""
    with pytest.raises(ProviderUnbelieved):
        read(token(GOOD | wrong, key), published(key))


def test_a_token_for_two_readers_names_us(key: ECKey) -> None:
    """With more readers than one it says that it was made for us."""
    assert (
        "camille" == read(token(GOOD | {"aud": ["etanche", "another"], "azp": "etanche"}, key), published(key)).subject
    )


def test_a_signature_that_proves_nothing_is_not_believed(key: ECKey, rsa: RSAKey) -> None:
    """Attack: no signature, one with the public half as a shared secret, one of a stranger's key, a text changed after it."""
    stranger = ECKey.generate_key("P-256", {"kid": "k1"})
    confused = f"{_b64(json.dumps({'alg': 'HS256', 'kid': 'k2'}).encode())}.{_b64(json.dumps(GOOD).encode())}"
    mark = hmac.digest(rsa.as_pem(private=False), confused.encode(), "sha256")
    good = token(GOOD, key)
    head, body, _ = good.split(".")
    none = _b64(json.dumps({"alg": "none"}).encode())
    forged = [
        f"{none}.{body}.",
        f"{head}.{body}.",
        f"{confused}.{_b64(mark)}",
        token(GOOD, stranger),
        good.replace(body, token(GOOD | {"sub": "eve"}, key).split(".")[1]),
        None,
        7,
        "",
        "a.b.c",
        "é.b.c",
        "x" * 40_000,
    ]

    for one in forged:
        with pytest.raises(ProviderUnbelieved):
            read(one, published(key, rsa))


def test_a_shared_key_in_the_public_document_is_no_key() -> None:
    """Attack: a provider that publishes a shared secret lets anybody sign; such a key is not taken."""
    shared = OctKey.generate_key(256, {"kid": "k1"})
    with pytest.raises(ProviderUnbelieved):
        read(token(GOOD, shared, "HS256"), published(shared, private=True))


def test_a_key_that_was_not_published_is_told_apart(key: ECKey, rsa: RSAKey) -> None:
    """A provider that has a new key is asked for it; a token that names none is tried against those it has."""
    with pytest.raises(StrangeKey):
        read(token(GOOD, key), published(rsa))


@pytest.mark.parametrize(
    "keys", [b"", b"[]", b"{}", b'{"keys": 7}', b'{"keys": [7, {}]}', b'{"keys": [{"kty": "RSA"}]}']
)
def test_a_document_without_keys_is_told(key: ECKey, keys: bytes) -> None:
    """Whatever a provider publishes, no fault of ours comes of it."""
    with pytest.raises((ProviderUnbelieved, ProviderOutOfReach)):
        read(token(GOOD, key), keys)


@pytest.mark.parametrize(
    ("email", "believed"),
    [
        ({"email": "c@d.example", "email_verified": True}, "c@d.example"),
        ({"email": "c@d.example", "email_verified": "true"}, None),
        ({"email": "c@d.example"}, None),
        ({"email": "c@d.example\r\nBcc: e@f.example", "email_verified": True}, None),
        ({"email": ["c@d.example"], "email_verified": True}, None),
    ],
)
def test_only_a_verified_address_is_one(key: ECKey, email: dict[str, object], believed: str | None) -> None:
    """What the provider did not verify, or what is no address, is left out."""
    assert believed == read(token(GOOD | email, key), published(key)).email


def test_a_fresh_login_that_was_not_is_not_believed(key: ECKey) -> None:
    """Attack: asked for the password anew, the provider answers with a login of an hour ago, or does not say when it was."""
    fresh = Pending(provider="p", state="s", nonce="n" * 43, verifier="v", person=b"p", until=NOW, fresh=True)

    assert "camille" == read(token(GOOD | {"auth_time": NOW - 5}, key), published(key), fresh).subject
    for wrong in ({"auth_time": NOW - 3_600}, {}):
        with pytest.raises(ProviderUnbelieved):
            read(token(GOOD | wrong, key), published(key), fresh)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"state": "", "code": "c"},
        {"state": "é", "code": "c"},
        {"state": "s" * 43},
        {"state": "s" * 43, "code": ""},
        {"state": "s" * 43, "code": "c" * 3_000},
        {"state": "s" * 43, "code": "c", "iss": "https://evil.example"},
    ],
)
def test_an_answer_that_is_none_is_told(answer: dict[str, str]) -> None:
    """Attack: no state, another one (somebody else's login slipped in), no code, too much of one, another issuer."""
    with pytest.raises(ProviderUnbelieved):
        code_of(METADATA, PENDING, answer, now=MORNING)


def test_whoever_comes_back_late_begins_anew() -> None:
    """Ten minutes after it was begun a login is over."""
    answer = {"state": "s" * 43, "code": "c"}

    assert "c" == code_of(METADATA, PENDING, answer, now=MORNING + timedelta(minutes=9))
    with pytest.raises(ProviderUnbelieved):
        code_of(METADATA, PENDING, answer, now=MORNING + timedelta(minutes=10))


def test_the_digest_of_a_verifier_is_that_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    assert "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" == challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")


def test_a_secret_goes_one_way_only() -> None:
    """In the head or in the form, as the provider wants it, and not in both."""
    basic, form = token_form(CLIENT, PENDING, "c", basic=True)
    head, posted = token_form(CLIENT, PENDING, "c", basic=False)

    assert ("authorization" in basic, b"client_secret" in form) == (True, False)
    assert ("authorization" in head, b"client_secret=s" in posted) == (False, True)


SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def test_what_a_provider_says_of_itself_is_read() -> None:
    """What it leaves out is what the standard says it then means."""
    found = metadata_of(json.dumps(SAID).encode(), issuer=ISSUER)

    assert (("RS256",), True, False) == (found.algorithms, found.basic, found.says_issuer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"token_endpoint": "http://accounts.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://a.example/\r\nSet-Cookie: a=b"},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_a_provider_that_cannot_be_trusted_is_told(wrong: dict[str, object]) -> None:
    """Attack: another issuer, addresses without TLS or of another kind, no way of signing that proves anything, no PKCE."""
    with pytest.raises(ProviderOutOfReach):
        metadata_of(json.dumps(SAID | wrong).encode(), issuer=ISSUER)


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_a_document_that_is_none_is_told(data: bytes) -> None:
    """Whatever comes, no fault of ours comes of it."""
    with pytest.raises(ProviderOutOfReach):
        metadata_of(data, issuer=ISSUER)
