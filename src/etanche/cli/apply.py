"""`etanche apply CHARTER`: let an instance obey another charter, from now or from its announced day on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor
from etanche.cli.diff import tell_changes, tell_forecasts
from etanche.cli.house import House
from etanche.cli.terminal import show, show_json, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Organisation, Proposal

_LONGEST_NAME = 100
_BY_HAND = ("email", "account-page")
"""Ways of announcing that this version does not go by itself; pages and feed it does."""


def command(
    context: typer.Context,
    charter: Annotated[Path | None, typer.Argument(help="the new charter")] = None,
    dry_run: Annotated[bool, typer.Option(help="show what would change, and apply nothing")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="apply without asking")] = False,
    withdraw: Annotated[bool, typer.Option(help="take back the charter that waits for its day")] = False,
    by: Actor = "command-line",
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
            _withdraw(instance, by=by, dry_run=dry_run, as_json=as_json)
            return
        proposal = instance.propose(charter)
        if not as_json:
            _tell(proposal)
        applied = None
        if not dry_run and (yes or _agreed(as_json=as_json)):
            applied = instance.apply(proposal, by=by)
        if as_json:
            show_json({**(applied or proposal).as_json(), "applied": applied is not None})
        elif applied is not None:
            _told(instance, applied)


def _withdraw(instance: Organisation, *, by: str, dry_run: bool, as_json: bool) -> None:
    """Take back the charter that waits, or say which one it would be."""
    waiting = [each for each in instance.versions() if each.waits]
    if dry_run and not as_json:
        for each in waiting:
            show(words("apply.would-withdraw", day=max(each.charter.versions)))
    gone = 0 if dry_run else instance.withdraw(by=by)
    if as_json:
        show_json({"waiting": len(waiting), "withdrawn": gone})
    elif not dry_run or not waiting:
        show(words("apply.withdrawn", n=gone))


def _tell(proposal: Proposal) -> None:
    """Show what applying would do."""
    from etanche.charter.change import material

    tell_changes(proposal.changes, proposal.old, proposal.new)
    tell_forecasts(proposal.forecasts, proposal.old, on=proposal.when.day if proposal.when.later else None)
    if proposal.when.later:
        show(words("apply.later", day=proposal.when.day))
    if proposal.old.notice.announced is None and material(proposal.changes):
        show(words("apply.unannounced"), style="yellow")
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


def _told(instance: Organisation, applied: Proposal) -> None:
    """Say what was done, and what people still have to do themselves."""
    from etanche.charter.change import material

    if applied.when.later:
        show(words("apply.waits", day=applied.when.day), style="green")
    else:
        name = instance.charter.organisation.name
        show(words("apply.done", organisation=name, day=applied.when.day), style="green")
    announced = applied.old.notice.announced
    if announced is None or not material(applied.changes):
        return
    for way in _BY_HAND:
        if way in announced.by:
            show(words(f"apply.{way}"), style="yellow")
