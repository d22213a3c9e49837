"""When a promise changes, somebody is told once; without a mail server it waits, is counted, and nothing pretends to have been sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.conftest import CHEAP_KDF, PASSPHRASE
from tests.outbound.conftest import Post, Postman, message_in
from tests.proof.conftest import HARBOUR, verdict_on

from etanche.clock import FixedClock
from etanche.instance import Instance, InstanceUnreadable
from etanche.journal import owe
from etanche.proof import NEVER, Evidence
from etanche.proof.alerts import MOST_WAITING
from etanche.proof.awake import completed
from etanche.proof.registry import nightly
from etanche.store import AlertRow, alerts, moment_text

TODAY = date(2026, 11, 21)
TO = 'to = "dpo@essai.example"\n\n[mail]\nfrom = "etanche@essai.example"'
Open = Callable[..., Instance]


@pytest.fixture
def harbour(tmp_path: Path, clock: FixedClock) -> Open:
    """Open an instance with a section `[alerts]` in its settings, or without."""
    folder = tmp_path / "data"
    Instance.create(folder, charter=HARBOUR, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
    settings = folder / "instance.toml"
    plain = settings.read_text()

    def opened(section: str = "") -> Instance:
        settings.write_text(plain + (f"\n[alerts]\n{section}\n" if section else ""))
        return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)

    return opened


def section(postman: Postman, certificate: Path) -> str:
    """Return the settings that lead to a server."""
    return f'{TO}\nserver = "127.0.0.1"\nport = {postman.port}\nauthorities = "{certificate}"'


def letters(postman: Postman) -> list[tuple[str, str]]:
    """Return subject and text of every letter a server took."""
    read = [message_in(one) for one in postman.taken]
    return [(str(one["Subject"]), one.get_content()) for one in read]


def ending(days: int = 0, **other: object) -> Evidence:
    """Return evidence that ends so many days from now."""
    said = {"name": "intrusion-test", "digest": b"d" * 32, "issuer": "x", "owner": "y", "by": "z"}
    dates = {"made": TODAY, "until": TODAY + timedelta(days=days)}
    return Evidence(**said | dates | other)  # type: ignore[arg-type]  # as the test asks


def break_it(instance: Instance) -> None:
    """Break a promise behind the system's back, and look."""
    instance.prove()
    with instance.store.writing() as connection:
        connection.exec_driver_sql("UPDATE instance_facts SET value = 'elsewhere' WHERE name = 'region'")
    instance.prove()


def tell(instance: Instance) -> int:
    """Write letters about what waits, and send them; return about how much they are."""
    told = instance.post_alerts()
    instance.mail.send()
    return told


def news(instance: Instance, *promises: str) -> None:
    """Write down that some promises broke, as a look at them does."""
    at = moment_text(instance.clock.now())
    rows = [
        AlertRow(organisation=instance.organisation_id, at=at, kind="verdict", promise=one, was="kept", now="broken")
        for one in promises
    ]
    with instance.store.writing() as connection:
        owe(connection, instance.organisation_id, rows, instance.keyring.signer(instance.organisation_id))


def test_without_a_server_it_waits_and_is_counted(harbour: Open) -> None:
    """A promise broke: the change waits, asking to send sends nothing, and no line of the journal says that it was."""
    with harbour() as instance:
        break_it(instance)

        assert [("hosting:vannes", "kept", "broken")] == [(one.promise, one.was, one.now) for one in instance.alerts()]
        assert 0 == tell(instance)
        assert 1 == len(instance.alerts())
        assert () == instance.journal.entries(act="alerts-posted")


def test_a_change_is_told_once_and_in_words(harbour: Open, post: Post, certificate: Path) -> None:
    """The letter names the promise, what it was and what it is, and the sentence of the notice; then nothing waits any more."""
    postman = post()
    with harbour(section(postman, certificate)) as instance:
        news(instance, "hosting:vannes")
        sent = [tell(instance), tell(instance)]
        [line] = instance.journal.entries(act="alerts-posted")
        waiting = instance.alerts()
    [(subject, text)] = letters(postman)

    assert ([1, 0], ()) == (sent, waiting)
    assert ("Capitainerie d’essai", 1) == (subject.partition("\u00a0:")[0], line.facts["alerts"])
    assert "hosting:vannes\u00a0: Tenue, puis Rompue" in text
    assert "une machine à Vannes" in text


