"""
`/account/data/{organisation}/copy`: everything that is held of whoever asks, to take along: a page to be read, and files for programs.

In the CSV a value that a spreadsheet would take for a formula gets an apostrophe in front; the JSON has it as it is.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup
from starlette.responses import Response

from etanche.instance import Links
from etanche.intake.bulk import disarmed
from etanche.notice import moment_words, sayer, stylesheet
from etanche.vault import Record
from etanche.web.guarding import Asking
from etanche.web.pages.mine.own import Own, cards

_EPOCH_OF_ZIP = 1980


def act(links: Links, asking: Asking) -> Response:
    """Hand it out; it is made in memory, and kept nowhere."""
    own = Own.of(links, asking)
    now = own.house.clock.now()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(own, asking, now):
            archive.writestr(
                zipfile.ZipInfo(name, (max(now.year, _EPOCH_OF_ZIP), now.month, now.day, 0, 0, 0)), content
            )
    headers = {"Content-Disposition": f'attachment; filename="{own.link.name}-{now:%Y-%m-%d}.zip"'}
    return Response(held.getvalue(), media_type="application/zip", headers=headers)


def _files(own: Own, asking: Asking, now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "data.html", _page(own, asking, now).encode()
    yield "data.json", json.dumps(_told(own, now), ensure_ascii=False, indent=2).encode()
    by_category: dict[str, list[Record]] = defaultdict(list)
    for one in own.held:
        by_category[one.record.category].append(one.record)
    for category, records in by_category.items():
        yield f"{category}.csv", _csv(list(own.charter.categories[category].fields), records).encode()


def _page(own: Own, asking: Asking, now: datetime) -> str:
    template = asking.site.templates.get_template("mine/copy.html")
    return template.render(
        language=own.language,
        say=sayer(own.language),
        own=own,
        cards=cards(own),
        at=moment_words(now, own.house.plan.zone, own.language),
        style=Markup(stylesheet()),  # noqa: S704  # our own file
    )


def _told(own: Own, now: datetime) -> dict[str, object]:
    """Return everything for programs: names as the charter has them, moments in UTC."""
    return {
        "organisation": own.charter.organisation.name,
        "charter": own.house.plan.digest,
        "at": now.isoformat(),
        "records": [
            {
                "record": str(one.record.ref),
                "category": one.record.category,
                "day": one.record.day.isoformat(),
                "fields": dict(one.record.fields),
                "held": one.stays,
                "purposes": [
                    {
                        "purpose": purpose,
                        "basis": str(own.charter.purposes[purpose].basis or ""),
                        "status": life.status.value,
                        "until": None if life.not_after is None else life.not_after.isoformat(),
                    }
                    for purpose, life in one.lives
                ],
            }
            for one in own.held
        ],
        "choices": [
            {
                "purpose": one.purpose,
                "said": one.said.value,
                "since": None if one.since is None else one.since.isoformat(),
            }
            for one in own.mirror.choices()
        ],
        "looks": [look.as_json() for look in own.looks],
    }


def _csv(fields: list[str], records: list[Record]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["record", "day", *fields])
    for one in records:
        values = [one.fields.get(name, "") for name in fields]
        writer.writerow([str(one.ref), one.day.isoformat(), *map(disarmed, values)])
    return out.getvalue()
