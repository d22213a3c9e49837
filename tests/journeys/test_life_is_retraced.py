"""The chain of events of somebody's life in an organisation, from their first record to their erasure, rebuilt from the journal in order."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.rights.conftest import society, society_template
from tests.rights.society import DPO, Society

from etanche.incidents import Kind, Scope, demands
from etanche.incidents.demands import Sort
from etanche.journal import Entry

__all__ = ["society", "society_template"]


def chain(society: Society, **asked: object) -> list[Entry]:
    """Return what the journal rebuilds."""
    nothing = {"since": None, "act": None, "actor": None, "last": 500}
    return society.house.journal_entries(**nothing | asked)  # type: ignore[arg-type]  # by their names


def lived(society: Society) -> tuple[bytes, bytes, dict[str, str]]:
    """Let somebody live in the organisation under two names, and leave; return both, and the names of what was opened."""
    house, vault = society.house, society.house.vault
    person, other = society.knows(), society.knows("maud@example.net")
    vault.tell(person, "consent-given", purpose="letters", actor="ann")
    house.acting("dpo", purpose="watching", actor="grebe").of_person(person, "ledger")
    incident = house.incidents.open("He looked without need", by="dpo").name
    house.incidents.add(incident, Kind.AWARE, by="dpo")
    house.incidents.scope(incident, Scope(actor="grebe"), by="dpo")
    vault.join(person, other, actor="ann")
    demand = house.demands.open(
        "justice", sort=Sort.COURT, asker="Court", ground="CPP 99-3", asked="All", by="dpo"
    ).name
    house.demands.examine(demand, persons=[person], role="dpo", to="bea", words="Lawful.", by="ann")
    demands.answer(house.demands, demand, role="dpo", purpose="watching", category="ledger", by="bea")
    house.tell_of_demand(demand, by="ann")
    vault.hold(person, case="T-9", reason="claim", owner="Ann", review=vault.now().date(), actor="ann")
    vault.release(person, case="T-9", actor="ann")
    vault.tell(person, "consent-withdrawn", purpose="letters", actor="ann")
    filed = society.proves(society.asks())
    society.requests.show(filed, DPO)
    society.requests.answer(filed, DPO, words="Fair winds.")
    return person, other, {"incident": incident, "demand": demand, "request": filed.name}


def in_order(acts: Iterable[str], told: Iterable[str]) -> bool:
    """Tell whether some acts are told in this order, whatever is between them."""
    left = iter(told)
    return all(act in left for act in acts)


@pytest.mark.clause("G20")
def test_a_life_is_rebuilt_in_order(society: Society) -> None:
    """What was put, consented, read, demanded, held, asked and erased of somebody is told in order, by either of their names; of somebody else nothing of it."""
    stranger = society.knows("else@example.org")
    person, other, _ = lived(society)
    told = chain(society, person=person)
    moments = [one.at for one in told]
    happened = [str(one.facts.get("event", one.act)) for one in told]

    assert in_order(
        [
            *("put", "consent-given", "read", "incident-scope", "alias-joined", "case-granted", "demand-examined"),
            *("disclose", "demand-given", "demand-told", "held", "released", "consent-withdrawn", "request-opened"),
            *("request-identity-shown", "request-decided", "erase-begun", "erased", "request-answered"),
        ],
        happened,
    )
    assert sorted(moments) == moments
    assert told == chain(society, person=other)
    assert ["put", "put"] == [one.act for one in chain(society, person=stranger)]


@pytest.mark.clause("G20")
def test_a_record_is_rebuilt(society: Society) -> None:
    """What can be about one record leaves out what is about another category of the same person, and nothing that is about both."""
    person = society.knows()
    society.house.acting("dpo", purpose="bookkeeping", actor="ann").of_person(person, "receipt")
    (record,) = society.house.acting("dpo", purpose="watching", actor="ann").of_person(person, "ledger")
    society.house.vault.hold(
        person, case="T-9", reason="claim", owner="Ann", review=society.house.vault.now().date(), actor="ann"
    )

    assert [("put", "ledger"), ("read", "ledger"), ("told", "person")] == [
        (one.act, one.object) for one in chain(society, record=record.ref)
    ]
    assert ["read"] == [one.act for one in chain(society, record=record.ref, act="read")]


@pytest.mark.clause("G20")
def test_each_case_is_rebuilt(society: Society) -> None:
    """A demand, a request, an incident and a hold are each told from their first line to their last, and nothing of the others."""
    *_, names = lived(society)
    found = {name: [one.act for one in chain(society, case=of)] for name, of in (names | {"hold": "T-9"}).items()}

    assert ["told", "told"] == found["hold"]
    assert "demand-opened" == found["demand"][0]
    assert "demand-told" == found["demand"][-1]
    assert in_order(["demand-examined", "demand-giving", "read", "disclose", "demand-given"], found["demand"])
    assert ["incident-opened", "incident-aware", "incident-scope"] == found["incident"]
    assert in_order(["request-opened", "request-decided", "erase-begun", "request-answered"], found["request"])
