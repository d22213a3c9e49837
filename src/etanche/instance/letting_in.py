"""
The service of accounts on a house: what it stands on, and what the organisations of an account ask of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from etanche.accounts import (
    STRONG,
    Accounts,
    Act,
    Cost,
    Hasher,
    Keeping,
    Leaked,
    LoggedIn,
    Means,
    Post,
    Rules,
    Site,
    Throttle,
)
from etanche.instance.house import House

USE = "accounts"

Organisations = Callable[[bytes], Mapping[str, Rules]]
"""What the organisations of an account ask of it, by their names."""


def accounts_on(
    house: House,
    *,
    site: Site,
    page: Callable[[Act, str], str],
    post: Post,
    organisations: Organisations = lambda _account: {},
    leaked: Path | None = None,
    cost: Cost = STRONG,
) -> Accounts:
    """
    Return the service of accounts on the house of the organisation that keeps them.

    Args:
        house: whose persons the accounts are.
        site: where people log in.
        page: returns the full address of the page that takes the word of a link.
        post: takes letters.
        organisations: what the others ask of an account; what the house asks of everybody is added.
        leaked: a file of digests of leaked passwords, beside the list that comes with us.
        cost: what one hash of a password costs.
    """
    organisation = house.organisation_id

    def rules(account: bytes | None) -> Mapping[str, Rules]:
        ours = {site.name: Rules.of(house.charter, roles=frozenset(), zone=house.plan.zone)}
        return ours if account is None else {**organisations(account), **ours}

    def sign(body: bytes) -> bytes:
        return house.keyring.sign_word(organisation, USE, body)

    return Accounts(
        Means(
            keeping=Keeping(lambda: house.vault, house.clock),
            logged_in=LoggedIn(store=house.store, organisation=organisation, clock=house.clock, sign=sign),
            clock=house.clock,
            hasher=Hasher(cost),
            leaked=Leaked(file=leaked),
            tries=Throttle(house.clock),
            letters=Throttle(house.clock),
            post=post,
            sign=sign,
            rules=rules,
            zone=house.plan.zone,
            site=site,
            page=page,
        )
    )
