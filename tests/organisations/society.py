"""The charter of a society that keeps a register, writes letters to those who want them, and thanks those who do not mind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, WATCH, lighthouse

from etanche.clock import FixedClock
from etanche.instance import Instance

CHOSEN = """  letters:
    title: {fr: Vous écrire des nouvelles du phare, en: Write to you with news of the lighthouse}
    theme: marketing
    by: [email]
    uses: [ledger]
    basis: consent
    asked-in: [pages]
    keep: 1 year after collected
  thanks:
    title: {fr: Savoir qui remercier, en: Know whom to thank}
    theme: service
    uses: [ledger]
    basis: legitimate-interest
    interest: {fr: Remercier les veilleurs., en: Thank the watchers.}
    balance: {on: 2026-11-02, reference: LIA-1}
    objection: immediate
    keep: 1 year after collected
"""


def society() -> str:
    """Return the charter of the lighthouse with two purposes on which its watchers decide, and a role that reads because of a case."""
    text = lighthouse().replace(WATCH, f"{WATCH}{CHOSEN}")
    return text.replace("sees: {ledger: [watching], ask", "sees: {ledger: [watching, letters, thanks], ask")


@pytest.fixture(scope="session")
def societal(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance with such a society, to be copied."""
    folder = tmp_path_factory.mktemp("society") / "data"
    shutil.copytree(template, folder)
    charter = folder.parent / "society.yaml"
    charter.write_text(society(), encoding="utf-8")
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)) as instance:
        instance.create_organisation(charter, name=LIGHTHOUSE, by="operator")
        assert instance.accounts_house.plan.promises
    return folder
