"""One way out, to declared hosts: whatever else an address, a name server or an answer tries, nothing goes elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.conftest import MORNING

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.outbound import Destination, HostNotDeclared, HostOutOfReach, Http
from etanche.outbound.destinations import fit, is_public, way_to

HOST = "hooks.example"
DECLARED = (Destination(host=HOST, ports=frozenset({443, 8443})),)


@dataclass
class Heard:
    """A server on this machine, and what it heard."""

    port: int = 0
    paths: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def heard() -> Iterator[Heard]:
    """A server that answers, sends on, speaks without end, or hardly at all."""
    seen = Heard()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.paths.append(self.path)
            seen.hosts.append(self.headers["Host"])
            self.send_response(302 if self.path == "/on" else 200)
            self.send_header("Location", f"http://127.0.0.1:{seen.port}/elsewhere")
            self.send_header("Set-Cookie", "a=b")
            self.end_headers()
            if self.path == "/long":
                self.wfile.write(b"x" * 5_000)
            if self.path == "/slow":
                while not seen.stop.wait(0.02):
                    self.wfile.write(b"x")
                    self.wfile.flush()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield seen
    seen.stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


Way = Callable[..., Http]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance whose journal is written to."""
    from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

    folder = tmp_path_factory.mktemp("http") / "data"
    clock = FixedClock(MORNING)
    with Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF) as made:
        yield made


@pytest.fixture
def way(house: Instance) -> Way:
    """A way out to some destinations, by a name server that says what the test wants."""

    def made(*declared: Destination, resolve: Callable[[str, int], Sequence[str]] | None = None) -> Http:
        return Http(
            declared=declared,
            journal=house.journal,
            clock=house.clock,
            organisation=house.organisation_id,
            resolve=resolve or (lambda _host, _port: ["127.0.0.1"]),
        )

    return made


def here(heard: Heard, *, private: bool = True) -> Destination:
    """Return the server on this machine, as somebody who really keeps it there declares it."""
    return Destination(host=HOST, ports=frozenset({heard.port}), private=private)


def test_a_declared_host_is_spoken_to(way: Way, heard: Heard) -> None:
    """The request arrives under the name of the host, and the answer comes back."""
    answer = way(here(heard)).send("POST", f"http://{HOST}:{heard.port}/x?y=1", body=b"{}", clear=True)

    assert 200 == answer.status
    assert ([f"{HOST}:{heard.port}"], ["/x?y=1"]) == (heard.hosts, heard.paths)


def test_a_redirection_is_not_followed(way: Way, heard: Heard) -> None:
    """Attack: the host sends us on to another one; the answer says so, and nobody goes there."""
    answer = way(here(heard)).send("GET", f"http://{HOST}:{heard.port}/on", clear=True)

    assert (302, ["/on"]) == (answer.status, heard.paths)


def test_a_name_that_leads_into_a_private_network_opens_no_connection(way: Way, heard: Heard, house: Instance) -> None:
    """Attack: the name server of a declared host says an address of ours, alone or among others; nothing is sent, and the journal says so."""
    for found in (["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"]):
        http = way(here(heard, private=False), resolve=lambda _host, _port, found=found: found)
        with pytest.raises(HostNotDeclared):
            http.send("GET", f"http://{HOST}:{heard.port}/", clear=True)
    lines = house.journal.entries(act="egress-refused")

    assert [] == heard.paths
    assert [(HOST, "private")] * 4 == [(line.facts["host"], line.facts["why"]) for line in lines][-4:]


def test_a_name_is_asked_for_once(way: Way, heard: Heard) -> None:
    """Attack: a name server that says another address the second time is not asked a second time."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    way(here(heard), resolve=rebinding).send("GET", f"http://{HOST}:{heard.port}/", clear=True)

    assert ([HOST], ["/"]) == (asked, heard.paths)


@pytest.mark.clause("A12")
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://hooks.example.evil.example/",
        "https://hooks.example@evil.example/",
        "https://evil.example#@hooks.example/",
        "https://user@hooks.example/",
        "https://user:password@hooks.example/",
        "https://@hooks.example/",
        "https://hooks.example:22/",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "https://hooks.example\\@evil.example/",
        "https://hooks.example\t.evil.example/",
        "https://hooks.example\r\nX-Injected: 1/",
        "https://hooks.examplé/",
        "http://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example:443/",
        "//hooks.example/",
        "hooks.example",
        "",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://" + "a" * 3_000,
    ],
)
@pytest.mark.clause("A12")
def test_an_address_that_is_not_exactly_a_declared_host_leads_nowhere(url: str) -> None:
    """Attack: other hosts, ports, protocols, names before the host, signs that two readers read in two ways."""
    with pytest.raises(HostNotDeclared):
        way_to(url, DECLARED)


@pytest.mark.parametrize(
    ("url", "port", "path"),
    [
        ("https://hooks.example", 443, "/"),
        ("https://HOOKS.example./a/b?c=d#e", 443, "/a/b?c=d"),
        ("https://hooks.example:8443/", 8443, "/"),
    ],
)
def test_a_declared_address_leads_there(url: str, port: int, path: str) -> None:
    """Host and port are those of the charter; what is asked for there is the caller's."""
    way = way_to(url, DECLARED)

    assert (HOST, port, path) == (way.host, way.port, way.path)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.0.0.1", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("ff02::1", False),
        ("nonsense", False),
    ],
)
def test_what_the_public_network_is(address: str, public: bool) -> None:
    """An address of our own network is known in each of its clothes."""
    assert public == is_public(address)


def test_an_address_that_was_declared_itself_is_where_it_says() -> None:
    """Whoever writes the address of a machine into the charter knows where it is."""
    declared = (Destination(host="10.1.2.3", ports=frozenset({443})),)

    assert ["10.1.2.3"] == fit(way_to("https://10.1.2.3/", declared), ["10.1.2.3"])


@pytest.mark.parametrize("path", ["/long", "/slow"])
def test_an_answer_is_bounded_in_size_and_time(way: Way, heard: Heard, path: str) -> None:
    """Attack: an answer without end, or one that comes a byte at a time for ever."""
    with pytest.raises(HostOutOfReach):
        way(here(heard)).send("GET", f"http://{HOST}:{heard.port}{path}", clear=True, longest=1_000, seconds=0.3)


def test_a_line_slipped_into_a_header_sends_nothing(way: Way, heard: Heard) -> None:
    """Attack: a value of a header with a line of its own."""
    with pytest.raises(HostOutOfReach):
        way(here(heard)).send("GET", f"http://{HOST}:{heard.port}/", headers={"x": "a\r\nb: c"}, clear=True)

    assert [] == heard.paths


def test_no_proxy_of_the_environment_is_asked(way: Way, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets `HTTPS_PROXY` does not see what is sent."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert 200 == way(here(heard)).send("GET", f"http://{HOST}:{heard.port}/", clear=True).status


def test_a_name_that_leads_nowhere_and_a_closed_port_are_out_of_reach(way: Way) -> None:
    """What cannot be had is told by the name of the host."""

    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    for resolve, port in ((unknown, 443), (None, 1)):
        with pytest.raises(HostOutOfReach, match=HOST):
            way(Destination(host=HOST, ports=frozenset({port}), private=True), resolve=resolve).send(
                "GET", f"http://{HOST}:{port}/", clear=True, seconds=2
            )


def test_a_charter_declares_where_its_server_goes(house: Instance) -> None:
    """A host that only browsers call is none that we send to."""
    with pytest.raises(HostNotDeclared):
        house.http.send("GET", "https://nowhere.example/")
