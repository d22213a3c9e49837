"""Which body is read line by line is said by the address that does so, and by no name of a category."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import World

from etanche.web import urls
from etanche.web.api.guarding import is_bulk

LARGE = b'{"fields": {"name": "' + b"a" * (1 << 20) + b'"}}'


@pytest.mark.parametrize(
    "address", ["/records/lines", "/records/lines/batch", "/persons/known-as", "/x/lines", "/lines"]
)
def test_no_name_lets_a_body_grow(world: World, address: str) -> None:
    """Attack: a write-only key sends one endless body to a category named `lines`, or to what only ends so; it is not held whole."""
    program: TestClient = world.call(world.write_only())
    kind = {"content-type": "application/json"}
    answers = [program.post(address, content=one, headers=kind) for one in (LARGE, iter([LARGE]))]

    assert [413, 413] == [one.status_code for one in answers]


@pytest.mark.parametrize(
    ("method", "path", "bulk"),
    [
        ("POST", "/records/ledger/lines", True),
        ("POST", "/records/lines/lines", True),
        ("GET", "/records/ledger/lines", False),
        ("POST", "/records/lines", False),
        ("POST", "/records/a/b/lines", False),
        ("POST", "/records/ledger/lines/", False),
    ],
)
def test_only_the_bulk_is_one(method: str, path: str, *, bulk: bool) -> None:
    """Mounted or by itself."""
    mounted = {"type": "http", "method": method, "root_path": urls.API, "path": f"{urls.API}{path}"}

    assert [bulk, bulk] == [is_bulk(one) for one in (mounted, mounted | {"root_path": "", "path": path})]
