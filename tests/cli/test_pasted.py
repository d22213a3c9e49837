"""What letters and pages tell people to type: each line, pasted as it stands, does what it says in an instance of several organisations."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE
from tests.incidents.test_demands import came
from tests.organisations.conftest import LIGHTHOUSE, Two, founded

from etanche.clock import SystemClock
from etanche.instance import Instance
from etanche.instance.alerting import AlertSettings, incident_letters
from etanche.rights import Arriving, Clerk, Right
from etanche.vault import KeptByLaw

__all__ = ["founded"]

ANN = Clerk(actor="Ann Le Goff", role="dpo")


@pytest.fixture
def folder(founded: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with a society beside the operator; who types names its folder and its passphrase, as in a shell."""
    shutil.copytree(founded, room / "data")
    monkeypatch.setenv("ETANCHE_DATA", str(room / "data"))
    monkeypatch.setenv("ETANCHE_PASSPHRASE_FILE", str(room / "secret"))
    return room / "data"


def test_the_line_of_an_alert_shows_its_incident(folder: Path, run: Run) -> None:
    """The incident of an organisation that is not the first one is found by the line of the letter, in both languages, and by none without its name."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        other = instance.organisation(LIGHTHOUSE)
        made = other.incidents.open("A lamp was read", by="dpo")
        settings = AlertSettings(to=("team@phare.example",))
        (letter,) = incident_letters(settings, made, charter=other.charter, command=other.command)
        first = instance.command
    lines = re.findall(r"`etanche ([^`]+)`", letter.text)

    assert "etanche" == first
    assert 2 == len(lines)
    assert [(0, True)] * 2 == [(said.code, "A lamp was read" in said.out) for said in map(run, lines)]
    assert 4 == run(f"incident show {made.name}").code


@pytest.mark.clause("P20", "P7")
def test_the_line_that_a_desk_tells_places_the_hold(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a demand that waits, the request is shown with a line that holds the person because of it; typed, nothing goes and the request warns no more."""
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance:
        two = Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=SystemClock())  # type: ignore[arg-type]  # nobody moves it
        person, name = two.write_down("ann@example.org"), came(two)
        asked = Arriving(right=Right.ERASURE, channel="desk", words="Erase me.", language="en", person=person)
        filed = two.other.requests.open(asked, actor="dpo")
    shown = run(f"--organisation {LIGHTHOUSE} request show {filed.name} --as dpo --actor ann")
    (line,) = re.findall(r"^  etanche (.* hold .*)$", shown.out, re.MULTILINE)
    monkeypatch.setattr("sys.stdin", io.StringIO("A court asked.\n"))
    held = run(line)
    after = run(f"--organisation {LIGHTHOUSE} request show {filed.name} --as dpo --actor ann")

    assert name in shown.out
    assert (0, "") == (held.code, held.err)
    assert name not in after.out
    with (
        Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=SystemClock()) as instance,
        instance.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor=ANN.actor) as session,
        pytest.raises(KeptByLaw),
    ):
        session.forget(session.of_person(person)[0].ref)
