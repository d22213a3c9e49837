"""The client asks a real server: what it gives, what it tries again, and what it never does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import httpx2
import pytest
import uvicorn
from tests.api.conftest import LEDGER, World
from tests.conftest import ROOT

from etanche.accounts import Made
from etanche.store import requests
from etanche.web import server
from etanche_client import Altered, Changed, Etanche, NotFound, Patience, Refused, Unfinished, Unreachable

API = ROOT / "docs/api.md"


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Where a real server answers."""
    listening = server.listen(host="127.0.0.1", port=0)
    config = uvicorn.Config(world.app, log_config=None, access_log=False, lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening.socket]})
    thread.start()
    yield listening.address
    running.should_exit = True
    thread.join()
    listening.socket.close()


@pytest.fixture
def etanche(address: str, key: Made) -> Iterator[Etanche]:
    """A client of the society."""
    with Etanche(address, key=key.secret) as client:
        yield client


def test_records_are_put_found_corrected_and_forgotten(etanche: Etanche) -> None:
    """As its verbs say; who saw another state is told so, and who asks for what is gone too."""
    taken = etanche.put("ledger", LEDGER | {"email": "client@example.org"}, known_as=("customer", "client"))
    watching = etanche.acting("watching")
    (found,) = watching.find("ledger", "email", "client@example.org")
    seen = watching.read(found.ref)
    now = watching.update(found, {"lamp": "south"})

    assert (taken.ref, "south", etanche.person("customer", "client")) == (found.ref, now.fields["lamp"], found.person)
    for old in (found, seen):
        with pytest.raises(Changed):
            watching.update(old, {"lamp": "north"})
    watching.forget(found.ref)
    with pytest.raises(NotFound):
        watching.read(found.ref)


def test_all_pages_and_the_stream_hold_the_same(etanche: Etanche) -> None:
    """Every record once, whatever a page holds, as many as are counted."""
    told = etanche.put_lines("ledger", ((("customer", str(number)), LEDGER) for number in range(7)))
    etanche.put_many("ledger", [LEDGER])
    watching = etanche.acting("watching")
    paged = [one.ref for one in watching.all("ledger", page=3)]

    assert 7 == told.stored
    assert paged == [one.ref for one in watching.stream("ledger")]
    assert len(set(paged)) == watching.count("ledger") == watching.aggregate("ledger", "lamp").people


def test_a_refusal_says_which_promise_refuses(etanche: Etanche, world: World, address: str) -> None:
    """By its name in the charter; a key that opens nothing is refused too."""
    warden = world.key(role="warden")
    with Etanche(address, key=warden.secret) as other, pytest.raises(Refused) as refused:
        list(other.acting("watching").all("ledger"))

    assert ("access:warden",) == refused.value.because
    with Etanche(address, key="etk_nothing") as nobody, pytest.raises(Refused):
        nobody.put("ledger", LEDGER)


def test_requests_and_incidents_have_their_verbs(etanche: Etanche, address: str) -> None:
    """Entered, listed, opened, decided by who saw the state of now; written down, counted, told."""
    asked = etanche.requests.enter("access", language="en", words="What?", email="verbs@example.org")
    seen = etanche.requests.show(asked.request)
    moved = etanche.requests.step(asked.request, "identity-asked", proof="signed-link", by_hand=True, seen=seen.tag)
    with pytest.raises(Changed):
        etanche.requests.answer(asked.request, "granted", seen=seen.tag)
    incident = etanche.incidents.open("A letter went to somebody else.")
    etanche.incidents.aware(incident)
    etanche.incidents.judge(incident, "risk")
    concerned = etanche.incidents.concerned(incident, case="no-such-case")

    assert ("What?", seen.due) == (seen.said["words"], asked.due)
    assert ("identity-pending", None) == (moved.state, moved.outcome)
    assert asked.request in {one.request for one in etanche.requests.all(page=2)}
    assert (0, 0, 0) == (concerned.persons, concerned.records, concerned.lines)
    assert "authority" in [one["whom"] for one in etanche.incidents.show(incident)["clocks"]]
    assert etanche.incidents.draft(incident, "authority").missing


def test_an_office_has_its_verbs(etanche: Etanche) -> None:
    """Persons are joined, evidence known by its bytes, the charter read with its tag, the journal walked."""
    one, other = (etanche.put("ledger", LEDGER).person for _ in range(2))
    etanche.office.attest("secrecy", b"signed", issuer="Ann", owner="dpo", on=date(2026, 11, 20), actor="bea")

    assert sorted([one, other]) == etanche.join(one, other) == etanche.group(other)
    assert ["bea"] == [line["for"] for line in etanche.office.attested(b"signed")]
    assert "watching" in etanche.office.charter().text
    assert etanche.office.verify()["intact"]
    with pytest.raises(Refused):
        etanche.office.check("a")


