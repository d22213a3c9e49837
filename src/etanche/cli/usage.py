"""
What is said of a command that was typed wrong: by us, in the language of the terminal, one line what and one line how.

The library that reads the command line says it in English, with its own classes' names and with the value; none of it is repeated here.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Final, cast

import typer
from typer.core import TyperGroup

from etanche.cli.terminal import UNREADABLE, complain, words
from etanche.errors import Unreadable

_MISUSE: Final = cast("type[Exception]", typer.BadParameter.__bases__[0])
"""What everything is that can be wrong with a command line, whichever way the library names it."""


class Mistyped(Unreadable):
    """A command was typed wrong."""


class Commands(TyperGroup):
    """The list of commands; what is typed wrong is told as every other error is."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Run what was typed and leave with its exit code."""
        try:
            code = super().main(*args, **more | {"standalone_mode": False})
        except _MISUSE as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                cast("Any", error).show()
            else:
                complain(mistyped(error))
            raise SystemExit(UNREADABLE) from None
        except typer.Abort:
            raise KeyboardInterrupt from None
        raise SystemExit(code if isinstance(code, int) else 0)


def mistyped(error: Any) -> Mistyped:
    """Return what was typed wrong."""
    context = error.ctx
    path = "etanche" if context is None else context.command_path
    how = words("usage.how", command=path)
    param = getattr(error, "param", None)
    name = "" if param is None else param.get_error_hint().strip("'").replace("'", "`")
    if hasattr(error, "param_type"):
        return Mistyped(words("usage.missing", name=name), hint=how)
    if isinstance(error, typer.BadParameter):
        return Mistyped(words("usage.bad-value", name=name or "?"), hint=_allowed(error.message) or how)
    if option := getattr(error, "option_name", None):
        known = hasattr(error, "possibilities")
        near = (getattr(error, "possibilities", None) or [None])[0]
        hint = how if near is None else words("usage.near", name=near)
        return Mistyped(words("usage.no-option" if known else "usage.no-value", name=option), hint=hint)
    return _of_command(error, how)


def _allowed(said: str) -> str:
    """Return which values something takes, if what the library says lists them; what was typed stands before that."""
    listed = re.search(r"(?:is not one of|does not match the formats?) ('[^']*'(?:, '[^']*')*)\.?$", said)
    return words("usage.allowed", values=listed[1].replace("'", "`")) if listed else ""


def _of_command(error: Any, how: str) -> Mistyped:
    """Return what is wrong with the words that are no options."""
    verbs = error.ctx.command.list_commands(error.ctx) if isinstance(error.ctx.command, TyperGroup) else []
    said = error.message
    if said.startswith("No such command"):
        typed = said.partition("'")[2].partition("'")[0]
        near = get_close_matches(typed, verbs, n=1)
        hint = words("usage.near", name=near[0]) if near else how
        return Mistyped(words("usage.no-command", name=typed), hint=hint)
    return Mistyped(words("usage.no-verb" if verbs else "usage.too-many"), hint=how)
