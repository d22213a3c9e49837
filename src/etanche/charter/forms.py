"""
The types of the model: each a reader of what is written, with its shape for editors that check while one writes.

The reader decides; the shape (JSON Schema) is a net with wider meshes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema

from etanche.charter import values, words
from etanche.charter.keep import KEEP_UNITS, Duration, Keep, Unit
from etanche.charter.vocabulary import EVENTS, STATES, TOLD_EVENTS
from etanche.terms import LANGUAGES, Language, Text

T = TypeVar("T")

_LINE = {"type": "string", "minLength": 1}


def _like(pattern: re.Pattern[str] | str, **more: Any) -> WithJsonSchema:
    """Return the shape of words that match a pattern as a whole."""
    text = pattern if isinstance(pattern, str) else pattern.pattern
    return WithJsonSchema({"type": "string", "pattern": f"^({text})$", **more})


def _number(least: int, most: int = values.MOST_NUMBER) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def _length(units: tuple[Unit, ...]) -> str:
    """Return the pattern of a duration: the singular for one, the plural for more."""
    names = "|".join(units)
    return f"1 ({names})|([2-9]|[1-9][0-9]{{1,3}}) ({names})s"


_TIME = _length(KEEP_UNITS)
_SPAN = (
    f"(({_TIME})|between ({_TIME}) and ({_TIME})) after ({'|'.join(sorted(EVENTS))})|while ({'|'.join(sorted(STATES))})"
)
_CHOICE = r"((first|last) of \()"
_KEEP = rf"{_CHOICE}*({_SPAN})(\)|, {_CHOICE}*({_SPAN}))*"
"""The brackets are not counted: an editor warns, the check is exact."""

Name = Annotated[str, PlainValidator(words.name), _like(words.NAME, maxLength=words.LONGEST_NAME)]
Words = Annotated[str, PlainValidator(words.spoken), WithJsonSchema(_LINE)]
BothTexts = Annotated[
    Text,
    PlainValidator(words.both_texts),
    WithJsonSchema(
        {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, _LINE),
            "minProperties": 1,
            "additionalProperties": False,
        }
    ),
]
Names = Annotated[tuple[Name, ...], BeforeValidator(words.listed)]
AllWords = Annotated[tuple[Words, ...], BeforeValidator(words.listed)]
Named = Annotated[Mapping[Name, T], AfterValidator(MappingProxyType)]
"""Things under their names, in the order of writing; it cannot be changed."""

SomeNamed = Annotated[Mapping[Name, T], AfterValidator(words.filled), AfterValidator(MappingProxyType)]
"""The same, and at least one."""

Languages = Annotated[
    tuple[Language, ...],
    PlainValidator(words.languages),
    WithJsonSchema({"type": "array", "items": {"enum": list(LANGUAGES)}, "minItems": 1, "uniqueItems": True}),
]
LanguageVersion = Annotated[int, PlainValidator(values.version_of_language), WithJsonSchema({"const": values.VERSION})]

Day = Annotated[date, PlainValidator(values.day), _like(values.ISO_DAY, format="date")]
"""In YAML a day is a day or words in its form, as a value and as a key: both are read."""

Truth = Annotated[bool, PlainValidator(values.truth), WithJsonSchema({"type": "boolean"})]
Country = Annotated[str, PlainValidator(values.country), _like("[A-Z]{2}")]
Email = Annotated[str, PlainValidator(values.email), _like(values.EMAIL)]
PageAddress = Annotated[str, PlainValidator(values.page_address), _like(values.ADDRESS)]
MonthDay = Annotated[
    tuple[int, int], PlainValidator(values.month_day), _like(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
]
KeepRule = Annotated[Keep, PlainValidator(values.keep_rule), _like(_KEEP)]
Time = Annotated[Duration, PlainValidator(values.duration()), _like(_TIME)]
ShortTime = Annotated[Duration, PlainValidator(values.duration(minutes=True)), _like(_length(tuple(Unit)))]
"""A duration that may be of minutes: a session, an alarm, a delay; never a time of keeping."""

Positive = Annotated[int, PlainValidator(values.number(1)), _number(1)]
Count = Annotated[int, PlainValidator(values.number(0)), _number(0)]
Age = Annotated[int, PlainValidator(values.number(1, 120)), _number(1, 120)]
GroupSize = Annotated[int, PlainValidator(values.number(2)), _number(2)]
"""A group of one is a person."""

Ports = Annotated[
    tuple[int, ...],
    PlainValidator(values.ports),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": values.LAST_PORT},
            "minItems": 1,
            "uniqueItems": True,
        }
    ),
]
HostName = Annotated[
    str,
    PlainValidator(values.matching(values.HOST, "host")),
    _like(values.HOST),
]
TableName = Annotated[
    str,
    PlainValidator(values.matching(values.TABLE, "table")),
    _like(values.TABLE),
]
Column = Annotated[
    str,
    PlainValidator(values.matching(values.COLUMN, "column")),
    _like(values.COLUMN),
]
Clause = Annotated[
    str,
    PlainValidator(values.matching(values.CLAUSE, "clause")),
    _like(values.CLAUSE),
]
RuleId = Annotated[
    str,
    PlainValidator(values.matching(values.RULE, "rule")),
    _like(values.RULE),
]
ToldEvent = Annotated[str, PlainValidator(values.told_event), WithJsonSchema({"enum": sorted(TOLD_EVENTS)})]
Event = Annotated[str, PlainValidator(values.event), WithJsonSchema({"enum": sorted(EVENTS)})]
