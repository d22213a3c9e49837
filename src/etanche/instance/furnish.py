"""
A new folder: its stores, its charter, its first tick. Everything but the root.
"""

from __future__ import annotations

from pathlib import Path

from etanche.charter import Plan
from etanche.clock import Clock, day_of
from etanche.errors import Refused
from etanche.instance.settings import Settings
from etanche.standing import Standing
from etanche.store import CharterRow, Shelf, Store, Tombstones, charters, facts, moment_text
from etanche.terms import OrganisationId, new_id

DATA = "data.sqlite"
SHELF = "shelf.sqlite"
TOMBSTONES = "tombstones.log"
ROOT = "root"
REGION = "region"


class WrongRegion(Refused):
    """The stores are not in the region that the charter names."""


def furnish(folder: Path, *, text: str, plan: Plan, clock: Clock, demo: bool) -> None:
    """Make the folder of an instance, stamped with the region of its charter; it has no keys yet."""
    folder.mkdir(mode=0o700)
    settings = Settings(organisation=OrganisationId(new_id()), made=day_of(clock.now(), plan.zone), demo=demo)
    settings.write(folder)
    Shelf.create(folder / SHELF).close()
    Tombstones.create(folder / TOMBSTONES)
    store = Store.create(folder / DATA)
    try:
        row = CharterRow(
            organisation=settings.organisation, digest=plan.digest, text=text, applied=moment_text(clock.now())
        )
        with store.writing() as connection:
            charters.append(connection, row)
            facts.put(connection, settings.organisation, REGION, plan.region)
        Standing(store=store, plan=plan, clock=clock, organisation=settings.organisation).begin()
    finally:
        store.close()


def require_region(store: Store, organisation: OrganisationId, region: str) -> None:
    """
    Let an instance open only where its charter says the data are.

    Raises:
        WrongRegion: the stamp of the stores names another region.
    """
    with store.reading() as connection:
        stamped = facts.get(connection, organisation, REGION)
    if stamped != region:
        raise WrongRegion(
            f"the charter says that the data are in `{region}`, and these stores are in `{stamped}`",
            hint="open the instance where its stores belong, or move them by an announced move",
        )
