"""
`etanche halt` and `etanche resume`: one word stops all access while the data stay sealed; a named person, with a second factor and a reason, ends it.

Without `--organisation` it is the whole instance. Destruction on time, the journal, the public notice and the status page go on.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.acting import Actor, AsJson
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, show_json, table, tell, text_of, words
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etanche.instance import Instance, Stopping
    from etanche.standing import Halt

Reason = Annotated[str, typer.Option(help="why; it is sealed")]
COLUMNS = ("scope", "state", "since", "by", "reason")


def halt(
    context: typer.Context,
    reason: Reason = "",
    by: Actor = "",
    status: Annotated[bool, typer.Option("--status", help="tell what is halted, and change nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """Stop all access, at once and until somebody ends it: restarting does not. With --status, exit 1 if something is halted."""
    house: House = context.obj
    with _stopping(house) as (_, stopping):
        if not status:
            stopping.halt(house.organisation, reason=reason, by=by)
        found = stopping.status(house.organisation)
    _show(found, as_json=as_json)
    if status and any(one.halted for one in found):
        raise typer.Exit(FINDING)


def resume(
    context: typer.Context,
    reason: Reason = "",
    by: Annotated[
        str,
        typer.Option(
            "--actor",
            metavar="NAME",
            envvar="ETANCHE_ACTOR",
            help="who answers for it: with a code, the address of their account",
        ),
    ] = "",
    code_file: Annotated[
        Path | None, typer.Option(help="file with a code of their second factor; - is the standard input")
    ] = None,
    kit_file: Annotated[
        Path | None, typer.Option(help="file with the code of the recovery kit; - is the standard input")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let access go on: by the office of the organisation, or the operator for the whole instance, with a code; or with the recovery kit."""
    if (code_file is None) is (kit_file is None):
        raise Unreadable("no second factor is shown", hint="name a file with --code-file, or with --kit-file")
    house: House = context.obj
    with _stopping(house) as (instance, stopping):
        if kit_file is not None:
            stopping.resume_by_kit(house.organisation, kit=text_of(kit_file).encode(), reason=reason, by=by)
        elif code_file is not None:
            from etanche.instance import resume_by_code

            code = text_of(code_file).strip()
            resume_by_code(instance, house.organisation, email=by, code=code, reason=reason)
        found = stopping.status(house.organisation)
    _show(found, as_json=as_json)


@contextmanager
def _stopping(house: House) -> Iterator[tuple[Instance, Stopping]]:
    from etanche.instance import Stopping

    with house.any() as instance:
        yield instance, Stopping(instance)


def _show(found: tuple[Halt, ...], *, as_json: bool) -> None:
    if as_json:
        show_json([_json(one) for one in found])
    elif not any(one.halted for one in found):
        tell(words("halt.none"))
    else:
        table([words(f"halt.{name}") for name in COLUMNS], [_row(one) for one in found if one.halted])


def _row(one: Halt) -> tuple[str, ...]:
    return (
        words(f"halt.scopes.{one.scope}"),
        words("halt.halted"),
        one.at.isoformat(timespec="seconds"),
        one.by,
        one.reason,
    )


def _json(one: Halt) -> dict[str, object]:
    return {
        "scope": one.scope.value,
        "halted": one.halted,
        "at": one.at.isoformat(),
        "by": one.by,
        "reason": one.reason,
        "number": one.number,
    }
