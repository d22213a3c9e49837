"""What tests of the audience door ask for: the door of a real instance, and the rows that came in by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

import pytest

from etanche.instance import Instance
from etanche.intake import Answer, Audience, Hit

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PEER = "198.51.100.77"

Rows = Callable[[], list[Mapping[str, str]]]
Send = Callable[..., Answer]


@pytest.fixture
def audience(instance: Instance) -> Iterator[Audience]:
    """The audience door of an empty instance."""
    yield instance.audience
    instance.audience.close()


@pytest.fixture
def rows(instance: Instance) -> Rows:
    """Open every visit as the web analyst does."""

    def read() -> list[Mapping[str, str]]:
        session = instance.vault.acting("web-analyst", purpose="audience", actor="test")
        return [record.fields for record in session.read("visit")]

    return read


@pytest.fixture
def send(audience: Audience) -> Send:
    """Send one tracking request; `idsite` and `rec` are added, headers are a browser's unless given."""

    def go(
        *,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        peer: str = PEER,
        raw: str | None = None,
        **asked: str,
    ) -> Answer:
        query = urlencode({"idsite": "1", "rec": "1", **asked}) if raw is None else raw
        browser = {"user-agent": FIREFOX, "accept-language": "fr-FR,fr;q=0.8"} | dict(headers or {})
        return audience.handle(
            Hit(method=method, path="/matomo.php", query=query, body=body, headers=browser, peer=peer)
        )

    return go
