"""
What the rooms of a house hold of somebody: records, their yes and no, their requests, who looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from etanche.charter import FieldKind
from etanche.notice import category_title, field_title, moment_words, purpose_title
from etanche.notice.document.blocks import Block, Items, Pairs, Paragraph, Row, Table
from etanche.rights.archive.cards import Card, Seen, cards_of, look_words
from etanche.rights.archive.parts import About, Part
from etanche.rights.filed import Filed, Unread
from etanche.terms import Language
from etanche.vault import Choice, Held, Look
from etanche.words import Phrase, date_words, say

_TEXT: Mapping[str, Any] = {"type": "string"}
_MAYBE: Mapping[str, Any] = {"type": ["string", "null"]}


def records(about: About) -> Iterator[Part]:
    """Yield what the vault holds, a part a category: what, why, on which basis, from where, to whom, until when, and who looked."""
    seen = about.seen
    by_category: dict[str, list[Held]] = defaultdict(list)
    for one in seen.held:
        by_category[one.record.category].append(one)
    for card in cards_of(seen):
        fields = tuple(seen.charter.categories[card.name].fields)
        held = by_category[card.name]
        yield Part(
            name=card.name,
            key="records",
            title=card.title,
            blocks=tuple(_blocks(seen, card)),
            columns=("record", "day", *fields),
            rows=tuple(
                (str(one.record.ref), one.record.day.isoformat(), *(one.record.fields.get(name, "") for name in fields))
                for one in held
            ),
            objects=tuple(_record(seen, one) for one in held),
            schema=_record_schema(),
        )


def _blocks(seen: Seen, card: Card) -> Iterator[Block]:
    language = seen.language
    yield Pairs(
        pairs=(
            (say("request.file.source", language), (card.source,)),
            (say("request.file.readers", language), (card.readers or say("request.file.nobody", language),)),
            (say("request.file.until", language), (card.term,)),
        )
    )
    yield Table(
        caption=say("own.card.why", language, category=card.title),
        head=tuple(say(f"own.card.{head}", language) for head in ("purpose", "basis", "until")),
        rows=tuple(Row(head=one.title, cells=((one.basis,), (one.until,))) for one in card.reasons),
    )
    for one in card.records:
        hold = ((say("own.card.hold", language), (say("own.card.hold-text", language),)),) if one.stays else ()
        since = (say("own.card.since", language), (one.day,))
        yield Pairs(pairs=(*((label, (value,)) for label, value in one.values), since, *hold))
    yield Paragraph(words=(say("own.card.looks", language),), voice="note")
    if card.looks:
        yield Items(items=tuple((one,) for one in card.looks))
    else:
        yield Paragraph(words=(say("own.card.no-looks", language),))


def _record(seen: Seen, held: Held) -> Mapping[str, Any]:
    return {
        "record": str(held.record.ref),
        "category": held.record.category,
        "day": held.record.day.isoformat(),
        "fields": dict(held.record.fields),
        "held": held.stays,
        "purposes": [
            {
                "purpose": purpose,
                "basis": str(seen.charter.purposes[purpose].basis or ""),
                "status": life.status.value,
                "until": None if life.not_after is None else life.not_after.isoformat(),
            }
            for purpose, life in held.lives
        ],
    }


def _record_schema() -> Mapping[str, Any]:
    purpose = {
        "purpose": _TEXT,
        "basis": _TEXT,
        "status": _TEXT,
        "until": {"type": ["string", "null"], "format": "date"},
    }
    return closed(
        {
            "record": _TEXT,
            "category": _TEXT,
            "day": {"type": "string", "format": "date"},
            "fields": {"type": "object", "additionalProperties": _TEXT},
            "held": {"type": "boolean"},
            "purposes": {"type": "array", "items": closed(purpose)},
        }
    )


def choices(about: About, said: tuple[Choice, ...]) -> Iterator[Part]:
    """Yield their yes and no to each purpose that they decide on."""
    if not said:
        return
    seen = about.seen
    language = seen.language
    rows = tuple((one.purpose, one.said.value, "" if one.since is None else one.since.isoformat()) for one in said)
    yield Part(
        name="choices",
        key="choices",
        title=say("own.choices", language),
        blocks=(
            Table(
                caption=say("own.choices", language),
                head=tuple(say(f"request.file.{head}", language) for head in ("purpose", "said", "since")),
                rows=tuple(_choice(seen, one) for one in said),
            ),
        ),
        columns=("purpose", "said", "since"),
        rows=rows,
        objects=tuple({"purpose": p, "said": s, "since": since or None} for p, s, since in rows),
        schema=closed({"purpose": _TEXT, "said": {"enum": ["yes", "no", "weighed", "stopped"]}, "since": _MAYBE}),
    )


def _choice(seen: Seen, one: Choice) -> Row:
    since = "" if one.since is None else moment_words(one.since, seen.plan.zone, seen.language)
    return Row(
        head=purpose_title(seen.charter, one.purpose, seen.language),
        cells=((say(f"request.file.choice.{one.said.value}", seen.language),), (since or "–",)),
    )


def asked(about: About, filed: tuple[Filed, ...], altered: tuple[Unread, ...]) -> Iterator[Part]:
    """Yield their requests, this one too: what was asked, when, how far it is; its words are among the records. An altered one is named."""
    if not filed and not altered:
        return
    language = about.seen.language
    columns = ("request", "right", "received", "state", "due", "answered", "outcome", "record")
    rows = tuple(
        (
            one.request.id.hex(),
            str(one.request.right),
            one.request.received.isoformat(),
            str(one.request.state),
            one.due.isoformat(),
            "" if one.request.answered_on is None else one.request.answered_on.isoformat(),
            str(one.request.outcome or ""),
            str(one.record),
        )
        for one in filed
    )
    rows += tuple((one.id.hex(), "", "", "altered", "", "", "", "") for one in altered)
    yield Part(
        name="requests",
        key="requests",
        title=say("request.file.requests", language),
        blocks=(_of_requests(filed, language), *_unread(altered, language)),
        columns=columns,
        rows=rows,
        objects=tuple(dict(zip(columns, row, strict=True)) for row in rows),
        schema=closed(dict.fromkeys(columns, _TEXT)),
    )


def _of_requests(filed: tuple[Filed, ...], language: Language) -> Table:
    """Return the requests of somebody as a table to be read."""
    return Table(
        caption=say("request.file.requests", language),
        head=tuple(say(f"request.file.{head}", language) for head in ("request", "received", "state")),
        rows=tuple(
            Row(
                head=f"{one.name}, {say(f'request.right.{one.request.right}', language)}",
                cells=(
                    (date_words(one.request.received, language),),
                    (say(f"request.state.{one.request.state}", language),),
                ),
            )
            for one in filed
        ),
    )


def _unread(altered: tuple[Unread, ...], language: Language) -> Iterator[Paragraph]:
    for one in altered:
        yield Paragraph(words=(say("request.own.unreadable", language, name=one.name),))


def looks(about: About) -> Iterator[Part]:
    """Yield who looked, as far back as the journal goes: as which role, what for; never by name."""
    seen = about.seen
    if not (seen.looks or seen.hidden):
        return
    objects = tuple(look.as_json() for look in seen.looks)
    columns = tuple(field.name for field in fields(Look))
    unknown = say("own.card.hidden-looks", seen.language, n=seen.hidden) if seen.hidden else ""
    lines: tuple[Phrase, ...] = tuple((look_words(seen, look),) for look in seen.looks)
    yield Part(
        name="looks",
        key="looks",
        title=say("own.card.looks", seen.language),
        blocks=((Paragraph(words=(unknown,), voice="note"),) if unknown else ()) + (Items(items=lines),),
        columns=columns,
        rows=tuple(tuple("" if one[name] is None else str(one[name]) for name in columns) for one in objects),
        objects=objects,
        schema=closed({name: _TEXT if name in {"at", "act"} else _MAYBE for name in columns}),
    )


def closed(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of an object that has exactly these."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def field_schema(seen: Seen, category: str) -> Mapping[str, Any]:
    """Return the schema of the fields of one category, under the titles of the charter."""
    fields = seen.charter.categories[category].fields
    described = {
        name: {
            "type": "string",
            "title": field_title(seen.charter, category, name, seen.language),
            **({"enum": list(field.values)} if field.kind is FieldKind.CHOICE and field.values else {}),
        }
        for name, field in fields.items()
    }
    title = category_title(seen.charter, category, seen.language)
    return {"type": "object", "title": title, "properties": described, "additionalProperties": False}
