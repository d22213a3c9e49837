"""A charter that never keeps what letters say: a body offered at every door is dropped, counted, and in no byte that is written."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.accounts import KeyAct, Scope
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.vault import Arrival
from etanche.web import create_app, urls
from etanche.web.api import create_api

GMELIUS = Path(__file__).parents[2] / "charters" / "gmelius.yaml"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CATEGORY, DOOR, FEATURE = "tracked-mail", "mailbox", "mail-tracking"
SAID = "the lamp of Keradec is out, come before Candlemas"
MAIL = {"subject": "About the lamp", "recipients": "ysee@example.org"}
BODIES = {"body": SAID, "html": f"<p>{SAID}</p>", "message": SAID, "plain": SAID}
DROPPED = {"mail-body", "html", "message", "plain"}
"""By the name of what the charter never accepts, where it has one, else of the field."""


@pytest.fixture
def tracking(tmp_path: Path) -> Instance:
    """An instance that obeys the charter of a mail add-on, its keys in a file."""
    charter = tmp_path / "charter.yaml"
    charter.write_text(GMELIUS.read_text(encoding="utf-8").replace("keys: cloud-kms", "keys: file"), encoding="utf-8")
    return Instance.create(
        tmp_path / "data", charter=charter, passphrase=PASSPHRASE, clock=FixedClock(NOW), kdf=CHEAP_KDF
    )


def by_the_library(instance: Instance) -> Counter[str]:
    """Offer a letter through the vault, and return what was dropped, by name."""
    arrival = Arrival(at=NOW, fields=MAIL | BODIES, person=instance.vault.new_person(), feature=FEATURE)
    receipt = instance.vault.door(DOOR, actor="tests").put_many(CATEGORY, [arrival])
    assert 1 == receipt.stored
    return Counter(receipt.dropped)


def by_a_file(instance: Instance, file: Path) -> Counter[str]:
    """Import a file of letters, and return what was dropped, by name."""
    person = instance.vault.new_person().hex()
    file.write_text(json.dumps(MAIL | BODIES | {"_person": person}) + "\n", encoding="utf-8")
    report = instance.import_records(CATEGORY, file, form="ndjson", channel=DOOR)
    assert 1 == report.stored, report
    return Counter(report.dropped)


def by_a_program(instance: Instance) -> Counter[str]:
    """Post a letter to the interface of programs, and return what it says was dropped."""
    scope = Scope(name="tests", acts=frozenset({KeyAct.PUT}), categories=frozenset({CATEGORY}), channel=DOOR)
    house = instance
    made = house.api_keys.create(scope, until=NOW + timedelta(days=9), by="ann")
    headers = {"authorization": f"Bearer {made.secret}"}
    with TestClient(create_app(instance, api=create_api(instance)), base_url=f"http://127.0.0.1{urls.API}") as client:
        letter = {"fields": MAIL | BODIES, "feature": FEATURE}
        answer = client.post(f"/records/{CATEGORY}/batch", json={"records": [letter]}, headers=headers)
    assert 200 == answer.status_code, answer.text
    return Counter(answer.json()["dropped"])


@pytest.mark.clause("G5")
def test_what_a_letter_says_is_dropped_at_every_door_and_counted(tracking: Instance, tmp_path: Path) -> None:
    """By library, file and program: the subject of a tracked letter is kept, its body never, whatever it is called; the count is in the journal."""
    offered = tmp_path / "letters.ndjson"
    dropped = [by_the_library(tracking), by_a_file(tracking, offered), by_a_program(tracking)]
    written = [line.facts.get("dropped") for line in tracking.journal.entries() if line.act == "put"]
    running = b"".join(path.read_bytes() for path in tracking.folder.rglob("*") if path.is_file())
    tracking.close()
    after = b"".join(path.read_bytes() for path in tracking.folder.rglob("*") if path.is_file())

    assert [DROPPED] * 3 == [set(one) for one in dropped], dropped
    assert [len(DROPPED)] * 3 == written
    for raw in (running, after):
        assert [-1] * 3 == [raw.find(said) for said in (b"Candlemas", SAID.encode(), b"About the lamp")]
    assert offered.read_bytes().count(b"Candlemas") == len(BODIES)
