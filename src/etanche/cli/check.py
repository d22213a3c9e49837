"""`etanche check FILE`: is this charter sound? Needs no instance and touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.terminal import FINDING, show, show_json, words


def command(
    file: Annotated[Path, typer.Argument(help="the charter")],
    as_json: Annotated[bool, typer.Option("--json", help="print findings for programs")] = False,
) -> None:
    """Check a charter: every finding with file, line, column and a hint."""
    from etanche.charter import promises, read, read_file

    loaded = read(read_file(file), file=str(file))
    errors = [finding for finding in loaded.findings if finding.severity == "error"]
    if as_json:
        show_json([finding.as_json() for finding in loaded.findings])
    else:
        for finding in loaded.findings:
            show(str(finding), style="red" if finding.severity == "error" else "yellow")
            if finding.hint:
                show(f"  hint: {finding.hint}")
        if loaded.charter is not None and not errors:
            show(words("check.sound", file=file, promises=len(promises(loaded.charter))), style="green")
    if errors:
        raise typer.Exit(FINDING)
