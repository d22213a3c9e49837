"""The society of the lighthouse as it asks for a yes: for a club whose wishes nothing else holds, for half a year; and shows offers unless one objects."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CHEAP_KDF, MORNING, PASSPHRASE
from tests.rights.society import SITE
from tests.rights.society import charter as society

from etanche.clock import FixedClock
from etanche.instance import Instance

_WISH = """  wish:
    title: {fr: Vœux du club, en: Wishes of the club}
    of: [visitor]
    from: [desk, pages]
    fields:
      wording: {kind: long-text, title: {fr: vœu, en: wish}}
"""
_CLUB = """  club:
    title: {fr: Animer le club du phare, en: Run the club of the lighthouse}
    theme: service
    uses: [wish]
    basis: consent
    asked-in: [pages]
    keep: 6 months after consent-given
  offers:
    title: {fr: Montrer des offres, en: Show offers}
    theme: advertising
    uses: [ledger]
    basis: legitimate-interest
    interest: {fr: Vivre de nos offres., en: Live on our offers.}
    balance: {on: 2026-11-02, reference: LIA-3}
    objection: immediate
    keep: 1 year after collected
"""


def charter() -> str:
    """Return its charter."""
    text = society().replace("  receipt:\n    title", f"{_WISH}  receipt:\n    title", 1)
    text = text.replace("  bookkeeping:\n    title", f"{_CLUB}  bookkeeping:\n    title", 1)
    return text.replace("sees: {ledger: [watching,", "sees: {wish: [club], ledger: [watching, offers,", 1)


def found(folder: Path, text: str = "") -> None:
    """Make an instance of it, with an address that people know; of another charter if one is given."""
    written = folder.parent / "club.yaml"
    written.write_text(text or charter(), encoding="utf-8")
    Instance.create(folder, charter=written, passphrase=PASSPHRASE, clock=FixedClock(MORNING), kdf=CHEAP_KDF).close()
    with (folder / "instance.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[site]\naddress = "{SITE}"\n')