def test_a_secret_lost_on_the_way_is_made_anew() -> None:
    """Told once, it is not told again: whoever lost it is given another one."""
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        if request.url.path.endswith("rotate"):
            return httpx2.Response(200, json={"webhook": "0" * 32, "secret": "whsec_new"})
        return httpx2.Response(201, headers={"Idempotency-Replayed": "true"}, json={"webhook": "0" * 32})

    client, _ = answering(answer)

    assert "whsec_new" == client.office.add_hook("https://shop.example/", ["promise.changed"]).secret
    assert ["/v1/webhooks", f"/v1/webhooks/{'0' * 32}/rotate"] == asked


def test_what_is_lost_on_the_way_is_done_once(world: World, key: Made, address: str) -> None:
    """The answer is lost, the request is sent again under its name, and one record is there."""
    real = httpx2.HTTPTransport()
    lost: list[int] = []

    class Losing(httpx2.BaseTransport):
        """Loses the first answer."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            """Send, and lose what comes back."""
            answer = real.handle_request(request)
            answer.read()
            if not lost:
                lost.append(answer.status_code)
                raise httpx2.ReadError("lost", request=request)
            return answer

        def close(self) -> None:
            """Let go of the connection."""
            real.close()

    waited: list[float] = []
    patience = Patience(sleep=waited.append)
    before = world.society.acting("dpo", purpose="watching", actor="test").count("ledger")
    with Etanche(address, key=key.secret, patience=patience, transport=Losing()) as client:
        client.put("ledger", LEDGER)

    assert ([201], [0.25]) == (lost, waited)
    assert before + 1 == world.society.acting("dpo", purpose="watching", actor="test").count("ledger")


def answering(answer: Callable[[httpx2.Request], httpx2.Response]) -> tuple[Etanche, list[float]]:
    """Return a client whose server answers so, and what it waited."""
    waited: list[float] = []
    transport = httpx2.MockTransport(answer)
    return Etanche("https://shop.example", key="k", patience=Patience(sleep=waited.append), transport=transport), waited


def test_who_is_told_to_wait_waits() -> None:
    """As long as the server says, and no longer than it was told to; then it gives up."""
    client, waited = answering(lambda _: httpx2.Response(429, headers={"retry-after": "7"}, json={"title": "too many"}))
    with pytest.raises(Exception, match="too many"):
        list(client.looks("0" * 32))

    assert [7.0] * 3 == waited


def test_who_reaches_nobody_says_so() -> None:
    """After some tries, each waited for longer."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no", request=request)

    client, waited = answering(fail)
    with pytest.raises(Unreachable):
        list(client.looks("0" * 32))

    assert [0.25, 0.5, 1.0] == waited


def test_half_a_stream_is_not_taken_for_all() -> None:
    """Without its last line it is told as unfinished."""
    client, _ = answering(lambda _: httpx2.Response(200, text='{"ref": "a", "person": null, "fields": {}}\n'))
    with pytest.raises(Unfinished):
        list(client.acting("watching").stream("ledger"))


def test_the_key_goes_nowhere_else() -> None:
    """Not in clear over a network, and not where a redirect leads."""
    asked: list[str] = []

    def elsewhere(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(
            307, headers={"location": "https://elsewhere.example/"}, json={"looks": [], "next": None}
        )

    client, _ = answering(elsewhere)
    list(client.looks("0" * 32))

    assert ["shop.example"] == asked
    with pytest.raises(ValueError, match="in clear"):
        Etanche("http://shop.example", key="k")


def test_the_example_works(address: str, key: Made) -> None:
    """The snippet of the page runs as it is written, at a real server."""
    snippet = API.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(snippet.replace("https://shop.example", address), {"key": key.secret})  # noqa: S102  # it is ours
    with Etanche(address, key=key.secret) as client:
        found = [one for one in client.acting("watching").all("ledger") if one.fields["name"] == "Ysée"]

    assert {"south"} == {one.fields["lamp"] for one in found}


def test_requests_that_cannot_be_read_are_told(etanche: Etanche, world: World) -> None:
    """Attack: a request is rewritten in the data. The others are yielded, from every page, and then it is named."""
    altered, other = (etanche.requests.enter("access", language="en", words="What?").request for _ in range(2))
    house = world.society
    with house.store.writing() as connection:
        row = requests.get(connection, house.organisation_id, bytes.fromhex(altered))
        assert row is not None
        requests.remove(connection, house.organisation_id, row.id)
        requests.put(connection, replace(row, body="{}"))
    found: list[str] = []
    try:
        with pytest.raises(Altered) as told:
            found.extend(one.request for one in etanche.requests.all(page=1))
    finally:
        with house.store.writing() as connection:
            requests.remove(connection, house.organisation_id, row.id)

    assert ((altered,), True, False) == (told.value.requests, other in found, altered in found)
