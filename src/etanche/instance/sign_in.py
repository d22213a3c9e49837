"""
Coming in by the providers of the operator's charter, of which the settings say what we are to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from etanche.accounts import ACCEPTED, Accounts
from etanche.accounts.providers import ByProvider, Client, Known, Provider, asked_of
from etanche.charter import Opening
from etanche.instance.hall import Instance
from etanche.instance.sign_in_settings import ProviderSettings

_KEY: Final = "providers"
_ACTOR: Final = "accounts"
_COME_BACK_WITHIN: Final = timedelta(hours=1)
"""Longer than a way to a provider is good for."""

_LOOKED_BACK: Final = timedelta(days=30)
_AT_ONCE: Final = 500


def by_provider(instance: Instance, accounts: Accounts, *, address: str, back: Callable[[str], str]) -> ByProvider:
    """
    Return the way in by providers: those of the operator's charter that the settings speak of.

    Args:
        instance: whose accounts.
        accounts: the service of accounts; both know the same people.
        address: the address people know this server under.
        back: returns the path of the page to which a provider sends people back.
    """
    house = instance.accounts_house
    origin = address.rstrip("/")
    built: dict[str, Mapping[str, Known]] = {}

    def providers() -> Mapping[str, Known]:
        digest = instance.plan.digest
        if digest not in built:
            # Under another charter a provider may be at another host, be asked for something else, or be none any more.
            built.clear()
            built[digest] = {
                name: _known(instance, name, said, back=f"{origin}{back(name)}")
                for name, said in instance.settings.providers.items()
                if name in instance.charter.providers
            }
        return built[digest]

    opened_by = instance.charter.accounts.opened_by if instance.charter.accounts is not None else ()
    return ByProvider(
        accounts.means,
        providers=providers,
        terms=accounts.means.terms,
        vault=house.spared_vault,
        key=lambda: house.keyring.ledger_key(house.organisation_id, _KEY),
        opens=Opening.PROVIDER in opened_by,
    )


def forget_strangers(instance: Instance) -> int:
    """
    Erase who accepted the terms, was shown the way to a provider and never came back, or was about to open an account when a process was
    killed; return how many they were.

    Nothing is kept of them but that they accepted, under a random id: an hour later it serves nobody. Each time so many at most, so
    that a crowd at the door holds up nothing else.
    """
    if not instance.has_accounts:
        return 0
    vault, now = instance.accounts_house.vault, instance.clock.now()
    gone = vault.unmet(ACCEPTED, since=now - _LOOKED_BACK, before=now - _COME_BACK_WITHIN)[:_AT_ONCE]
    for person in gone:
        vault.erase(person, actor=_ACTOR)
    return len(gone)


def _known(instance: Instance, name: str, said: ProviderSettings, *, back: str) -> Known:
    client = Client(
        id=said.client,
        secret=said.secret(),
        back=back,
        scopes=asked_of(instance.charter.providers[name]),
        acr=said.acr,
    )
    provider = Provider(name, issuer=said.issuer, client=client, http=instance.http, clock=instance.clock)
    return Known(provider=provider, claims_factor=said.claims_factor)
