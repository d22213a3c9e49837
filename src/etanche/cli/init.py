"""
`etanche init`: a new instance that obeys a charter (`--charter FILE`), or a charter to begin with (`--starter FILE`),
which can be drafted from a register or a manifest that is there already (`--from FILE`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etanche.cli.house import House
from etanche.cli.keys import tell_kit
from etanche.cli.terminal import UNREADABLE, language, show, tell, words, write


def command(
    context: typer.Context,
    charter: Annotated[Path | None, typer.Option(help="the charter that the instance will obey")] = None,
    starter: Annotated[
        Path | None, typer.Option(help="write a small charter with comments here, and nothing else")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(help="file with the section `[keys]` of the settings: where keys are, if not in a file"),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="draft the charter to begin with from a register (.ods, .xlsx) or a manifest of Fides; "
            "without `--starter`, to standard output",
        ),
    ] = None,
) -> None:
    """Make an instance: its stores, its keys, and its charter. Or write a charter to begin with."""
    if source is not None and charter is not None:
        tell(words("init.from-and-charter"))
        raise typer.Exit(UNREADABLE)
    if source is None and (charter is None) is (starter is None):
        tell(words("init.one-of-two"))
        raise typer.Exit(UNREADABLE)
    if source is not None:
        from etanche.cli.drafting import drafted

        text = drafted(source)
        write(text) if starter is None else _write(starter, text)
    elif starter is not None:
        _write(starter)
    elif charter is not None:
        _make(context.obj, charter, keys)


def _write(path: Path, text: str | None = None) -> None:
    """Write a draft, or a starter in the language of the terminal; what is there already is left alone."""
    from etanche.charter import starter

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter(language()) if text is None else text)
    except OSError as error:
        there = isinstance(error, FileExistsError)
        tell(words("init.starter-there" if there else "init.starter-shut", file=path))
        raise typer.Exit(UNREADABLE) from None
    show(words("init.starter", file=path))


def _make(house: House, charter: Path, keys: Path | None) -> None:
    from etanche.clock import SystemClock
    from etanche.instance import Instance

    with Instance.create(
        house.data, charter=charter, passphrase=house.passphrase(), clock=SystemClock(), keys=keys
    ) as made:
        show(
            words(
                "init.done",
                folder=house.data,
                organisation=made.charter.organisation.name,
                promises=len(made.plan.promises),
            )
        )
        show(words("init.kit", root=made.folder / "root"))
        tell_kit(made.keys.new_kit(by="init"))
