"""What people attest: entered with its dates, signed, counted until its last day, and broken after it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.instance.conftest import charter_text
from tests.proof.conftest import HARBOUR, verdict_on

from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.instance import Instance
from etanche.proof import Evidence, State
from etanche.proof.attestations import NoSuchAttestation, NotAttested
from etanche.store import moment_of, standing
from etanche.web import create_app

TODAY = date(2026, 11, 21)
Made = Callable[..., Evidence]


@pytest.fixture
def harbour(tmp_path: Path, clock: FixedClock) -> Instance:
    """An instance whose charter has an attestation of a firm, and an undertaking that a role needs."""
    return Instance.create(
        tmp_path / "data", charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, demo=True
    )


def evidence(name: object = "intrusion-test", **other: object) -> Evidence:
    """Return evidence of today."""
    said = {"name": name, "digest": b"d" * 32, "issuer": "Cabinet", "owner": "security", "made": TODAY, "by": "eve"}
    return Evidence(**said | other)  # type: ignore[arg-type]  # as the test asks


def finding(instance: Instance, name: str = "intrusion-test") -> tuple[State, str]:
    """Return how an attestation stands."""
    verdict = verdict_on(instance.bench, f"attest:{name}")
    return verdict.state, verdict.because


@pytest.mark.clause("P14")
@pytest.mark.clause("G13")
def test_evidence_counts_until_its_last_day(harbour: Instance, clock: FixedClock) -> None:
    """Unproven before, attested from its day to its last day, broken on the next; new evidence heals it."""
    told = [finding(harbour)]
    entered = harbour.attest(evidence(until=TODAY + timedelta(days=30)))
    for days in (0, 30, 1):
        clock.advance(timedelta(days=days))
        told.append(finding(harbour))
    harbour.attest(evidence(made=TODAY + timedelta(days=31)))

    assert (30, TODAY + timedelta(days=30)) == (entered.left, entered.until)
    assert [
        (State.UNPROVEN, "attest.none"),
        (State.ATTESTED, "attest.filed"),
        (State.ATTESTED, "attest.filed"),
        (State.BROKEN, "attest.lapsed"),
    ] == told
    assert (State.ATTESTED, "attest.filed") == finding(harbour)


def test_what_is_never_entered_is_broken_once_it_was_due(harbour: Instance, clock: FixedClock) -> None:
    """The charter asks for evidence every six months: without any, the promise is unproven until then, and broken after."""
    told = []
    for days in (0, 181, 1):
        clock.advance(timedelta(days=days))
        told.append(finding(harbour))

    assert [(State.UNPROVEN, "attest.none"), (State.UNPROVEN, "attest.none"), (State.BROKEN, "attest.never")] == told


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"made": TODAY + timedelta(days=1)}, NotAttested),
        ({"until": TODAY - timedelta(days=1)}, NotAttested),
        ({"made": date(2020, 1, 1)}, NotAttested),
        ({"until": date(2027, 5, 22)}, NotAttested),
        ({"name": "nothing"}, NoSuchAttestation),
        ({"about": "ann"}, Unreadable),
        ({"name": "confidentiality"}, Unreadable),
        ({"name": "confidentiality", "about": "eve"}, NotAttested),
        ({"issuer": ""}, Unreadable),
        ({"owner": "x" * 101}, Unreadable),
        ({"link": "javascript:alert(1)"}, Unreadable),
        ({"link": "http://estran.example/report"}, Unreadable),
        ({"link": 'https://estran.example/" onclick=x'}, Unreadable),
    ],
)
def test_evidence_that_cannot_be_is_refused(
    harbour: Instance, wrong: dict[str, object], error: type[Exception]
) -> None:
    """Of a day to come, longer than the charter lets it count, for nobody, by nobody, of oneself: refused, and nothing is written."""
    with pytest.raises(error):
        harbour.attest(evidence(**wrong))
    assert () == harbour.attestations.listed()
    assert () == harbour.journal.entries(act="evidence-entered")


def test_the_order_of_rows_revives_nothing(harbour: Instance, clock: FixedClock) -> None:
    """Somebody with the file who lets the older evidence stand behind the newer one changes nothing: the moment that is signed counts."""
    harbour.attest(evidence(digest=b"o" * 32))
    clock.advance(timedelta(minutes=1))
    harbour.attest(evidence(digest=b"n" * 32, until=TODAY))
    with harbour.store.writing() as connection:
        for statement in ("SET seq = 9 WHERE seq = 1", "SET seq = 1 WHERE seq = 2", "SET seq = 2 WHERE seq = 9"):
            connection.exec_driver_sql(f"UPDATE attestations {statement}")  # words of this test

    assert [b"n" * 32] == [one.row.digest for one in harbour.attestations.last("intrusion-test")]


@pytest.mark.clause("G13")
def test_superseded_evidence_does_not_come_back(harbour: Instance, clock: FixedClock) -> None:
    """Whoever takes the newest evidence out of the file breaks the promise: the journal knows that there was newer."""
    harbour.attest(evidence(digest=b"o" * 32))
    clock.advance(timedelta(minutes=1))
    harbour.attest(evidence(digest=b"n" * 32, until=TODAY))
    told = [finding(harbour)]
    with harbour.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attestations WHERE seq = 2")
    told.append(finding(harbour))

    assert [(State.ATTESTED, "attest.filed"), (State.BROKEN, "attest.taken-away")] == told


@pytest.mark.clause("G13")
def test_a_nearer_end_of_the_same_file_does_not_go_away(harbour: Instance, clock: FixedClock) -> None:
    """The same file entered again with a nearer end is newer evidence: whoever takes that line out breaks the promise."""
    harbour.attest(evidence())
    clock.advance(timedelta(minutes=1))
    harbour.attest(evidence(until=TODAY))
    told = [finding(harbour)]
    with harbour.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM attestations WHERE seq = 2")
    told.append(finding(harbour))

    assert [(State.ATTESTED, "attest.filed"), (State.BROKEN, "attest.taken-away")] == told


@pytest.mark.clause("G13")
def test_a_date_moved_by_hand_shows(harbour: Instance) -> None:
    """Somebody with the file who gives evidence a longer life, or another promise, breaks it: the row is signed as a whole."""
    for change in ("until = '2027-05-01'", "name = 'confidentiality'", "about = 'eve'", "digest = zeroblob(32)"):
        harbour.attest(evidence(until=TODAY + timedelta(days=9)))
        with harbour.store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE attestations SET {change}")  # a sabotage
        name = "confidentiality" if "name" in change else "intrusion-test"

        assert (State.BROKEN, "attest.forged") == finding(harbour, name), change
        with harbour.store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM attestations")


@pytest.mark.clause("P14")
def test_what_is_no_date_and_no_signature_is_forged_evidence(harbour: Instance) -> None:
    """Whatever somebody without a key writes into a row, it is told forged, and neither lists, letters nor the page fail."""
    harbour.attest(evidence())
    told = []
    for change in (
        "until = 'soon'",
        "made = '9999-12-31'",
        "until = ''",
        "digest = 5",
        "recorded = 7",
        "signature = 'x'",
    ):
        with harbour.store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE attestations SET {change}")
        (listed,) = [one for one in harbour.attestations.listed() if one.row.name == "intrusion-test"]
        told.append((finding(harbour), listed.ours, harbour.post_alerts(), dict(harbour.reports())))
        json.dumps(listed.as_json())

    assert [((State.BROKEN, "attest.forged"), False, 0, {})] * 6 == told


def test_an_undertaking_lets_its_actor_act_until_its_last_day_is_over(harbour: Instance, clock: FixedClock) -> None:
    """The role needs it: what the vault asks at each reading has the actor's name, and ends at midnight after the last day."""
    harbour.attest(evidence("confidentiality", about="ann", until=TODAY + timedelta(days=9)))
    with harbour.store.reading() as connection:
        [event] = standing.under(connection, harbour.organisation_id, "agreement:")
    clock.advance(timedelta(days=10))

    assert datetime(2026, 11, 30, 23, tzinfo=UTC) == moment_of(event.effective)
    assert event.subject.endswith("/ann")
    assert (State.BROKEN, "attest.lapsed") == finding(harbour, "confidentiality")


