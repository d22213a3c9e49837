"""The list of commands, and the options that every command shares."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Annotated

import typer

from etanche import __version__
from etanche.cli import (
    advisories,
    alerts,
    api_keys,
    apply,
    assign,
    attest,
    backup,
    carries,
    case,
    certificate,
    changing,
    check,
    consent,
    demand,
    demo,
    diff,
    drill,
    export,
    halt,
    holds,
    import_,
    incident,
    init,
    inquiry,
    journal,
    keys,
    letters,
    looks,
    mail,
    notice,
    organisations,
    paper,
    person,
    prove,
    reading,
    records,
    register,
    request,
    restore,
    serve,
    stores,
    sweep,
    test,
    transfer,
    unknown,
    verify,
    webhook,
    worker,
)
from etanche.cli.terminal import guarded
from etanche.cli.usage import Commands

app = typer.Typer(
    name="etanche",
    cls=Commands,
    help="The privacy policy that runs: says it, keeps it, proves it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def print_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(f"etanche {__version__}")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    data: Annotated[Path, typer.Option(envvar="ETANCHE_DATA", help="folder of the instance")] = Path("etanche-data"),
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            envvar="ETANCHE_PASSPHRASE_FILE", help="file that holds the passphrase of the root, readable by you alone"
        ),
    ] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="open descriptor to read the passphrase from")] = None,
    organisation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            envvar="ETANCHE_ORGANISATION",
            help="the organisation that is meant, of an instance with several; the first one if left out",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """Options that stand before the command."""
    from etanche.cli.house import House

    context.obj = House(
        data=data, passphrase_file=passphrase_file, passphrase_fd=passphrase_fd, organisation=organisation
    )


app.command("init")(init.command)
app.command("check")(check.command)
app.command("notice")(notice.command)
app.command("diff")(diff.command)
app.command("apply")(apply.command)
app.command("test")(test.command)
app.command("register")(register.command)
app.command("agreement")(paper.agreement)
app.command("paper")(paper.command)
app.command("import")(import_.command)
app.command("export")(export.command)
app.command("put")(records.put)
app.command("read")(reading.read)
app.command("find")(reading.find)
app.command("stream")(reading.stream)
app.command("count")(reading.count)
app.command("aggregate")(reading.aggregate)
app.command("tell")(records.tell)
app.command("hold")(records.hold)
app.command("holds")(holds.command)
app.command("update")(changing.update)
app.command("forget")(changing.forget)
app.command("erase")(records.erase)
app.command("disclose")(changing.disclose)
app.command("move")(changing.move)
app.add_typer(person.app, name="person")
app.add_typer(case.app, name="case")
app.add_typer(request.app, name="request")
app.add_typer(consent.app, name="consent")
app.add_typer(inquiry.app, name="inquiry")
app.command("looks")(looks.command)
app.command("assign")(assign.assign)
app.command("undertaking")(assign.undertaking)
app.command("unknown")(unknown.command)
app.command("supply")(unknown.supply)
app.command("certificate")(certificate.command)
app.command("serve")(serve.command)
app.command("worker")(worker.command)
app.command("sweep")(sweep.command)
app.add_typer(backup.app, name="backup")
app.add_typer(attest.app, name="attest")
app.command("alerts")(alerts.command)
mail.app.command("listen")(letters.listen)
app.add_typer(mail.app, name="mail")
app.add_typer(webhook.app, name="webhook")
app.command("restore")(restore.command)
app.command("halt")(halt.halt)
app.command("resume")(halt.resume)
app.command("advisories")(advisories.command)
app.add_typer(incident.app, name="incident")
app.add_typer(demand.app, name="demand")
app.command("prove")(prove.command)
app.command("drill")(drill.command)
app.command("verify")(verify.command)
app.command("carries")(carries.command)
app.command("demo")(demo.command)
app.add_typer(journal.app, name="journal")
app.add_typer(keys.app, name="keys")
app.add_typer(stores.app, name="stores")
organisations.app.add_typer(transfer.app, name="transfer")
app.add_typer(organisations.app, name="organisation")
app.add_typer(api_keys.app, name="api-key")


def main() -> None:
    """Run the command line and leave with its exit code; no core file of it ever holds a passphrase or a key."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(guarded(app))
