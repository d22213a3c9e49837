"""Groups of commands in which one command is so plainly meant that its name may be left out."""

from __future__ import annotations

from typing import ClassVar

import typer
from typer.core import TyperGroup


class DefaultGroup(TyperGroup):
    """A group in which an argument may stand where a command would: then the `default` command is meant."""

    default: ClassVar[str]

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # the group is typer's own
        """Put the command that is meant before its argument."""
        if args and args[0] not in self.commands and args[0] not in {"-h", "--help"}:
            args = [self.default, *args]
        return super().parse_args(ctx, args)
