"""What the numbers of names stood for: what people said of a purpose is not made to be of another one by hand."""

from __future__ import annotations

import pytest
from tests.proof.conftest import verdict_on
from tests.proof.test_vouched import sql, whole_run

from etanche.proof import Sandbox
from etanche.store import names


def purposes_named(sandbox: Sandbox, *called: str) -> None:
    """Let purposes have numbers, as they get them when somebody first says something of them."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        for name in called:
            names.number(connection, bench.organisation, "purpose", name)


@pytest.mark.clause("P16")
@pytest.mark.parametrize(
    "change",
    [
        ("SET id = 9 WHERE name = 'one'", "SET id = 1 WHERE name = 'two'", "SET id = 2 WHERE name = 'one'"),
        ("SET id = 9 WHERE name = 'one'",),
        ("SET name = 'three' WHERE name = 'one'",),
        ("SET id = 9e999 WHERE name = 'one'",),
        ("SET section = 'category' || hex(zeroblob(99)), id = 9 WHERE name = 'one'",),
    ],
)
def test_what_people_said_does_not_move_to_another_purpose(sandbox: Sandbox, change: tuple[str, ...]) -> None:
    """Two purposes exchanged, one numbered anew, renamed or made unreadable by hand: the check says so, and the next run goes on saying so."""
    purposes_named(sandbox, "one", "two")
    whole_run(sandbox)
    purposes_named(sandbox, "later")
    before = verdict_on(sandbox.bench, "logs:chain").because
    for statement in change:
        sql(sandbox, f"UPDATE names {statement} AND section = 'purpose'")  # words of this test
    whole_run(sandbox)

    assert before.startswith("logs.chained")
    assert "logs.names-changed" == verdict_on(sandbox.bench, "logs:chain").because


@pytest.mark.clause("P16")
def test_a_name_that_had_a_number_is_missed(sandbox: Sandbox) -> None:
    """The line of a purpose taken away, so that what was said of it is of nothing, and the purpose numbered anew: the check says so."""
    purposes_named(sandbox, "one", "two")
    whole_run(sandbox)
    sql(sandbox, "DELETE FROM names WHERE name = 'one'")
    purposes_named(sandbox, "one")

    assert "logs.names-changed" == verdict_on(sandbox.bench, "logs:chain").because
