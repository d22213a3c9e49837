"""Letters and calls as an operator sees them: how many, of which kind, and never to whom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.proof.conftest import HARBOUR

from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.outbound import Letter

HOSTS = """
hosts:
  hooks:
    address: hooks.example
    ports: [443]
    called-by: server
    when: {fr: "Quand une promesse change", en: "When a promise changes"}
"""
KEYED = "--passphrase-file secret"


@pytest.fixture
def posted(run: Run, room: Path) -> Run:
    """A command line in a folder with an instance in whose outbox a letter waits."""
    shutil.copyfile(HARBOUR, room / "charter.yaml")
    with Instance.create(
        room / "etanche-data",
        charter=room / "charter.yaml",
        passphrase=PASSPHRASE,
        clock=SystemClock(),
        kdf=CHEAP_KDF,
    ) as made:
        made.outbox.post(Letter(to="marguerite@estran.example", subject="x", text="x", kind="proof-of-address"))
    return run


def test_without_a_server_what_waits_is_counted_and_nothing_is_sent(posted: Run, room: Path) -> None:
    """Listing and sending end with 1, say that no server is configured, and name nobody; what needs a server is refused."""
    listed, as_json = posted(f"{KEYED} mail list"), posted(f"{KEYED} mail list --json")
    sent = posted(f"{KEYED} mail send")
    refused = [posted(f"{KEYED} mail {command}") for command in ("check", "key")]
    (room / "no-report").write_bytes(b"Subject: hello\r\n\r\nhello")
    odd = posted(f"{KEYED} mail bounced no-report"), posted(f"{KEYED} mail bounced nothing")

    assert (1, 1, 1) == (listed.code, as_json.code, sent.code)
    assert {"proof-of-address": 1} == json.loads(as_json.out)["waiting"]
    assert "one letter waits" in listed.out
    assert "No mail server is configured" in sent.out
    assert [3, 3] == [one.code for one in refused]
    assert (2, 2) == (odd[0].code, odd[1].code)
    assert "marguerite" not in listed.out + as_json.out + sent.out


def test_what_to_publish_is_printed_and_a_server_that_is_not_there_is_told(posted: Run, room: Path) -> None:
    """`mail check` prints the records before it calls anybody; `mail key` prints the record of a new key, in pieces."""
    with (room / "etanche-data/instance.toml").open("a") as settings:
        settings.write('\n[mail]\nfrom = "etanche@essai.example"\nserver = "127.0.0.1"\nport = 1\n')
    key = posted(f"{KEYED} mail key")
    selector = key.out.partition(".")[0]
    used, unknown = posted(f"{KEYED} mail key --use {selector}"), posted(f"{KEYED} mail key --use nothing")
    checked = posted(f"{KEYED} mail check")

    assert (0, 0, 4, 5) == (key.code, used.code, unknown.code, checked.code), checked.err
    assert key.out.startswith(f'{selector}._domainkey.essai.example IN TXT "v=DKIM1; k=rsa; p=')
    assert '" "' in key.out
    assert key.out in checked.out
    assert '_dmarc.essai.example IN TXT "v=DMARC1; p=quarantine' in checked.out


def test_a_webhook_as_it_is_typed(posted: Run, room: Path) -> None:
    """At a host of the charter it is added, listed without its secret, given another one and removed; elsewhere it is refused."""
    folder = room / "called"
    charter = room / "calls.yaml"
    text = BOOKSHOP.read_text(encoding="utf-8")
    charter.write_text(text.replace("\ncarries:", f"{HOSTS}\ncarries:"), encoding="utf-8")
    Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    called = f"--data called {KEYED} webhook"
    added = posted(f"{called} add https://hooks.example/x --event promise.changed")
    hook, secret = added.out.split()
    refused = posted(f"{called} add https://evil.example/x --event promise.changed")
    listed = posted(f"{called} list"), posted(f"{called} list --json")
    rotated, unknown = posted(f"{called} rotate {hook}"), posted(f"{called} rotate nothing")
    removed = posted(f"{called} remove {hook}")

    assert (0, 3, 4) == (added.code, refused.code, unknown.code), added.err
    assert ([0, 0], 0, 0) == ([one.code for one in listed], rotated.code, removed.code)
    assert [hook] == [one["webhook"] for one in json.loads(listed[1].out)["webhooks"]]
    assert "one program is told" in listed[0].out
    assert secret.startswith("whsec_")
    assert secret not in listed[0].out + listed[1].out + rotated.out
