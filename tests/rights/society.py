"""
The society of the lighthouse, which answers requests: by form, by account, by mail and at its desk.

It keeps receipts as long as the law orders, writes letters to those who want them, and sells nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.organisations.society import society

from etanche.charter import Proof
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.outbound import Letter
from etanche.rights import Arriving, Clerk, Filed, Requests, Right
from etanche.store import outbox
from etanche.terms import Language
from etanche.vault import Arrival, Record

MAUD = "maud@lighthouse.example"
SITE = "https://phare.example"
DPO = Clerk(actor="ysé", role="dpo")
WORDS = "Please erase what you hold of me; Marguerite knows why."

_ASK = "      wording: {kind: long-text, title: {fr: demande, en: request}}\n"
_FIELDS = f"      name: {{kind: name}}\n      email: {{kind: email, findable: true}}\n{_ASK}"
_RECEIPT = """  receipt:
    title: {fr: Reçus des dons, en: Receipts for gifts}
    of: [visitor]
    from: [desk]
    fields:
      amount: {kind: amount, title: {fr: montant, en: amount}}
"""
_PROOF = """  identity-proof:
    title: {fr: Justificatif d'identité, en: Proof of identity}
    of: [visitor]
    from: [desk]
    fields:
      shown: {kind: long-text, title: {fr: ce qui a été montré, en: what was shown}}
"""
_PURPOSES = """  bookkeeping:
    title: {fr: Tenir la comptabilité, en: Keep the books}
    theme: accounting
    uses: [receipt]
    basis: legal-obligation
    law: [C. com. L123-22]
    keep: 10 years after fiscal-year-end
  checking-identity:
    title: {fr: Vérifier qui demande, en: Check who asks}
    theme: rights
    uses: [identity-proof]
    basis: legal-obligation
    law: [GDPR 12(6)]
    keep: first of (while identity-check, 1 month after collected)
  census:
    title: {fr: Étudier qui veille, en: Study who watches}
    theme: improvement
    uses: [ledger]
    basis: legitimate-interest
    interest: {fr: Savoir qui veille., en: Know who watches.}
    balance: {on: 2026-11-02, reference: LIA-2}
    objection: reviewed
    keep: 1 year after collected
"""
_RECIPIENTS = """recipients:
  printer:
    name: Imprimerie du Goulet
    does: {fr: imprime la lettre, en: prints the letter}
    as: processor
    country: FR
    receives: {ledger: [watching]}
    contract: {reference: P1, date: 2025-01-01}
    erasure-by: email
    contact: privacy@printer.example
  guild:
    name: Guilde des gardiens
    does: {fr: tient l'annuaire, en: keeps the directory}
    as: controller
    country: FR
    receives: {ledger: [watching]}
"""
_DOORS = """  member-pages: {title: {fr: espace personnel, en: account pages}, kind: account}
  letters-in: {title: {fr: courriel, en: e-mail}, kind: mail}
"""


def charter() -> str:
    """Return its charter."""
    text = society().replace(_ASK, f"{_FIELDS}{_RECEIPT}{_PROOF}")
    text = text.replace("    from: [desk, pages]\n", "    from: [pages, member-pages, letters-in, desk]\n")
    text = text.replace("  watching:\n    title", f"{_PURPOSES}  watching:\n    title", 1)
    text = text.replace("recipients:\n", _RECIPIENTS, 1)
    text = text.replace("  site-logs:", f"{_DOORS}  site-logs:", 1)
    text = text.replace(
        "rights: {by: [desk, pages], requests: ask, identity: {by: [signed-link]}, after-death: erase}",
        "rights:\n  by: [desk, pages, member-pages, letters-in]\n  requests: ask\n"
        "  identity: {by: [signed-link, document], proof: identity-proof}\n  after-death: erase",
    )
    return text.replace(
        "ask: [answering]}", "ask: [answering], receipt: [bookkeeping], identity-proof: [checking-identity]}"
    ).replace("{ledger: [watching, letters, thanks]", "{ledger: [watching, letters, thanks, census]")


def found(folder: Path, text: str = "") -> None:
    """Make an instance of it, under its charter or another, with an address that people know."""
    written = folder.parent / "society.yaml"
    written.write_text(text or charter(), encoding="utf-8")
    Instance.create(folder, charter=written, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[site]\naddress = "{SITE}"\n')


@dataclass(kw_only=True)
class Society:
    """It, open, with a clock that moves when it is told to."""

    house: Instance
    clock: FixedClock
    folder: Path

    @staticmethod
    def begins() -> datetime:
        """Return the moment at which tests begin."""
        return MORNING

    @staticmethod
    def clerk() -> Clerk:
        """Return somebody who answers requests."""
        return DPO

    @property
    def requests(self) -> Requests:
        """What people ask of it."""
        return self.house.requests

    def put(self, category: str, person: bytes, fields: Mapping[str, str]) -> None:
        """Write a record of somebody down at the desk."""
        door = self.house.vault.door("desk", actor="test")
        door.put(category, Arrival(at=self.clock.now(), fields=fields, person=person))

    def knows(self, email: str = MAUD) -> bytes:
        """Know somebody: an entry in the register, and a receipt that the law orders to be kept."""
        person = self.house.vault.new_person()
        self.put("ledger", person, {"name": "Maud Keradec", "email": email, "lamp": "north"})
        self.put("receipt", person, {"amount": "12.50"})
        return person

    def gives(self, person: bytes, *recipients: str) -> None:
        """Give somebody's entry in the register to recipients, as the charter lets one."""
        (entry,) = self.held_of(person)["ledger"]
        for one in recipients:
            with self.house.acting("dpo", purpose="watching", actor="ysé") as session:
                session.disclose_records(one, entry.ref)

    def asks(
        self,
        right: Right = Right.ERASURE,
        *,
        email: str = MAUD,
        person: bytes | None = None,
        language: Language = "en",
        words: str = WORDS,
        proof: Proof | None = None,
        purposes: tuple[str, ...] = (),
        channel: str = "pages",
    ) -> Filed:
        """Let somebody ask by the form, and do what follows by itself."""
        asked = replace(
            self.said(right, email=email, proof=proof),
            channel=channel,
            words=words,
            language=language,
            person=person,
            purposes=purposes,
        )
        return self.requests.tend(self.requests.open(asked, actor="form"))

    @staticmethod
    def said(right: Right, *, email: str = MAUD, proof: Proof | None = None) -> Arriving:
        """Return what somebody asks by the form."""
        return Arriving(right=right, channel="pages", words=WORDS, language="en", email=email, proof=proof)

    def link(self, filed: Filed) -> str:
        """Return the word of the link in the letter that asks for proof."""
        (letter,) = (one for one in self.letters() if one.kind == "request-proof" and filed.name in one.subject)
        word = letter.text.partition("?link=")[2].split()[0]
        assert self.requests.led_to(word).request.id == filed.request.id
        return word

    def proves(self, filed: Filed) -> Filed:
        """Let who asked follow the link of the letter."""
        return self.requests.tend(self.requests.confirm(self.link(filed)))

    def letters(self, kind: str | None = None) -> list[Letter]:
        """Return the letters that wait, of one kind or all."""
        box = self.house.outbox
        with self.house.store.reading() as connection:
            rows = outbox.oldest(connection, self.house.organisation_id, 10_000)
        found = [letter for row in rows if (letter := box.opened(row)) is not None]
        return [one for one in found if kind in {None, one.kind}]

    def passes(self, days: int) -> None:
        """Let days pass."""
        self.clock.advance(timedelta(days=days))

    def raw(self) -> bytes:
        """Return every byte of every file of the instance."""
        self.house.store.flush()
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())

    def held_of(self, person: bytes) -> dict[str, list[Record]]:
        """Return what is held of somebody, by category."""
        held: dict[str, list[Record]] = {}
        for one in self.house.vault.mirror(person, by="test").held():
            held.setdefault(one.record.category, []).append(one.record)
        return held

    def acts(self, act: str) -> list[dict[str, object]]:
        """Return the facts of the lines of the journal of an act."""
        lines = self.house.journal_entries(since=None, act=act, actor=None, last=1000)
        return [json.loads(json.dumps(dict(line.facts))) for line in lines]


@contextmanager
def opened(template: Path, folder: Path, clock: FixedClock) -> Iterator[Society]:
    """Open a copy of it."""
    shutil.copytree(template, folder)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as house:
        yield Society(house=house, clock=clock, folder=folder)
