"""Sabotages of `rights:complaint`: the notice is served without the authority, or without the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape

from etanche.charter import Promise
from etanche.proof.checks.rights import address
from etanche.proof.drills.documents import edit_served
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of the way to the authority, in one language only."""
    charter = reach.charter
    language = charter.notice.languages[-1]
    lost = {
        "passage-cut": charter.organisation.authority,
        "way-to-the-authority-cut": f'href="{escape(address(charter, language))}"',
    }
    for sabotage, words in lost.items():
        yield Drill(
            promise=promise.id,
            sabotage=sabotage,
            act=partial(edit_served, language=language, edit=partial(_cut, words=words)),
            finds="rights.no-authority",
        )


def _cut(page: str, words: str) -> str:
    return page.replace(words, "…")
