"""In one minute: six facts, for those who read no further."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Cell, Cells, Section
from etanche.notice.keeping import keep_words
from etanche.notice.naming import fields_words, is_program, place_words, purpose_names, role_name, terms_of
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, fine, list_words, phrase, say


def section(charter: Charter, language: Language) -> Section:
    """Say what, why, how long, who, where, and what the reader can do."""
    separator = say("keep.separator", language)
    what = begun_large(separator.join(fields_words(charter, name, language) for name in charter.categories))
    why = begun_large(purpose_names(charter, charter.purposes, language))
    facts = {
        "what": (
            phrase("notice.minute.what-text", language, categories=what),
            phrase("notice.minute.what-journal", language),
        ),
        "why": (phrase("notice.minute.why-text", language, purposes=why),),
        "long": (
            phrase("notice.minute.long-text", language, terms=_terms(charter, language)),
            phrase("notice.minute.long-journal", language, keep=keep_words(charter.vault.journal.keep, language)),
        ),
        "who": (_who(charter, language), _recipients(charter, language)),
        "where": (
            phrase(
                "notice.minute.where-text",
                language,
                place=begun_large(place_words(charter, charter.vault.region, language)),
            ),
        ),
        "can": (_can(language),),
    }
    cells = tuple(Cell(title=say(f"notice.minute.{name}", language), words=words) for name, words in facts.items())
    return Section(id="minute", title=say("notice.minute.title", language), blocks=(Cells(cells=cells),))


def _terms(charter: Charter, language: Language) -> str:
    """Say each different time once; with a single category and purpose the time alone is enough."""
    terms = [(title, keep_words(keep, language)) for title, keep in terms_of(charter, language)]
    if len({keep for _, keep in terms}) == 1:
        return begun_large(terms[0][1])
    said = [say("notice.minute.term", language, category=title, keep=keep) for title, keep in terms]
    return say("keep.separator", language).join(said)


def _who(charter: Charter, language: Language) -> Phrase:
    """Name the roles and programs that can read something, each as what it is."""
    roles = [
        say(
            "notice.minute.who-program" if is_program(charter, name) else "notice.minute.who-role",
            language,
            role=role_name(charter, name, language),
        )
        for name, role in charter.roles.items()
        if any(role.sees.values())
    ]
    if not roles:
        return phrase("notice.minute.who-nobody", language)
    return phrase("notice.minute.who-text", language, roles=begun_large(list_words(roles, language)))


def _recipients(charter: Charter, language: Language) -> Phrase:
    """Name the recipients, or say that there is none."""
    if not charter.recipients:
        return phrase("notice.minute.recipients-nobody", language)
    names = list_words([fine(recipient.name, language) for recipient in charter.recipients.values()], language)
    return phrase("notice.minute.recipients", language, n=len(charter.recipients), recipients=names)


def _can(language: Language) -> Phrase:
    """Lead to the refusals and to the rights."""
    refuse = Link(text=say("notice.minute.can-refuse", language), href="#refusals")
    rights = Link(text=say("notice.minute.can-rights", language), href="#rights")
    return phrase("notice.minute.can-text", language, refuse=refuse, rights=rights)
