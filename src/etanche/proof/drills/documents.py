"""Sabotages of `documents:<word>`: the served notice is edited, in one language only; the register that is handed out is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from etanche.charter import Promise
from etanche.proof.bench import Bench
from etanche.proof.checks.documents import EXPECTED
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.terms import Language
from etanche.words import fine

_TEXT = re.compile(r"(?<=>)[^<]+(?=<)")
_FIGURE = re.compile(r"(?<![#\d])\d+")
"""Figures as they are read; those that stand for a letter are none."""


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one thing the notice must say."""
    charter = reach.charter
    if promise.subject == "register":
        yield from _of_register(promise)
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
