"""
The whole application of an instance: the pages of strangers, those of people with an account and of those who work there, and what answers programs.

What serves and what checks ask of in their own process is put together here, so that a check meets what strangers meet.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from etanche.accounts import Accounts
from etanche.instance import Closing, Instance, Links, Organisation, Roles, accounts_of, by_provider, proving
from etanche.web.api import create_api
from etanche.web.app import create_app
from etanche.web.callers import Callers
from etanche.web.guarding import Page
from etanche.web.pages.account import link_page
from etanche.web.pages.account import pages as account_pages
from etanche.web.pages.account.closing import closing_pages
from etanche.web.pages.account.providers import back_page, provider_pages
from etanche.web.pages.asking import pages as asking_pages
from etanche.web.pages.desk import pages as desk_pages
from etanche.web.pages.mine import pages as own_pages


def assembled(
    instance: Instance,
    *,
    served: Organisation | None = None,
    address: str | None,
    base_url: str | None,
    trusted_proxies: Sequence[str] = (),
    links: Links | None = None,
) -> FastAPI:
    """
    Return the application of an instance.

    Args:
        instance: whose accounts, members and keys.
        served: the organisation whose pages lie at addresses that name none; the first one, if left out.
        address: the address under which people can log in; nobody can without one.
        base_url: the address people know this server under, for the texts to copy.
        trusted_proxies: as for `create_app`.
        links: who an account is in which organisation; those of the instance, if left out.

    Raises:
        Unreadable: a trusted proxy is neither an address nor a network.
    """
    house = served or instance
    accounts = None if address is None else accounts_of(instance, address=address, page=link_page)
    roles = Roles(instance)
    callers = Callers(knows=accounts, members=roles, served=instance.roster.name_of(house.organisation_id))
    return create_app(
        house,
        trusted_proxies=trusted_proxies,
        base_url=base_url,
        callers=callers,
        pages=() if accounts is None or address is None else pages_of(instance, accounts, address=address, links=links),
        api=create_api(instance),
        houses=instance.organisation,
    )


def pages_of(instance: Instance, accounts: Accounts, *, address: str, links: Links | None = None) -> tuple[Page, ...]:
    """Return every page that knows who asks: of accounts, of what is held of somebody, of those who work for an organisation."""
    by = by_provider(instance, accounts, address=address, back=back_page)
    own = (*asking_pages(instance), *own_pages(links or Links.of(instance)), *desk_pages(instance, proving(accounts)))
    accounts_own = (*account_pages(accounts, Roles(instance)), *closing_pages(Closing(instance, accounts)))
    return (*accounts_own, *provider_pages(accounts, by), *own)
