"""
A new folder: its stores, its first organisation with its charter, the beginning of its journal, its first tick. Everything but the root.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from etanche.charter import Charter, Plan
from etanche.clock import Clock, day_of
from etanche.errors import Refused
from etanche.instance.charters import charter_of
from etanche.instance.providers import KeySettings
from etanche.instance.roster import give_name, is_whole, name_from
from etanche.instance.settings import Settings
from etanche.instance.stores import Stores
from etanche.journal import begin
from etanche.keyring import Keyring, Root, Signer
from etanche.proof import STAMP, Stamp, stamp_text
from etanche.standing import Standing, apply_charter
from etanche.store import Connection, Shelf, Store, Tombstones, Tree, facts, sequences
from etanche.terms import OrganisationId, new_id

TOMBSTONES = "tombstones.log"
ROOT = "root"
LIVING = "living"
REGION = "region"
IN_THE_FOLDER = Stores()


class WrongRegion(Refused):
    """The stores are not in the region that the charter names."""


def furnish(
    folder: Path,
    *,
    text: str,
    plan: Plan,
    root: Root,
    clock: Clock,
    demo: bool,
    stores: Stores = IN_THE_FOLDER,
    keys: KeySettings = KeySettings(),  # noqa: B008 - it is frozen
    backups: Path | None = None,
    name: str | None = None,
) -> None:
    """
    Make the folder of an instance, stamped with the region of its charter; `root` opens its keys, and may lie in it.

    Its first organisation is called `name`, or by a name made of the charter's.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    settings = Settings(
        organisation=OrganisationId(new_id()),
        made=day_of(clock.now(), plan.zone),
        demo=demo,
        keys=keys,
        stores=stores,
        backups=backups,
    )
    settings.write(folder)
    new_store, new_shelf = stores.create(folder)
    with closing(new_store) as store, closing(new_shelf) as shelf:
        keyring = Keyring(root, shelf, Tombstones.create(folder / TOMBSTONES), clock)
        # Of a store on a server commits are counted in one row, however many organisations it has.
        shelf.count_commits(settings.organisation)
        with store.writing() as connection:
            sequences.take(connection, settings.organisation, sequences.COMMITS, 0)
        found(
            settings.organisation,
            store=store,
            shelf=shelf,
            keyring=keyring,
            clock=clock,
            text=text,
            plan=plan,
            name=name or name_from(charter_of(text).organisation.name),
        )


def found(
    organisation: OrganisationId,
    *,
    store: Store,
    shelf: Shelf,
    keyring: Keyring,
    clock: Clock,
    text: str,
    plan: Plan,
    name: str,
    beside: Callable[[Connection], object] | None = None,
) -> None:
    """
    Give an organisation its key, its stamps, its charter, its name and its first tick; doing it again, after a kill or beside another process, ends the same.

    The transaction in which it has its name and its charter is the moment from which it is there; what is written `beside` is in it.
    """
    with store.reading() as connection:
        if is_whole(connection, organisation):
            return
    keyring.organisation(organisation)
    if shelf.head(organisation) is None:
        begin(shelf, organisation, at=clock.now())
    signer = keyring.signer(organisation)
    shelf.put_fact(organisation, STAMP, _stamped(signer, organisation, Tree.SHELF, plan.region, shelf.cluster()))
    with store.writing() as connection:
        if is_whole(connection, organisation):
            return
        apply_charter(connection, keyring, organisation, text=text, digest=plan.digest, at=clock.now())
        facts.put(connection, organisation, REGION, plan.region)
        said = _stamped(signer, organisation, Tree.DATA, plan.region, store.cluster())
        facts.put(connection, organisation, STAMP, said)
        give_name(connection, keyring, organisation, name)
        if beside is not None:
            beside(connection)
    Standing(store=store, plan=plan, clock=clock, organisation=organisation, signer=signer).begin()


def _stamped(signer: Signer, organisation: OrganisationId, tree: Tree, region: str, server: str | None) -> str:
    return stamp_text(Stamp(tree=tree, organisation=organisation, region=region, server=server), signer)


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


def require_country(country: str | None, charter: Charter) -> None:
    """
    Let an instance open only on stores that stand in the country its charter says, where the settings say in which.

    Raises:
        WrongRegion: it is another one.
    """
    promised = charter.regions[charter.vault.region].country
    if country not in {None, promised}:
        raise WrongRegion(
            f"the charter says that the data are in `{promised}`, and the settings that these stores are in `{country}`",
            hint="move the stores to where they belong, or correct `country` under `[stores]`",
        )
