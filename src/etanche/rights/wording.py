"""
The text of an answer, in the language of who asked: what was done, what stays and why and until when, who is told, and what they can do next.

The same text is the page, the letter and the PDF. It is sealed as it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from etanche.notice import authority, category_title, contact_address, duration_words, purpose_title
from etanche.rights.around import Around
from etanche.rights.facts import Right
from etanche.rights.filed import Doing, Filed
from etanche.rights.recipients import Telling
from etanche.rights.request import Outcome
from etanche.terms import Language
from etanche.vault import ErasurePlan, Kept
from etanche.words import Link, begun_small, date_words, fine, say

STOPS_FOR_ANYBODY = frozenset({Right.MARKETING_OBJECTION, Right.OPT_OUT, Right.LIMIT})
"""Rights by which a use stops on a stranger's word."""

ITEM = "– "
"""What a line of a list begins with."""


def answer_words(
    around: Around, filed: Filed, doing: Doing, *, plan: ErasurePlan | None, told: Sequence[Telling], words: str
) -> str:
    """Return the answer as text: paragraphs apart by an empty line, the items of a list on a line each."""
    return "\n\n".join(part for part in _parts(around, filed, doing, plan, told, words.strip()) if part)


def _parts(
    around: Around, filed: Filed, doing: Doing, plan: ErasurePlan | None, told: Sequence[Telling], words: str
) -> Iterator[str]:
    language, request = filed.language, filed.request
    right = begun_small(say(f"request.right.{request.right}", language))
    yield say("request.answer.asked", language, right=right, date=request.received, name=filed.name)
    if doing.outcome is Outcome.REFUSED:
        yield say("request.answer.refused", language)
    else:
        yield say(f"request.answer.done.{request.right}", language)
        if request.right in STOPS_FOR_ANYBODY and request.proof is None:
            yield say("request.unproved.stopped", language)
        if doing.outcome is Outcome.PARTLY:
            yield say("request.answer.partly", language)
    yield _items(say(f"request.ground.{ground}", language) for ground in sorted(doing.grounds))
    if plan is not None:
        yield from _erased(around, plan, language)
    yield _recipients(around, told, language)
    yield words
    yield _remedies(around, language)


def _erased(around: Around, plan: ErasurePlan, language: Language) -> Iterator[str]:
    charter = around.charter
    if plan.going:
        yield say("request.answer.going", language)
        yield _items(
            say("request.answer.gone", language, category=_title(around, name, language), n=records)
            for name, records in plan.going.items()
        )
        if charter.vault.backups is not None:
            yield say("request.answer.backups", language, duration=duration_words(charter.vault.backups.keep, language))
    if plan.kept:
        yield say("request.answer.staying", language)
        yield _items(stays(around, one, language) for one in plan.kept)
    else:
        yield say("request.answer.nothing-stays", language)


def stays(around: Around, kept: Kept, language: Language) -> str:
    """Return what stays, in words: what, how much, why, and until when."""
    charter = around.charter
    known = charter.purposes.get(kept.purpose)
    why = say(f"own.kept.{kept.purpose}", language) if known is None else purpose_title(charter, kept.purpose, language)
    laws = "" if known is None or not known.law else f" ({', '.join(known.law)})"
    until = (
        say("request.answer.open-end", language)
        if kept.until is None
        else say("request.answer.until", language, date=date_words(date.fromisoformat(kept.until), language))
    )
    blanks = {"category": _title(around, kept.category, language), "n": kept.records, "until": until}
    return say("request.answer.stays", language, why=f"{begun_small(why)}{laws}", **blanks)


def _title(around: Around, category: str, language: Language) -> str:
    known = category in around.charter.categories
    return category_title(around.charter, category, language) if known else category


def _recipients(around: Around, told: Sequence[Telling], language: Language) -> str:
    named = [recipient_name(around, one.recipient, language) for one in told]
    return say("request.answer.recipients", language, names=", ".join(named)) if named else ""


def recipient_name(around: Around, recipient: str, language: Language) -> str:
    """Return what a recipient is called; by the word of the charter that had it, once it is in none any more."""
    known = around.charter.recipients.get(recipient)
    return recipient if known is None else fine(known.name, language)


def telling_words(around: Around, one: Telling, language: Language, *, staff: bool = False) -> str:
    """Return whether a recipient was told, and how; staff are told what they have to do, and why."""
    name = recipient_name(around, one.recipient, language)
    if one.on is not None:
        return say(f"request.told.{one.state}", language, name=name, date=date_words(one.on, language))
    if not staff:
        return say("request.told.waits", language, name=name)
    why = [say(f"request.told.failed.{one.failed}", language)] if one.failed else []
    why += [] if one.certain else [say("request.told.uncertain", language)]
    return ", ".join((say(f"request.told.{one.state}", language, name=name), *why))


def _remedies(around: Around, language: Language) -> str:
    """Name the authority, the court, and whom to write to (GDPR 12(4), 77, 79)."""
    found = authority(around.charter, language)
    place = f" ({found.href})" if isinstance(found, Link) else ""
    name = found.text if isinstance(found, Link) else str(found)
    said = say("request.answer.remedies", language, authority=f"{name}{place}")
    contact = contact_address(around.charter)
    signed = fine(around.charter.organisation.name, language)
    write = say("request.answer.write", language, address=contact) if contact else ""
    return "\n\n".join(part for part in (said, write, signed) if part)


def _items(lines: Iterator[str]) -> str:
    return "\n".join(f"{ITEM}{line}" for line in lines)
