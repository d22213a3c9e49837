"""Whose address counts, on the real server."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
from tests.e2e.conftest import PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance


def test_a_stranger_cannot_choose_an_address(serving: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    """Without --trusted-proxy, forwarded addresses are ignored: what is kept is half of the address that really asked."""
    served, url = serving
    headers = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "X-Forwarded-For": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
    }
    answer = httpx.get(f"{url}/matomo.php?idsite=1&rec=1&url=https://a.example/", headers=headers)
    served.terminate()
    served.wait(timeout=30)

    assert 200 == answer.status_code
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
        assert ["127.0.0.0/16"] == [record.fields["address"] for record in session.read("visit")]