def test_of_several_undertakings_those_in_date_are_counted(harbour: Instance, clock: FixedClock) -> None:
    """One that lapsed opens nothing any more and is told; the promise stands on those in date."""
    harbour.attest(evidence("confidentiality", about="ann", until=TODAY + timedelta(days=9)))
    harbour.attest(evidence("confidentiality", about="bob"))
    clock.advance(timedelta(days=10))
    verdict = verdict_on(harbour.bench, "attest:confidentiality")

    assert (State.ATTESTED, 1, 1) == (verdict.state, verdict.measured["persons"], verdict.measured["lapsed"])


def test_the_journal_and_the_list_say_who_entered_what(harbour: Instance) -> None:
    """A line of the journal has the digest and the dates; the list has the nearest end first; a file is known by its digest."""
    harbour.attest(evidence("confidentiality", about="ann", digest=b"c" * 32))
    harbour.attest(evidence(until=TODAY + timedelta(days=9)))
    [line] = harbour.journal.entries(act="evidence-entered", object="attest:intrusion-test")

    assert ("eve", "2026-11-30") == (line.actor, line.facts["until"])
    assert ["intrusion-test", "confidentiality"] == [one.row.name for one in harbour.attestations.listed()]
    assert ["confidentiality"] == [one.row.name for one in harbour.attestations.evidenced(b"c" * 32)]
    assert () == harbour.attestations.evidenced(b"x" * 32)
    assert json.dumps([one.as_json() for one in harbour.attestations.listed()])


