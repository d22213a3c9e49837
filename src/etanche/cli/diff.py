"""`etanche diff OLD NEW`: what changed between two charters, in plain words. Needs no instance and touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.terminal import PLAIN_SPACES, language, show, show_json, words, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from etanche.charter import Charter
    from etanche.charter.change import Change

_STYLE = {"consent": "bold red", "notice": "yellow", "nothing": None}


def tell_changes(changes: Iterable[Change], old: Charter, new: Charter) -> None:
    """Print changes under what they ask for, the weightiest first."""
    from etanche.notice import change_words

    told = list(changes)
    if not told:
        show(words("diff.none"))
    for need, style in _STYLE.items():
        here = [change for change in told if change.need == need]
        if here:
            show(words(f"diff.{need}", n=len(here)), style=style)
        for change in here:
            wrapped(f"· {change_words(change, old, new, language())}".translate(PLAIN_SPACES), indent=2)


def command(
    old: Annotated[Path, typer.Argument(help="the charter of before")],
    new: Annotated[Path, typer.Argument(help="the charter of after")],
    as_json: Annotated[bool, typer.Option("--json", help="print the changes for programs")] = False,
) -> None:
    """Tell what changed from one charter to the next, and what people must be told of or asked again."""
    from etanche.charter import load
    from etanche.charter.change import diff

    before, after = load(old), load(new)
    changes = diff(before, after)
    if as_json:
        show_json([change.as_json() for change in changes])
    else:
        tell_changes(changes, before, after)
