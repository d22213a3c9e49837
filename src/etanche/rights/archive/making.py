"""
The two archives: everything that is held of somebody (GDPR 15), and what they gave by consent or contract, for another service (GDPR 20).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from etanche.charter import Basis
from etanche.intake.bulk import PORTABLE
from etanche.notice import html
from etanche.rights.archive.cards import Seen, cards_of
from etanche.rights.archive.gathering import asked, choices, field_schema, looks, records
from etanche.rights.archive.parts import About, Part
from etanche.rights.archive.telling import shown, wishes
from etanche.rights.archive.writing import dumped, files_of, paper_of, table, zipped
from etanche.rights.around import Around
from etanche.rights.register import Register
from etanche.terms import Language, new_id
from etanche.vault import THEMSELVES, Choice, Held, Said
from etanche.words import say

PERSON = "person"
"""The column of a portable file that says which records are of one person: a word made for this file alone."""

_GIVEN = frozenset({Basis.CONSENT, Basis.CONTRACT})


def access(around: Around, person: bytes, *, language: Language, by: str = THEMSELVES) -> bytes:
    """Return the archive of everything that is held of a person, and of whom they are joined with, as a zip; that it was made is a line about them."""
    about, parts = _gathered(around, person, language, by)
    return zipped(files_of(about.seen, parts, about.at), about.at)


def portable(around: Around, person: bytes, *, language: Language, by: str = THEMSELVES) -> bytes:
    """Return what a person gave by consent or contract, as a zip that another instance can take in with `etanche import`."""
    about = _about(around, person, language, by)
    said = around.vault.mirror(person, by=by).choices()
    return zipped(portable_files(about.seen, said, about.at), about.at)


def access_files(seen: Seen, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive of what the vault alone holds."""
    yield from files_of(seen, tuple(records(About(group=frozenset(), seen=seen, at=at, by=""))), at)


def _gathered(around: Around, person: bytes, language: Language, by: str) -> tuple[About, tuple[Part, ...]]:
    about = _about(around, person, language, by)
    said = around.vault.mirror(person, by=by).choices()
    asked_for = Register(around).of_persons(about.group)
    told = (*choices(about, said), *shown(around, about), *wishes(around, about))
    parts = [*records(about), *told, *asked(about, asked_for.found, asked_for.altered), *looks(about)]
    for keeper in around.keepers:
        parts += keeper.parts(about)
    return about, tuple(parts)


def _about(around: Around, person: bytes, language: Language, by: str) -> About:
    vault = around.vault
    group = vault.group_of(person)
    hidden: set[int] = set()
    found = {look for one in sorted(group) for look in vault.looks(one, actor=by, hidden=hidden)}
    seen = Seen(
        charter=around.charter,
        plan=around.plan,
        language=language,
        held=vault.mirror(person, by=by).held(),
        looks=tuple(sorted(found, key=lambda one: one.at, reverse=True)),
        hidden=len(hidden),
    )
    return About(group=group, seen=seen, at=around.clock.now(), by=by)


def _is_portable(seen: Seen, held: Held) -> bool:
    """Tell whether a record was given by the person, and is used by consent or contract (GDPR 20(1))."""
    purposes = seen.charter.purposes
    used = seen.plan.purposes_of(held.record.category)
    return held.record.category in seen.plan.given and any(purposes[one].basis in _GIVEN for one in used)


def portable_files(everything: Seen, said: tuple[Choice, ...], at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield a page, a schema, and for each category JSON lines, a CSV and the mapping by which `etanche import` takes them in."""
    mine = tuple(one for one in everything.held if _is_portable(everything, one))
    seen = replace(everything, held=mine, looks=())
    who = new_id().hex()
    by_category: dict[str, list[Held]] = defaultdict(list)
    for one in seen.held:
        by_category[one.record.category].append(one)
    consents = [one for one in said if one.consent and one.said is Said.YES and one.since is not None]
    parts = tuple(records(About(group=frozenset(), seen=seen, at=at, by="")))
    yield "index.html", html(paper_of(seen, parts, at)).encode()
    yield "schema.json", dumped({card.name: field_schema(seen, card.name) for card in cards_of(seen)})
    for category, held in by_category.items():
        fields = tuple(seen.charter.categories[category].fields)
        columns = (PERSON, "collected", *fields, *(f"yes-to-{one.purpose}" for one in consents))
        rows = [
            (
                who,
                one.record.day.isoformat(),
                *(one.record.fields.get(name, "") for name in fields),
                *("" if it.since is None else it.since.date().isoformat() for it in consents),
            )
            for one in held
        ]
        lines = ({name: value for name, value in zip(columns, row, strict=True) if value} for row in rows)
        yield f"{category}.ndjson", b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in lines)
        yield f"{category}.csv", table(columns, rows).encode()
        yield f"{category}.map.yaml", _mapping(seen, fields, consents).encode()


def _mapping(seen: Seen, fields: tuple[str, ...], consents: list[Choice]) -> str:
    """Return the mapping of a file, with how to take it in as its first line."""
    lines = [
        f"# {say('request.file.import', seen.language)}",
        f"person: {{column: {PERSON}, as: {PORTABLE}}}",
        f"fields: {{{', '.join(f'{name}: {name}' for name in fields)}}}",
        "collected: collected",
    ]
    if consents:
        lines.append("events:")
        lines += [f"  - {{event: consent-given, for: {one.purpose}, date: yes-to-{one.purpose}}}" for one in consents]
    return "\n".join(lines) + "\n"
