"""`etanche prove`: look at every promise, now, and say what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.alerts import tell_ending, tell_waiting
from etanche.cli.delivering import deliver, fetched
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, STATE_MARK, STATE_STYLE, language, out, show, show_json, words, wrapped
from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Organisation
    from etanche.journal import Receipt
    from etanche.proof import Run, Verdict

WORST_FIRST = ("broken", "unproven", "attested", "kept")
WELL = frozenset({"kept", "attested"})
INDENT = 2


def command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print a list of verdicts for programs")] = False,
    fast: Annotated[
        bool,
        typer.Option(
            "--fast", help="leave out what reads every byte; verdicts on that stay those of the last whole run"
        ),
    ] = False,
    bundle: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write evidence that a stranger can verify (zip)")
    ] = None,
    nonce: Annotated[
        str,
        typer.Option(metavar="TEXT", help="with --bundle: a word of whoever asked, so that it cannot be an old one"),
    ] = "",
    receipt: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="with --bundle: tell the journal's link where this receipt has one"),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--actor", metavar="NAME", envvar="ETANCHE_ACTOR", help="with --bundle: who asks; it is journalled"
        ),
    ] = "command-line",
) -> None:
    """Check every promise; exit 0 only if each is kept, or attested in date: what this version does not check is not."""
    from etanche.proof import as_json as verdict_as_json

    house: House = context.obj
    held = _held(receipt or (), wanted=bundle is not None or not nonce)
    if fast and bundle is not None:
        raise Unreadable("evidence tells of every promise, and a fast run leaves some out", hint="leave out --fast")
    with house.open_with_door() as instance:
        run = instance.prove(fast=fast)
        made = None if bundle is None else instance.evidence(run, by=by, nonce=nonce, receipts=held)
        if made is not None:
            deliver(made, bundle)
        if as_json:
            show_json([verdict_as_json(verdict, language()) for verdict in run.verdicts])
        else:
            told(instance, run)
            if bundle is not None:
                show(words("prove.bundle", file=bundle))
    if not all_is_well(run.verdicts):
        raise typer.Exit(FINDING)


def _held(files: Sequence[Path], *, wanted: bool) -> list[Receipt]:
    """Return the receipts in some files, before anything is opened."""
    from etanche.proof.evidence import receipt_in

    if not wanted:
        raise Unreadable("a nonce is for a bundle", hint="name the file with `--bundle out.zip`")
    return [receipt_in(fetched(file)) for file in files]


def told(instance: Organisation, run: Run) -> None:
    """Print a run for people: each verdict, what it comes to, which evidence ends soon, what waits to be told."""
    from etanche.proof import LATER

    tell_verdicts(run.verdicts)
    checked = sum(verdict.because != LATER for verdict in run.verdicts)
    show(words("prove.done", promises=checked, seconds=f"{run.seconds:.1f}"))
    tell_tally(run.verdicts)
    tell_ending(instance)
    tell_waiting(instance)


def all_is_well(verdicts: Sequence[Verdict]) -> bool:
    """Say whether every promise is kept, or attested in date."""
    return all(verdict.state in WELL for verdict in verdicts)


def tell_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Print each verdict with the sentence that explains it, the worst first."""
    from etanche.proof import LATER, because

    checked = [verdict for verdict in verdicts if verdict.because != LATER]
    for state in WORST_FIRST:
        alike: dict[tuple[str, str], list[Verdict]] = {}
        for verdict in checked:
            if verdict.state == state:
                alike.setdefault((family(verdict.id), because(verdict, language())), []).append(verdict)
        for (_, sentence), found in alike.items():
            out().print(f"{STATE_MARK[state]} ", style=STATE_STYLE[state], end="")
            (first, *more) = name_lines([verdict.id for verdict in found])
            show(first)
            for line in more:
                show(" " * INDENT + line)
            wrapped(sentence, indent=INDENT)
    tell_later([verdict.id for verdict in verdicts if verdict.because == LATER])


def tell_later(names: Sequence[str]) -> None:
    """Print the promises that this version does not check, each kind on lines of its own."""
    if not names:
        return
    wrapped(words("prove.later", promises=len(names)), indent=INDENT, mark=STATE_MARK["unproven"])
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(family(name), []).append(name)
    for found in alike.values():
        for line in name_lines(found):
            show(" " * INDENT + line)


def family(name: str) -> str:
    """Return what a promise shares with those that are told in one breath: its kind, and its role or purpose."""
    kind, _, subject = name.partition(":")
    head, slash, _ = subject.partition("/")
    return f"{kind}:{head}/" if slash else f"{kind}:"


def name_lines(names: Sequence[str]) -> list[str]:
    """Return promises of one family as a shell would write them, `access:clerk/{invoice, visit}`, in lines that fit."""
    if len(names) == 1:
        return [names[0]]
    shared = family(names[0])
    lines, line = [], f"{shared}{{"
    for number, name in enumerate(names, start=1):
        piece = name.removeprefix(shared) + ("}" if number == len(names) else ",")
        if len(line) + len(piece) + 1 > out().width - 2 * INDENT and line.strip():
            lines.append(line)
            line = "  "
        line += piece if line.endswith("{") or not line.strip() else f" {piece}"
    return [*lines, line]


def tell_tally(verdicts: Sequence[Verdict]) -> None:
    """Print how many promises there are in each state, and whether all is well."""
    from etanche.proof import LATER

    tally = Counter(LATER if verdict.because == LATER else str(verdict.state) for verdict in verdicts)
    counted = ", ".join(words(f"state.{state}", count=tally[state]) for state in (*WORST_FIRST, LATER) if tally[state])
    if all_is_well(verdicts):
        show(words("prove.well", tally=counted), style="green")
    else:
        show(counted, style="bold red" if tally["broken"] else "yellow")
