"""
The archive as a file: a page that people read, JSON with its schema, a CSV for each part. Made in memory, kept nowhere.

In the CSV a value that a spreadsheet would take for a formula gets an apostrophe in front; the JSON has it as it is.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from etanche import __version__
from etanche.intake.bulk import disarmed
from etanche.notice import html, moment_words
from etanche.notice.document.blocks import Paper, Section
from etanche.rights.archive.cards import Seen
from etanche.rights.archive.parts import Part
from etanche.words import fine, say

_EPOCH_OF_ZIP: Final = 1980
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_DIGEST_SHOWN: Final = 12


def zipped(files: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """Return files as one, dated by the moment it was made."""
    held = io.BytesIO()
    date = (max(at.year, _EPOCH_OF_ZIP), at.month, at.day, 0, 0, 0)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, date), content)
    return held.getvalue()


def files_of(seen: Seen, parts: Sequence[Part], at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive."""
    yield "index.html", html(paper_of(seen, parts, at)).encode()
    yield "data.json", dumped(told(seen, parts, at))
    yield "schema.json", dumped(schema_of(parts))
    for part in parts:
        yield f"{part.name}.csv", table(part.columns, part.rows).encode()


def paper_of(seen: Seen, parts: Sequence[Part], at: datetime) -> Paper:
    """Return it as a document: a section a part."""
    language = seen.language
    organisation = fine(seen.charter.organisation.name, language)
    return Paper(
        name="archive",
        language=language,
        title=say("own.title", language, organisation=organisation),
        organisation=organisation,
        heading=say("own.title", language, organisation=organisation),
        lead=say("request.file.lead", language) if parts else say("own.nothing", language),
        version=(say("own.copy.at", language, at=moment_words(at, seen.plan.zone, language)),),
        sections=tuple(Section(id=part.name, title=part.title, blocks=part.blocks) for part in parts),
        numbered=False,
        imprint=say("notice.made-by", language, version=__version__, digest=seen.plan.digest[:_DIGEST_SHOWN]),
        zone=seen.plan.zone,
    )


def told(seen: Seen, parts: Sequence[Part], at: datetime) -> Mapping[str, Any]:
    """Return everything for programs: names as the charter has them, moments in UTC."""
    by_key: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for part in parts:
        by_key[part.key] += part.objects
    return {
        "organisation": seen.charter.organisation.name,
        "charter": seen.plan.digest,
        "at": at.isoformat(),
        **by_key,
    }


def schema_of(parts: Sequence[Part]) -> Mapping[str, Any]:
    """Return the JSON Schema of `data.json`."""
    by_key = {part.key: {"type": "array", "items": part.schema} for part in parts}
    return {
        "$schema": _DRAFT,
        "type": "object",
        "properties": {
            "organisation": {"type": "string"},
            "charter": {"type": "string"},
            "at": {"type": "string", "format": "date-time"},
            **by_key,
        },
        "required": ["organisation", "charter", "at"],
        "additionalProperties": False,
    }


def dumped(value: object) -> bytes:
    """Return JSON as people can read it too."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV that a spreadsheet opens and carries nothing out of."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([*map(disarmed, row)] for row in rows)
    return out.getvalue()
