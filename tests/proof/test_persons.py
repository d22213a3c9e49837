"""What the checks do with persons: they make some up, reach nobody else, leave nothing behind, and notice every sabotage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.proof.conftest import BOOKSHOP, MakeSandbox, not_kept, verdict_on

from etanche.charter import load
from etanche.gate import GateRefused
from etanche.proof import Bench, Sandbox, prove
from etanche.proof.drilling import drill
from etanche.proof.drills.saboteur import Drill
from etanche.proof.persons.tools import a_person_row
from etanche.proof.rota import drills_of
from etanche.proof.verdict import State
from etanche.vault import NotOurCanary, ProbeRun, Ref

TABLES = ("records", "person_marks", "persons", "standing")


def counts(bench: Bench) -> dict[str, int]:
    """Return how many rows there are in the tables that a made-up person is written into, and how many keys live."""
    with bench.store.reading() as connection:
        rows = {
            table: int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0) for table in TABLES
        }
    of_persons = [kind for _, kind, _ in bench.shelf.living_keys(bench.organisation) if kind in {"person", "record"}]
    return rows | {"keys": len(of_persons)}


@pytest.fixture
def people(make_people: MakeSandbox) -> Iterator[Sandbox]:
    """A fresh sandbox of a charter about persons."""
    with make_people() as sandbox:
        yield sandbox


@pytest.fixture
def living(people: Sandbox) -> tuple[bytes, Ref]:
    """A person of the house who was not made up by any check, and a record of theirs."""
    row = a_person_row(people.bench, "exchange")
    return row.person or b"", Ref("exchange", date.fromisoformat(row.day), row.id)


def test_a_house_of_persons_is_kept_and_nothing_of_the_made_up_is_left(people: Sandbox) -> None:
    """Where nobody broke anything every check finds what it sees kept; no row of a made-up person is left, and no key of theirs lives."""
    before = counts(people.bench)
    run = prove(people.bench)

    assert {} == not_kept(run.verdicts)
    assert before == counts(people.bench)


def test_a_probe_reaches_nobody_it_did_not_make_up(people: Sandbox, living: tuple[bytes, Ref]) -> None:
    """A person, or a record, that a run did not make up is neither told of, nor held, nor written, nor erased, nor opened by a case."""
    person, ref = living
    before = counts(people.bench)
    probing = people.bench.vault.probing(ProbeRun())
    attempts = (
        lambda: probing.tell(person, "restricted"),
        lambda: probing.tell(ref, "restricted"),
        lambda: probing.hold(person),
        lambda: probing.erase(person),
        lambda: probing.grant("agent", persons=[person]),
        lambda: probing.put("desk", "client", person, {"name": "Jeanne"}),
    )
    for attempt in attempts:
        with pytest.raises(NotOurCanary):
            attempt()

    assert before == counts(people.bench)


def test_a_probe_sees_nothing_of_the_living(people: Sandbox, living: tuple[bytes, Ref]) -> None:
    """Even a role that may read, in a case of its own, is given nothing of a living person under a probe's credential."""
    person, ref = living
    run = ProbeRun()
    probing = people.bench.vault.probing(run)
    case = probing.grant("agent", persons=[probing.person()])
    session = probing.acting("agent", purpose="help", case=case)

    assert () == session.get(ref)
    assert () == session.of_person(person)
    people.bench.vault.clean(run)


def test_a_case_of_a_run_is_of_no_use_to_another(people: Sandbox) -> None:
    """A case that one run opened for itself opens nothing for another run."""
    first, second = (people.bench.vault.probing(ProbeRun()) for _ in range(2))
    person = first.person()
    ref = first.put("letters", "exchange", person, {"message": "made up"}, feature="delivery")
    case = first.grant("agent", persons=[person])

    assert 1 == len(first.acting("agent", purpose="help", case=case).get(ref))
    with pytest.raises(GateRefused):
        second.acting("agent", purpose="help", case=case).get(ref)


def test_a_killed_run_hides_nothing_from_the_next(people: Sandbox) -> None:
    """What a run that was never cleaned left behind is taken for nobody's by the next one, which is kept all the same."""
    probing = people.bench.vault.probing(ProbeRun())
    probing.put("letters", "exchange", probing.person(), {"message": "made up"}, feature="delivery")
    verdicts = tuple(verdict_on(people.bench, name) for name in ("sealed:records", "retention:help/exchange"))

    assert {} == not_kept(verdicts)


@pytest.mark.clause("C23")
def test_what_the_law_of_california_gives_is_tried(
    make_people: MakeSandbox, people: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Knowing, correcting and deleting are tried on people made up, and a request under that law which lies past its day is found: each sabotage turns it red."""
    verdict = verdict_on(people.bench, "rights:california")
    chosen = tuple(it for it in drills_of(people.bench.charter) if it.promise == "rights:california")
    monkeypatch.setattr("etanche.proof.drilling.drills_of", lambda _charter: chosen)
    results = list(drill(make_people))

    assert State.KEPT is verdict.state
    of_requests = {"request-forgotten", "request-struck-out", "request-whitened"}
    of_letters = {"recipient-letter-dropped", "letter-taken-away"}

    assert of_requests | of_letters | {"archive-incomplete", "correction-lost"} == {it.sabotage for it in results}
    assert [] == [it.sabotage for it in results if not it.noticed]


def one_of_each(people: Sandbox) -> Iterator[Drill]:
    """Yield one drill of each sabotage and finding that no drill of the sample charter has."""
    done = {(it.sabotage, it.finds) for it in drills_of(load(BOOKSHOP))}
    for it in drills_of(people.bench.charter):
        if (it.sabotage, it.finds) not in done:
            done.add((it.sabotage, it.finds))
            yield it


@pytest.mark.slow
def test_every_sabotage_of_persons_is_noticed(
    make_people: MakeSandbox, people: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way in which what is promised of persons can be broken turns its check red, by the finding that says so."""
    chosen = tuple(one_of_each(people))
    monkeypatch.setattr("etanche.proof.drilling.drills_of", lambda _charter: chosen)
    results = list(drill(make_people))

    assert [] == [(it.promise, it.sabotage) for it in results if not it.noticed]
    assert len(results) > 40


@pytest.mark.parametrize(
    ("column", "value"), [("holding", "NULL"), ("day", "'x'"), ("category", "999"), ("canary", "1")]
)
def test_a_row_that_no_reading_meets_is_found_by_a_check(
    people: Sandbox, living: tuple[bytes, Ref], column: str, value: str
) -> None:
    """A holding, day or category that cannot be, or the mark of a check that it did not make: `sealed:records` says that a row was changed."""
    _, ref = living
    with people.bench.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE records SET {column} = {value} WHERE id = ?", (ref.id,))

    assert "broken" == str(verdict_on(people.bench, "sealed:records").state)
