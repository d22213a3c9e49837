"""
Another organisation on the ground of an instance: checked against the operator's charter, then given its keys, charter and name.

A tenant's charter is its own: nothing of the operator's is merged into it. But the machines, the copies and the place of the
stores are the operator's, so that what it says of those has to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from etanche.charter import Charter, Plan, RecipientKind, compile_plan, load
from etanche.charter.inside import inside
from etanche.charter.lengths import surely_longer
from etanche.instance.agreeing import agree, refuse_copies, refuse_provider, refuse_unnamed, require_provider
from etanche.instance.applying import ApplyRefused, refuse_ahead
from etanche.instance.charters import charter_of
from etanche.instance.furnish import found
from etanche.instance.ground import Ground
from etanche.instance.house import House
from etanche.instance.placing import Site, place
from etanche.instance.roster import BUILT_IN, Roster, name_from, require_name
from etanche.instance.stores import Stores
from etanche.journal import Entry, Journal
from etanche.store import Connection
from etanche.terms import OrganisationId, new_id

_SERVES: Final = frozenset({RecipientKind.PROCESSOR, RecipientKind.HOST})


class NotHere(ApplyRefused):
    """The charter of an organisation says something of where or how data are kept that is not so in this instance."""


class BegunBefore(ApplyRefused):
    """An organisation was begun under another id, and whoever made it was killed: keys of its own are for no other."""


def establish(
    ground: Ground,
    file: Path,
    *,
    operator: Charter,
    journal: Journal,
    name: str | None,
    by: str,
    drawn: OrganisationId | None = None,
    at: Site | None = None,
) -> OrganisationId:
    """
    Make an organisation that obeys a charter; a line in the operator's journal says who did, in the transaction from which it is there.

    Its id is drawn here unless the settings speak of one already, because it brings its own provider of keys. With a site its stores
    are made there, and nothing of it is ever in those of the instance but its name.

    Raises:
        CharterUnreadable, CharterFaulty: the charter is not sound.
        ApplyRefused: it is of a day to come, copies of keys would live longer than it promises, or its provider is not configured, or not the one that it brings.
        NotHere: it says that data are where they are not, or that nobody else keeps them.
        NotAName: it cannot be called that.
        BegunBefore: it was begun before, and killed, under another id than its keys are for.
        PlaceInside, PlaceTaken, SameServer, StoreExists: its stores cannot be where they were to be.
        OutOfReach: what it brings for its key cannot be had.
    """
    charter = load(file, now=ground.clock.now())
    refuse_ahead(charter, ground.clock.now())
    refuse_copies(charter, ground.settings.keys)
    refuse_elsewhere(operator, charter, None if at is None else at.stores)
    name = name_from(charter.organisation.name) if name is None else name
    require_name(name)
    if drawn is None:
        refuse_provider(charter, ground.settings.keys, None)
    else:
        refuse_unnamed(charter, ground.settings.keys, drawn)
    if at is not None:
        at.require_free(ground.home.folder, ground.places())
    if drawn is not None:
        require_provider(ground.root, drawn)
    organisation = _begun(ground, name, drawn)
    agree(ground.root, organisation, charter)
    entry = Entry(
        organisation=ground.first,
        at=ground.clock.now(),
        actor=by,
        act="organisation-created",
        object="instance",
        decision="done",
        facts={"organisation": organisation.hex(), "placed": "" if at is None else at.folder.name},
    )
    text, plan = file.read_text(encoding="utf-8-sig"), compile_plan(charter)
    if at is None:
        _found(ground, organisation, text, plan, name, lambda connection: journal.write(connection, entry))
    else:
        place(
            ground,
            at,
            organisation,
            text=text,
            plan=plan,
            name=name,
            beside=lambda connection: journal.write(connection, entry),
        )
    return organisation


def establish_built_in(ground: Ground, operator: Charter) -> OrganisationId:
    """Make the organisation `instance`, whose charter follows from the operator's."""
    text = inside(operator)
    organisation = _begun(ground, BUILT_IN)
    charter = charter_of(text)
    agree(ground.root, organisation, charter)
    _found(ground, organisation, text, compile_plan(charter), BUILT_IN)
    return organisation


