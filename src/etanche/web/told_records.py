"""
A record as pages show it: what the charter calls its category and its fields, and why and how long such records are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.charter import Charter, Plan
from etanche.notice import basis_words, category_title, keep_words, purpose_title
from etanche.rights import record_values
from etanche.terms import Language
from etanche.vault import Record
from etanche.words import date_words


@dataclass(frozen=True, kw_only=True)
class Told:
    """One record, under the titles that the charter gives."""

    title: str
    day: str
    ref: str
    person: str
    """32 hex digits; empty where nobody is known."""

    values: tuple[tuple[str, str], ...]
    """Title of the field and what it says, in the order of the charter."""

    why: tuple[tuple[str, str, str], ...]
    """Each purpose of its category: what for, on which basis, how long."""


def told_record(charter: Charter, plan: Plan, record: Record, language: Language) -> Told:
    """Return a record as it is read."""
    return Told(
        title=category_title(charter, record.category, language),
        day=date_words(record.day, language),
        ref=str(record.ref),
        person=record.person.hex() if record.person else "",
        values=record_values(charter, record, language),
        why=tuple(_why(charter, plan, name, record.category, language) for name in plan.purposes_of(record.category)),
    )


def _why(charter: Charter, plan: Plan, purpose: str, category: str, language: Language) -> tuple[str, str, str]:
    found = charter.purposes[purpose]
    basis = basis_words(found, language) if found.basis else ""
    return purpose_title(charter, purpose, language), basis, keep_words(plan.terms[purpose, category], language)
