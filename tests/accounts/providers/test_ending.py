"""The certified provider of the tests ends with whoever runs it: at the end of the block, and when they are killed."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.accounts.providers.installing import provider
from tests.conftest import Tell, forked
from tests.outbound.conftest import certificate

SECONDS = 10
__all__ = ["certificate"]


def answers(issuer: str) -> bool:
    """Tell whether anybody takes a connection at the address of a provider."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", urlsplit(issuer).port or 0)) == 0


def ends(issuer: str) -> bool:
    """Tell whether nobody does any more before long."""
    for _ in range(SECONDS * 50):
        if not answers(issuer):
            return True
        time.sleep(0.02)
    return False


def test_the_provider_ends_with_its_block(certificate: Path, tmp_path: Path) -> None:
    """Nothing is left of it when the block is over."""
    with provider(certificate, tmp_path, "https://etanche.example/back") as running:
        lives = answers(running.issuer)

    assert (True, False) == (lives, answers(running.issuer))


def test_the_provider_ends_when_whoever_runs_it_is_killed(certificate: Path, tmp_path: Path) -> None:
    """Killed without a chance to end anything, they take it with them."""

    def run(tell: Tell) -> None:
        with provider(certificate, tmp_path, "https://etanche.example/back") as running:
            tell(running.issuer)
            signal.pause()

    child, told = forked(run)
    issuer = told.readline().strip()
    lives = answers(issuer)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told.close()

    assert (True, True) == (lives, ends(issuer))
