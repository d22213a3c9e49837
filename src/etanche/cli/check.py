"""`etanche check FILE`: is this charter sound? Needs no instance and touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.findings import tell_findings, tell_sum
from etanche.cli.terminal import FINDING, show_json


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    as_json: Annotated[bool, typer.Option("--json", help="print findings for programs")] = False,
) -> None:
    """Check a charter: every finding with file, line, column and a hint."""
    from etanche.charter import CharterUnreadable, promises, read, read_file
    from etanche.clock import SystemClock

    try:
        loaded = read(read_file(file), file=str(file), now=SystemClock().now())
    except CharterUnreadable as error:
        if as_json:
            show_json([error.finding.as_json()])
        raise
    if as_json:
        show_json([finding.as_json() for finding in loaded.findings])
    else:
        tell_findings(loaded.findings)
        made = None if loaded.charter is None else len(promises(loaded.charter))
        tell_sum(str(file), loaded.findings, promises=made)
    if loaded.charter is None:
        raise typer.Exit(FINDING)
