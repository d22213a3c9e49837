"""What is refused at the pages is counted in the journal, and a flood of it does not fill the journal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient
from tests.accounts.conftest import ANN
from tests.web.browsing import HERE, Browser

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.proof import TURNED_AWAY
from etanche.web import create_app, urls
from etanche.web.turned_away import is_refusal


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
    facts = dict(instance.journal.entries(act=TURNED_AWAY)[1].facts)
    since = datetime.fromisoformat(str(facts.pop("since")))
    assert {"requests": 3, "answered-404": 2, "answered-405": 1} == facts
    assert clock.now() - timedelta(minutes=2) < since <= clock.now() - timedelta(minutes=1)


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


def test_a_storm_of_wrong_passwords_is_an_incident_within_its_minute(browser: Browser) -> None:
    """What is answered "too soon" at the login counts as a refused login: the storm is raised before its minute is over and with no further request."""
    house = browser.desk.instance
    asked = browser.get("/account/login")
    answers = [browser.send_from(asked, email=ANN, password=f"wrong {n}").status_code for n in range(105)]
    raised = house.watch()

    assert {403, 429} == set(answers)
    assert answers.count(403) < 100
    assert ["login-storm"] == [one.detector for one in raised]
    assert [1, 101] == lines(house)


def test_a_minute_that_is_over_is_written_down_though_nobody_asks(instance: Instance, clock: FixedClock) -> None:
    """Who serves writes down a minute when it is over, once, under the minute in which it was; before its end it waits."""
    app = create_app(instance)
    minute = clock.now().replace(second=0, microsecond=0)
    with TestClient(app, base_url=HERE) as browser:
        for _ in range(4):
            browser.get("/nothing")
    app.state.turned_away.tend()
    told = [lines(instance)]
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        app.state.turned_away.tend()
        told.append(lines(instance))

    assert [[1], [1, 3], [1, 3]] == told
    assert minute.isoformat() == instance.journal.entries(act=TURNED_AWAY)[1].facts["since"]


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        (urls.LOGIN, True),
        (urls.SECOND_FACTOR, True),
        (urls.RECOVER, True),
        ("/v1/requests", False),
        ("/request/lighthouse", False),
        ("/account/data/lighthouse/requests", False),
    ],
)
def test_too_soon_is_a_refusal_where_people_come_in(path: str, *, counts: bool) -> None:
    """A busy program and a form that is sent too often are told to wait, and are no attempts to come in."""
    assert counts is is_refusal(429, path)
