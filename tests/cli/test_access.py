"""Who may look, who did and who is who, from the command line: cases, inquiries, disclosures, moves, missing dates."""

from __future__ import annotations

import io
import json
from pathlib import Path
from shutil import copytree

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance

CHARTERS = Path(__file__).parent.parent.parent / "charters"
ONE, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
ACTING = "--actor ann"


def at(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command on an instance; what stands after a bar comes in by the standard input."""

    def typed(line: str) -> object:
        command, _, told = line.partition(" | ")
        monkeypatch.setattr("sys.stdin", io.StringIO(told))
        return run(f"--data {folder} --passphrase-file secret {command}")

    return typed  # type: ignore[return-value]  # what `run` returns, it returns


def made(folder: Path, charter: str) -> Path:
    """Return the folder of an instance of one of the charters."""
    Instance.create(
        folder, charter=CHARTERS / f"{charter}.yaml", passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF
    ).close()
    return folder


@pytest.fixture(scope="module")
def hosting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance of the hosting company, to be copied."""
    return made(tmp_path_factory.mktemp("hosting") / "data", "clever-cloud")


@pytest.fixture
def cloud(run: Run, hosting: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk of the hosting company."""
    return at(run, copytree(hosting, room / "etanche-data"), monkeypatch)


@pytest.fixture
def music(run: Run, room: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk of the maker of music software, whose territory managers see their territory."""
    return at(run, made(room / "etanche-data", "ableton"), monkeypatch)


def put(desk: Run, category: str, channel: str, person: str, **fields: str) -> str:
    """Take a record in, and return its address."""
    said = desk(f"put {category} --channel {channel} --person {person} {ACTING} --json | {json.dumps(fields)}")
    assert 0 == said.code, said.err
    return str(json.loads(said.out)["ref"])


@pytest.mark.clause("C13", "G15", "P13")
def test_a_case_from_its_grant_to_the_person_s_own_view(cloud: Run) -> None:
    """Refused and inquired into, granted with a reason, read and given under its name, revoked; then shown to the person."""
    ref = put(cloud, "support-exchange", "chat", ONE, email="jeanne@estran.example", message="My server is down")
    agent = "--role support-agent --purpose support --actor bea"
    assert 3 == cloud(f"read {ref} {agent}").code
    waiting = cloud("inquiry --json")
    (inquiry,) = json.loads(waiting.out)
    assert (1, "bea", "support-exchange") == (waiting.code, inquiry["actor"], inquiry["category"])
    assert 3 == cloud(f"inquiry answer {inquiry['id']} --finding justified --actor bea | it was me").code
    assert 0 == cloud(f"inquiry answer {inquiry['id']} --finding mistake {ACTING} | no case named").code
    told = cloud("inquiry")
    assert (0, True) == (told.code, "a mistake" in told.out)
    assert 3 == cloud(f"case grant T-12 --role support-agent --for ann {ACTING} | my own").code

    granted = cloud(f"case grant T-12 --role support-agent --for bea --person {ONE} {ACTING} | she called")

    assert (0, True) == (granted.code, "granted until" in granted.out), granted.err
    assert 0 == cloud(f"read {ref} {agent} --case T-12").code
    given = cloud(f"disclose crisp {ref} {agent} --case T-12 --json")
    assert [ref] == [one["ref"] for one in json.loads(given.out)]
    assert (3, "") == (cloud(f"disclose stripe {ref} {agent} --case T-12").code, "")
    assert 0 == cloud(f"case revoke T-12 --role support-agent --for bea {ACTING}").code
    assert 3 == cloud(f"read {ref} {agent} --case T-12").code
    assert ["case-revoked"] == [one["state"] for one in json.loads(cloud("case --json").out)]
    assert "revoked" in cloud("case").out
    shown = cloud(f"looks {ONE} {ACTING} --json")
    assert [("read", "T-12", None), ("disclose", "T-12", "crisp")] == [
        (one["act"], one["case"], one["recipient"]) for one in json.loads(shown.out)
    ]
    assert "bea" not in cloud(f"looks {ONE} {ACTING}").out


def test_a_consent_that_names_a_recipient_is_told(cloud: Run) -> None:
    """Told with its recipient it is taken; with one who receives nothing for it, it is unreadable."""
    assert 0 == cloud(f"tell {ONE} consent-given --purpose talent-pool --recipient hiring-partner {ACTING}").code
    assert 2 == cloud(f"tell {ONE} consent-given --purpose talent-pool --recipient crisp {ACTING}").code
    assert 2 == cloud(f"tell {ONE} contract-start --recipient hiring-partner {ACTING}").code


def test_missing_dates_are_listed_and_supplied(cloud: Run) -> None:
    """What waits for a date is listed with exit 1; supplied for everybody, it is shown as assumed by whom, with exit 0."""
    for person in (ONE, OTHER):
        put(cloud, "identity-sheet", "customer-pages", person, name="Jeanne", email="jeanne@estran.example")
    waiting = cloud("unknown --json")
    (unknown,) = [one for one in json.loads(waiting.out)["unknown"] if "account-management" in one["purposes"]]
    assert (1, "contract-start", 2) == (waiting.code, unknown["event"], unknown["persons"])
    assert "date waited for" in cloud("unknown").out
    assert 3 == cloud(f"supply contract-end --on 2026-01-01 {ACTING}").code

    assert 0 == cloud(f"supply contract-start --on 2026-01-01 {ACTING}").code

    said = cloud("unknown")
    assert (0, True) == (said.code, "assumed by decision of ann: 2 dates" in said.out)
    assert [2] == [one["events"] for one in json.loads(cloud("unknown --json").out)["assumed"]]


def test_a_record_is_moved_and_persons_are_joined(cloud: Run) -> None:
    """A record filed under the wrong person is moved to the right one; two who are one are joined, listed, and parted."""
    for person in (ONE, OTHER):
        cloud(f"tell {person} contract-start --on 2026-01-01 {ACTING}")
    ref = put(cloud, "identity-sheet", "customer-pages", ONE, name="Jeanne", email="jeanne@estran.example")
    role = f"--role account-manager --purpose account-management {ACTING}"

    assert 0 == cloud(f"move {ref} --to {OTHER} {role}").code

    assert [OTHER] == [one["person"] for one in json.loads(cloud(f"read {ref} {role} --json").out)]
    assert 3 == cloud(f"move {ref} --to {OTHER} {role}").code
    joined = cloud(f"person join {ONE} {OTHER} --proved {ACTING}")
    assert (0, True) == (joined.code, "2 persons are one" in joined.out), joined.err
    assert [ONE, OTHER] == json.loads(cloud(f"person group {ONE} --json").out)
    assert 0 == cloud(f"person part {ONE} {ACTING}").code
    assert ONE == cloud(f"person group {ONE}").out.strip()
    assert 4 == cloud(f"person part {ONE} {ACTING}").code


@pytest.mark.clause("A1")
def test_a_territory_is_assigned_by_somebody_else(music: Run) -> None:
    """Nobody assigns their own territory; somebody else's word is taken, written down without the value, and taken back."""
    assert 3 == music("assign territory-manager --for bea --actor bea | north").code

    assigned = music(f"assign territory-manager --for bea {ACTING} | north")

    assert (0, True) == (assigned.code, "1 value assigned" in assigned.out)
    assert "they see nothing" in music(f"assign territory-manager --for bea {ACTING}").out
    lines = music("journal --act own-assigned --json")
    assert [1, 0] == [line["facts"]["values"] for line in json.loads(lines.out)]
    assert "north" not in lines.out


def test_an_undertaking_is_attested_by_somebody_else(cloud: Run) -> None:
    """Nobody attests their own undertaking."""
    assert 3 == cloud(f"undertaking confidentiality --for ann --until 2999-01-01 {ACTING}").code
    assert 0 == cloud(f"undertaking confidentiality --for bea --until 2999-01-01 {ACTING}").code
