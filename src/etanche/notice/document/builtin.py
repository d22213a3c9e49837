"""What Étanche itself keeps to hold and prove the promises: said like the categories of the charter."""

from __future__ import annotations

from etanche.charter import Builtin, Charter, builtin
from etanche.notice.citing import laws_words
from etanche.notice.document.blocks import Block, Fold, Folds, Heading, Pairs, Paragraph
from etanche.notice.document.telling import both_terms, people_words
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import begun_large, enumerated, phrase, say


def held(charter: Charter, language: Language) -> list[Block]:
    """Say the built-in categories: fields, whose, why, basis and time."""
    return [
        Heading(id="builtin", title=say("notice.builtin.title", language)),
        Paragraph(words=phrase("notice.builtin.text", language)),
        Folds(folds=tuple(_fold(charter, found, language) for found in builtin(charter))),
    ]


def _fold(charter: Charter, found: Builtin, language: Language) -> Fold:
    """Say one category that no charter has to write."""
    basis = say(f"basis.{found.basis}", language)
    if found.law:
        basis = say("basis.with-law", language, basis=basis, law=laws_words(found.law, language))
    people = begun_large(people_words(charter, found.of, language, staff=found.staff))
    facts = {
        "what": begun_large(enumerated([told(field.title, language) for field in found.fields], language)),
        "of": people,
        "why": told(found.why, language),
        "basis": basis,
        "until": begun_large(both_terms(charter, found.keep, language)),
    }
    return Fold(
        id=f"builtin-{found.name}",
        title=told(found.title, language),
        note=say("notice.categories.folded", language, people=people, n=len(found.fields)),
        blocks=(
            Pairs(pairs=tuple((say(f"notice.builtin.{fact}", language), (words,)) for fact, words in facts.items())),
        ),
    )
