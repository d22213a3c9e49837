"""An incident from its first minute to its closing report, with real mail: whom it concerns is computed, the clock runs, people are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, founded
from tests.outbound.conftest import Post, certificate, loop, message_in, post

from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.incidents import (
    ITSELF,
    IncidentClosed,
    Incidents,
    Kind,
    NoSuchIncident,
    NotReady,
    Scope,
    Severity,
    StillOwed,
    Whom,
    both,
    clocks_of,
    close,
    draft,
    halt,
    spare,
)
from etanche.instance import Instance
from etanche.instance.alerting import AlertSettings, incident_letters
from etanche.standing import Scope as Halting
from etanche.store import StoryRow
from etanche.store import incidents as kept

__all__ = ["certificate", "founded", "loop", "post"]

TITLE = "Grebe the warden read what was not his"


@pytest.fixture
def two(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Two]:
    """An instance with a society that has a register of people."""
    shutil.copytree(founded, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


def seen(two: Two, *emails: str, actor: str = "grebe") -> None:
    """Write people down, and let somebody look at each of them."""
    for email in emails:
        person = two.write_down(email)
        two.other.acting("dpo", purpose="watching", actor=actor).of_person(person, "ledger")


def breach(it: Incidents, *, severity: Severity = Severity.HIGH) -> str:
    """Write a breach down, and all that the law wants told; return its name."""
    name = it.open(TITLE, by="dpo").name
    it.add(name, Kind.AWARE, by="dpo", said={"since": it.clock.now().isoformat()})
    it.add(name, Kind.SEVERITY, by="dpo", said={"is": severity.value})
    it.add(name, Kind.CONSEQUENCES, by="dpo", words="Somebody may write to you in our name.")
    it.add(name, Kind.MEASURE, by="dpo", words="His access was taken away.")
    return name


@pytest.mark.clause("G22")
def test_whom_it_concerns_is_computed_and_everybody_is_told(
    two: Two, post: Post, certificate: Path, tmp_path: Path
) -> None:
    """Of four people three were looked at by him, in that hour, one of them twice: these three get a letter in both languages, and nobody else does."""
    it = two.other.incidents
    seen(two, "ann@example.org", "bob@example.org")
    two.clock.advance(timedelta(hours=2))
    since = two.clock.now()
    seen(two, "cid@example.org", "dan@example.org", "eve@example.org")
    seen(two, "fay@example.org", actor="maud")
    name = breach(it)
    incident, found = it.scope(name, Scope(actor="grebe", since=since), by="dpo")
    done = two.other.notifying.notify(name, Whom.PEOPLE, by="dpo")
    postman = post("tls")
    settings = tmp_path / "data/instance.toml"
    waiting = two.other.outbox.waiting().letters
    two.instance.close()
    settings.write_text(
        settings.read_text()
        + f'\n[mail]\nfrom = "etanche@phare.example"\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"\n'
    )
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=two.clock) as instance:
        instance.organisation(LIGHTHOUSE).mail.send()
        told = instance.organisation(LIGHTHOUSE).incidents.of(name)
    texts = [message_in(one).get_content() for one in postman.taken]

    assert (3, 3, 3) == (len(found.persons), found.records, incident.persons)
    assert {"ledger": 3} == found.categories
    assert 3 == done.letters == waiting
    assert 0 == done.unreached
    assert {"cid@example.org", "dan@example.org", "eve@example.org"} == {one.rcpt_tos[0] for one in postman.taken}
    assert all(TITLE in text and "His access was taken away." in text for text in texts)
    assert all("What may come of it" in text and "Ce qui peut en résulter" in text for text in texts)
    assert 3 == told.told_to(Whom.PEOPLE)[0].numbers["letters"]


@pytest.mark.clause("G22")
def test_the_clock_of_72_hours_runs_through_the_weekend(two: Two) -> None:
    """It begins when somebody is aware and not before; in time no reason is asked; an hour late nothing is told without one, and the notice says it."""
    it, notifying = two.other.incidents, two.other.notifying
    name = it.open(TITLE, by="dpo").name
    before = clocks_of(it.of(name), two.other.charter)
    with pytest.raises(NotReady, match="aware"):
        notifying.notify(name, Whom.AUTHORITY, by="dpo")
    aware = two.clock.now()
    it.add(name, Kind.AWARE, by="dpo", said={"since": aware.isoformat()})
    (clock,) = clocks_of(it.of(name), two.other.charter)
    two.clock.advance(timedelta(hours=73))
    with pytest.raises(NotReady, match="late"):
        notifying.notify(name, Whom.AUTHORITY, by="dpo")
    done = notifying.notify(name, Whom.AUTHORITY, by="dpo", to=["cnil@example.org"], late="The office was flooded.")
    again = notifying.notify(name, Whom.AUTHORITY, by="dpo", reference="V-1")
    (after,) = clocks_of(again.incident, two.other.charter)

    assert () == before
    assert aware + timedelta(hours=72) == clock.due
    assert not clock.late(aware + timedelta(hours=72))
    assert 1 == done.letters
    assert "The office was flooded." in done.incident.told[0].words
    assert 2 == len(again.incident.told_to(Whom.AUTHORITY))
    assert after.late(two.clock.now())


@pytest.mark.clause("G22")
def test_drafts_have_all_that_the_law_wants(two: Two) -> None:
    """Nature, numbers, categories, contact, consequences, measures: in both languages; what nobody said yet stands there as missing, and people are not told less."""
    it = two.other.incidents
    seen(two, "cid@example.org")
    bare = it.open(TITLE, by="dpo").name
    it.add(bare, Kind.AWARE, by="dpo")
    it.scope(bare, Scope(actor="grebe"), by="dpo")
    early = both(it.of(bare), two.other.charter, Whom.AUTHORITY)
    with pytest.raises(NotReady, match="consequences, measures"):
        two.other.notifying.notify(bare, Whom.PEOPLE, by="dpo")
    name = breach(it)
    it.scope(name, Scope(actor="grebe"), by="dpo")
    texts = {
        language: draft(it.of(name), two.other.charter, Whom.AUTHORITY, language).text for language in ("fr", "en")
    }

    assert ("consequences", "measures") == early.missing
    assert () == both(it.of(name), two.other.charter, Whom.AUTHORITY).missing
    heads = {
        "en": ["Since when", "What happened", "About 1 person", "Which data", "Register of watchers", "Whom to ask"],
        "fr": ["Depuis quand", "Ce qui s’est passé", "Environ 1 personne", "Quelles données", "Registre des veilleurs"],
    }
    for language, text in texts.items():
        assert [] == [one for one in heads[language] if one not in text.replace("\xa0", " ").replace("\u202f", " ")]


def test_nobody_is_told_numbers_that_nobody_computed(two: Two) -> None:
    """A detector names the lines it is about and counts no people: until somebody does, the numbers are missing, and not nought."""
    it = two.other.incidents
    name = it.open("Mass reading", by="etanche", detector="mass-reading", scope=Scope(actor="grebe")).name
    before = draft(it.of(name), two.other.charter, Whom.AUTHORITY, "en")
    it.scope(name, Scope(actor="grebe"), by="dpo")
    after = draft(it.of(name), two.other.charter, Whom.AUTHORITY, "en")

    assert "numbers" in before.missing
    assert "numbers" not in after.missing


def test_a_letter_at_once_repeats_nothing_that_somebody_wrote(two: Two) -> None:
    """The title that somebody typed is sealed: whoever is told by mail is told that there is an incident, and its number."""
    made = two.other.incidents.open(TITLE, by="dpo")
    settings = AlertSettings(to=("team@phare.example",))
    (letter,) = incident_letters(settings, made, charter=two.other.charter, command=two.other.command)

    assert TITLE not in f"{letter.subject}{letter.text}"
    assert made.name in letter.text


def test_the_clock_does_not_begin_tomorrow(two: Two) -> None:
    """Who says that somebody is aware from a moment to come is asked again: the 72 hours are no longer for that."""
    it = two.other.incidents
    name = it.open(TITLE, by="dpo").name
    with pytest.raises(Unreadable):
        it.add(name, Kind.AWARE, by="dpo", said={"since": (two.clock.now() + timedelta(minutes=1)).isoformat()})

    assert it.of(name).aware is None


def test_the_register_is_sealed_and_nothing_is_changed(two: Two, tmp_path: Path) -> None:
    """What people wrote is in no file in clear; a row moved to another incident says nothing; each happening is a line of the journal."""
    it = two.other.incidents
    name, other = breach(it), it.open("Something else", by="dpo").name
    it.add(name, Kind.FACT, by="dpo", words="grebe-in-the-sluice")
    two.other.store.flush()
    files = b"".join(one.read_bytes() for one in (tmp_path / "data").rglob("*") if one.is_file())
    with two.other.store.writing() as connection:
        rows = kept.of(connection, two.other.organisation_id, it.of(name).id)
        moved = StoryRow(
            organisation=rows[-1].organisation,
            story=it.of(other).id,
            seq=2,
            at=rows[-1].at,
            kind=rows[-1].kind,
            sealed=rows[-1].sealed,
        )
        kept.append(connection, moved)
    lines = [one.act for one in two.other.journal_entries(since=None, act=None, actor="dpo", last=50)]

    assert b"grebe-in-the-sluice" not in files
    assert b"Grebe the warden" not in files
    assert () == it.of(other).facts
    assert ["incident-opened", "incident-aware", "incident-severity", "incident-consequences"] == lines[:4]
    assert "incident-fact" in lines


def test_what_is_closed_stays_closed_and_goes_after_five_years(two: Two) -> None:
    """A closed incident takes nothing more and stays in the register; after its term it is gone, with a line; words and names are asked for."""
    it = two.other.incidents
    name = breach(it)
    with pytest.raises(Unreadable):
        close(it, two.other.charter, name, report=" ", by="dpo")
    with pytest.raises(Unreadable):
        it.add(name, Kind.FACT, by=" ", words="x")
    for whom in (Whom.AUTHORITY, Whom.PEOPLE):
        it.scope(name, Scope(actor="grebe"), by="dpo")
        two.other.notifying.notify(name, whom, by="dpo")
    close(it, two.other.charter, name, report="Mended, and told.", by="dpo")
    with pytest.raises(IncidentClosed):
        it.add(name, Kind.FACT, by="dpo", words="one more")
    two.clock.advance(timedelta(days=1_800))
    early = it.forget_old()
    two.clock.advance(timedelta(days=60))

    assert 0 == early
    assert 1 == it.forget_old()
    with pytest.raises(NoSuchIncident):
        it.of(name)
    assert 1 == len(two.other.journal_entries(since=None, act="incident-forgotten", actor=None, last=5))


def test_telling_is_all_or_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while letters are written, no letter waits and the incident does not say that anybody was told."""
    it = two.other.incidents
    seen(two, "cid@example.org", "dan@example.org")
    name = breach(it)
    it.scope(name, Scope(actor="grebe"), by="dpo")

    def killed(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Incidents, "add_within", killed)
    with pytest.raises(RuntimeError):
        two.other.notifying.notify(name, Whom.PEOPLE, by="dpo")

    assert 0 == two.other.outbox.waiting().letters
    assert () == it.of(name).told


