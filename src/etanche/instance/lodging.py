"""
The way in of an instance, lent to the checks of one of its organisations.
"""

from __future__ import annotations

from typing import Final

from etanche.accounts import Accounts, Keeping, LetterCount, LoggedIn, Rules, Terms, Throttle
from etanche.accounts.providers import asked_of
from etanche.instance.hall import Instance
from etanche.instance.letting_in import documents_of
from etanche.instance.organisation import Organisation
from etanche.proof import Home, Lodge

_ACTOR: Final = "accounts"


def lodge_of(instance: Instance, house: Organisation, accounts: Accounts) -> Lodge:
    """Return the way in by a service of accounts, as checks of one organisation try it."""
    kept = instance.accounts_house
    bench, means = kept.bench, accounts.means
    home = Home(
        organisation=kept.organisation_id,
        plan=bench.plan,
        clock=bench.clock,
        store=bench.store,
        shelf=bench.shelf,
        tombstones=bench.tombstones,
        keyring=bench.keyring,
        standing=bench.standing,
        journal=bench.journal,
    )
    return Lodge(
        home=home,
        means=means,
        operators=house.organisation_id == instance.organisation_id,
        named=house.charter.organisation.name,
        rules=lambda roles: Rules.of(house.charter, roles=roles, zone=house.plan.zone),
        sessions=lambda clock: LoggedIn(store=home.store, organisation=home.organisation, clock=clock, sign=means.sign),
        keeping=Keeping,
        tries=Throttle,
        letters=LetterCount,
        asked=lambda provider: asked_of(house.charter.providers[provider]),
        terms=lambda vault: Terms(vault, now=lambda: documents_of(instance), actor=_ACTOR),
    )