def follow(house: House, operator: Charter) -> None:
    """Let the organisation `instance` obey what follows from the operator's charter of now, if that says anything else of it."""
    day = max(house.charter.versions)
    text = inside(operator, day=day)
    if compile_plan(charter_of(text)).digest == house.plan.digest:
        return
    text = inside(operator)
    plan = compile_plan(charter_of(text))
    if house.charters.follow(text, plan.digest, day=max(operator.versions), journal=house.journal):
        house.renew(anew=True)


def refuse_elsewhere(operator: Charter, tenant: Charter, site: Stores | None = None) -> None:
    """
    Let a charter be obeyed on the operator's machines only if it says so; `site` is where its stores are, if they lie apart.

    Raises:
        NotHere: its data would be in another country, on machines of nobody it names, or copied for longer than it says.
    """
    ours, theirs = operator.regions[operator.vault.region], tenant.regions[tenant.vault.region]
    apart = None if site is None else site.country
    here = apart or ours.country
    if here != theirs.country:
        raise NotHere(
            f"this charter says that the data are in `{theirs.country}`, and these stores are in `{here}`",
            hint="an organisation elsewhere has stores in a place of its own: see docs/organisations.md",
        )
    named = {one.name for one in tenant.recipients.values() if one.as_ in _SERVES}
    keepers = [operator.organisation.name]
    if ours.host is not None and apart is None:
        keepers.append(operator.recipients[ours.host].name)
    for keeper in keepers:
        if keeper not in named | {tenant.organisation.name}:
            raise NotHere(
                f"`{keeper}` keeps the data of this instance, and this charter does not name it",
                hint="add it to `recipients`, as a `host` or a `processor`, and to the region as its `host`",
            )
    copied, said = operator.vault.backups, tenant.vault.backups
    if copied is not None and (said is None or surely_longer(copied.keep, said.keep)):
        raise NotHere(
            f"copies of this instance live {copied.keep}, and this charter promises less",
            hint=f"write `backups: {{keep: {copied.keep}}}` under `vault`, or more",
        )


def asks_the_same(before: Charter, after: Charter) -> bool:
    """Tell whether two charters of an operator ask the same of every tenant: whoever is beside one is then beside the other."""
    return _asked(before) == _asked(after)


def _asked(operator: Charter) -> tuple[object, ...]:
    """Return all of an operator's charter that `refuse_elsewhere` looks at."""
    ours, copied = operator.regions[operator.vault.region], operator.vault.backups
    host = None if ours.host is None else operator.recipients[ours.host].name
    return ours.country, operator.organisation.name, host, None if copied is None else copied.keep


def _begun(ground: Ground, name: str, drawn: OrganisationId | None = None) -> OrganisationId:
    """Take the name, so that whatever a killed process leaves is known to be ours."""
    roster = Roster(store=ground.store, keyring=ground.keyring, first=ground.first)
    with ground.store.writing() as connection:
        begun = roster.begin(connection, drawn or OrganisationId(new_id()), name)
        if drawn is not None and begun != drawn:
            raise BegunBefore(
                f"`{name}` was begun before, and not with keys of its own",
                hint="make it without --keys, and give it its own afterwards: see docs/keys.md",
            )
        return begun


def _found(
    ground: Ground,
    organisation: OrganisationId,
    text: str,
    plan: Plan,
    name: str,
    beside: Callable[[Connection], object] | None = None,
) -> None:
    found(
        organisation,
        store=ground.store,
        shelf=ground.shelf,
        keyring=ground.keyring,
        clock=ground.clock,
        text=text,
        plan=plan,
        name=name,
        beside=beside,
    )
