"""
One person's own data, as nouns that a page or a file draws: by category, with purposes, terms, source, readers and looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from etanche.charter import Charter, FieldKind, Plan, Status
from etanche.notice import (
    basis_words,
    category_title,
    channel_words,
    field_title,
    keep_words,
    moment_words,
    purpose_title,
    told,
)
from etanche.standing import HELD_BY_NONE, Life
from etanche.terms import Language
from etanche.vault import Held, Look, Record
from etanche.words import begun_small, date_words, fine, say

MOST_LOOKS: Final = 20
"""How many looks a page tells one by one; the file has all of them."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Everything that is held of somebody, looked at once, and in which words it is told."""

    charter: Charter
    plan: Plan
    language: Language
    held: tuple[Held, ...]
    looks: tuple[Look, ...]
    """Who looked, the last one first."""

    hidden: int = 0
    """Of so many lines of the journal nobody can tell whom they are about: somebody changed the lists beside them."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record, as it is read."""

    ref: str
    day: str
    values: tuple[tuple[str, str], ...]
    stays: bool
    correctable: bool


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One purpose for which a category is kept: why, on which basis, and until when."""

    title: str
    basis: str
    until: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One category of somebody's data."""

    name: str
    title: str
    term: str
    source: str
    readers: str
    """For whom: roles and recipients, by their titles."""

    records: tuple[Entry, ...]
    reasons: tuple[Reason, ...]
    looks: tuple[str, ...]


def cards_of(seen: Seen) -> tuple[Card, ...]:
    """Return what is held, by category in the order of the charter."""
    by_category: dict[str, list[Held]] = defaultdict(list)
    for one in seen.held:
        by_category[one.record.category].append(one)
    return tuple(_card(seen, name, by_category[name]) for name in seen.charter.categories if name in by_category)


def _card(seen: Seen, category: str, held: Sequence[Held]) -> Card:
    charter, language = seen.charter, seen.language
    return Card(
        name=category,
        title=category_title(charter, category, language),
        term=_longest(seen, held),
        source=channel_words(charter, charter.categories[category].from_, language),
        readers=readers_of(seen, category),
        records=tuple(entry_of(seen, one) for one in held),
        reasons=tuple(_reason(seen, category, purpose, held) for purpose in seen.plan.purposes_of(category)),
        looks=tuple(look_words(seen, one) for one in seen.looks if one.category in (category, None))[:MOST_LOOKS],
    )


def readers_of(seen: Seen, category: str) -> str:
    """Return for whom a category is: the roles that read it and the recipients that may receive it."""
    charter, plan = seen.charter, seen.plan
    roles = {cell.role for cell in plan.cells if cell.category == category and cell.role in charter.roles}
    others = {one.recipient for one in plan.disclosures if one.category == category}
    titles = [told(charter.roles[role].title, seen.language) for role in sorted(roles)]
    return ", ".join([*titles, *(fine(charter.recipients[one].name, seen.language) for one in sorted(others))])


def entry_of(seen: Seen, held: Held) -> Entry:
    """Return a record as it is read."""
    record = held.record
    return Entry(
        ref=str(record.ref),
        day=date_words(record.day, seen.language),
        values=record_values(seen.charter, record, seen.language),
        stays=held.stays,
        correctable=bool(held.correctable) and not held.stays,
    )


def record_values(charter: Charter, record: Record, language: Language) -> tuple[tuple[str, str], ...]:
    """Return what a record says, under the titles of its fields, in the order of the charter."""
    fields = charter.categories[record.category].fields
    return tuple(
        (
            field_title(charter, record.category, name, language),
            _value(record.fields[name], fields[name].kind, language),
        )
        for name in fields
        if name in record.fields
    )


def _value(value: str, kind: FieldKind, language: Language) -> str:
    if kind is not FieldKind.DATE:
        return value
    try:
        return date_words(date.fromisoformat(value), language)
    except ValueError:
        return value


def _reason(seen: Seen, category: str, purpose: str, held: Sequence[Held]) -> Reason:
    found = seen.charter.purposes[purpose]
    lives = [life for one in held for name, life in one.lives if name == purpose]
    return Reason(
        title=purpose_title(seen.charter, purpose, seen.language),
        basis=basis_words(found, seen.language) if found.basis else "",
        until=_until(seen.plan, category, purpose, lives, seen.language),
    )


def _until(plan: Plan, category: str, purpose: str, lives: Sequence[Life], language: Language) -> str:
    """Say until when, as a date where there is one; the bad news first: what is unknown, then what is frozen."""
    statuses = {life.status for life in lives}
    if Status.UNKNOWN in statuses:
        return say("own.until.unknown", language)
    if Status.SUSPENDED in statuses:
        return say("own.until.suspended", language)
    living = [life for life in lives if life.status not in HELD_BY_NONE]
    days = [life.not_after for life in living if life.not_after is not None]
    if living and len(days) == len(living):
        return say("own.until.day", language, date=max(days))
    if living:
        return keep_words(plan.terms[purpose, category], language)
    return say("own.until.not-begun" if statuses == {Status.NOT_BEGUN} else "own.until.over", language)


def _longest(seen: Seen, held: Sequence[Held]) -> str:
    """Say when the last record of a category goes at the latest, if that is known."""
    living = [life for one in held for _, life in one.lives if life.status not in HELD_BY_NONE]
    days = [life.not_after for life in living if life.not_after is not None]
    if any(one.stays for one in held):
        return say("own.term.held", seen.language)
    if not living:
        return say("own.term.over", seen.language)
    if len(days) == len(living):
        return say("own.term.day", seen.language, date=max(days))
    return say("own.term.open", seen.language)


def look_words(seen: Seen, look: Look) -> str:
    """Say who looked, when and why, without a name: roles and purposes by their titles, as far as the charter still has them."""
    charter, language = seen.charter, seen.language
    who = look.recipient or look.role or ""
    if look.role is not None and look.role in charter.roles:
        who = told(charter.roles[look.role].title, language)
    if look.recipient is not None and look.recipient in charter.recipients:
        who = fine(charter.recipients[look.recipient].name, language)
    parts = [moment_words(look.at, seen.plan.zone, language), who, say(f"own.look.{look.act}", language)]
    if look.purpose is not None and look.purpose in charter.purposes:
        parts.append(begun_small(purpose_title(charter, look.purpose, language)))
    if look.case:
        parts.append(say("own.look.case", language, case=look.case))
    return ", ".join(part for part in parts if part)
