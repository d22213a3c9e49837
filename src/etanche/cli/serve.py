"""`etanche serve`: the pages and the public door, on loopback, with sweeping and sealing beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import show, words

if TYPE_CHECKING:
    from etanche.instance import Instance


HOME = "home"
PAGES = ("", "privacy", "proof", "opt-out")


def command(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="address to listen on; anything but loopback needs --trusted-proxy")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0 takes a free one")] = 8040,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="a proxy whose forwarded addresses count, and which speaks TLS to the world; may be repeated",
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="the address people know this server under, for texts to copy and links in letters; by default that of `[site]` in `instance.toml`; behind a proxy nobody can log in without it",
        ),
    ] = None,
) -> None:
    """Serve until Ctrl-C."""
    house: House = context.obj
    with house.whole_with_door() as instance:
        run(instance, host=host, port=port, trusted_proxies=tuple(trusted_proxy or ()), base_url=base_url)


def run(
    instance: Instance,
    *,
    host: str,
    port: int,
    trusted_proxies: tuple[str, ...] = (),
    base_url: str | None = None,
    tell_pages: bool = False,
) -> None:
    """
    Serve an open instance until it is told to stop.

    Raises:
        Refused: the address is not loopback and no proxy speaks TLS in front.
        Unreadable: the address or port cannot be had.
    """
    from etanche.cli.rounds import REFUSED_SECONDS, Common, Rounds
    from etanche.instance import require_lists
    from etanche.web import assembled, server

    def ready(url: str) -> None:
        if tell_pages:
            for path in PAGES:
                show(f"  {url}{path:<8}  {words(f'serve.page.{path or HOME}')}")
        show(words("serve.ready", url=url))

    listening = server.listen(host=host, port=port, trusted_proxies=trusted_proxies)
    # Behind a proxy only whoever configured it knows the address that links in letters lead to.
    known = base_url or instance.address
    address = known if known or trusted_proxies else listening.address
    require_lists(instance)
    app = assembled(instance, address=address, base_url=known, trusted_proxies=trusted_proxies)
    instance.tell_served(proxied=bool(trusted_proxies))
    refused = Common(name="refused", every=REFUSED_SECONDS, act=lambda _house: app.state.turned_away.tend())
    with Rounds(instance, besides=(refused,)):
        server.run(app, listening, ready=ready)
    show(words("serve.stopped"))
