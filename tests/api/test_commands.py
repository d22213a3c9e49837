"""Whatever the command line does for an organisation programs can ask for, or docs/api.md says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.api.conftest import World
from tests.conftest import ROOT
from typer.main import get_command

from etanche.cli.app import app
from etanche.web import urls

PAGE: Final = (ROOT / "docs/api.md").read_text(encoding="utf-8").partition("## Every command")[2]
ROWS: Final = dict(re.findall(r"^\| `([a-z -]+)` \| (.+) \|$", PAGE, flags=re.MULTILINE))
ADDRESS: Final = re.compile(rf"`(GET|POST|PUT|PATCH|DELETE) {urls.API}(/[^`]+)`")
NONE: Final = re.compile(r"none: \S.{15,}")


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every command that does something, as one types it."""
    within = getattr(command, "commands", None)
    if within is None or command.invoke_without_command:
        yield " ".join(words)
    for word, one in (within or {}).items():
        yield from commands(one, (*words, word))


def described(world: World) -> set[tuple[str, str]]:
    """Return every method and address that the server says it has."""
    paths = world.call().get(urls.API_DESCRIPTION).json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_every_command_has_a_row() -> None:
    """Whoever adds a command says by which address programs ask for it, or why they cannot; no row is of nothing."""
    there = set(commands(get_command(app)))

    assert there == ROWS.keys()
    assert len(ROWS) == PAGE.count("\n| `")


def test_every_row_names_addresses_that_there_are(world: World) -> None:
    """Those of the server's own description; without one it gives a reason."""
    known = described(world)
    wrong = {
        command: said
        for command, said in ROWS.items()
        if not set(ADDRESS.findall(said)) <= known or bool(ADDRESS.search(said)) is said.startswith("none: ")
    }

    assert {} == wrong
    assert [] == [command for command, said in ROWS.items() if said.startswith("none") and not NONE.match(said)]


def test_every_address_is_told_of_in_the_page(world: World) -> None:
    """A resource that serves no command still stands somewhere: what only programs do is named here."""
    told = {one for said in ROWS.values() for one in ADDRESS.findall(said)}
    beyond = described(world) - told

    assert {("POST", urls.API_BATCH), ("POST", urls.API_KNOWN), ("GET", urls.API_ERASURE)} == beyond
