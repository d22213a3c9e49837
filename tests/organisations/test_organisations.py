"""Several organisations on the ground of one instance: each has its charter, its keys and its journal, and nothing of another's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two, lighthouse

from etanche.charter import load
from etanche.clock import FixedClock
from etanche.instance import (
    BUILT_IN,
    Instance,
    NoSuchOrganisation,
    NotAName,
    NotHere,
    OfTheInstance,
    RosterChanged,
)
from etanche.instance.founding import refuse_elsewhere
from etanche.instance.roster import name_from
from etanche.journal import owe
from etanche.keyring import KeyBroken, SealBroken
from etanche.store import AlertRow, facts, moment_text, organisations, person_records
from etanche.terms import OrganisationId, new_id
from etanche.vault import NoSuchPerson, NoSuchRecord


def test_the_first_organisation_comes_first_and_the_built_in_one_last(two: Two) -> None:
    """An instance lists whom it was made for, then the others by name, then the one it keeps for itself."""
    found = [one.name for one in two.instance.organisations()]

    assert ["librairie-de-lestran-exemple", LIGHTHOUSE, BUILT_IN] == found


def test_each_obeys_its_own_charter(two: Two) -> None:
    """What one organisation knows of, the other has never heard of."""
    two.write_down("ysee@example.org")

    assert "ledger" in two.other.plan.categories
    assert "ledger" not in two.instance.plan.categories
    assert two.instance.public_key != two.other.public_key


def test_a_session_begins_at_its_organisation(two: Two) -> None:
    """`instance.organisation("x").acting(…)` reads what is theirs."""
    two.write_down("ysee@example.org")
    session = two.instance.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor="ann")

    assert 1 == len(session.find("ledger", "email", "ysee@example.org"))


def test_everything_is_there_again_after_closing(two: Two, clock: FixedClock) -> None:
    """An instance opened anew has its organisations, and what was written in each."""
    two.write_down("ysee@example.org")
    two.instance.close()

    with Instance.open(two.instance.folder, passphrase=lambda: PASSPHRASE, clock=clock) as again:
        session = again.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor="ann")
        assert 1 == len(session.find("ledger", "email", "ysee@example.org"))
        assert all(house.journal.verify().intact for house in again.houses())


def test_an_unknown_name_is_not_found(two: Two) -> None:
    """There is no difference between a name that never was and one that somebody guesses."""
    with pytest.raises(NoSuchOrganisation):
        two.instance.organisation("vigie")


def test_a_name_is_given_once(two: Two, tmp_path: Path) -> None:
    """A second organisation of the same name is refused, and nothing is made."""
    charter = tmp_path / "second.yaml"
    charter.write_text(lighthouse(), encoding="utf-8")
    before = two.instance.shelf.organisations()

    with pytest.raises(NotAName):
        two.instance.create_organisation(charter, by="operator")
    assert before == two.instance.shelf.organisations()


@pytest.mark.parametrize("name", ["instance", "", "Phare", "a b", "../data", "x" * 64, "-x", "x-"])
def test_what_is_no_name_is_refused(two: Two, tmp_path: Path, name: str) -> None:
    """A name is made of letters, digits and hyphens, and none takes that of the built-in organisation."""
    charter = tmp_path / "second.yaml"
    charter.write_text(lighthouse(name="Vigie"), encoding="utf-8")

    with pytest.raises(NotAName):
        two.instance.create_organisation(charter, name=name, by="operator")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Librairie de l’Estran (exemple)", "librairie-de-lestran-exemple"),
        ("Étanche & Cie", "etanche-cie"),
        ("42", "organisation"),
        ("instance", "organisation"),
        ("灯台", "organisation"),
    ],
)
def test_a_name_is_made_of_what_people_call_it(words: str, name: str) -> None:
    """Accents and signs go; where nothing is left, or the built-in name is, there is a word for it."""
    assert name == name_from(words)


def test_who_made_it_is_in_the_operators_journal(two: Two) -> None:
    """The line names the organisation by its number alone."""
    (line,) = two.instance.journal.entries(act="organisation-created")

    assert ("operator", two.other.organisation_id.hex()) == (line.actor, line.facts["organisation"])


@pytest.mark.clause("C17")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("country: FR, host", "country: DE, host"), "`DE`"),
        (("name: Librairie de l’Estran (exemple)", "name: Somebody else"), "keeps the data"),
    ],
)
def test_a_charter_that_says_another_place_is_refused(change: tuple[str, str], why: str, tmp_path: Path) -> None:
    """A tenant's charter names the country the stores are in, and who keeps the machines; it is checked, and never amended."""
    text = lighthouse()
    assert change[0] in text
    charter = tmp_path / "phare.yaml"
    charter.write_text(text.replace(*change), encoding="utf-8")
    tenant = load(charter)

    with pytest.raises(NotHere, match=why):
        refuse_elsewhere(load(BOOKSHOP), tenant)


