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

_Where = tuple[str | None, Path | None]
"""The address of a store on a server, and the file of its password, as they were given."""


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
    data_store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="put the data into this empty PostgreSQL database; no password in it"),
    ] = None,
    data_password_file: Annotated[
        Path | None, typer.Option(help="the password of --data-store (mode 0600); else ~/.pgpass")
    ] = None,
    shelf_store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="put the shelf of keys into this one, on another server than the data's"),
    ] = None,
    shelf_password_file: Annotated[
        Path | None, typer.Option(help="the password of --shelf-store (mode 0600); else ~/.pgpass")
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
        _make(context.obj, charter, keys, (data_store, data_password_file), (shelf_store, shelf_password_file))


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


def _make(house: House, charter: Path, keys: Path | None, data: _Where, shelf: _Where) -> None:
    from etanche.clock import SystemClock
    from etanche.instance import Address, Instance, Stores

    def address(where: _Where) -> Address | None:
        url, file = where
        return None if url is None else Address(url=url, password_file=file)

    stores = Stores(data=address(data), shelf=address(shelf))
    passphrase = house.passphrase()
    with Instance.create(
        house.data, charter=charter, passphrase=passphrase, clock=SystemClock(), keys=keys, stores=stores
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
