"""Sabotages of `documents:<word>`: the served notice is edited, in one language only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape

from etanche.charter import Charter, Promise
from etanche.proof.bench import Bench
from etanche.proof.checks.documents import EXPECTED
from etanche.proof.drills.saboteur import Drill
from etanche.proof.sandbox import Sandbox
from etanche.terms import Language
from etanche.words import fine

_FIGURE = re.compile(r"(?<=>)([^<]*?)(\d+)([^<]*)(?=<)")


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one thing the notice must say."""
    language = charter.notice.languages[-1]
    passages = tuple(EXPECTED[promise.subject](charter, language))
    with_figures = any(any(map(str.isdigit, passage)) for passage in passages)

    def cut(page: str) -> str:
        return page.replace(escape(fine(passages[0], language)), "…")

    yield Drill(
        promise=promise.id,
        sabotage="passage-cut",
        act=partial(_edit, language=language, edit=cut),
        finds="documents.missing",
    )
    yield Drill(
        promise=promise.id,
        sabotage="figures-altered",
        act=partial(_edit, language=language, edit=_alter),
        finds="documents.missing" if with_figures else "documents.altered",
    )


def _alter(page: str) -> str:
    """Double the first figure of the text after every mark."""
    return _FIGURE.sub(lambda found: f"{found[1]}{2 * int(found[2])}{found[3]}", page)


def _edit(sandbox: Sandbox, language: Language, edit: Callable[[str], str]) -> None:
    def change(bench: Bench) -> Bench:
        def served(asked: Language) -> str:
            page = bench.served(asked)
            return edit(page) if asked == language else page

        return replace(bench, served=served)

    sandbox.swap(change)
