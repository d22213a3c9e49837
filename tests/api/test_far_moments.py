"""Moments near the ends of the calendar: told as what they are, and no reason to fail."""

from __future__ import annotations

import json
from secrets import token_hex

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER

ENDS = [
    "9999-12-31T23:59:59+00:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00+00:00",
]


@pytest.mark.parametrize("at", ENDS)
def test_a_far_moment_is_no_fault(api: TestClient, at: str) -> None:
    """A record dated so, alone or in a batch, is told as what cannot be read."""
    one = {"fields": LEDGER, "at": at}
    put = api.post("/records/ledger", json=one)
    batch = api.post("/records/ledger/batch", json={"records": [{"fields": LEDGER}, one]})

    assert (400, 400) == (put.status_code, batch.status_code)


def test_far_moments_keep_no_other_line_out(api: TestClient) -> None:
    """Each is told by its number, one that is merely ahead too; the others are taken."""
    moments = [*ENDS, "2100-01-01T00:00:00+00:00"]
    dated = [{"fields": LEDGER}, *({"fields": LEDGER, "at": at} for at in moments), {"fields": LEDGER}]
    bulk = api.post("/records/ledger/lines", content="\n".join(map(json.dumps, dated))).json()

    assert (7, 2, {"unreadable": 4, "in-the-future": 1}) == (bulk["lines"], bulk["stored"], bulk["refused"])
    assert {2, 3, 4, 5, 6} == {one["line"] for one in bulk["errors"]}


def test_nobody_is_not_erased(api: TestClient) -> None:
    """An id that nobody ever had is answered as when somebody asks for a hold on it."""
    nobody = token_hex(16)
    held = {"reason": "a claim", "owner": "bea", "review": "2027-01-01"}

    assert 404 == api.post(f"/persons/{nobody}/erasure", json={"confirm": "erase"}).status_code
    assert 404 == api.put(f"/persons/{nobody}/holds/C-1", json=held).status_code