@pytest.mark.clause("G13")
def test_the_proof_page_leads_to_a_report_while_it_counts(harbour: Instance, clock: FixedClock) -> None:
    """A report that everybody can read is linked beside its promise; not once it has lapsed, nor when its address was changed by hand."""
    link = "https://brisant.example/reports/2026?lang=fr"
    harbour.attest(evidence(link=link, until=TODAY + timedelta(days=9)))
    harbour.attest(evidence("confidentiality", about="ann"))
    told = [harbour.reports()]
    harbour.prove()
    with TestClient(create_app(harbour)) as client:
        page = client.get("/proof?lang=en").text
    with harbour.store.writing() as connection:
        connection.exec_driver_sql("UPDATE attestations SET link = 'https://eve.example/'")
    told.append(harbour.reports())
    harbour.attest(evidence(link=link, until=TODAY + timedelta(days=9)))
    clock.advance(timedelta(days=10))
    told.append(harbour.reports())

    assert [{"attest:intrusion-test": link}, {}, {}] == told
    assert f'<a href="{link}" rel="external noopener">Read the evidence' in page


def test_a_shorter_charter_ends_evidence_sooner(harbour: Instance, clock: FixedClock, tmp_path: Path) -> None:
    """When the charter asks for evidence more often, what was entered counts only as long as the new one lets it."""
    harbour.attest(evidence())
    apply(harbour, clock, tmp_path, ("every: 6 months", "every: 1 month"))
    clock.advance(timedelta(days=40))

    assert (State.BROKEN, "attest.lapsed") == finding(harbour)


def test_evidence_goes_on_under_a_new_name(harbour: Instance, clock: FixedClock, tmp_path: Path) -> None:
    """Renamed in the charter, an attestation keeps its evidence, signed anew; what was changed by hand stays as it is and shows."""
    harbour.attest(evidence())
    apply(harbour, clock, tmp_path, ("  intrusion-test:\n", "  penetration-test:\n    was: intrusion-test\n"))
    told = [finding(harbour, "penetration-test")]
    with harbour.store.writing() as connection:
        connection.exec_driver_sql("UPDATE attestations SET until = '2027-05-01'")
    apply(harbour, clock, tmp_path, ("  intrusion-test:\n", "  pen-test:\n    was: penetration-test\n"), days=1)
    told.append(finding(harbour, "pen-test"))

    assert [(State.ATTESTED, "attest.filed"), (State.BROKEN, "attest.forged")] == told


def apply(instance: Instance, clock: FixedClock, folder: Path, *edits: tuple[str, str], days: int = 0) -> None:
    """Apply a changed charter from now on."""
    clock.advance(timedelta(days=days, minutes=1))
    path = folder / "another.yaml"
    text = charter_text(*edits, day=TODAY + timedelta(days=days), base=HARBOUR.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    instance.apply(instance.propose(path), by="ann")
