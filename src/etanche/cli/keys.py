"""`etanche keys`: what keys there are, turned over, and the way back in when a passphrase is lost; never a key."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, language, progress, show, show_json, table, tell, words, write
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Listing

_LONGEST_NAME = 100

app = typer.Typer(
    help="The keys: what there is, how old it is; never a key.", invoke_without_command=True, rich_markup_mode=None
)

NewFile = Annotated[
    Path | None, typer.Option(help="file that holds the new passphrase, readable by you alone", show_default=False)
]
NewFd = Annotated[int | None, typer.Option(help="open descriptor to read the new passphrase from")]


@app.callback()
def command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """List the keys: kinds, counts, ages, provider and epoch."""
    if context.invoked_subcommand is not None:
        return
    house: House = context.obj
    with house.open() as instance:
        found = instance.keys.listed()
    if as_json:
        show_json(found.as_json())
    else:
        _tell(found)
    if not found.well:
        raise typer.Exit(FINDING)


@app.command("public")
def public(context: typer.Context) -> None:
    """Print the public key that evidence is signed with, to be published; its fingerprint is told beside it."""
    from etanche.proof.evidence import fingerprint_of, pem_of

    house: House = context.obj
    with house.open() as instance:
        found = instance.public_key
    write(pem_of(found))
    tell(words("keys.fingerprint", fingerprint=fingerprint_of(found)))


@app.command("rotate")
def rotate(
    context: typer.Context,
    epoch: Annotated[
        bool, typer.Option("--epoch", help="a new root for every key; old copies of the shelf die")
    ] = False,
    organisation: Annotated[
        bool, typer.Option("--organisation", help="a new key of the organisation, and a new epoch with it")
    ] = False,
    provider: Annotated[
        bool, typer.Option("--provider", help="seal the organisation's key anew with the provider of the charter")
    ] = False,
    if_due: Annotated[bool, typer.Option(help="do it only if the epoch has lasted as long as it may")] = False,
    by: Actor = "command-line",
) -> None:
    """Turn keys over while everything runs; without a word, the epoch. Data are not rewritten."""
    asked = [
        name for name, wanted in (("epoch", epoch), ("organisation", organisation), ("provider", provider)) if wanted
    ]
    if len(asked) > 1:
        raise Unreadable("one rotation at a time", hint="give one of `--epoch`, `--organisation` and `--provider`")
    _named(by)
    house: House = context.obj
    with house.open() if organisation else house.whole() as instance:
        found = instance.keys.listed()
        if if_due and not (found.due or found.unfinished):
            show(words("keys.not-due", epoch=found.epoch, days=found.horizon.epoch - found.age))
            return
        with progress(sum(living for living, _ in found.kinds.values()), words("keys.bar")) as done:
            turned = instance.keys.rotate((asked or ["epoch"])[0], by=by, said=done)
    show(words("keys.turned", rewrapped=turned.rewrapped, epoch=turned.epoch), style="green")
    show(words("keys.root-copies"))


@app.command("passphrase")
def passphrase(
    context: typer.Context,
    new_passphrase_file: NewFile = None,
    new_passphrase_fd: NewFd = None,
    by: Actor = "command-line",
) -> None:
    """Set another passphrase; processes that run go on, and the old one opens nothing any more."""
    from etanche.instance import set_passphrase

    _named(by)
    house: House = context.obj
    with house.whole() as instance:
        set_passphrase(
            instance, old=house.passphrase, new_file=new_passphrase_file, new_descriptor=new_passphrase_fd, by=by
        )
    show(words("keys.passphrase"), style="green")


@app.command("kit")
def kit(context: typer.Context, by: Actor = "command-line") -> None:
    """Print a new recovery kit; the one before it opens nothing any more."""
    _named(by)
    house: House = context.obj
    with house.whole() as instance:
        tell_kit(instance.keys.new_kit(by=by))


@app.command("recover")
def recover(
    context: typer.Context,
    kit_file: Annotated[
        Path | None, typer.Option(help="file that holds the code of the kit; without one, standard input")
    ] = None,
    kit_fd: Annotated[int | None, typer.Option(help="open descriptor to read the code of the kit from")] = None,
    new_passphrase_file: NewFile = None,
    new_passphrase_fd: NewFd = None,
    by: Actor = "command-line",
) -> None:
    """Set a new passphrase with the recovery kit, when the passphrase is lost."""
    from etanche.clock import SystemClock
    from etanche.instance import recovered

    _named(by)
    house: House = context.obj
    descriptor = sys.stdin.fileno() if kit_file is None and kit_fd is None else kit_fd
    recovered(
        house.data,
        kit_file=kit_file,
        kit_descriptor=descriptor,
        new_file=new_passphrase_file,
        new_descriptor=new_passphrase_fd,
        by=by,
        clock=SystemClock(),
    )
    show(words("keys.recovered"), style="green")


def tell_kit(code: str) -> None:
    """Print a recovery kit, in the language of the terminal and in the other: it is read by somebody else, years later."""
    from etanche.terms import LANGUAGES
    from etanche.words import say

    here = language()
    show()
    for each in sorted(LANGUAGES, key=lambda one: one != here):
        show(say("cli.keys.kit-title", each), style="bold")
        show(say("cli.keys.kit-text", each))
        show()
    show(f"    {code}", style="bold")
    show()


def _tell(found: Listing) -> None:
    """Print what there is."""
    show(words("keys.provider-own" if found.own else "keys.provider", provider=found.provider))
    if found.provider != found.wanted:
        show(words("keys.elsewhere", wanted=found.wanted), style="red")
    elif not found.settled:
        show(words("keys.unsettled"), style="red")
    show(words("keys.epoch", epoch=found.epoch, began=found.began, days=found.age))
    if found.due:
        show(words("keys.due", days=found.horizon.epoch), style="red")
    if found.unfinished:
        show(words("keys.unfinished"), style="red")
    show(words("keys.copies", days=found.horizon.days))
    show()
    head = [words(f"keys.head.{column}") for column in ("kind", "living", "destroyed")]
    table(head, [(kind, f"{living}", f"{dead}") for kind, (living, dead) in found.kinds.items()])


def _named(by: str) -> None:
    """
    Let a name be journalled.

    Raises:
        Unreadable: it is too long, or no name.
    """
    if not (0 < len(by) <= _LONGEST_NAME and by.isprintable()):
        raise Unreadable(f"the name of a person has 1 to {_LONGEST_NAME} letters")
