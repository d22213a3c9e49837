"""What is refused at the pages is counted in the journal, and a flood of it does not fill the journal."""

from __future__ import annotations

from datetime import timedelta

from starlette.testclient import TestClient
from tests.web.browsing import HERE

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.proof import TURNED_AWAY
from etanche.web import create_app


def lines(instance: Instance) -> list[int]:
    """Return how many requests each line tells, oldest first."""
    return [int(line.facts["requests"]) for line in instance.journal.entries(act=TURNED_AWAY)]


def test_a_flood_is_two_lines_a_minute(instance: Instance, clock: FixedClock, client: TestClient) -> None:
    """The first refusal is a line before its answer comes back, the others of its minute are one line when it is over."""
    told = []
    for path in ("/nothing", "/data.sqlite", "/nothing"):
        client.get(path)
        told.append(lines(instance))
    client.put("/privacy")
    clock.advance(timedelta(minutes=1))
    client.get("/privacy")
    told.append(lines(instance))
    client.get("/nothing")

    assert [[1], [1], [1], [1, 3]] == told
    assert [1, 3, 1] == lines(instance)
    facts = instance.journal.entries(act=TURNED_AWAY)[1].facts
    assert {"requests": 3, "answered-404": 2, "answered-405": 1} == facts


def test_what_was_refused_when_the_server_stops_is_told(instance: Instance) -> None:
    """The rest of the last minute is written down as the server ends; asked twice, it is told once."""
    app = create_app(instance)
    with TestClient(app, base_url=HERE) as browser:
        for _ in range(3):
            browser.get("/nothing")
    for _ in range(2):
        app.state.turned_away.settle()

    assert [1, 2] == lines(instance)


def test_what_was_asked_for_is_in_no_line(instance: Instance, client: TestClient) -> None:
    """A line has numbers: neither the address of who asked nor the path, which could name somebody."""
    client.get("/persons/zoe-nobody-else", headers={"user-agent": "Curious/9"})
    text = str([line.as_json() for line in instance.journal.entries(act=TURNED_AWAY)])

    assert "requests" in text
    for word in ("zoe-nobody-else", "Curious", "testclient", "127.0.0.1"):
        assert word not in text


def test_what_is_given_is_not_counted(instance: Instance, client: TestClient) -> None:
    """Pages that are there, and a form that was filled in wrongly, are no refusals."""
    client.get("/privacy")
    client.post("/opt-out", data={})

    assert [] == lines(instance)