@pytest.mark.parametrize(("said", "ours"), [("", "30 days"), ("  backups: {keep: 7 days}\n", "30 days")])
def test_a_charter_that_promises_shorter_copies_is_refused(said: str, ours: str, tmp_path: Path) -> None:
    """Copies are made of the whole instance, so that nobody in it can be promised that they die sooner."""
    operator, tenant = tmp_path / "operator.yaml", tmp_path / "tenant.yaml"
    text = BOOKSHOP.read_text(encoding="utf-8")
    operator.write_text(text.replace("  region: vannes\n", f"  region: vannes\n  backups: {{keep: {ours}}}\n"))
    tenant.write_text(lighthouse().replace("  region: vannes\n", f"  region: vannes\n{said}"))

    with pytest.raises(NotHere, match="copies"):
        refuse_elsewhere(load(operator), load(tenant))


def test_what_a_killed_founding_left_is_taken_up(two: Two, tmp_path: Path) -> None:
    """Killed between the name and the charter, an organisation is not there; made again, it gets the number it had begun with."""
    instance = two.instance
    begun = OrganisationId(new_id())
    with instance.store.writing() as connection:
        instance.roster.begin(connection, begun, "vigie")
    instance.keyring.organisation(begun)
    assert "vigie" not in [one.name for one in instance.organisations()]
    verdicts = {str(verdict.id): verdict.state for verdict in instance.prove(fast=True).verdicts}
    assert "kept" == verdicts["minimise:unused"]

    charter = tmp_path / "vigie.yaml"
    charter.write_text(lighthouse(name="Vigie"), encoding="utf-8")
    made = instance.create_organisation(charter, by="operator")

    assert begun == made.organisation_id


def test_an_instance_of_before_names_gets_one(two: Two, clock: FixedClock) -> None:
    """The first organisation of an old folder is named when it is opened, once."""
    first = two.instance.organisation_id
    with two.instance.store.writing() as connection:
        facts.forget(connection, first, "organisation.name")
    two.instance.close()

    with Instance.open(two.instance.folder, passphrase=lambda: PASSPHRASE, clock=clock) as again:
        assert first == again.organisation("librairie-de-lestran-exemple").organisation_id


# — attacks


def test_names_swapped_in_the_store_are_seen(two: Two) -> None:
    """Who can write to the data cannot let one organisation answer to the name of another."""
    with two.instance.store.writing() as connection:
        said = organisations.names(connection)
        ours, theirs = said[two.instance.organisation_id], said[two.other.organisation_id]
        organisations.put(connection, two.instance.organisation_id, theirs)
        organisations.put(connection, two.other.organisation_id, ours)

    with pytest.raises(RosterChanged):
        two.instance.organisation(LIGHTHOUSE)


@pytest.mark.clause("G12", "A11")
def test_of_another_organisation_nothing_is_read_found_counted_or_distinguished(two: Two) -> None:
    """From one organisation, what another one holds, and what never was, get the same answer, word for word."""
    person = two.write_down("ysee@example.org")
    (record,) = two.other.acting("dpo", purpose="watching", actor="ann").of_person(person)
    inside = two.instance.accounts_house
    session = inside.acting("running-instance", purpose="account-keeping", actor="x")

    def answer(act: Callable[[bytes], object], subject: bytes) -> str:
        try:
            return repr(act(subject))
        except (NoSuchPerson, NoSuchRecord) as error:
            return f"{type(error).__name__} {error} {error.hint}"

    ref = record.ref._replace(category="account")
    attempts: list[Callable[[bytes], object]] = [
        lambda subject: session.of_person(subject, "account"),
        lambda subject: inside.vault.erase(subject, actor="x"),
        lambda subject: inside.vault.tell(subject, "account-closed", actor="x"),
        lambda subject: len(inside.vault.entries_about(subject)),
        lambda subject: inside.vault.looks(subject, actor="x"),
        lambda subject: session.get(ref._replace(id=subject)),
    ]
    nobody = new_id()
    for attempt in attempts[:-1]:
        assert answer(attempt, nobody) == answer(attempt, person)
    assert answer(attempts[-1], new_id()) == answer(attempts[-1], record.ref.id)
    assert () == session.find("account", "email", "ysee@example.org")
    assert [] == list(session.stream("account"))


