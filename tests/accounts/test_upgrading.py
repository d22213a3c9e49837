"""An instance of a version before, in which sign-ups waited with a password: what becomes of them."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.accounts.conftest import ANN, Desk
from tests.conftest import MORNING, PASSPHRASE

from etanche.accounts import Level
from etanche.charter import Charter
from etanche.charter.inside import inside
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.vault import Arrival, TooManyDue

CATEGORY = """
  sign-up:
    title: {fr: Inscription en attente, en: Registration that waits}
    of: [account-holder]
    from: [account-pages]
    if-refused: {fr: Pas de compte., en: No account.}
    fields:
      email: {kind: email, required: true, findable: true}
      password: {kind: token, required: true, title: {fr: empreinte, en: hash}}
"""
PURPOSE = """
  signing-up:
    title: {fr: Vérifier votre adresse, en: Check your address}
    theme: account
    uses: [sign-up]
    basis: contract
    keep: 2 days after collected
"""


def as_before(text: str) -> str:
    """Return the charter of what Étanche holds with the category of before."""
    for section, more in (("categories", CATEGORY), ("purposes", PURPOSE)):
        text = text.replace(f"\n{section}:\n", f"\n{section}:{more}", 1)
    return text.replace(
        "      account: [account-keeping]\n", "      account: [account-keeping]\n      sign-up: [signing-up]\n"
    )


def test_sign_ups_of_before_are_gone_with_their_category(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their day is due after the three that such a change waits, which a named person confirms; and their holder opens one by another letter."""
    folder, clock = tmp_path / "data", FixedClock(MORNING)
    shutil.copytree(template, folder)

    def before(operator: Charter, **day: date) -> str:
        return as_before(inside(operator, **day))

    with monkeypatch.context() as patched:
        patched.setattr("etanche.instance.founding.inside", before)
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            vault = instance.accounts_house.vault
            typed = Arrival(at=clock.now(), fields={"email": ANN, "password": "x"}, person=vault.new_person())
            assert 1 == vault.door("account-pages", actor="accounts").put_many("sign-up", [typed]).stored
    clock.advance(timedelta(hours=1))
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        house = instance.accounts_house
        opened = Desk(instance, clock).opened().session.level
        for _ in range(2):
            clock.advance(timedelta(days=1))
            house.vault.sweep()
        clock.advance(timedelta(days=1))
        with pytest.raises(TooManyDue):
            house.vault.sweep()
        house.vault.sweep(confirmed_by="ann")
        with house.store.reading() as connection:
            left = connection.exec_driver_sql("SELECT count(*) FROM records").scalar()

    assert "sign-up" not in house.charter.categories
    assert Level.PASSWORD is opened
    assert 2 == left
