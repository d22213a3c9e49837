"""
The register as proof looks at it: somebody who writes into the data and has no key hides no request and no late day.
"""

from __future__ import annotations

from collections import Counter

import pytest
from tests.rights.society import Society

from etanche.charter import Proof
from etanche.keyring import bind, digest
from etanche.proof.proving import judge
from etanche.proof.run import ProofRun
from etanche.rights import Outcome, Right, differing
from etanche.rights.lines import digests_of_row
from etanche.store import requests


def by_hand(society: Society, *statements: str) -> None:
    """Write into the data behind everybody's back."""
    with society.house.store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def missed(society: Society) -> Counter[Right]:
    """Return which requests are not in the register as they were written down."""
    bench = society.house.bench
    return differing(bench.store, bench.journal, bench.organisation)


@pytest.mark.clause("A7")
@pytest.mark.parametrize(
    "attack",
    [
        ["UPDATE requests SET open = 0"],
        ["UPDATE requests SET due = '2030-01-01'"],
        ["UPDATE requests SET body = replace(body, '\"month\"', '\"year\"')"],
        ["UPDATE requests SET person = randomblob(16)"],
        ["UPDATE requests SET category = category + 1"],
        ["DELETE FROM requests"],
        [
            "CREATE TEMPORARY TABLE copied AS SELECT * FROM entries WHERE act = 'request-opened'",
            "UPDATE copied SET seq = 9000000, act = 'request-evidence-erased', position = NULL, link = NULL",
            "INSERT INTO entries SELECT * FROM copied",
            "DELETE FROM requests",
        ],
    ],
)
def test_a_register_whitened_by_hand_is_missed(society: Society, attack: list[str]) -> None:
    """A request closed, moved, given another time or another person, or taken out, with a made-up line about its end too, differs from what the journal was told."""
    society.knows()
    society.proves(society.asks())
    before = missed(society)
    by_hand(society, *attack)

    assert (Counter(), Counter({Right.ERASURE: 1})) == (before, missed(society))


@pytest.mark.clause("A7")
def test_a_row_put_back_as_it_was_is_missed(society: Society) -> None:
    """A row of our own hand, of before the answer, is not what was written down last."""
    filed = society.asks(Right.ACCESS)
    with society.house.store.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT open, due, body FROM requests").fetchall()
    society.proves(filed)
    with society.house.store.writing() as connection:
        connection.exec_driver_sql("UPDATE requests SET open = ?, due = ?, body = ?", tuple(row))

    assert Counter({Right.ACCESS: 1}) == missed(society)


def test_whatever_happens_to_a_request_stands_in_its_line(society: Society) -> None:
    """A request asked, proved, assigned, answered and forgotten at the end of its time never differs from its lines."""
    society.knows()
    filed = society.proves(society.asks())
    seen = [missed(society)]
    filed = society.requests.assign(filed, society.clerk(), to="ysé")
    seen.append(missed(society))
    society.requests.answer(filed, society.clerk(), outcome=Outcome.GRANTED)
    seen.append(missed(society))
    society.requests.tend(society.asks(Right.ACCESS, proof=Proof.SIGNED_LINK))
    society.passes(2500)
    society.house.vault.sweep(confirmed_by="ann")
    society.requests.tidy()
    seen.append(missed(society))

    assert [Counter()] * 4 == seen


@pytest.mark.clause("A7")
def test_a_late_request_that_is_hidden_leaves_its_promise_broken(society: Society) -> None:
    """The promise about erasure is broken by a late request, and stays so when its row says that nothing is owed."""
    society.proves(society.asks())
    society.passes(100)
    bench = society.house.bench
    promise = next(it for it in bench.promises if it.id == "rights:erasure")
    found = []
    for attack in ("SELECT 1", "UPDATE requests SET open = 0", "DELETE FROM requests"):
        by_hand(society, attack)
        with ProofRun(bench) as run:
            found.append(judge(run, promise).because)

    assert ["rights.late", "rights.request-changed", "rights.request-changed"] == found


@pytest.mark.clause("A7")
@pytest.mark.parametrize(
    "attack",
    [
        [
            "DELETE FROM records WHERE id IN (SELECT record FROM requests)",
            """UPDATE requests SET open = 0, body = json_set(body, '$.request.state', 'evidence-kept',
            '$.request.outcome', 'refused', '$.request.answered_on', '2020-12-01', '$.request.received', '2020-11-21',
            '$.request.last', '2020-12-01')""",
        ],
        ["UPDATE requests SET category = category + 1, open = 0"],
    ],
)
def test_the_house_forgets_no_request_that_somebody_else_closed(society: Society, attack: list[str]) -> None:
    """A late request closed by hand, its record taken away or out of sight, is not dropped by our own round, and stays missed."""
    society.knows()
    society.proves(society.asks())
    society.passes(100)
    by_hand(society, *attack)
    dropped = society.requests.tidy()

    assert (0, Counter({Right.ERASURE: 1})) == (dropped, missed(society))


def test_a_line_of_an_older_version_still_tells_its_row(society: Society) -> None:
    """A digest that leaves the category out, as it was written before, is one of the row's."""
    society.asks()
    with society.house.store.reading() as connection:
        [row] = requests.every(connection, society.house.bench.organisation)
    said = (row.organisation, row.id, row.person, row.day, row.record, row.open, row.due, row.body)

    assert digest(bind("request", 1, *said)).hex() in digests_of_row(row)