@pytest.mark.clause("G12")
def test_a_row_moved_to_another_organisation_does_not_open(two: Two) -> None:
    """A sealed row of one organisation, its place taken in the other's table and its key carried along, opens for nobody."""
    inside = two.instance.accounts_house
    session = inside.acting("running-instance", purpose="account-keeping", actor="x")
    (mine,) = session.of_person(two.account(), "account")
    person = two.write_down("ysee@example.org")
    with two.instance.store.writing() as connection:
        (theirs,) = person_records.of_person(connection, two.other.organisation_id, person)
        connection.exec_driver_sql(
            "UPDATE records SET sealed = ? WHERE organisation = ? AND id = ?",
            (theirs.sealed, inside.organisation_id, mine.id),
        )

    with pytest.raises(SealBroken):
        session.get(mine.ref)


@pytest.mark.clause("G12")
def test_a_key_moved_to_another_organisation_does_not_open(two: Two) -> None:
    """What one organisation's key wraps is bound to it: under another's number on the shelf it is broken."""
    shelf, ours, theirs = two.instance.shelf, two.instance.organisation_id, two.other.organisation_id
    (foreign,) = [wrapped for _, kind, wrapped in shelf.living_keys(theirs) if kind == "signer"]
    (mine,) = [(key, wrapped) for key, kind, wrapped in shelf.living_keys(ours) if kind == "signer"]
    two.instance.keyring.forget()
    shelf.rewrap(ours, [(*mine, foreign)])

    with pytest.raises(KeyBroken):
        two.instance.keyring.signer(ours)


def test_the_epoch_is_nobodys_alone(two: Two) -> None:
    """What belongs to the whole instance is turned over by its operator; an organisation turns over its own key."""
    with pytest.raises(OfTheInstance):
        two.other.keys.rotate("epoch", by="ann")
    two.write_down("ysee@example.org")
    two.other.keys.rotate("organisation", by="ann")
    two.instance.keys.rotate("provider", by="operator")

    session = two.other.acting("dpo", purpose="watching", actor="ann")
    assert 1 == len(session.find("ledger", "email", "ysee@example.org"))
    assert all(house.journal.verify().intact for house in two.instance.houses())


@pytest.mark.parametrize("whose", [LIGHTHOUSE, BUILT_IN])
def test_every_organisation_is_proved(two: Two, whose: str) -> None:
    """On a ground with several organisations no promise of any is broken by the others being there."""
    house = two.instance.organisation(whose)
    two.officer()
    two.write_down("ysee@example.org")
    found = house.prove()

    assert [] == [(one.id, one.because) for one in found.verdicts if one.state == "broken"]
    assert "kept" in {one.state for one in found.verdicts}


def test_who_is_told_of_a_broken_promise_is_of_the_organisation(two: Two, tmp_path: Path, clock: FixedClock) -> None:
    """The operator hears of the first organisation and of what the instance holds; of the society its own officer or contact, and nobody else."""
    two.instance.close()
    with (tmp_path / "data/instance.toml").open("a") as settings:
        settings.write('\n[alerts]\nto = "machine@essai.example"\n')
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        society = instance.organisation(LIGHTHOUSE)
        told = {}
        for house in (instance, society, instance.accounts_house):
            row = AlertRow(
                organisation=house.organisation_id,
                at=moment_text(clock.now()),
                kind="verdict",
                promise="logs:chain",
                was="kept",
                now="broken",
            )
            with house.store.writing() as connection:
                owe(connection, house.organisation_id, [row], house.keyring.signer(house.organisation_id))
            assert 1 == house.post_alerts()
            assert 1 == house.outbox.waiting().letters
            told[house.organisation_id] = None if house.readers is None else house.readers.to
        named = society.charter.organisation.dpo or society.charter.organisation.contact

        assert named is not None
        assert [(named.email,)] == [to for one, to in told.items() if one == society.organisation_id]
        assert {("machine@essai.example",)} == {to for one, to in told.items() if one != society.organisation_id}
        assert "machine@essai.example" != named.email


def test_where_no_letters_are_written_nobody_is_told(two: Two) -> None:
    """Without a server and without anybody named, what is to be told of an organisation waits, and is counted."""
    assert two.other.readers is None
