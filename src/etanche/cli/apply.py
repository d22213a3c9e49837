"""`etanche apply CHARTER`: let an instance obey another charter, from now or from its announced day on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.diff import tell_changes, tell_forecasts
from etanche.cli.house import House
from etanche.cli.terminal import show, show_json, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Instance, Proposal

_LONGEST_NAME = 100


def command(
    context: typer.Context,
    charter: Annotated[Path | None, typer.Argument(help="the new charter")] = None,
    dry_run: Annotated[bool, typer.Option(help="show what would change, and apply nothing")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="apply without asking")] = False,
    withdraw: Annotated[bool, typer.Option(help="take back the charter that waits for its day")] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help="who decided it; the name is journalled")] = "command-line",
    as_json: Annotated[bool, typer.Option("--json", help="print for programs; applies only with --yes")] = False,
) -> None:
    """Apply a charter: shows what changes, what must be announced, what would fall due; asks; then applies."""
    house: House = context.obj
    if withdraw == (charter is not None):
        raise Unreadable("name the new charter, or `--withdraw` the one that waits", hint="see `etanche apply --help`")
    if not (0 < len(by) <= _LONGEST_NAME and by.isprintable()):
        raise Unreadable(f"the name of a person has 1 to {_LONGEST_NAME} letters")
    with house.open() as instance:
        if charter is None:
            show(words("apply.withdrawn", n=instance.withdraw(by=by)))
            return
        proposal = instance.propose(charter)
        if as_json:
            show_json(proposal.as_json())
        else:
            _tell(proposal)
        if not dry_run and (yes or _agreed(as_json=as_json)):
            instance.apply(proposal, by=by)
            if not as_json:
                _told(instance, proposal)


def _tell(proposal: Proposal) -> None:
    """Show what applying would do."""
    tell_changes(proposal.changes, proposal.old, proposal.new)
    tell_forecasts(proposal.forecasts, proposal.old)
    if proposal.later:
        show(words("apply.later", day=proposal.day))
    if proposal.asks_consent:
        show(words("apply.consent", n=len(proposal.asks_consent)), style="bold red")


def _agreed(*, as_json: bool) -> bool:
    """
    Ask the person who types; a program has to say `--yes`.

    Raises:
        Unreadable: nobody is there to be asked.
    """
    if as_json:
        return False
    if not sys.stdin.isatty():
        raise Unreadable("nobody is there to be asked", hint="say --yes, or look first with --dry-run")
    if typer.confirm(words("apply.ask")):
        return True
    show(words("apply.left"))
    return False


def _told(instance: Instance, proposal: Proposal) -> None:
    """Say what was done, and what people still have to do themselves."""
    if proposal.later:
        show(words("apply.waits", day=proposal.day), style="green")
    else:
        name = instance.charter.organisation.name
        show(words("apply.done", organisation=name, day=proposal.day), style="green")
    announced = proposal.old.notice.announced
    if proposal.later and announced is not None and "email" in announced.by:
        show(words("apply.email"), style="yellow")
