"""
Writes docs/commands.md and docs/errors.md, and the schema of charters, from the program itself.

`python docs/reference.py` writes; `python docs/reference.py --check` only says whether the pages are what it would write.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import etanche
from etanche.charter.schema import written
from etanche.charter.shipped import SCHEMA
from etanche.cli.app import app
from etanche.errors import EtancheError

DOCS = Path(__file__).parent
COMMANDS = """# Commands

Written by `docs/reference.py` from the program. Do not edit.

Exit codes: 0 done and all is well · 1 done, and something is not well (a finding of severity error; a promise not kept; a drill not noticed; a guard that stopped a sweep)
· 2 words or input unreadable · 3 refused by the gate · 4 not found · 5 halted or keys out of reach · 70 our bug.

Results go to standard output, everything else to standard error. The passphrase comes from a file or a descriptor, never from an argument.

Results and findings are told in the language of the terminal, French or English (`etanche check --lang` chooses); errors and their hints are in English only in this version.
"""
ERRORS = """# Errors

Written by `docs/reference.py` from the program. Do not edit.

Every error is one line *what* and one line *hint*, in lower case, without personal data. Its family decides the exit code and the HTTP status.

| error | room | exit | HTTP | means |
|---|---|---|---|---|
"""


def commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, groups before what is in them."""
    yield name, command
    for word, child in getattr(command, "commands", {}).items():
        yield from commands(f"{name} {word}", child)


def parameter(param: Any) -> str:
    """Return one line on an option or an argument."""
    name = (
        ", ".join(f"`{opt}`" for opt in param.opts) if param.param_type_name == "option" else f"`{param.name.upper()}`"
    )
    note = f" (also `{param.envvar}`)" if param.envvar else ""
    return f"- {name}{note}: {param.help or 'shows this help'}"


def commands_page() -> str:
    """Return the page of commands."""
    lines = [COMMANDS]
    for name, command in commands("etanche", get_command(app)):
        usage = " ".join(param.name.upper() for param in command.params if param.param_type_name == "argument")
        lines.append(f"## `{f'{name} {usage}'.strip()}`\n\n{(command.help or '').strip()}\n")
        lines.extend(parameter(param) for param in command.params if param.name != "help")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def errors() -> list[type[EtancheError]]:
    """Return every error class of the package, in order of room and name."""
    for module in pkgutil.walk_packages(etanche.__path__, "etanche."):
        if ".migrations" not in module.name:  # alembic runs these itself
            importlib.import_module(module.name)
    found: set[type[EtancheError]] = set()
    waiting: list[type[EtancheError]] = [EtancheError]
    while waiting:
        kind = waiting.pop()
        found.add(kind)
        waiting.extend(kind.__subclasses__())
    return sorted(
        (kind for kind in found if kind.__module__.startswith("etanche.")),
        key=lambda kind: (kind.__module__, kind.__name__),
    )


def errors_page() -> str:
    """Return the page of errors."""
    rows = []
    for kind in errors():
        sentence = (inspect.getdoc(kind) or "").splitlines()[0]
        rows.append(
            f"| `{kind.__name__}` | {kind.__module__.split('.')[1]} | {kind.exit_code} | {kind.http_status} | {sentence} |"
        )
    return ERRORS + "\n".join(rows) + "\n"


def main() -> None:
    """Write the pages and the schema, or say which is out of date."""
    schema = Path(etanche.__path__[0]) / "charter" / SCHEMA
    pages = {DOCS / "commands.md": commands_page(), DOCS / "errors.md": errors_page(), schema: written()}
    for path, text in pages.items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is out of date: run `python docs/reference.py`")


if __name__ == "__main__":
    main()
