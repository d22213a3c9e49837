"""Nothing travels in clear: what another machine asks without TLS is turned away before it is read."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from etanche.instance import Instance
from etanche.web import create_app

BASE = "https://privacy.example.org"
ELSEWHERE, PROXY = "203.0.113.9", "10.0.0.7"


def browser(instance: Instance, peer: str, *, base_url: str | None = BASE, scheme: str = "http") -> TestClient:
    """Return a browser on some machine."""
    app = create_app(instance, trusted_proxies=[PROXY], base_url=base_url)
    return TestClient(app, base_url=f"{scheme}://127.0.0.1:8040", client=(peer, 40_000), follow_redirects=False)


@pytest.mark.clause("P14")
@pytest.mark.clause("G8")
def test_who_reads_in_clear_is_sent_on(instance: Instance) -> None:
    """A page asked for in clear from elsewhere is not given: its address with TLS is, the query included."""
    answer = browser(instance, ELSEWHERE).get("/privacy?lang=en")

    assert (308, f"{BASE}/privacy?lang=en", b"") == (answer.status_code, answer.headers["location"], answer.content)


@pytest.mark.clause("P14")
@pytest.mark.clause("G8")
def test_who_sends_in_clear_is_refused(instance: Instance) -> None:
    """A visit that crossed a network in clear is refused and not recorded; without an address to go to, so is a page."""
    visits = browser(instance, ELSEWHERE).post("/matomo.php?idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2F")
    page = browser(instance, ELSEWHERE, base_url=None).get("/privacy")

    assert (403, 403) == (visits.status_code, page.status_code)


@pytest.mark.parametrize(
    ("peer", "spoken", "status"),
    [
        (PROXY, None, 200),
        (PROXY, "https", 200),
        (PROXY, "http", 308),
        (PROXY, "https, http", 308),
        ("127.0.0.1", None, 200),
        ("::1", "http", 200),
        ("::ffff:203.0.113.9", "https", 308),
        (ELSEWHERE, "https", 308),
    ],
)
def test_only_a_trusted_proxy_is_believed(instance: Instance, peer: str, spoken: str | None, status: int) -> None:
    """What a proxy says of the way to it counts; what a stranger says of themselves does not."""
    headers = {} if spoken is None else {"x-forwarded-proto": spoken}
    answer = browser(instance, peer).get("/privacy", headers=headers)

    assert status == answer.status_code


def test_tls_of_our_own_is_no_clear(instance: Instance) -> None:
    """A request that came to ourselves over TLS is answered, wherever it is from."""
    assert 200 == browser(instance, ELSEWHERE, scheme="https").get("/privacy").status_code