def test_people_are_told_while_everything_is_halted(two: Two) -> None:
    """A halt stops all reading; the letters to those concerned are written all the same."""
    it = two.other.incidents
    seen(two, "cid@example.org")
    name = breach(it)
    halt([two.other.halter], Halting.ORGANISATION, reason="a leak", by="dpo")
    it.scope(name, Scope(actor="grebe"), by="dpo")

    assert 1 == two.other.notifying.notify(name, Whom.PEOPLE, by="dpo").letters


def test_no_severity_asks_for_no_letter(two: Two) -> None:
    """Without a risk nobody has to be told, and it stays in the register; with a high one the people are."""
    charter, it = two.other.charter, two.other.incidents
    harmless, grave = breach(it, severity=Severity.NONE), breach(it)

    assert () == clocks_of(it.of(harmless), charter)
    assert [Whom.AUTHORITY, Whom.PEOPLE] == [one.whom for one in clocks_of(it.of(grave), charter)]
    assert {harmless, grave} == {one.name for one in it.all()}


def test_no_report_closes_what_somebody_is_owed(two: Two) -> None:
    """Aware of a breach, the authority is told first; of a high risk the people too, or somebody says why not; judged harmless, nobody is."""
    it, charter = two.other.incidents, two.other.charter
    name, harmless = breach(it), breach(it)
    with pytest.raises(StillOwed, match="authority, people"):
        close(it, charter, name, report="Done.", by="dpo")
    two.other.notifying.notify(name, Whom.AUTHORITY, by="dpo")
    with pytest.raises(StillOwed, match="told yet: people"):
        close(it, charter, name, report="Done.", by="dpo")
    with pytest.raises(Unreadable):
        spare(it, name, Whom.PEOPLE, words=" ", by="dpo")
    spare(it, name, Whom.PEOPLE, words="What was read is sealed to who read it (34(3)(a)).", by="dpo")
    with pytest.raises(Unreadable, match="authority"):
        spare(it, harmless, Whom.AUTHORITY, words="We would rather not.", by="dpo")
    it.add(harmless, Kind.SEVERITY, by="dpo", said={"is": Severity.NONE.value})

    assert close(it, charter, name, report="Done.", by="dpo").closed
    assert close(it, charter, harmless, report="A false alarm.", by="dpo").closed
    assert "incident-not-told" in [
        one.act for one in two.other.journal_entries(since=None, act=None, actor=None, last=9)
    ]


