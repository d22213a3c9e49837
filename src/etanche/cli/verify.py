"""`etanche verify`: look at evidence with nothing but the file and the published key; no instance, no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.cli.delivering import fetched
from etanche.cli.terminal import FINDING, language, show, show_json, words, wrapped

if TYPE_CHECKING:
    from etanche.proof.evidence import Report, Said

INDENT = 2


def command(
    file: Annotated[
        Path, typer.Argument(help="a bundle of evidence, a certificate of erasure, or a receipt of a consent")
    ],
    key: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|FINGERPRINT",
            help="the published key it should be signed with: a file (/key.pem) or 64 digits",
        ),
    ] = None,
    receipt: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="a receipt, a bundle or a certificate of before, to be confronted with it"),
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(metavar="FILE", help="root certificates of the authority that stamped heads (PEM)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print for programs")] = False,
) -> None:
    """Say who signed evidence, that nothing changed since, and what it cannot show; exit 1 if something speaks against it."""
    from etanche.proof.evidence import receipt_in, verify_file

    data = fetched(file)
    report = verify_file(
        data,
        fingerprint=None if key is None else _fingerprint(key),
        receipts=[receipt_in(fetched(one)) for one in receipt or ()],
        authority=None if authority is None else fetched(authority),
    )
    if as_json:
        show_json(report.as_json())
    else:
        _tell(report)
    if not report.well:
        raise typer.Exit(FINDING)


def _fingerprint(key: str) -> str:
    from etanche.proof.evidence import read_fingerprint

    file = Path(key)
    return read_fingerprint(fetched(file).decode("utf-8", "replace") if file.exists() else key)


def _tell(report: Report) -> None:
    if report.rejected is not None:
        show(words("verify.rejected"), style="bold red")
        wrapped(report.rejected.in_(language()), indent=INDENT, mark="◆")
        return
    show(
        words(f"verify.{'genuine' if report.well else 'against'}.{report.kind}"),
        style="green" if report.well else "yellow",
    )
    _list("amiss", report.amiss, mark="◆")
    _list("established", report.established, mark="●")
    _list(f"says.{report.kind}", report.says, mark="·")
    _list("cannot", report.cannot, mark="◌")


def _list(title: str, said: Sequence[Said], *, mark: str) -> None:
    if said:
        show()
        show(words(f"verify.{title}"), style="bold")
        for one in said:
            wrapped(one.in_(language()), indent=INDENT, mark=mark)
