"""
What somebody said, with what shows it: the words they were shown at each yes and no, and what they wish for after their death.

The wish is in the archive that they take themselves, and in nobody else's: who makes one for them does not read it while they live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from etanche.notice.document.blocks import Pairs, Row, Table
from etanche.rights.archive.gathering import closed
from etanche.rights.archive.parts import About, Part
from etanche.rights.around import Around
from etanche.rights.consent.evidence import Evidence, words_of
from etanche.rights.instructions import Instructions, instructions_of
from etanche.vault import THEMSELVES
from etanche.words import say

_TEXT: Mapping[str, Any] = {"type": "string"}
_COLUMNS = ("purpose", "act", "at", "how", "acts", "language", "charter", "digest", "text")


def shown(around: Around, about: About) -> Iterator[Part]:
    """Yield what shows each yes and each no, in the order in which they were said."""
    language, found = about.seen.language, words_of(around.vault, about.group)
    if not found:
        return
    rows = tuple(_row(one) for one in found)
    title = say("consent.archive.title", language)
    yield Part(
        name="consents",
        key="consents",
        title=title,
        blocks=(
            Table(
                caption=title,
                head=tuple(say(f"consent.archive.{one}", language) for one in ("purpose", "at", "how", "text")),
                rows=tuple(
                    Row(head=one.purpose, cells=((f"{one.at} {one.act}",), (one.how,), (one.text or "–",)))
                    for one in found
                ),
            ),
        ),
        columns=_COLUMNS,
        rows=rows,
        objects=tuple(dict(zip(_COLUMNS, row, strict=True)) for row in rows),
        schema=closed(dict.fromkeys(_COLUMNS, _TEXT)),
    )


def wishes(around: Around, about: About) -> Iterator[Part]:
    """Yield what somebody wishes for after their death, into the archive that they take themselves."""
    person = min(about.group, default=None)
    said = None if person is None or about.by != THEMSELVES else instructions_of(around, person)
    if said is None:
        return
    language = about.seen.language
    yield Part(
        name="after-death",
        key="after-death",
        title=say("after.page.title", language),
        blocks=(Pairs(pairs=((say("after.page.new", language), (_wish(said, about),)),)),),
        columns=("wish", "name", "email"),
        rows=((said.wish.value, said.name, said.email),),
        objects=({"wish": said.wish.value, "name": said.name, "email": said.email},),
        schema=closed({"wish": _TEXT, "name": _TEXT, "email": _TEXT}),
    )


def _wish(said: Instructions, about: About) -> str:
    return say(f"after.page.now.{said.wish}", about.seen.language, name=said.name or said.email or "–")


def _row(one: Evidence) -> tuple[str, ...]:
    return (one.purpose, one.act, one.at, one.how, str(one.acts), one.language, one.charter, one.digest, one.text)