def test_what_a_server_does_not_take_goes_on_waiting(
    harbour: Open, clock: FixedClock, post: Post, certificate: Path
) -> None:
    """A server that takes nothing today loses nothing: the same letter goes when it takes letters again."""
    postman = post()
    postman.refuses = True
    with harbour(section(postman, certificate)) as instance:
        news(instance, "hosting:vannes")
        waited = tell(instance), instance.outbox.waiting().letters, len(postman.taken)
        postman.refuses = False
        clock.advance(timedelta(minutes=2))
        instance.mail.send()

        assert (1, 1, 0) == waited
        assert (0, 0) == (len(instance.alerts()), instance.outbox.waiting().letters)
        assert 1 == len(letters(postman))


@pytest.mark.clause("G13")
def test_somebody_is_reminded_before_evidence_lapses(
    harbour: Open, clock: FixedClock, post: Post, certificate: Path
) -> None:
    """A month before its end, a week before, and when it has lapsed: once each, however often one looks; and once that nobody looks at promises."""
    postman = post()
    told = []
    with harbour(section(postman, certificate)) as instance:
        instance.attest(ending(90))
        for days in (0, 59, 1, 1, 22, 5, 3, 1):
            clock.advance(timedelta(days=days))
            told.append(tell(instance))

    assert [0, 1, 1, 0, 1, 0, 1, 0] == told
    assert ["contrôles dorment", "trente jours", "sept jours", "est échue"] == [
        next(words for words in ("contrôles dorment", "trente jours", "sept jours", "est échue") if words in text)
        for _, text in letters(postman)
    ]


def test_an_owner_with_an_address_is_reminded_of_what_is_theirs(harbour: Open, post: Post, certificate: Path) -> None:
    """Of two promises to look at, the owner of the evidence is told of the one; those who are told everything, of both."""
    postman = post()
    with harbour(section(postman, certificate)) as instance:
        instance.attest(ending(owner="security@essai.example"))
        news(instance, "hosting:vannes")
        tell(instance)
    told = [
        (one.rcpt_tos, text.count("attest:"), text.count("hosting:"))
        for one, (_, text) in zip(postman.taken, letters(postman), strict=True)
    ]

    assert [(["dpo@essai.example"], 1, 1), (["security@essai.example"], 1, 0)] == sorted(told)


@pytest.mark.clause("P16")
def test_somebody_is_told_when_checks_fall_asleep(
    harbour: Open, clock: FixedClock, post: Post, certificate: Path
) -> None:
    """A day after the last look the officer has a letter, one more when those of the night are late too; fast looks do not hide that these sleep on."""
    postman = post()
    told = []
    with harbour(section(postman, certificate)) as instance:
        instance.prove()
        tell(instance)
        for hours in (24, 1, 1, 22, 1, 24):
            clock.advance(timedelta(hours=hours))
            told.append(tell(instance))
        last = [text for _, text in letters(postman)][-1]
        instance.prove(fast=True)
        [alert] = instance.alerts()
    kind, _, subject = alert.promise.partition(":")

    assert [0, 1, 0, 0, 1, 0] == told
    assert "Les contrôles dorment\u00a0: personne n’a regardé" in last
    assert "depuis le 21 novembre 2026" in " ".join(last.split())
    assert ("asleep", True) == (alert.about, nightly(kind, subject))
    assert 1 < int(alert.now) < len(instance.plan.promises)


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("told = at", ["hosting:vannes"]),
        ("was = 'broken'", ["hosting:vannes"]),
        ("kind = 'gossip'", []),
        ("at = 'soon'", []),
        ("promise = 'your:bank'", []),
        ("was = 'call us'", []),
        ("seq = -1", ["hosting:vannes"]),
    ],
)
def test_an_alert_that_somebody_changed_is_found_out(harbour: Open, change: str, told: list[str]) -> None:
    """Marked as told, or changed into whatever: it is told still if it reads like an alert, no word of somebody else's is, and the journal's promise is broken."""
    with harbour() as instance:
        news(instance, "hosting:vannes")
        with instance.store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE alerts SET {change}")
        waiting = [one.promise for one in instance.alerts() if one.promise != "logs:chain"]
        found = verdict_on(instance.bench, "logs:chain")

    assert told == waiting
    assert ("logs.alerts-forged", {"alerts": 1}) == (found.because, found.measured)


def test_a_row_written_in_advance_silences_nothing(harbour: Open, clock: FixedClock) -> None:
    """Somebody without a key writes that it was told, before it happens, that checks fell asleep: it is told all the same."""
    with harbour() as instance:
        clock.advance(timedelta(hours=25))
        [alert] = instance.alerts()
        with instance.store.writing() as connection:
            connection.exec_driver_sql("UPDATE alerts SET told = at, seq = 9999, mark = NULL")
        found = instance.alerts()

    assert [alert.promise] * 2 == [one.promise for one in found]


