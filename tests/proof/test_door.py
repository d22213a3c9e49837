"""What checks are told at the door: by the application in this process, or at the address that people know; and what they say of each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.proof.conftest import verdict_on

from etanche.proof import ALONE, PROXIED, SERVED, Asked, AtAddress, Bench, DoorShut, Sandbox, State
from etanche.proof.doormen import Doorman
from etanche.store import facts

NOTICE, STRANGERS, TRANSPORT = "documents:date", "separation:outsiders", "sealed:transport"


class Shop(BaseHTTPRequestHandler):
    """A web server that somebody put at our address."""

    def do_GET(self) -> None:
        """Answer, or send on."""
        self.send_response(308 if self.path == "/moved" else 200)
        self.send_header("Location", "https://elsewhere.invalid/")
        self.end_headers()
        self.wfile.write(b"<main><p>Welcome</p></main>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def server() -> Iterator[int]:
    """Serve on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as shop:
        thread = threading.Thread(target=shop.serve_forever)
        thread.start()
        try:
            yield shop.server_address[1]
        finally:
            shop.shutdown()
            thread.join()


def at(bench: Bench, address: str) -> Bench:
    """Return a bench whose door is at an address of the network."""
    assert bench.door is not None
    return replace(bench, door=AtAddress(address=address, answers=bench.door.answers, exposed=False))


def test_where_it_was_asked_is_said(sandbox: Sandbox) -> None:
    """Asked at the address people know, or in this process: the same page, and the evidence says which."""
    bench = sandbox.bench
    assert bench.door is not None
    inside = replace(bench, door=Doorman(behind=bench.door, answer=lambda door, asked: door.ask(asked), address=None))
    found = [verdict_on(it, NOTICE).because for it in (bench, inside, replace(bench, door=None))]

    assert ["documents.same-there", "documents.same-inside", "documents.same"] == found


@pytest.mark.parametrize("promise", [STRANGERS, TRANSPORT])
def test_without_pages_nothing_is_said_of_the_door(sandbox: Sandbox, promise: str) -> None:
    """A run to which no door was lent asked nobody: unproven, and not kept."""
    found = verdict_on(replace(sandbox.bench, door=None), promise)

    assert (State.UNPROVEN, "door.none") == (found.state, found.because)


@pytest.mark.parametrize("promise", [NOTICE, STRANGERS])
def test_an_address_at_which_nobody_answers_proves_nothing(sandbox: Sandbox, promise: str) -> None:
    """If nobody answers where people come, the check could not look: unproven, and neither kept nor crashed."""
    with server() as port:
        pass
    found = verdict_on(at(sandbox.bench, f"http://127.0.0.1:{port}"), promise)

    assert (State.UNPROVEN, "door.shut") == (found.state, found.because)


def test_another_page_at_our_address_is_noticed(sandbox: Sandbox) -> None:
    """What stands between the application and people, and gives them something else, breaks what the notice promises."""
    with server() as port:
        found = verdict_on(at(sandbox.bench, f"http://127.0.0.1:{port}"), NOTICE)

    assert (State.BROKEN, "documents.given-otherwise") == (found.state, found.because)


def test_a_redirection_is_an_answer_and_is_not_followed() -> None:
    """A check goes nowhere that an answer tells it to go."""
    with server() as port:
        answer = AtAddress(address=f"http://127.0.0.1:{port}", answers={}, exposed=False).ask(Asked(path="/moved"))

    assert (308, "https://elsewhere.invalid/") == (answer.status, answer.headers["location"])


def test_a_door_without_anybody_behind_is_shut() -> None:
    """Nobody at an address is no answer."""
    with server() as port:
        pass
    with pytest.raises(DoorShut, match="nobody answers"):
        AtAddress(address=f"http://127.0.0.1:{port}", answers={}, exposed=False).ask(Asked(path="/"))


@pytest.mark.parametrize(
    ("served", "because"), [(None, "transport.alone"), (ALONE, "transport.alone"), (PROXIED, "transport.unseen")]
)
def test_behind_a_proxy_whose_address_nobody_said_nothing_is_proved(
    sandbox: Sandbox, served: str | None, because: str
) -> None:
    """A server that listens to its own machine proves the whole way; one behind a proxy proves nothing of what is before the proxy."""
    bench = sandbox.bench
    if served is not None:
        with bench.store.writing() as connection:
            facts.put(connection, bench.organisation, SERVED, served)
    assert bench.door is not None
    inside = replace(bench, door=Doorman(behind=bench.door, answer=lambda door, asked: door.ask(asked), address=None))

    assert because == verdict_on(inside, TRANSPORT).because


@pytest.mark.clause("A11")
def test_strangers_are_given_nothing(sandbox: Sandbox) -> None:
    """Asked for everything that is declared and for what is not, with ids that are there, the pages give nothing of anybody."""
    found = verdict_on(sandbox.bench, STRANGERS)

    assert (State.KEPT, "separation.strangers") == (found.state, found.because)
    assert int(found.measured["asked"]) > 40
