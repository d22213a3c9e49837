"""`etanche mail listen`: letters of people to the contact address, delivered by the mail server of the house, become requests."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.house import House
from etanche.cli.terminal import tell, words
from etanche.errors import EtancheError, OutOfReach

if TYPE_CHECKING:
    from etanche.accounts import Throttle
    from etanche.instance import Organisation
    from etanche.intake import LetterIn


def listen(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="the address to listen at: of this machine")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port for LMTP")] = 2424,
) -> None:
    """Take in letters over LMTP until stopped: each becomes a request, and its sender is asked for proof. Tell the mail server of the house to deliver here what comes to the contact address."""
    from etanche.accounts import Throttle
    from etanche.intake import LetterDoor

    house: House = context.obj
    with house.open() as instance:
        throttle = Throttle(instance.clock)
        with LetterDoor(lambda letter: taken(instance, throttle, letter), host=host, port=port) as door:
            tell(words("request.listening", host=host, port=str(door.port)))
            threading.Event().wait()


def taken(instance: Organisation, throttle: Throttle, letter: LetterIn) -> None:
    """
    Keep what a letter asks, and do what follows.

    Raises:
        OutOfReach: so many came from this address that the next one has to wait; the mail server tries again.
        Unreadable, Refused: as `Requests.by_mail`.
    """
    if throttle.wait(letter.address, "mail") > timedelta():
        raise OutOfReach("too many letters of one sender", hint="the next one is taken in a while")
    throttle.failed(letter.address, "mail")
    instance.renew()
    requests = instance.requests
    filed = requests.by_mail(letter)
    with suppress(
        EtancheError
    ):  # It is kept: were it refused now, it would come again. The next round does what follows.
        requests.tend(filed)
