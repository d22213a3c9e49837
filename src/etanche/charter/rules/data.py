"""
Categories: what they are for, where they come from, and what data of special kinds need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etanche.charter.kinds import GIVERS, Basis, FieldKind, Giver, Nature, Proof, Stance
from etanche.charter.model import Category, Charter, Purpose
from etanche.charter.phrase import quoted
from etanche.charter.rules.companions import stray
from etanche.charter.rules.fields import fields_of
from etanche.charter.rules.phrases import claimed, met, phrases
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path

_LETTER = re.compile(r"9 ?\(2\) ?\(([a-j])\)|9[,.]? ?(?:(?:§|par\.) ?)?2[,.]? ?(?:point )?([a-j])\b")
DECREE = re.compile(r"2019-341|L\.? ?1111-8-1")
"""In France the number has the uses that this decree lists, and that of a number for care (CSP L1111-8-1)."""

_NAMED_FOR_ONE = frozenset(
    {FieldKind.PSEUDONYM, FieldKind.IDENTIFIER, FieldKind.TOKEN, FieldKind.IP, FieldKind.LOGIN, FieldKind.EMAIL}
)
"""Kinds of field by which one person is told from another."""


def letter_of(category: Category) -> str:
    """Return the letter of Article 9(2) by which a sensitive category may be held; none when the condition names none."""
    found = _LETTER.search(category.condition or "")
    return found[1] or found[2] if found else ""


def users_of(charter: Charter, category: str) -> Iterator[tuple[str, Purpose]]:
    """Yield the purposes of ours that use a category."""
    for name, purpose in charter.purposes.items():
        if category in purpose.uses and purpose.as_ is not Stance.PROCESSOR:
            yield name, purpose


def _unused(charter: Charter) -> Iterator[Wrong]:
    used = {name for purpose in charter.purposes.values() for name in purpose.uses}
    for name in charter.categories:
        if name not in used:
            yield Wrong(path=("categories", name), blanks={"category": name}, on_key=True)


def _sensitive(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        if category.nature is Nature.SENSITIVE and category.condition is None:
            yield Wrong(path=("categories", name), blanks={"category": name}, on_key=True)
        elif category.nature is Nature.SENSITIVE and not letter_of(category):
            yield Wrong(path=("categories", name, "condition"), says="letter", blanks={"category": name})


def _explicit(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        for purpose, it in users_of(charter, name) if letter_of(category) == "a" else ():
            if it.basis not in (None, Basis.CONSENT):
                blanks = {"category": name, "purpose": purpose, "basis": it.basis}
                yield Wrong(path=("purposes", purpose, "basis"), blanks=blanks)


def _criminal(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        if category.nature is Nature.CRIMINAL and category.condition is None:
            yield Wrong(path=("categories", name), blanks={"category": name}, on_key=True)


def _unmarked(charter: Charter, phrase: str, *natures: Nature) -> Iterator[Wrong]:
    """Yield categories that are of a special kind by what they or their fields are called, and not by their `nature`."""
    for name, category in charter.categories.items():
        titles = (category.title, *(field.title for field in category.fields.values() if field.title))
        told = (found for title in titles if (found := met(phrase, title, charter.notice.languages)))
        found = next(told, None)
        if category.nature not in natures and found is not None:
            blanks = {"category": name, "found": quoted(found[1])}
            yield Wrong(path=("categories", name), says="unmarked", blanks=blanks, on_key=True)


def _unmarked_as_sensitive(charter: Charter) -> Iterator[Wrong]:
    yield from _unmarked(charter, "sensitive", Nature.SENSITIVE, Nature.CRIMINAL)


def _unmarked_as_criminal(charter: Charter) -> Iterator[Wrong]:
    yield from _unmarked(charter, "criminal", Nature.CRIMINAL)


def _disguised(charter: Charter) -> Iterator[Wrong]:
    """Yield fields that are called a national number and are of another kind."""
    plain = {FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.DATE, FieldKind.NATIONAL_NUMBER}
    for path, field in fields_of(charter):
        named = phrases("national-number", "en").fullmatch(str(path[3]).replace("-", " "))
        titled = field.title and met("national-number", field.title, charter.notice.languages)
        if field.kind not in plain and (named or titled):
            yield Wrong(path=(*path, "kind"), says="kind", blanks={"field": path[3]})


def _national_number(charter: Charter) -> Iterator[Wrong]:
    told: set[str] = set()
    french = charter.organisation.home == "FR"
    for path, field in fields_of(charter):
        if field.kind is not FieldKind.NATIONAL_NUMBER:
            continue
        for name, purpose in users_of(charter, str(path[1])):
            if not purpose.law and name not in told:
                told.add(name)
                blanks = {"purpose": name, "category": path[1], "field": path[3]}
                yield Wrong(path=("purposes", name), blanks=blanks, on_key=True)
            elif french and purpose.law and not any(map(DECREE.search, purpose.law)) and name not in told:
                told.add(name)
                blanks = {"purpose": name, "field": path[3]}
                yield Wrong(path=("purposes", name, "law"), says="decree", blanks=blanks)


def _free_text(charter: Charter) -> Iterator[Wrong]:
    """Yield the first free text of each category that people write, requests apart, as long as nothing is turned away."""
    told: set[str] = {charter.rights.requests} if charter.rights else set()
    for path, field in fields_of(charter):
        category = str(path[1])
        given = any(charter.channels[door].given_by is Giver.PERSON for door in charter.categories[category].from_)
        if field.kind is FieldKind.LONG_TEXT and given and not charter.never and category not in told:
            told.add(category)
            yield Wrong(path=path, blanks={"field": path[3]}, on_key=True)


def _source(charter: Charter) -> Iterator[Wrong]:
    for name, channel in charter.channels.items():
        here: Path = ("channels", name)
        if channel.given_by is Giver.OTHER and channel.source is None:
            yield Wrong(path=here, blanks={"channel": name}, on_key=True)
        elif channel.given_by is not Giver.OTHER and channel.source is not None:
            yield stray((*here, "source"), f"given-by: {channel.given_by}", "given-by: other")
        if channel.given_by is Giver.PERSON and GIVERS[channel.kind] is Giver.OBSERVED:
            yield Wrong(path=(*here, "given-by"), says="observed", blanks={"kind": channel.kind})


def _refusal(charter: Charter) -> Iterator[Wrong]:
    for name, category in charter.categories.items():
        required = [field_name for field_name, field in category.fields.items() if field.required]
        asked = [door for door in category.from_ if charter.channels[door].given_by is not Giver.OBSERVED]
        if required and not asked:
            path = ("categories", name, "fields", required[0], "required")
            yield Wrong(path=path, says="observed", blanks={"category": name})
        elif required and category.if_refused is None:
            yield Wrong(path=("categories", name), blanks={"field": required[0]}, on_key=True)
        elif category.if_refused is not None and not required:
            yield Wrong(path=("categories", name, "if-refused"), says="nothing", on_key=True)


def _card(charter: Charter) -> Iterator[Wrong]:
    """Yield fields that would hold the number of a payment card, or the code on its back, by what they are called."""
    harmless = {FieldKind.TOKEN, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.AMOUNT, FieldKind.DATE}
    for path, field in fields_of(charter):
        for says, phrase in (("code", "card-code"), ("", "card-number")):
            named = phrases(phrase, "en").search(str(path[3]).replace("-", " "))
            titled = field.title and met(phrase, field.title, charter.notice.languages)
            cut = field.title and met("card-end", field.title, charter.notice.languages)
            if field.kind not in harmless and (named or titled) and not cut:
                yield Wrong(path=path, says=says, blanks={"field": path[3]}, on_key=True)
                break


def _papers(charter: Charter) -> Iterator[Wrong]:
    proofs = charter.rights.identity.by if charter.rights else ()
    if Proof.DOCUMENT in proofs and proofs[-1] is not Proof.DOCUMENT:
        yield Wrong(path=("rights", "identity", "by"), says="order")
    elif proofs == (Proof.DOCUMENT,):
        yield Wrong(path=("rights", "identity", "by"))


def _anonymous(charter: Charter) -> Iterator[Wrong]:
    for path, field in fields_of(charter):
        if field.kind in _NAMED_FOR_ONE and field.title and claimed("anonymous", field.title, charter.notice.languages):
            yield Wrong(path=(*path, "title"), blanks={"field": path[3], "kind": field.kind})


ALONE: tuple[Rule, ...] = (
    Rule(id="DAT-02", search=_sensitive),
    Rule(id="DAT-02", search=_unmarked_as_sensitive),
    Rule(id="DAT-04", search=_criminal),
    Rule(id="DAT-04", search=_unmarked_as_criminal),
    Rule(id="DAT-05", search=_disguised),
    Rule(id="DAT-07", search=_source),
    Rule(id="DAT-08", search=_card),
    Rule(id="DAT-09", search=_papers),
    Rule(id="DAT-10", search=_anonymous),
)
TOGETHER: tuple[Rule, ...] = (
    Rule(id="DAT-01", search=_unused),
    Rule(id="DAT-03", search=_explicit),
    Rule(id="DAT-05", search=_national_number),
    Rule(id="DAT-06", search=_free_text),
    Rule(id="LB-16", search=_refusal),
)
