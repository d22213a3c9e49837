"""
Texts of law as a charter cites them: they are in force, they exist, they say what is claimed, and the time is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from etanche.charter.keep import print_keep
from etanche.charter.kinds import OrganisationKind, Theme
from etanche.charter.model import Charter
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.known import Entry, cut, entries, texts
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path

_NAMELESS = re.compile(r"(art(icle|\.)?s?\.?|§)? ?[LRD]?\.? ?\d[\d.()°a-z-]*( (bis|ter|[IV]+|\d+°))*", re.IGNORECASE)

LONGEST = 200
"""No citation is longer, and a longer one would only be slow to read."""


@dataclass(frozen=True, kw_only=True)
class _Citation:
    """A text cited, where it stands, and the purpose that rests on it, if one does."""

    words: str
    path: Path
    theme: Theme | None = None


def _cited(charter: Charter) -> Iterator[_Citation]:
    for name, category in charter.categories.items():
        if category.condition is not None:
            yield _Citation(words=category.condition[:LONGEST], path=("categories", name, "condition"))
    for name, purpose in charter.purposes.items():
        for number, law in enumerate(purpose.law):
            yield _Citation(words=law[:LONGEST], path=("purposes", name, "law", number), theme=purpose.theme)


def _says(entry: Entry, words: str) -> bool:
    return re.search(str(entry["pattern"]), words, re.IGNORECASE) is not None


def article(words: str, text: Entry) -> tuple[int, str] | None:
    """Return the article cited of a text, with its paragraph: `GDPR 5(2)` and `Art. 5(2) GDPR` give `(5, "5(2)")`."""
    names = "|".join(re.escape(name) for name in texts(text, "names"))
    art = r"(?:art(?:icle|\.)?\.? ?)?"
    cited = r"(?P<cited>(?P<article>\d+)[^ ,;]*)"
    after = cited.replace("P<", "P<other_")
    match = re.fullmatch(rf"(?:{names}),? {art}{cited}.*|{art}{after} .*(?:{names})", words, re.IGNORECASE)
    if match is None:
        return None
    return int(match["article"] or match["other_article"]), match["cited"] or match["other_cited"]


def _powerless(charter: Charter, day: date) -> Iterator[Wrong]:
    norms = [norm for norm in entries("citations", "powerless") if _is_over(norm, day)]
    for citation in _cited(charter):
        if any(_says(norm, citation.words) for norm in norms):
            yield Wrong(path=citation.path, blanks={"words": cut(citation.words)})
    for name, declaration in charter.organisation.declarations.items():
        titles = f"{declaration.title.fr} {declaration.title.en}"
        if declaration.until is None and any(_says(norm, titles) for norm in norms):
            path = ("organisation", "declarations", name)
            yield Wrong(path=path, says="declared", blanks={"name": name}, on_key=True)


def _is_over(entry: Entry, day: date) -> bool:
    until = entry.get("until")
    return isinstance(until, date) and day >= until


def _repealed(charter: Charter, day: date) -> Iterator[Wrong]:
    for citation in _cited(charter):
        for text in entries("citations", "repealed"):
            if _is_over(text, day) and _says(text, citation.words):
                blanks = {"words": cut(citation.words), "until": text["until"], "instead": text["instead"]}
                yield Wrong(path=citation.path, blanks=blanks)
                break


def _telling(charter: Charter) -> Iterator[Wrong]:
    gdpr = next(entries("citations", "text"))
    for citation in _cited(charter):
        cited = article(citation.words, gdpr)
        for telling in entries("citations", "telling"):
            if cited is not None and cited[1] == telling["article"]:
                blanks = {"words": cut(citation.words), "instead": telling["instead"]}
                yield Wrong(path=citation.path, blanks=blanks)


def _astray(charter: Charter, day: date) -> Iterator[Wrong]:
    stale = [text for text in entries("citations", "repealed") if _is_over(text, day)]
    told = {str(telling["article"]) for telling in entries("citations", "telling")}
    for citation in _cited(charter):
        if _NAMELESS.fullmatch(citation.words):
            yield Wrong(path=citation.path, says="nameless", blanks={"words": cut(citation.words)})
        elif not any(_says(text, citation.words) for text in stale):
            yield from _misread(citation, told)


def _misread(citation: _Citation, told: set[str]) -> Iterator[Wrong]:
    for text in entries("citations", "text"):
        found = article(citation.words, text)
        if found is None or found[1] in told:
            continue
        number, last = found[0], int(str(text["articles"]))
        blanks = {"words": cut(citation.words), "text": text["title"], "last": str(last), "theme": citation.theme}
        if not 1 <= number <= last:
            yield Wrong(path=citation.path, says="none", blanks=blanks)
        elif text["title"] == "GDPR" and citation.theme is not None and (says := _no_duty(number, citation.theme)):
            yield Wrong(path=citation.path, says=says, blanks=blanks)


def _no_duty(number: int, theme: Theme) -> str:
    """Return which sentence tells why a purpose cannot rest on an article of the GDPR; none when it can."""
    if any(str(number) in texts(basis, "articles") for basis in entries("citations", "basis")):
        return "basis"
    for duty in entries("citations", "duty"):
        if str(number) in texts(duty, "articles"):
            return "" if theme in texts(duty, "themes") or not texts(duty, "themes") else "topic"
    return "no-duty"


def _times(rule: str) -> Dated:
    """Return the rule that compares how long a purpose keeps with what the text says that it cites."""

    def search(charter: Charter, day: date) -> Iterator[Wrong]:
        times = [time for time in entries("citations", "time", day) if time["rule"] == rule]
        for name, purpose in charter.purposes.items():
            named = [(law, time) for law in purpose.law for time in times if _says(time, law[:LONGEST])]
            allowed = [keep for _, time in named for keep in texts(time, "keeps")]
            if allowed and print_keep(purpose.keep) not in allowed:
                blanks = {"words": cut(named[0][0]), "rule": cut(print_keep(purpose.keep)), "keep": allowed[0]}
                yield Wrong(path=("purposes", name, "keep"), says="law", blanks=blanks)

    return Dated(id=rule, search=search)


def _no_host(charter: Charter) -> Iterator[Wrong]:
    if charter.organisation.status is OrganisationKind.HOST:
        return
    duties = tuple(entries("citations", "host"))
    for citation in _cited(charter):
        if any(_says(duty, citation.words) for duty in duties):
            yield Wrong(path=citation.path, says="host", blanks={"words": cut(citation.words)})


def _renamed(charter: Charter, day: date) -> Iterator[Wrong]:
    for authority in entries("authorities", "renamed", day):
        if charter.organisation.authority.casefold() in texts(authority, "was"):
            blanks = {"was": cut(charter.organisation.authority), "name": authority["is"], "since": authority["since"]}
            yield Wrong(path=("organisation", "authority"), blanks=blanks)


ALONE: tuple[AnyRule, ...] = (
    Dated(id="STL-01", search=_powerless),
    Dated(id="STL-02", search=_repealed),
    Dated(id="STL-03", search=_astray),
    Dated(id="STL-04", search=_renamed),
    Rule(id="RGT-08", search=_telling),
    _times("RET-19"),
    _times("RET-20"),
    _times("RET-21"),
    Rule(id="RET-19", search=_no_host),
)
