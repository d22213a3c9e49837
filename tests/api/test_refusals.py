"""Addresses that must not be written to again, as programs bring them: what people decide on is entered by a key that decides, and what is weighed by none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import EVERYTHING, HERE, LEDGER
from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.organisations.conftest import lighthouse

from etanche.accounts import KeyAct, Scope
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.web import create_app
from etanche.web.api import create_api

DECIDED_ON = """  outlook:
    title: {fr: Regarder au loin, en: Look out}
    theme: service
    uses: [ledger]
    basis: legitimate-interest
    interest: {fr: Voir venir., en: See what comes.}
    balance: {on: 2026-11-02, reference: LIA-1}
    objection: reviewed
    keep: 1 year after collected
  news:
    title: {fr: Des nouvelles, en: News}
    theme: service
    uses: [ledger]
    basis: consent
    asked-in: [pages]
    keep: while consent
  answering:
"""
NOTHING = frozenset[str]()


@dataclass(frozen=True, kw_only=True)
class Society:
    """The society, whose register serves a purpose that is weighed and one that rests on consent."""

    house: Instance
    clock: FixedClock

    def program(self, *acts: KeyAct, purpose: str = "watching") -> TestClient:
        """Return a program whose key was made for some acts, or for everything to its register."""
        full = {"role": "dpo", "purposes": frozenset({purpose}), "categories": frozenset({"ledger"}), "channel": "desk"}
        bare = {"role": None, "purposes": NOTHING, "categories": NOTHING, "channel": None}
        scope = Scope(name="tests", acts=frozenset(acts) or EVERYTHING, **(bare if acts else full))
        key = self.house.api_keys.create(scope, until=self.clock.now() + timedelta(days=30), by="ann")
        shown = {"authorization": f"Bearer {key.secret}", "etanche-purpose": purpose}
        app = create_app(self.house, api=create_api(self.house))
        return TestClient(app, base_url=HERE, headers=shown, raise_server_exceptions=False)

    def outside(self) -> object:
        """Return what a key was last used for that it was not made for, as the journal says."""
        lines = self.house.journal_entries(since=None, act="key-used", actor=None, last=9)
        return [one for one in lines if one.decision == "outside-key"][-1].facts.get("for")


@pytest.fixture(scope="module")
def society(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Society]:
    """The society, open."""
    room = tmp_path_factory.mktemp("refusals")
    text = lighthouse().replace("  answering:\n", DECIDED_ON, 1)
    text = text.replace("sees: {ledger: [watching], ask", "sees: {ledger: [watching, outlook, news], ask", 1)
    (room / "phare.yaml").write_text(text, encoding="utf-8")
    clock = FixedClock(MORNING)
    with Instance.create(
        room / "data", charter=room / "phare.yaml", passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF
    ) as house:
        yield Society(house=house, clock=clock)


def refusal(purpose: str, address: str) -> dict[str, object]:
    """Return the body that refuses a purpose for one address."""
    return {"purpose": purpose, "refusals": [{"address": address}]}


def said(deciding: TestClient, person: str) -> dict[str, str]:
    """Return what somebody is shown to have said of each purpose."""
    return {one["purpose"]: one["said"] for one in deciding.get(f"/persons/{person}/consents").json()}


@pytest.mark.clause("C26")
@pytest.mark.parametrize("purpose", ["outlook", "news"])
def test_a_key_that_tells_brings_no_decision_of_people(society: Society, purpose: str) -> None:
    """Attack: the address of somebody, listed as refused by a key that may tell alone, to say in their stead what it may not tell as an event."""
    api, telling, deciding = society.program(), society.program(KeyAct.TELL), society.program(KeyAct.DECIDE)
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    before = said(deciding, person)
    answer = telling.post("/refusals", json=refusal(purpose, LEDGER["email"]))

    assert (403, before) == (answer.status_code, said(deciding, person))
    assert "decide" == society.outside()


@pytest.mark.clause("C26")
@pytest.mark.parametrize("acts", [(KeyAct.DECIDE,), ()])
def test_what_is_weighed_is_refused_by_no_key(society: Society, acts: tuple[KeyAct, ...]) -> None:
    """Attack: the outcome of a weighing, told of an address by a key that may do everything: refused and written down, and what the purpose reads is read."""
    program, reading = society.program(*acts), society.program(purpose="outlook")
    person = society.program().post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    answer = program.post("/refusals", json=refusal("outlook", LEDGER["email"]))

    assert (403, "decide") == (answer.status_code, society.outside())
    assert "weighs" in answer.json()["detail"]
    assert 1 == len(reading.get(f"/persons/{person}/records").json()["records"])
    assert "yes" == said(society.program(), person)["outlook"]


@pytest.mark.clause("C26")
def test_a_refused_address_is_shown_as_it_is_obeyed(society: Society) -> None:
    """After a yes, a key that decides lists their address: it is shown as a no, nothing is read, and a new yes holds for what comes in then."""
    deciding, reading = society.program(KeyAct.DECIDE), society.program(purpose="news")
    fields = LEDGER | {"email": "rose@example.org"}
    person = society.program().post("/records/ledger", json={"fields": fields}).json()["person"]
    words = deciding.get("/consents/news").json()["digest"]
    yes = {"purpose": "news", "yes": True, "language": "en", "seen": words}
    new = [deciding.post(f"/persons/{person}/consents", json=yes).json()["new"]]
    shown, read = [said(deciding, person)["news"]], [reading.get(f"/persons/{person}/records").status_code]
    society.clock.advance(timedelta(hours=1))
    kept = deciding.post("/refusals", json=refusal("news", "rose@example.org"))
    shown.append(said(deciding, person)["news"])
    read.append(reading.get(f"/persons/{person}/records").status_code)
    society.clock.advance(timedelta(hours=1))
    new.append(deciding.post(f"/persons/{person}/consents", json=yes).json()["new"])
    shown.append(said(deciding, person)["news"])

    assert (200, []) == (kept.status_code, kept.json()["unlike"])
    assert ([True, True], ["yes", "no", "yes"]) == (new, shown)
    assert [200, 403] == read