def test_checks_that_never_ran_are_asleep(harbour: Open, clock: FixedClock) -> None:
    """A house whose promises nobody has looked at in its first day says so, once."""
    with harbour() as instance:
        before = instance.alerts()
        clock.advance(timedelta(hours=25))
        found = [instance.alerts(), instance.alerts()]

    assert () == before
    assert [[("asleep", "")]] * 2 == [[(one.about, one.was) for one in some] for some in found]


@pytest.mark.clause("P16")
@pytest.mark.parametrize("whitened", [False, True], ids=["never ran", "verdicts deleted"])
def test_fast_runs_hide_no_check_that_never_ran(harbour: Open, clock: FixedClock, *, whitened: bool) -> None:
    """Where only what is quick was ever looked at, or what was for the night was deleted, the officer is told after two days, once, and the verdicts say it."""
    told = []
    with harbour() as instance:
        if whitened:
            instance.prove()
        for hours in (0, 23, 24, 24):
            clock.advance(timedelta(hours=hours))
            instance.prove(fast=True)
            if whitened:
                nights = [one for one in instance.plan.promises if nightly(*one.split(":", 1))]
                with instance.store.writing() as connection:
                    for one in nights:
                        connection.exec_driver_sql("DELETE FROM verdicts WHERE promise = ?", (one,))
                instance.looked_up.forget()
            told.append([(one.about, one.was, int(one.now)) for one in instance.alerts() if one.about == "asleep"])
        found = {one.id: one for one in instance.verdicts().verdicts}
        slept = [one for one in found.values() if one.because == NEVER]
        oldest = instance.verdicts().oldest
        instance.prove()
        after = [one.because for one in instance.verdicts().verdicts]

    assert [[], [], [], [("asleep", "", len(slept))]] == told
    assert {"logs:chain", "sealed:records"} <= {one.id for one in slept if nightly(*one.id.split(":", 1))}
    assert [("unproven", {"days": 2})] * len(slept) == [(one.state, one.measured) for one in slept]
    assert clock.now() == oldest
    assert NEVER not in after


def test_what_a_new_charter_promises_has_its_time_from_its_day(harbour: Open, clock: FixedClock) -> None:
    """A promise that nobody has looked at yet sleeps a day after its charter came into force, and not before."""
    with harbour() as instance:
        instance.prove()
        found = instance.verdicts()
        new, others = found.verdicts[0].id, found.verdicts[1:]
        since = clock.now()
        told = [
            [
                one.id
                for one in completed(
                    replace(found, verdicts=others), since + timedelta(hours=hours), promises=[new], since=since
                ).verdicts
                if one.because == NEVER
            ]
            for hours in (0, 24, 25)
        ]

    assert [[], [], [new]] == told


def test_an_outbox_nobody_empties_is_bounded(harbour: Open) -> None:
    """Of more changes than anybody reads, the oldest go when another one comes."""
    with harbour() as instance:
        news(instance, *(f"hosting:{number}" for number in range(MOST_WAITING + 7)))
        instance.attest(ending())
        tell(instance)
        with instance.store.reading() as connection:
            left = [one for one in alerts.known(connection, instance.organisation_id) if one.told is None]

    assert (MOST_WAITING, "attest:intrusion-test") == (len(left), left[-1].promise)


def test_what_waits_names_nobody(harbour: Open) -> None:
    """A reminder of somebody's undertaking names the promise and the evidence, and not the person."""
    with harbour() as instance:
        instance.attest(ending(name="confidentiality", about="eve"))
        tell(instance)
        with instance.store.reading() as connection:
            found = [one for one in alerts.known(connection, instance.organisation_id) if one.told is None]

    assert ["attest:confidentiality"] == [row.promise for row in found]
    assert "eve" not in str(found)


@pytest.mark.parametrize(
    "wrong",
    [
        'from = "a@b.example"\nserver = "x"',
        TO,
        f'{TO}\nserver = "x"\nport = 0',
        f'{TO}\nserver = "x"\nsecurity = "perhaps"',
        f'{TO}\nserver = "x"\nsecurity = "tls"\nstarttls = true',
        'to = "d@e.example"\nfrom = "a@b.example"\nserver = "x"\n[mail]\nfrom = "a@b.example"\nserver = "y"',
        f'{TO}\nserver = "x"\npassword = "in clear"',
        'to = "dpo@essai.example, eve@essai.example"\nfrom = "a@b.example"\nserver = "x"',
        'to = []\nfrom = "a@b.example"\nserver = "x"',
        f'{TO}\nserver = "x"\nstarttls = "yes"',
    ],
)
def test_settings_that_cannot_be_meant_are_refused(harbour: Open, wrong: str) -> None:
    """A section `[alerts]` without a reader, with a password in it, or with a port that is none, is no settings."""
    with pytest.raises(InstanceUnreadable):
        harbour(wrong)
