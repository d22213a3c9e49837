"""
Texts of law as people read them: a charter cites them the way lawyers do, each language says them in full.

    law_words("GDPR 12(2)", "fr")        →  "RGPD, art. 12 § 2"
    law_words("C. com. L123-22", "en")   →  "French Commercial Code, Art. L123-22"

A text nobody taught us is said as the charter writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from etanche.terms import Language
from etanche.words import fine, list_words, say

_TEXTS = (
    ("gdpr", re.compile(r"(?:GDPR|RGPD) (.+)")),
    ("lil", re.compile(r"LIL (.+)")),
    ("commerce", re.compile(r"C\. com\. (.+)")),
    ("cpce", re.compile(r"CPCE (.+)")),
    ("decree", re.compile(r"[Dd]écret (.+)")),
    ("csp", re.compile(r"CSP (.+)")),
    ("css", re.compile(r"CSS (.+)")),
    ("casf", re.compile(r"CASF (.+)")),
    ("labour", re.compile(r"C\. trav\. (.+)")),
    ("cgct", re.compile(r"CGCT (.+)")),
    ("csi", re.compile(r"CSI (.+)")),
    ("crpa", re.compile(r"CRPA (.+)")),
    ("civil", re.compile(r"C\. civ\. (.+)")),
    ("tax", re.compile(r"CGI (.+)")),
    ("lpf", re.compile(r"LPF (.+)")),
    ("hgb", re.compile(r"HGB (.+)")),
    ("ao", re.compile(r"AO (.+)")),
)
_DECISION = re.compile(r"(?:Implementing )?Decision \(EU\) (?P<article>[\d/]+)(?: module (?P<module>\d))?")
_DECISION_EC = re.compile(r"Decision (?P<article>[\d/]+)/EC")
_PARAGRAPH = re.compile(r"\((\d+)\)")
_LETTER = re.compile(r"\(([a-z])\)")


def law_words(citation: str, language: Language) -> str:
    """Return one citation in full."""
    if text := _text_of(citation):
        return say(f"notice.law.{text}", language, article=_article(citation, language))
    if found := _DECISION.fullmatch(citation):
        decision = say("notice.law.decision", language, article=found["article"])
        module = found["module"]
        return say("notice.law.module", language, decision=decision, module=module) if module else decision
    if found := _DECISION_EC.fullmatch(citation):
        return say("notice.law.decision-ec", language, article=found["article"])
    return fine(citation, language)


def laws_words(citations: Iterable[str], language: Language) -> str:
    """Return several citations as a list in a sentence; articles of one text are named together."""
    said = []
    for text, found in groupby(citations, key=_text_of):
        articles = list(found)
        if text is None or len(articles) == 1:
            said += [law_words(citation, language) for citation in articles]
        else:
            together = list_words([_article(citation, language) for citation in articles], language)
            said.append(say(f"notice.law.{text}", language, article=together))
    return list_words(said, language)


def _text_of(citation: str) -> str | None:
    """Return which text a citation is of."""
    return next((text for text, pattern in _TEXTS if pattern.fullmatch(citation)), None)


def _article(citation: str, language: Language) -> str:
    """Return the article that a citation names."""
    article = next(found[1] for _, pattern in _TEXTS if (found := pattern.fullmatch(citation)))
    return _french(article) if language == "fr" else article


def _french(article: str) -> str:
    """Return an article with its paragraph and letter as French writes them: `6(1)(c)` is `6 § 1 c`."""
    return fine(_LETTER.sub(r" \1", _PARAGRAPH.sub(r" § \1", article)), "fr")
