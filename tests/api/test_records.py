"""Records over HTTP: taken in, read, found, corrected, forgotten, under the charter and nothing else."""

from __future__ import annotations

from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, put


def test_a_record_comes_in_and_is_read(api: TestClient) -> None:
    """It is where the answer says, and says what it said."""
    ref = put(api)
    read = api.get(f"/records/{ref}")

    assert (200, LEDGER) == (read.status_code, read.json()["fields"])
    assert ref == read.json()["ref"]


def test_who_read_a_state_is_not_told_it_again(api: TestClient) -> None:
    """With its tag the answer is empty."""
    ref = put(api)
    tag = api.get(f"/records/{ref}").headers["etag"]

    assert 304 == api.get(f"/records/{ref}", headers={"if-none-match": tag}).status_code


def test_a_lost_update_is_refused(api: TestClient) -> None:
    """Of two who read the same state and correct it, one does; who does not say what they saw does not either."""
    ref = put(api)
    tag = api.get(f"/records/{ref}").headers["etag"]
    said = {"fields": {"lamp": "south"}}
    answers = [
        api.patch(f"/records/{ref}", json=said, headers=seen) for seen in ({}, {"if-match": tag}, {"if-match": tag})
    ]

    assert [428, 200, 412] == [one.status_code for one in answers]
    assert "south" == api.get(f"/records/{ref}").json()["fields"]["lamp"]


def test_what_is_forgotten_is_not_there(api: TestClient) -> None:
    """It is gone from its address, and is not forgotten twice."""
    ref = put(api)

    assert [204, 404, 404] == [
        api.delete(f"/records/{ref}").status_code,
        api.get(f"/records/{ref}").status_code,
        api.delete(f"/records/{ref}").status_code,
    ]


def test_records_are_found_by_value(api: TestClient) -> None:
    """Those that have the value in a findable field, and a field that leaves no mark is told as such."""
    ref = put(api, email="looked-for@example.org")
    put(api, email="somebody@example.org")
    found = api.post("/records/ledger/find", json={"field": "email", "value": "LOOKED-FOR@example.org"})

    assert [ref] == [one["ref"] for one in found.json()["records"]]
    assert 400 == api.post("/records/ledger/find", json={"field": "name", "value": "x"}).status_code


def test_pages_follow_one_another(api: TestClient) -> None:
    """Every record is on one page, and the last one says that it is."""
    refs = {put(api, email=f"a{number}@example.org") for number in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = api.get("/records/ledger", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["ref"] for one in answer["records"]]
        cursor = answer["next"]

    assert len(seen) == len(set(seen))
    assert refs <= set(seen)


def test_the_same_request_is_done_once(api: TestClient) -> None:
    """Sent again under its name it is answered the same; another body under that name is refused."""
    named = {"idempotency-key": "order 1"}
    before = api.get("/records/ledger/count").json()["records"]
    first, again = (api.post("/records/ledger", json={"fields": LEDGER}, headers=named) for _ in range(2))
    other = api.post("/records/ledger", json={"fields": LEDGER | {"lamp": "south"}}, headers=named)

    assert (first.json(), "true") == (again.json(), again.headers["idempotency-replayed"])
    assert 422 == other.status_code
    assert before + 1 == api.get("/records/ledger/count").json()["records"]