def test_saying_nothing_of_awareness_is_no_way_out(two: Two) -> None:
    """What a person judged a risk is not closed because nobody said since when; what a detector only suspected is."""
    it, charter = two.other.incidents, two.other.charter
    judged = it.open(TITLE, by="dpo").name
    it.add(judged, Kind.SEVERITY, by="dpo", said={"is": Severity.RISK.value})
    with pytest.raises(StillOwed):
        close(it, charter, judged, report="Nothing, really.", by="dpo")
    suspected = it.open("x", by=ITSELF, severity=Severity.RISK, detector="mass-reading").name

    assert it.of(judged).closed is None
    assert close(it, charter, suspected, report="She was new.", by="dpo").closed


def test_what_is_raised_while_a_report_is_written_is_seen(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at an incident and its closing somebody becomes aware: the transaction that closes sees it, and nothing is closed."""
    it = two.other.incidents
    name = it.open(TITLE, by="dpo").name
    happened = Incidents.happened

    def meanwhile(*args: object, **said: object) -> object:
        monkeypatch.setattr(Incidents, "happened", happened)
        it.add(name, Kind.AWARE, by="eve")
        return happened(*args, **said)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Incidents, "happened", meanwhile)
    with pytest.raises(StillOwed):
        close(it, two.other.charter, name, report="Nothing.", by="dpo")

    assert (None, "eve") == (it.of(name).closed, it.of(name).story[-1].by)


def test_one_changed_list_hides_nobody_else(two: Two) -> None:
    """Whoever changes the sealed list beside one line of the journal keeps nobody else from being counted, written to or shown: it is counted, said, and alarms."""
    it = two.other.incidents
    seen(two, "cid@example.org", "dan@example.org")
    name = breach(it)
    (line, *_) = [one.seq for one in two.other.journal.lines(actor="grebe")]
    with two.other.store.writing() as connection:
        connection.exec_driver_sql("UPDATE entry_persons SET sealed = zeroblob(60) WHERE seq = ?", (line,))
    _, found = it.scope(name, Scope(actor="grebe"), by="dpo")
    done = two.other.notifying.notify(name, Whom.PEOPLE, by="dpo")
    (person,) = found.persons
    alarms = two.other.journal_entries(since=None, act="seal-broken", actor=None, last=9)

    assert (1, 1, 2) == (len(found.persons), found.hidden, found.lines)
    assert (1, 1) == (done.letters, done.hidden)
    assert 1 == done.incident.told[0].numbers["hidden"]
    assert two.other.vault.entries_about(person)
    assert {"journal"} == {one.object for one in alarms}


def test_an_open_incident_keeps_nobodys_lines(two: Two) -> None:
    """The journal goes by its own term while an incident stands open for years; whom it concerns says since when lines are left."""
    it = two.other.incidents
    seen(two, "cid@example.org")
    name = breach(it)
    _, before = it.scope(name, Scope(actor="grebe"), by="dpo")
    two.other.journal.seal()
    two.clock.advance(timedelta(days=1_500))
    two.write_down("dan@example.org")
    two.other.journal.seal()
    two.other.journal.cut(actor="sweep")
    _, after = it.scope(name, Scope(actor="grebe"), by="dpo")

    assert (1, 0) == (before.lines, after.lines)
    assert before.since is not None
    assert after.since is not None
    assert before.since < after.since


@pytest.mark.clause("G22")
def test_who_says_again_that_they_are_aware_has_no_more_time(two: Two) -> None:
    """At hour 80 somebody says that they are aware from now: it is written down, the clock stays, and a reason is asked for; an earlier moment counts."""
    it, notifying = two.other.incidents, two.other.notifying
    name, aware = breach(it), two.clock.now()
    two.clock.advance(timedelta(hours=80))
    it.add(name, Kind.AWARE, by="dpo", said={"since": two.clock.now().isoformat()})
    with pytest.raises(NotReady, match="late"):
        notifying.notify(name, Whom.AUTHORITY, by="dpo")
    later = it.of(name).aware
    it.add(name, Kind.AWARE, by="dpo", said={"since": (aware - timedelta(hours=1)).isoformat()})

    assert aware == later
    assert aware - timedelta(hours=1) == it.of(name).aware


@pytest.mark.clause("G22")
def test_whom_it_concerns_later_is_told_too(two: Two) -> None:
    """The people were told, then one more is found: nothing is closed before there is word to them, who alone get a letter; a narrower scope owes nothing, and once all were told a later phase goes to all."""
    it, charter, notifying = two.other.incidents, two.other.charter, two.other.notifying
    seen(two, "ann@example.org")
    seen(two, "bob@example.org", actor="coot")
    name = breach(it)
    it.scope(name, Scope(actor="grebe"), by="dpo")
    notifying.notify(name, Whom.PEOPLE, by="dpo")
    notifying.notify(name, Whom.AUTHORITY, by="dpo")
    wider, _ = it.scope(name, Scope(role="dpo"), by="dpo")
    with pytest.raises(StillOwed, match="people"):
        close(it, charter, name, report="Done.", by="dpo")
    narrower, _ = it.scope(name, Scope(actor="grebe"), by="dpo")
    it.scope(name, Scope(role="dpo"), by="dpo")
    owed = notifying.notify(name, Whom.PEOPLE, by="dpo")
    phase = notifying.notify(name, Whom.PEOPLE, by="dpo")

    assert (1, 0) == (wider.unsaid, narrower.unsaid)
    assert [(1, 0), (2, 0)] == [(one.letters, one.unreached) for one in (owed, phase)]
    assert close(it, charter, name, report="Done.", by="dpo").closed
