"""An instance on which two organisations stand: the bookshop that operates it, and a lighthouse society."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE

from etanche.clock import FixedClock
from etanche.instance import Instance, Member, Memberships, Organisation
from etanche.vault import Arrival

OPERATOR = "Librairie de l’Estran (exemple)"
LIGHTHOUSE = "phare"
KEEPER = f"""recipients:
  keeper:
    name: {OPERATOR}
    does: {{fr: tient la machine, en: keeps the machine}}
    as: host
    country: FR
    contract: {{reference: C1, date: 2025-01-01}}
  justice:
    name: Justice
    does: {{fr: "peut nous contraindre, demande par demande", en: "may compel us, demand by demand"}}
    as: authority
  heir:
    name: Repreneur
    does: {{fr: "répondra de vos données après nous", en: "answers for your data after us"}}
    as: successor
"""
DESK = """  ledger:
    title: {fr: Registre des veilleurs, en: Register of watchers}
    of: [visitor]
    from: [desk]
    fields:
      name: {kind: name}
      email: {kind: email, findable: true}
      lamp: {kind: choice, values: [north, south], title: {fr: feu, en: lamp}}
  ask:
    title: {fr: Exercice de vos droits, en: Exercise of your rights}
    of: [visitor]
    from: [desk, pages]
    fields:
      wording: {kind: long-text, title: {fr: demande, en: request}}
"""
WATCH = """  watching:
    title: {fr: Tenir le registre des veilleurs, en: Keep the register of watchers}
    theme: service
    uses: [ledger]
    basis: contract
    keep: 1 year after collected
  answering:
    title: {fr: Répondre à vos demandes, en: Answer your requests}
    theme: rights
    uses: [ask]
    basis: legal-obligation
    law: [GDPR 12]
    keep: 1 year after request-answered
"""
ROLES = """  dpo:
    title: {fr: déléguée à la protection des données, en: data-protection officer}
    sees: {ledger: [watching], ask: [answering]}
  warden:
    title: {fr: gardien d’un feu, en: warden of a lamp}
    needs: {own: lamp}
    sees: {ledger: [watching]}
  inspector:
    title: {fr: inspectrice, en: inspector}
    needs: {agreement: secrecy}
    sees: {ledger: [watching]}
  helper:
    title: {fr: aide, en: helper}
    needs: {case: open, for-at-most: 8 hours}
    sees: {ledger: [watching]}
"""
ATTESTED = """rights: {by: [desk, pages], requests: ask, identity: {by: [signed-link]}, after-death: erase}

attested:
  secrecy:
    says: {fr: Secret signé., en: Secrecy signed.}
    by: internal-review
    every: 1 year
"""


def lighthouse(*, name: str = "Phare", country: str = "FR") -> str:
    """Return the charter of the society: like the bookshop's, with a register of people and an office."""
    text = BOOKSHOP.read_text(encoding="utf-8").replace(OPERATOR, name, 1)
    text = text.replace("recipients: {}                          # nobody else receives anything\n", KEEPER)
    text = text.replace("country: FR}\n\nvault", f"country: {country}, host: keeper}}\n\nvault")
    text = text.replace(
        "  site-logs:",
        "  desk: {title: {fr: guichet, en: desk}, kind: desk}\n  pages: {title: {fr: page, en: page}, kind: form}\n  site-logs:",
        1,
    )
    text = text.replace("\n# Why, on what basis", f"{DESK}\n# Why, on what basis").replace(
        "roles:\n", f"roles:\n{ROLES}"
    )
    text = text.replace("\n# Who sees what", f"{WATCH}\n# Who sees what")
    return text.replace("# Which clause of an older", f"{ATTESTED}\n# Which clause of an older")


@dataclass(frozen=True, kw_only=True)
class Two:
    """Both, open, and who is who."""

    instance: Instance
    other: Organisation
    clock: FixedClock

    @property
    def memberships(self) -> Memberships:
        """Who belongs where."""
        return Memberships.of(self.instance)

    def account(self, email: str = "maud@example.org") -> bytes:
        """Open an account."""
        vault = self.instance.accounts_house.vault
        account = vault.new_person()
        vault.door("account-pages", actor="test").put(
            "account", Arrival(at=self.clock.now(), fields={"email": email}, person=account)
        )
        vault.tell(account, "account-opened", actor="test")
        return account

    def officer(self) -> Member:
        """Let the first member of the society in."""
        offered = self.memberships.bootstrap(
            self.other.organisation_id, role="dpo", email="dpo@phare.example", by="operator"
        )
        return self.memberships.accept(offered.token, self.account())

    def write_down(self, email: str, *, lamp: str = "north") -> bytes:
        """Put somebody into the register of the society."""
        person = self.other.vault.new_person()
        fields = {"name": "Ysée Keradec", "email": email, "lamp": lamp}
        self.other.vault.door("desk", actor="test").put(
            "ledger", Arrival(at=self.clock.now(), fields=fields, person=person)
        )
        return person


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with both, to be copied."""
    room = tmp_path_factory.mktemp("two")
    (room / "phare.yaml").write_text(lighthouse(), encoding="utf-8")
    made = Instance.create(
        room / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF
    )
    with made:
        made.create_organisation(room / "phare.yaml", by="operator")
        assert made.accounts_house.plan.promises
    return room / "data"


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock, founded: Path) -> Iterator[Two]:
    """The instance with both, open."""
    shutil.copytree(founded, tmp_path / "data")
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)
