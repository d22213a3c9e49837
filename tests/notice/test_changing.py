"""Every change is a sentence in both languages, with the same figures, and never a path or a word of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from tests.charter.test_weights import pairs

from etanche.charter import Charter, read
from etanche.charter.change import Change, How, diff, place
from etanche.notice import change_words
from etanche.terms import LANGUAGES, Language

FIGURES = re.compile(r"\d+")
COUNTED_ELSEWHERE = re.compile(r"zz|art\. |Art\. |PKCS 11|§|\(\d+\)|\d{4}/\d+")

SMALL = """etanche: 1
organisation: {name: Atelier, address: "3 quai", country: FR, contact: {email: a@port.example}}
notice: {languages: [fr, en], covers: {fr: Le site., en: The site.}}
versions: {2026-01-01: {comment: {fr: Un, en: One}}}
answers: {children: false, automated-decisions: false, sale: false, advertising-share: false, outside-eea: false}
people: {visitor: {title: {fr: visiteurs, en: visitors}}}
regions: {here: {title: {fr: ici, en: here}, country: FR}}
vault: {region: here}
channels: {site: {title: {fr: le site, en: the site}, kind: audience}}
categories:
  visit:
    title: {fr: Visite, en: Visit}
    of: [visitor]
    from: [site]
    fields:
      address: {kind: ip}
      page: {kind: url, title: {fr: page vue, en: page seen}}
purposes:
  audience:
    title: {fr: Compter, en: Count}
    theme: audience
    uses: [visit]
    basis: legitimate-interest
    interest: {fr: Savoir., en: To know.}
    balance: {on: 2026-01-01, reference: B-1}
    objection: immediate
    keep: 6 months after collected
roles: {analyst: {title: {fr: analyste, en: analyst}, sees: {visit: [audience]}}}
recipients: {}
"""


def _charter(text: str) -> Charter:
    loaded = read(text.encode(), file="small.yaml")
    assert loaded.charter is not None, [str(finding) for finding in loaded.findings]
    return loaded.charter


@cache
def changes() -> tuple[tuple[Change, Charter, Charter], ...]:
    """Return every change of every key, with the charters it is between."""
    return tuple((change, old, new) for _, old, new in pairs() for change in diff(old, new))


def told(language: Language) -> Iterator[tuple[Change, str]]:
    """Yield each change with its sentence."""
    for change, old, new in changes():
        yield change, change_words(change, old, new, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_change_is_told_by_its_path(language: Language) -> None:
    """No sentence shows code, a blank or a key of the language; each begins large and ends with one full stop."""
    wrong = [
        (place(change.path), sentence)
        for change, sentence in told(language)
        if re.search(r"[`{}]|\.\.|\b[a-z]+(-[a-z]+)+: ", sentence)
        or not (sentence[0].isupper() or change.path[0] == "hosts")
        or not sentence.endswith((".", "?"))
    ]

    assert [] == wrong


def test_figures_are_the_same_in_both_languages() -> None:
    """Every number told in one language is told in the other."""
    wrong = [
        (french, english)
        for (_, french), (_, english) in zip(told("fr"), told("en"), strict=True)
        if not COUNTED_ELSEWHERE.search(french + english)
        and sorted(FIGURES.findall(french)) != sorted(FIGURES.findall(english))
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    ("old", "new", "french", "english"),
    [
        (
            "address: {kind: ip}",
            "ip: {kind: ip, was: address}",
            "`address` s’appelle désormais `ip` ; son historique continue.",
            "`address` is now called `ip`; its history goes on.",
        ),
        ("keep: 6 months", "keep: 7 months", "Compter : gardé plus longtemps, 7 mois après la collecte ; auparavant, 6 mois après la collecte.", "Count: kept longer, 7 months after collection; before, 6 months after collection."),
        ("recipients: {}", "recipients: {hall: {name: La mairie, does: {fr: Nous conseille., en: Advises us.}, as: authority}}", "Nouveau destinataire : La mairie. Ce qu’il fait : nous conseille. Ce qu’il reçoit : rien.", "New recipient: La mairie. What it does: advises us. What it receives: nothing."),
        ("title: {fr: page vue, en: page seen}", "title: {fr: page lue, en: page read}", "Visite – nouvel intitulé : page lue ; auparavant, page vue.", "Visit – new title: page read; before, page seen."),
    ],
)  # fmt: skip
def test_a_change_reads_like_a_sentence(old: str, new: str, french: str, english: str) -> None:
    """A few sentences, word for word."""
    before, after = _charter(SMALL), _charter(SMALL.replace(old, new))
    (change,) = diff(before, after)

    assert (french, english) == tuple(_plain(change_words(change, before, after, language)) for language in LANGUAGES)


def test_what_is_removed_from_a_renamed_thing_is_told_by_its_titles() -> None:
    """A category that is renamed and loses a field at once is found in the charter of before under its name of then."""
    renamed = re.sub(r"\bvisit\b", "page-view", SMALL).replace("  page-view:\n", "  page-view:\n    was: visit\n")
    before, after = _charter(SMALL), _charter(renamed.replace("      address: {kind: ip}\n", ""))
    (change,) = [change for change in diff(before, after) if change.how is How.REMOVED]

    assert "Visit: IP address is no longer held." == change_words(change, before, after, "en")


def _plain(sentence: str) -> str:
    return sentence.replace("\u202f", " ").replace("\u00a0", " ")
