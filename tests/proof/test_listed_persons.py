"""Whoever writes into the data takes nobody off the list of persons, and puts nobody back on it, without being found out at night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.proof.conftest import MakeSandbox

from etanche.proof import Sandbox, listed_persons
from etanche.proof.drills.saboteur import by_hand, force_shelf
from etanche.proof.run import ProofRun


@pytest.fixture(scope="module")
def people(make_people: MakeSandbox) -> Iterator[Sandbox]:
    """People with records and marks, one whom standing knows alone, and one who was erased."""
    with make_people() as made:
        vault = made.bench.vault
        told, erased = vault.new_person(), vault.new_person()
        for one in (told, erased):
            vault.tell(one, "contract-start", actor="desk")
        vault.erase(erased, actor="desk")
        by_hand(made, "CREATE TABLE before AS SELECT * FROM persons")
        yield made


@pytest.fixture
def listed(people: Sandbox) -> Iterator[Sandbox]:
    """The same, put right again after each attack."""
    yield people
    by_hand(people, "DELETE FROM persons", "INSERT INTO persons SELECT * FROM before")


def found(sandbox: Sandbox) -> tuple[bool, bool]:
    """Return whether somebody is missing from the list, and whether somebody ended otherwise than they were told to."""
    with ProofRun(sandbox.bench) as run:
        missing, misjudged = listed_persons.look(run)
    return missing > 0, misjudged > 0


def test_a_list_that_nobody_touched_is_as_it_was_written(listed: Sandbox) -> None:
    """Nobody is missing, and who was erased ended, while people made up for a check come and go."""
    assert (False, False) == found(listed)


@pytest.mark.clause("A7")
@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        ("DELETE FROM persons", (True, False)),
        ("DELETE FROM persons WHERE person IN (SELECT person FROM records)", (True, False)),
        ("DELETE FROM persons WHERE ended IS NULL AND person NOT IN (SELECT person FROM records)", (True, False)),
        ("UPDATE persons SET ended = NULL", (False, True)),
        ("UPDATE persons SET ended = recorded WHERE ended IS NULL", (False, True)),
        ("UPDATE persons SET generation = 'x' WHERE ended IS NULL", (False, True)),
        ("UPDATE persons SET generation = generation + 0.5 WHERE ended IS NULL", (False, True)),
    ],
)
def test_an_attack_on_the_list_is_found(listed: Sandbox, attack: str, expected: tuple[bool, bool]) -> None:
    """Whoever is taken off it, dead or alive, and whoever ends or lives again by hand is missed, the shelf emptied or not."""
    by_hand(listed, attack)
    force_shelf(listed.bench, "DELETE FROM ended_persons")

    assert expected == found(listed)
