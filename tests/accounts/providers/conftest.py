"""A certified provider in a process of its own, and somebody with a browser who goes there."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from tests.accounts.providers.installing import LONGEST, Certified, provider
from tests.outbound.conftest import certificate

from etanche.accounts import Accepted, Documents
from etanche.accounts.providers import Client, Provider
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.outbound import Destination, Http

__all__ = ["Certified", "certificate"]

SECRET = "a secret: of+the&tests"  # of a provider that lives for a test
BACK = "https://etanche.example/back"
SCOPES = ("email", "mail.read", "calendar")


@pytest.fixture(scope="session")
def certified(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certified]:
    """The certified provider."""
    with provider(certificate, tmp_path_factory.mktemp("certified"), BACK) as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance, for its journal and its vault; its clock is that of the provider."""
    from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

    folder = tmp_path_factory.mktemp("providers") / "data"
    with Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF) as made:
        yield made


Make = Callable[..., Provider]


@pytest.fixture
def make(certified: Certified, house: Instance) -> Make:
    """Make what we are to the provider, with something said otherwise."""

    def made(*, secret: str | None = SECRET, issuer: str = "", **other: object) -> Provider:
        http = Http(
            declared=(Destination(host="127.0.0.1", ports=frozenset({certified.port})),),
            journal=house.journal,
            clock=house.clock,
            organisation=house.organisation_id,
            authorities=certified.certificate,
        )
        said: dict[str, object] = {"id": "etanche", "secret": secret, "back": BACK, "scopes": SCOPES}
        client = Client(**said | other)  # type: ignore[arg-type]  # as the test asks
        return Provider("certified", issuer=issuer or certified.issuer, client=client, http=http, clock=house.clock)

    return made


@pytest.fixture
def accepted() -> Accepted:
    """Somebody who accepted what holds now."""
    return Accepted(b"p" * 16, Documents(terms="2", notice="2026-11-01"))


Go = Callable[..., dict[str, str]]


@pytest.fixture
def go(certified: Certified) -> Go:
    """Go to the provider with a browser, be somebody there, and come back; return what the address then says."""

    def gone(address: str, who: str = "camille", **how: object) -> dict[str, str]:
        as_ = {"x-as": json.dumps({"who": who, "amr": ["pwd"], "acr": "0"} | how)}
        with httpx.Client(verify=_believing(certified.certificate), headers=as_, timeout=LONGEST) as browser:
            for _ in range(10):
                answer = browser.get(address)
                assert answer.is_redirect, answer.text
                address = str(answer.next_request.url) if answer.next_request is not None else ""
                if address.startswith(BACK):
                    return dict(parse_qsl(urlsplit(address).query))
        raise AssertionError("the provider sends people round in circles")

    return gone


def _believing(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)
