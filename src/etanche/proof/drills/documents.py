"""Sabotages of `documents:<word>`: the served notice is edited, in one language only; the register that is handed out is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import escape
from typing import Any

from etanche.charter import Promise
from etanche.proof import doormen
from etanche.proof.bench import Bench
from etanche.proof.checks.documents import EXPECTED
from etanche.proof.door import Answered
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.standing import apply_charter
from etanche.store import charters, moment_of, moment_text
from etanche.terms import Language
from etanche.words import fine

NOTICE = "/privacy"
_TEXT = re.compile(r"(?<=>)[^<]+(?=<)")
_FIGURE = re.compile(r"(?<![#\d])\d+")
"""Figures as they are read; those that stand for a letter are none."""


_KEEP = re.compile(r"^( +keep:) [^\n#]*after [^\n#]*?(?= *(?:#|$))", re.MULTILINE)
_SHORT = r"\1 1 day after collected"
_RECEIVES = re.compile(r"^( +country:) [A-Z]{2}(?=\n +(?:receives|policy|needs|at|contract):)", re.MULTILINE)
_WITHOUT = r"\1 BE"


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one thing the notice must say."""
    charter = reach.charter
    if promise.subject in {"register", "changes"}:
        yield from (_of_register if promise.subject == "register" else of_changes)(promise)
        return
    language = charter.notice.languages[-1]
    passages = tuple(EXPECTED[promise.subject](charter, language))
    with_figures = any(any(map(str.isdigit, passage)) for passage in passages)

    def cut(page: str) -> str:
        return page.replace(escape(fine(passages[0], language)), "…")

    yield Drill(
        promise=promise.id,
        sabotage="passage-cut",
        act=partial(edit_served, language=language, edit=cut),
        finds="documents.missing",
    )
    yield Drill(
        promise=promise.id,
        sabotage="figures-altered",
        act=partial(edit_served, language=language, edit=_alter),
        finds="documents.missing" if with_figures else "documents.altered",
    )

    for sabotage, act, finds in (
        ("notice-edited-at-the-door", _add, "documents.given-otherwise"),
        ("verdicts-painted", _paint, "documents.painted"),
        ("notice-taken-away", _take_away, "documents.not-given"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _add(sandbox: Sandbox) -> None:
    """Give people a notice that says one thing more than the charter."""
    more = "<p>Your data may be shared with our partners.</p></main>"
    doormen.edit(sandbox, NOTICE, lambda page: page.replace("</main>", more))


def _paint(sandbox: Sandbox) -> None:
    """Show every promise as kept."""
    doormen.edit(sandbox, NOTICE, lambda page: page.replace("#m-unproven", "#m-kept").replace("is-unproven", "is-kept"))


def _take_away(sandbox: Sandbox) -> None:
    """Answer nothing where the notice is."""
    doormen.post(sandbox, lambda door, asked: Answered(status=404) if asked.path == NOTICE else door.ask(asked))


def of_changes(promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of changes that are announced: nothing waits any more, or one came into force the day it was made."""
    yield Drill(
        promise=promise.id, sabotage="waiting-unplugged", act=_wait_for_nothing, finds="documents.changed-at-once"
    )
    yield Drill(promise=promise.id, sabotage="change-slipped-in", act=_slip_in, finds="documents.changed-unannounced")


def _wait_for_nothing(sandbox: Sandbox) -> None:
    """Let every charter apply at once."""
    sandbox.swap(lambda bench: replace(bench, waits=lambda _new: False))


def _slip_in(sandbox: Sandbox) -> None:
    """Let the charter look as if another one, with another recipient, had been in force until the moment it was made."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        row = charters.current(connection, bench.organisation, moment_text(bench.clock.now()))
        if row is not None:
            apply_charter(
                connection,
                bench.keyring,
                bench.organisation,
                text=_RECEIVES.sub(_WITHOUT, _KEEP.sub(_SHORT, row.text, count=1)),
                digest="0" * 64,
                at=moment_of(row.applied) - timedelta(days=1),
            )


def _of_register(promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the register: a sheet is left out, or says another time."""
    for sabotage, edit in (("sheet-left-out", _leave_out), ("sheet-altered", _lengthen)):
        act = partial(_edit_register, edit=edit)
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds="documents.register-differs")


def _leave_out(sheets: list[Any]) -> None:
    del sheets[0]


def _lengthen(sheets: list[Any]) -> None:
    sheets[0]["data"][0]["term"]["rule"] = "90 years after collected"


def _edit_register(sandbox: Sandbox, edit: Callable[[list[Any]], None]) -> None:
    """Hand out the register edited."""

    def change(bench: Bench) -> Bench:
        def edited() -> bytes:
            register = json.loads(bench.register())
            edit(register["activities"])
            return json.dumps(register).encode()

        return replace(bench, register=edited)

    sandbox.swap(change)


def _alter(page: str) -> str:
    """Double every figure that is read."""
    return _TEXT.sub(lambda text: _FIGURE.sub(lambda figure: str(2 * int(figure[0])), text[0]), page)


def edit_served(sandbox: Sandbox, language: Language, edit: Callable[[str], str]) -> None:
    """Serve the notice of one language edited."""

    def change(bench: Bench) -> Bench:
        def served(asked: Language) -> str:
            page = bench.served(asked)
            return edit(page) if asked == language else page

        return replace(bench, served=served)

    sandbox.swap(change)
