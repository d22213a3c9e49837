"""Whose address counts, on the real server."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx2

Visits = Callable[[str], list[Mapping[str, str]]]


def test_a_stranger_cannot_choose_an_address(site: str, visits: Visits) -> None:
    """Without --trusted-proxy, forwarded addresses are ignored: what is kept is half of the address that really asked."""
    headers = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "X-Forwarded-For": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
    }
    answer = httpx2.get(f"{site}/matomo.php?idsite=1&rec=1&url=https://a.example/forwarded", headers=headers)

    assert 200 == answer.status_code
    assert ["127.0.0.0/16"] == [row["address"] for row in visits("/forwarded")]
