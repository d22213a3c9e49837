"""On which day nothing needs a record any more, by the rules of a charter alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.organisations.conftest import lighthouse
from tests.organisations.society import society

from etanche.charter import Plan, compile_plan, read
from etanche.vault.leaving import over_on

NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def plan_of(text: str) -> Plan:
    """Return the plan of a charter."""
    loaded = read(text.encode(), file="test.yaml", now=NOW)
    assert loaded.charter is not None
    return compile_plan(loaded.charter)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan of a society with a register, consents and objections."""
    return plan_of(society())


def test_what_has_a_term_goes_on_its_day(plan: Plan) -> None:
    """A year after collection, to the day; also what is over already."""
    assert date(2027, 11, 21) == over_on(plan, "ledger", TODAY, NOW)
    assert date(2021, 1, 1) == over_on(plan, "ledger", date(2020, 1, 1), NOW)


def test_what_waits_for_something_has_no_day(plan: Plan) -> None:
    """An answer that was not given starts no term."""
    assert over_on(plan, "ask", TODAY, NOW) is None


def test_the_longest_purpose_decides() -> None:
    """Of two purposes the one that lasts, also where it rests on a consent nobody may have given."""
    longer = society().replace("asked-in: [pages]\n    keep: 1 year", "asked-in: [pages]\n    keep: 3 years")

    assert date(2029, 11, 21) == over_on(plan_of(longer), "ledger", TODAY, NOW)
    assert date(2027, 11, 21) == over_on(plan_of(lighthouse()), "ledger", TODAY, NOW)
