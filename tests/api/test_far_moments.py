"""Moments near the ends of the calendar: told as what they are, and no reason to fail."""

from __future__ import annotations

import json
from datetime import date
from secrets import token_hex

import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER

from etanche.web import urls
from etanche.web.api.shapes import Shape

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


def refuses(field: TypeAdapter[object], day: date) -> bool:
    """Tell whether a field refuses a day, or its first moment, for being too far."""
    try:
        field.validate_python(f"{day}T00:00:00Z")
    except ValidationError as error:
        return any(one["type"] == "out_of_range" for one in error.errors())
    return False


def bodies(at: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return every request whose body says a moment or a day, with that one."""
    day, nobody = at[:10], f"/persons/{'0' * 32}"
    incident, somebody = "/incidents/000000000000", {"actor": "bob"}
    evidence = {"promise": "secrecy", "digest": "a" * 64, "issuer": "x", "owner": "y"}
    return [
        ("POST", f"{incident}/story", {"kind": "aware", "since": at}),
        ("POST", f"{incident}/concerned", {"since": at}),
        ("POST", f"{incident}/concerned", {"until": at}),
        ("POST", urls.API_ASSIGNMENTS, {"role": "warden", "values": ["north"], "until": at, **somebody}),
        ("POST", urls.API_UNDERTAKINGS, {"agreement": "secrecy", "until": at, **somebody}),
        ("POST", urls.API_REFUSALS, {"purpose": "watching", "refusals": [{"address": "a@example.org", "since": at}]}),
        ("POST", "/cases/C-1/grants", {"role": "helper", "reason": "a", "until": at, **somebody}),
        ("POST", urls.API_ATTESTED, {**evidence, "on": day}),
        ("POST", urls.API_ATTESTED, {**evidence, "on": "2026-11-01", "until": day}),
        ("POST", urls.API_REQUESTS, {"right": "access", "language": "fr", "received": day}),
        ("POST", urls.API_DEMANDS, {"recipient": "keeper", "asker": "a", "ground": "b", "words": "c", "received": day}),
        ("POST", urls.API_DEMANDS, {"recipient": "keeper", "asker": "a", "ground": "b", "words": "c", "due": day}),
        ("POST", urls.API_SUPPLIED, {"event": "contract-start", "on": day}),
        ("PUT", f"{nobody}/holds/C-1", {"reason": "a", "owner": "b", "review": day}),
    ]


@pytest.mark.parametrize("at", ENDS)
def test_no_body_says_a_moment_beyond_every_term(api: TestClient, at: str) -> None:
    """It is told where it stands, before anything is looked for or written."""
    answers = [api.request(method, address, json=body) for method, address, body in bodies(at)]

    assert {422} == {one.status_code for one in answers}
    assert all("out_of_range" in {found["is"] for found in one.json()["errors"]} for one in answers)
    assert 422 == api.get(f"/journal?since={at[:10]}").status_code


def test_every_day_and_moment_of_a_body_is_bounded() -> None:
    """Whoever adds one to a shape gives it the bounds too, or looks at it elsewhere and says so here."""
    elsewhere = {"NewRecord.at", "Told.effective", "Asked.due"}
    dated = {
        f"{shape.__name__}.{name}": TypeAdapter(field.rebuild_annotation())
        for shape in Shape.__subclasses__()
        for name, field in shape.model_fields.items()
        if "date" in repr(field.annotation).lower()
    }
    unbounded = {name for name, one in dated.items() if not refuses(one, date.min) or not refuses(one, date.max)}

    assert elsewhere == unbounded
    assert {"Lines.since", "Undertaking.until", "Refusing.since"} <= dated.keys()


def test_nobody_is_not_erased(api: TestClient) -> None:
    """An id that nobody ever had is answered as when somebody asks for a hold on it."""
    nobody = token_hex(16)
    held = {"reason": "a claim", "owner": "bea", "review": "2027-01-01"}

    assert 404 == api.post(f"/persons/{nobody}/erasure", json={"confirm": "erase"}).status_code
    assert 404 == api.put(f"/persons/{nobody}/holds/C-1", json=held).status_code
