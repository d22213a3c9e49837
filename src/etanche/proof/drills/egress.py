"""Sabotages of `egress:…`: a host left out of the list, a wider way out, a page that calls elsewhere, settings that name somebody more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from etanche.charter import Promise
from etanche.outbound import HostNotDeclared
from etanche.proof import doormen
from etanche.proof.bench import Bench, Outgoing
from etanche.proof.checks.egress import LIST
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox

STRANGER = "collector.invalid"


def drills(_reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one address, or of all others."""
    if promise.subject != "others":
        yield Drill(promise=promise.id, sabotage="hosts-left-out", act=_leave_out, finds="egress.unlisted")
        return
    for sabotage, act, finds in (
        ("outbound-widened", _widen, "egress.widened"),
        ("outbound-unplugged", _unplug, "egress.sent"),
        ("outbound-silent", _silence, "egress.refusal-unwritten"),
        ("page-calls-elsewhere", _call_elsewhere, "egress.called-by-pages"),
        ("settings-name-somebody", _name, "egress.in-settings-only"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _leave_out(sandbox: Sandbox) -> None:
    """Give out an empty list."""
    doormen.edit(sandbox, LIST, lambda _text: "")


def _swap(sandbox: Sandbox, change: Callable[[Outgoing], Outgoing]) -> None:
    def changed(bench: Bench) -> Bench:
        return replace(bench, outgoing=change(bench.outgoing))

    sandbox.swap(changed)


def _widen(sandbox: Sandbox) -> None:
    """Let one host more be called than the charter declares."""
    _swap(sandbox, lambda ours: replace(ours, declared=ours.declared | {STRANGER}))


def _unplug(sandbox: Sandbox) -> None:
    """Refuse nothing, and call nobody: it is a sandbox."""
    _swap(sandbox, lambda ours: replace(ours, send=lambda _url, _probe: None))


def _silence(sandbox: Sandbox) -> None:
    """Refuse, and write nothing down."""

    def refuse(_url: str, _probe: str) -> None:
        raise HostNotDeclared("the charter declares no such host", hint="this is a drill")

    _swap(sandbox, lambda ours: replace(ours, send=refuse))


def _call_elsewhere(sandbox: Sandbox) -> None:
    """Put somebody's counter onto the page of the notice."""
    counter = f'<img src="https://{STRANGER}/pixel.gif"></main>'
    doormen.edit(sandbox, "/privacy", lambda page: page.replace("</main>", counter))


def _name(sandbox: Sandbox) -> None:
    """Name somebody in the settings whom no list tells of."""
    _swap(sandbox, lambda ours: replace(ours, named=ours.named | {STRANGER}))
