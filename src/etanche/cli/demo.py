"""`etanche demo`: the main job, on a sample access log, told in a few lines; then the pages."""

from __future__ import annotations

import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli import prove as proving
from etanche.cli import sweep as sweeping
from etanche.cli.house import House
from etanche.cli.terminal import FINDING, STATE_MARK, STATE_STYLE, language, out, progress, show, tell, words, wrapped
from etanche.errors import EtancheError

if TYPE_CHECKING:
    from etanche.instance import Instance

LINES = 6_000
DAYS = 200
SEED = 1
PORT = 8040
SHOWN = ("minimise:visit.address", "retention:audience/visit", "objection:audience")


def command(
    context: typer.Context,
    leave: Annotated[
        bool,
        typer.Option(
            "--exit",
            help="do everything but serve; exit 1 if a promise that was checked is not kept or a drill was not noticed",
        ),
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to serve on; if it is taken, a free one")] = PORT,
) -> None:
    """Make an instance, import a sample log, sweep, prove, drill, tell, and serve on loopback."""
    house: House = context.obj
    with opened(house.data) as instance:
        say_said(instance)
        keep(instance)
        # Who runs the demo is outside of it: the head below is what they take away.
        receipt = instance.journal.receipt(by="demo")
        fine = all([prove(instance), drill(instance)])
        show(f"\n{words('demo.head', head=receipt.head.link.hex())}")
        show(words("demo.passphrase", file=house.data / "passphrase"))
        if not leave:
            serve(instance, port)
    if leave and not fine:
        raise typer.Exit(FINDING)


def opened(folder: Path) -> Instance:
    """Open the instance of an earlier run, or make one."""
    from etanche.clock import SystemClock
    from etanche.instance import Instance, InstanceMissing, passphrase_of
    from etanche.web import front

    try:
        made = Instance.open(
            folder, passphrase=lambda: passphrase_of(folder, file=None, descriptor=None), clock=SystemClock()
        )
    except InstanceMissing:
        with as_file(files("etanche") / "charters/bookshop.yaml") as charter:
            made = Instance.create(
                folder, charter=charter, passphrase=secrets.token_urlsafe(24).encode(), clock=SystemClock(), demo=True
            )
        show(words("demo.made", folder=folder))
    else:
        show(words("demo.found", folder=folder))
    made.front = front
    return made


def heading(word: str) -> None:
    """Print the name of a part of the account."""
    show(f"\n{words(f'demo.{word}')}", style="bold cyan")


def say_said(instance: Instance) -> None:
    """Tell what is promised, with three of the sentences."""
    from etanche.charter import promises
    from etanche.notice import sentence

    heading("said")
    show(
        f"  {words('demo.promises', organisation=instance.charter.organisation.name, count=len(instance.plan.promises))}"
    )
    for promise in promises(instance.charter):
        if promise.id in SHOWN:
            show(f"  — {sentence(instance.charter, promise, language())}", style="italic")


def keep(instance: Instance) -> None:
    """Import the sample log and sweep what is past its term, telling both."""
    heading("kept")
    with tempfile.TemporaryDirectory(prefix="etanche-sample-") as room:
        log = Path(room) / "access.log"
        log.write_text("".join(f"{line}\n" for line in sample(instance)), encoding="utf-8")
        with progress(log.stat().st_size, words("import.bar", file=log.name), of_bytes=True) as done:
            report = instance.import_log("visit", log, on_progress=lambda _lines, read: done(read))
    if report.read:
        show(f"  {words('import.done', lines=words('import.lines', count=report.read), stored=report.stored)}")
        bad = words("demo.bad", count=report.bad)
        show(f"  {words('demo.not-visits', skipped=sum(report.skipped.values()), bad=bad)}")
    else:
        show(f"  {words('demo.already', lines=report.already)}")
    try:
        swept = instance.vault.sweep()
    except EtancheError as error:
        tell(f"  {error}\n  hint: {error.hint}", style="yellow")
        return
    show(f"  {sweeping.told(swept)}")


def sample(instance: Instance) -> Iterable[str]:
    """Return the sample log that ends on the day the instance was made: the same each time, so that it is imported once."""
    from etanche.intake import sample_log

    return sample_log(lines=LINES, days=DAYS, until=instance.settings.made, seed=SEED)


def prove(instance: Instance) -> bool:
    """Check every promise, tell the tally and whatever is not kept; say whether all that this version checks is well."""
    from etanche.proof import LATER, State

    heading("proved")
    run = instance.prove()
    checked = [verdict for verdict in run.verdicts if verdict.because != LATER]
    later = [verdict.id for verdict in run.verdicts if verdict.because == LATER]
    tally = Counter(verdict.state for verdict in checked)
    show(f"  {words('prove.done', promises=len(checked), seconds=f'{run.seconds:.1f}')}")
    for state in State:
        if tally[state]:
            out().print(
                f"  {STATE_MARK[state]} {words(f'state.{state}', count=tally[state])}", style=STATE_STYLE[state]
            )
    if later:
        show(f"  {STATE_MARK[State.UNPROVEN]} {words('demo.later', promises=len(later))}", style="yellow")
        wrapped(", ".join(later), indent=len("  ● "))
    proving.tell_verdicts([verdict for verdict in checked if str(verdict.state) not in proving.WELL])
    return proving.all_is_well(checked)


def drill(instance: Instance) -> bool:
    """Sabotage sandboxes and tell whether every check noticed."""
    from etanche.proof import sabotage_words

    heading("drilled")
    results = []
    with progress(None, words("drill.bar")) as done:
        for result in instance.drill():
            results.append(result)
            done(len(results))
    instance.keep_drills(results)
    asleep = [result for result in results if not result.noticed]
    show(
        f"  {words('drill.done', drills=len(results), noticed=len(results) - len(asleep))}",
        style="red" if asleep else "green",
    )
    for result in asleep:
        show(f"    {result.promise}  {sabotage_words(result, language())}")
    return not asleep


def serve(instance: Instance, port: int) -> None:
    """Serve, on the wished port or a free one, and tell which pages to open."""
    from etanche.cli import serve as serving
    from etanche.errors import Unreadable

    heading("pages")
    try:
        serving.run(instance, host="127.0.0.1", port=port, tell_pages=True)
    except Unreadable:
        serving.run(instance, host="127.0.0.1", port=0, tell_pages=True)
