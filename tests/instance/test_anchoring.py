"""The head is stamped by the authority that the settings name, at a host that the charter declares, and by nobody else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.authority import Authority
from tests.conftest import BOOKSHOP, PASSPHRASE, MakeInstance

from etanche.clock import FixedClock
from etanche.instance import AnchorSettingsUnreadable, Instance, NoAuthority
from etanche.outbound import AuthorityOutOfReach, HostNotDeclared

NAME = "stamps.example.org"
"""Leads to this machine while a test runs, as a name server would have it."""

HOSTS = """
hosts:
  stamps:
    address: stamps.example.org
    ports: [PORT]
    called-by: server
    when: {fr: "Une fois par jour", en: "Once a day"}
"""


class Answering(BaseHTTPRequestHandler):
    """Answers as an authority does, or as the test wants."""

    authority: Authority
    seen: list[tuple[str, str | None]]
    status = 200

    def do_POST(self) -> None:
        """Answer a request for a time-stamp."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Content-Type"]))
        answer = self.authority.answer(asked)
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def served(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Answering]]:
    """An authority at an address of this machine."""

    class Here(Answering):
        pass

    Here.authority, Here.seen = authority, []
    server = HTTPServer(("127.0.0.1", 0), Here)
    Here.port = server.server_port  # type: ignore[attr-defined]
    Here.url = f"http://{NAME}:{server.server_port}/tsr?x=1"  # type: ignore[attr-defined]
    found = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **how: found("127.0.0.1" if host == NAME else host, *more, **how)
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Here
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def declaring(make_instance: MakeInstance, tmp_path: Path, clock: FixedClock, served: Any) -> Iterator[Instance]:
    """An instance whose charter declares the host."""
    charter = tmp_path / "charter.yaml"
    text = BOOKSHOP.read_text(encoding="utf-8")
    charter.write_text(
        text.replace("\ncarries:", f"{HOSTS.replace('PORT', str(served.port))}\ncarries:"), encoding="utf-8"
    )
    folder = tmp_path / "declaring"
    make_instance(folder, charter=charter).close()
    with (folder / "instance.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[outbound]\nprivate = ["{NAME}"]\n')
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as opened:
        yield opened


def configure(instance: Instance, url: str, authority: Authority, more: str = "") -> None:
    """Write the section of the settings."""
    with (instance.folder / "instance.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[anchors]\nurl = "{url}"\nauthority = "{authority.root}"\n{more}')


def test_the_head_is_stamped_by_the_authority_of_the_settings(
    declaring: Instance, served: Any, authority: Authority
) -> None:
    """It is asked once, as RFC 3161 says; its answer is kept."""
    configure(declaring, served.url, authority)
    anchor = declaring.anchoring.stamp(by="ann")

    assert (anchor,) == declaring.journal.anchors.held()
    assert [("/tsr?x=1", "application/timestamp-query")] == served.seen


def test_a_running_instance_has_its_head_stamped_once_a_day(
    declaring: Instance, served: Any, authority: Authority, clock: FixedClock
) -> None:
    """Not again within the hours of the settings; and not at all where none are."""
    assert declaring.anchoring.keep_time() is None
    configure(declaring, served.url, authority, "hours = 24\n")
    assert declaring.anchoring.keep_time() is not None
    clock.advance(timedelta(hours=23))
    assert declaring.anchoring.keep_time() is None
    clock.advance(timedelta(hours=2))

    assert declaring.anchoring.keep_time() is not None
    assert len(served.seen) == 2


def test_nothing_is_sent_to_a_host_that_the_charter_does_not_declare(
    instance: Instance, served: Any, authority: Authority
) -> None:
    """The settings alone open no way out."""
    configure(instance, served.url, authority)

    with pytest.raises(HostNotDeclared):
        instance.anchoring.stamp(by="ann")
    assert served.seen == []


def test_an_authority_that_does_not_answer_leaves_no_anchor(
    declaring: Instance, served: Any, authority: Authority
) -> None:
    """A status of its own is an error of reach; the next time is another try."""
    served.status = 302
    configure(declaring, served.url, authority)

    with pytest.raises(AuthorityOutOfReach):
        declaring.anchoring.stamp(by="ann")
    assert declaring.journal.anchors.held() == ()


@pytest.mark.parametrize("said", ["url = 1", 'url = "https://x"', 'url = "https://x"\nauthority = "x"\nhours = 0'])
def test_settings_that_cannot_be_meant_are_told(instance: Instance, said: str) -> None:
    """A missing file, key or number is an error of words; without a section there is no authority."""
    with pytest.raises(NoAuthority):
        instance.anchoring.stamp(by="ann")
    with (instance.folder / "instance.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[anchors]\n{said}\n")

    with pytest.raises(AnchorSettingsUnreadable):
        instance.anchoring.stamp(by="ann")
