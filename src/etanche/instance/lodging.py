"""
The way in of an instance, lent to the checks of one of its organisations; and the pages of whom these checks make up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from etanche.accounts import Accounts, Keeping, LetterCount, LoggedIn, Rules, Terms, Throttle
from etanche.accounts.providers import asked_of
from etanche.errors import Fault
from etanche.instance.hall import Instance
from etanche.instance.letting_in import documents_of
from etanche.instance.links import Link, Links
from etanche.instance.organisation import Organisation
from etanche.proof import Lodge
from etanche.vault import Vault

_ACTOR: Final = "accounts"


def lodge_of(instance: Instance, house: Organisation, accounts: Accounts) -> Lodge:
    """Return the way in by a service of accounts, as checks of one organisation try it."""
    kept = instance.accounts_house
    home, means = kept.bench, accounts.means
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


class Guests(Links):
    """The links of an instance, and for as long as a check looks those of accounts it made up: each leads to a person of the same run, before a vault that knows no other."""

    def __init__(self, instance: Instance) -> None:
        """Begin without guests."""
        super().__init__(instance)
        self._lodged: dict[bytes, tuple[Organisation, Link]] = {}

    @contextmanager
    def lodged(self, house: Organisation, account: bytes, person: bytes, vault: Vault) -> Iterator[str]:
        """Let an account that a check made up see a person that it made up; give what the organisation is called in addresses."""
        name = self._instance.roster.name_of(house.organisation_id)
        if name is None:
            raise Fault("an organisation that is on no list has no pages of people")
        link = Link(
            account=account, organisation=house.organisation_id, name=name, person=person, since=house.clock.now()
        )
        self._lodged[account] = house.lending(vault), link
        try:
            yield name
        finally:
            del self._lodged[account]

    def require(self, account: bytes, name: str) -> tuple[Organisation, Link]:
        """Return the house of an organisation and who an account is there; raises as for everybody."""
        found = self._lodged.get(account)
        return found if found is not None and found[1].name == name else super().require(account, name)
