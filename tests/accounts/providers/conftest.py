"""A certified provider in a process of its own, and somebody with a browser who goes there."""

from __future__ import annotations

import fcntl
import json
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from tests.outbound.conftest import certificate

from etanche.accounts.providers import Accepted, Client, Documents, Provider
from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.outbound import Destination, Http

__all__ = ["certificate"]

HERE = Path(__file__).parent
SECRET = "a secret: of+the&tests"  # of a provider that lives for a test
BACK = "https://etanche.example/back"
LONGEST = 300
SCOPES = ("email", "mail.read", "calendar")


@dataclass(frozen=True)
class Certified:
    """The provider, running."""

    issuer: str
    certificate: Path

    @property
    def port(self) -> int:
        """The port it answers at."""
        return urlsplit(self.issuer).port or 0


@pytest.fixture(scope="session")
def certified(certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certified]:
    """The certified provider; it is installed when it is not there yet, into a folder that no commit has."""
    tools = Path(sys.executable).parent
    with (HERE / "package-lock.json").open("rb") as one_at_a_time:
        # Tests run in several processes; whoever comes second finds it installed.
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (HERE / "node_modules/.package-lock.json").exists():
            npm = [str(tools / "npm"), "ci", "--ignore-scripts"]
            subprocess.run(npm, cwd=HERE, check=True, capture_output=True, timeout=LONGEST)
    complaints = tmp_path_factory.mktemp("certified") / "stderr"
    with (
        complaints.open("wb") as told,
        subprocess.Popen(
            [tools / "node", "provider.mjs", certificate], cwd=HERE, stdout=subprocess.PIPE, stderr=told, text=True
        ) as process,
    ):
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("https://"), complaints.read_text()
        yield Certified(issuer, certificate)
        process.terminate()


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
