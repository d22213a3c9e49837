"""`etanche serve` as a process: it stops when told to, and writes nothing about who came."""

from __future__ import annotations

import signal
import subprocess

import httpx2
import pytest

Serving = tuple[subprocess.Popen[str], str]


def visit(url: str) -> int:
    """Look at a page, and say that a page elsewhere was looked at."""
    seen = {"idsite": "1", "rec": "1", "url": "https://shop.example/"}
    tracked = httpx2.get(f"{url}/matomo.php", params=seen, headers={"User-Agent": "Secret/7"})
    return tracked.status_code + httpx2.get(f"{url}/privacy").status_code


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_server_stops_cleanly_and_wrote_nothing_about_who_came(serving: Serving, told: signal.Signals) -> None:
    """Ctrl-C and a termination signal close the house before the process ends, with success; neither address, page nor browser was written anywhere."""
    server, url = serving
    assert visit(url) == 400

    server.send_signal(told)
    out, err = server.communicate(timeout=30)

    assert server.returncode == 0
    assert out.strip()
    assert err == ""
    assert not [word for word in ("GET", "matomo.php", "Secret/7", "/privacy") if word in out]
