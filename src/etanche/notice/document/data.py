"""What, why, how long: one row for each reason, then the particulars that the law asks for."""

from __future__ import annotations

from etanche.charter import Charter, Purpose
from etanche.notice.citing import laws_words
from etanche.notice.document.blocks import Block, Fold, Folds, Pairs, Paragraph, Row, Section, Table
from etanche.notice.document.telling import (
    both_terms,
    category_links,
    own_purposes,
    readers_of,
    receivers_of,
    recipient_links,
    role_titles,
)
from etanche.notice.keeping import duration_words
from etanche.notice.naming import channel_words, purpose_title, told
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, begun_small, list_words, phrase, say

COLUMNS = ("why", "what", "basis", "until", "seen", "given")


def section(charter: Charter, language: Language) -> Section:
    """Say for every reason which data it uses, on which basis, until when, who sees them and who gets them."""
    purposes = own_purposes(charter)
    table = Table(
        caption=say("notice.data.caption", language, n=len(purposes)),
        head=tuple(say(f"notice.data.{column}", language) for column in COLUMNS),
        rows=tuple(_row(charter, name, language) for name in purposes),
    )
    blocks: list[Block] = [table, *_particulars(charter, purposes, language), *_notes(charter, language)]
    return Section(id="data", title=say("notice.data.title", language), blocks=tuple(blocks))


def _row(charter: Charter, name: str, language: Language) -> Row:
    """Say one reason."""
    purpose = charter.purposes[name]
    return Row(
        id=f"purpose-{name}",
        head=purpose_title(charter, name, language),
        cells=(
            category_links(charter, purpose.uses, language),
            (basis_words(purpose, language),),
            (begun_large(both_terms(charter, purpose.keep, language)),),
            (begun_large(seen_by(charter, name, language)),),
            given_to(charter, name, language),
        ),
    )


def basis_words(purpose: Purpose, language: Language) -> str:
    """Say the legal basis, with the interest when it is an interest and the text when it is a law."""
    basis = say(f"basis.{purpose.basis}", language)
    if purpose.interest:
        interest = begun_small(told(purpose.interest, language))
        return say("basis.with-interest", language, basis=basis, interest=interest)
    if purpose.law:
        return say("basis.with-law", language, basis=basis, law=laws_words(purpose.law, language))
    return basis


def seen_by(charter: Charter, purpose: str, language: Language) -> str:
    """Name the roles that read for a reason, and say when they see figures only."""
    readers = readers_of(charter, purpose)
    if not readers:
        return say("notice.data.seen-nobody", language)
    roles = role_titles(charter, readers, language)
    groups = charter.purposes[purpose].groups_of
    return say("notice.data.seen-groups", language, roles=roles, n=groups) if groups else roles


def given_to(charter: Charter, purpose: str, language: Language) -> Phrase:
    """Name those who receive for a reason, each with the way to what is said of it."""
    receivers = receivers_of(charter, purpose)
    if not receivers:
        return (begun_large(say("notice.data.given-nobody", language)),)
    return recipient_links(charter, receivers, language)


def _particulars(charter: Charter, purposes: dict[str, Purpose], language: Language) -> list[Block]:
    """Say what the table has no room for, reason by reason; one reason alone is not folded."""
    found = {name: pairs for name in purposes if (pairs := _pairs(charter, name, language))}
    if not found:
        return []
    if len(purposes) == 1:
        return [Pairs(pairs=pairs) for pairs in found.values()]
    folds = tuple(
        Fold(
            id=f"particulars-{name}",
            title=purpose_title(charter, name, language),
            blocks=(Pairs(pairs=pairs),),
        )
        for name, pairs in found.items()
    )
    return [Paragraph(words=phrase("notice.data.more", language, n=len(purposes)), voice="note"), Folds(folds=folds)]


def _pairs(charter: Charter, name: str, language: Language) -> tuple[tuple[str, Phrase], ...]:
    """Return the facts of one reason that are not in its row."""
    purpose = charter.purposes[name]
    facts: dict[str, Phrase] = {}
    if purpose.balance:
        facts["balance"] = phrase(
            "notice.purpose.balance-text", language, date=purpose.balance.on, reference=purpose.balance.reference
        )
    if purpose.asked_in:
        channels = begun_large(channel_words(charter, purpose.asked_in, language))
        facts["asked"] = phrase("notice.purpose.asked-text", language, channels=channels)
    if purpose.objection:
        facts["objection"] = phrase(f"notice.objection.{purpose.objection}", language)
    if purpose.by:
        means = list_words([say(f"notice.means.{one}", language) for one in purpose.by], language)
        facts["by"] = (begun_large(means),)
    if purpose.groups_of:
        facts["groups"] = phrase("notice.purpose.groups-text", language, n=purpose.groups_of)
    if purpose.decides:
        facts["decides"] = (Link(text=say("notice.purpose.decides-link", language), href=f"#decision-{name}"),)
    if purpose.with_:
        facts["joint"] = recipient_links(charter, purpose.with_, language)
    if purpose.impact:
        facts["impact"] = phrase(
            "notice.purpose.impact-text", language, date=purpose.impact.on, reference=purpose.impact.reference
        )
    return tuple((say(f"notice.purpose.{fact}", language), words) for fact, words in facts.items())


def _notes(charter: Charter, language: Language) -> list[Block]:
    """Say what goes for all of it: the time of backups, that nothing is compulsory, that no machine decides."""
    notes: list[Block] = []
    if charter.vault.backups:
        duration = duration_words(charter.vault.backups.keep, language)
        notes.append(Paragraph(words=phrase("notice.data.backups", language, duration=duration), voice="note"))
    if not any(field.required for category in charter.categories.values() for field in category.fields.values()):
        notes.append(Paragraph(words=phrase("notice.data.optional", language), voice="note"))
    if not charter.answers.automated_decisions:
        notes.append(Paragraph(words=phrase("notice.data.automated", language), voice="note"))
    return notes
