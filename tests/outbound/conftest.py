"""A real mail server on loopback, with a certificate of its own that only those believe who are told to."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from etanche.clock import SystemClock
from etanche.outbound import Relay

LONGEST = 10.0
USER, PASSWORD = "etanche", "a password of the tests"  # of a server that lives for a test


@dataclass
class Postman:
    """A server, and what it took."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    refuses: bool = False
    code: int = 451
    unknown: set[str] = field(default_factory=set)
    """Addresses that nobody is at."""

    says: str = "550 5.1.1 nobody is here"

    async def handle_RCPT(  # noqa: N802  # its name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or say that nobody is there."""
        if address in self.unknown:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name
        """Take a letter, or refuse it."""
        if self.refuses:
            return f"{self.code} no, not marguerite@estran.example"
        self.taken.append(envelope)
        return "250 OK"


Post = Callable[..., Postman]


def message_in(envelope: Envelope) -> EmailMessage:
    """Return the letter in an envelope."""
    content = envelope.content
    assert isinstance(content, bytes)
    return email.message_from_bytes(content, policy=default)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post of the tests")])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "post.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, plain)
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop in a thread of its own, for servers."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever, daemon=True)
    thread.start()
    yield made
    asyncio.run_coroutine_threadsafe(_hung_up(), made).result(LONGEST)
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


async def _hung_up() -> None:
    """Wait until every conversation is over, and let the loop drop its connection."""
    talking = asyncio.all_tasks() - {asyncio.current_task()}
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
    await asyncio.sleep(0.05)


def _known(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: LoginPassword) -> AuthResult:
    """Let in whoever knows the name and the password."""
    known = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


@pytest.fixture
def post(certificate: Path, loop: asyncio.AbstractEventLoop) -> Iterator[Post]:
    """Open servers: with TLS from the first byte, with STARTTLS, or with none at all."""
    with ExitStack() as open_:

        def opened(how: str = "tls") -> Postman:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            postman = Postman()
            smtp = partial(
                SMTP,
                postman,
                tls_context=context if how == "starttls" else None,
                auth_require_tls=how == "starttls",
                authenticator=_known,
                loop=loop,
            )
            server = asyncio.run_coroutine_threadsafe(
                loop.create_server(smtp, "127.0.0.1", 0, ssl=context if how == "tls" else None), loop
            ).result(LONGEST)
            open_.callback(loop.call_soon_threadsafe, server.close)
            postman.port = server.sockets[0].getsockname()[1]
            return postman

        yield opened


@pytest.fixture
def relay(certificate: Path) -> Callable[..., Relay]:
    """Return how a server is reached; its certificate is believed."""

    def made(postman: Postman, **other: object) -> Relay:
        said: dict[str, object] = {"server": "127.0.0.1", "port": postman.port, "authorities": certificate}
        return Relay(**said | other)  # type: ignore[arg-type]  # as the test asks

    return made
