"""
What each store says of itself, under the organisation's signature: whose it is, which of the two, in which region, on which server.

An instance opens only on stores whose stamps say what the charter and the settings say. A store of another instance or region, or a
dump read into another server, is refused until somebody with a name moves or accepts it. A store without a stamp is given one,
which the journal tells: it comes from a version before stamps, or from a restore.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.clock import Clock
from etanche.errors import Refused
from etanche.journal import Entry, Journal
from etanche.keyring import Signer
from etanche.proof import STAMP, Stamp, read_stamp, stamp_text
from etanche.store import Connection, Shelf, Store, Tree, facts
from etanche.terms import OrganisationId


class WrongPlace(Refused):
    """A store is not where its stamp says it is, or its stamp is not of this instance's hand."""


def unstamp(connection: Connection, organisation: OrganisationId) -> None:
    """Let the next opening stamp a store that was put back on a server."""
    facts.put(connection, organisation, STAMP, "")


def require_stamped(
    store: Store,
    shelf: Shelf,
    *,
    signer: Signer,
    organisation: OrganisationId,
    region: str,
    journal: Journal,
    clock: Clock,
) -> None:
    """
    Let an instance open only on its own stores, where they belong; stamp one that has no stamp.

    Raises:
        WrongPlace: a stamp is another one.
    """
    for tree, said, server in _found(store, shelf, organisation):
        wanted = Stamp(tree=tree, organisation=organisation, region=region, server=server)
        if not said:
            _stamp_now(store, shelf, wanted, signer=signer, journal=journal, clock=clock)
            continue
        found = read_stamp(said, tree, organisation, signer.public)
        if found != wanted:
            raise WrongPlace(
                f"the {tree} is not where its stamp says"
                if found
                else f"the stamp of the {tree} is not of this instance's hand",
                hint="name the place where it was, move it with `etanche stores move`, or see `etanche stores accept`",
            )


def _found(store: Store, shelf: Shelf, organisation: OrganisationId) -> Iterator[tuple[Tree, str | None, str | None]]:
    with store.reading() as connection:
        said = facts.get(connection, organisation, STAMP)
    yield Tree.DATA, said, store.cluster()
    yield Tree.SHELF, shelf.fact(organisation, STAMP), shelf.cluster()


def _stamp_now(store: Store, shelf: Shelf, wanted: Stamp, *, signer: Signer, journal: Journal, clock: Clock) -> None:
    """Stamp a store, and say so in the journal; of two processes that do it at once both say the same."""
    if wanted.tree is Tree.SHELF:
        shelf.put_fact(wanted.organisation, STAMP, stamp_text(wanted, signer))
    line = Entry(
        organisation=wanted.organisation,
        at=clock.now(),
        actor="instance",
        act="placed",
        object=wanted.tree.value,
        decision="done",
        facts={"region": wanted.region, "server": wanted.server or ""},
    )
    with store.writing() as connection:
        if wanted.tree is Tree.DATA:
            facts.put(connection, wanted.organisation, STAMP, stamp_text(wanted, signer))
        journal.write(connection, line)
