"""Your rights: what the law gives on these bases, and how to use them; objecting stands apart, with the refusals."""

from __future__ import annotations

from functools import reduce

from etanche.charter import Basis, Charter, FieldKind, Only, Regime, Stance
from etanche.notice.document.blocks import Block, Cell, Cells, Heading, Pairs, Paragraph, Section
from etanche.notice.document.telling import own_purposes, quoted_purposes
from etanche.notice.document.who import authority, mail
from etanche.notice.keeping import duration_words, keep_words
from etanche.notice.naming import category_name, channel_words, purposes_using
from etanche.terms import Language
from etanche.words import Link, Phrase, begun_large, joined, phrase, say

ALWAYS = ("access", "rectification", "erasure", "restriction")

FEW_DUTIES = 3
"""So many duties to keep data are named beside the right to have them erased; more are counted."""

DIRECT = frozenset(
    {
        *(FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.POSTAL_ADDRESS, FieldKind.NATIONAL_NUMBER),
        *(FieldKind.PICTURE, FieldKind.LOGIN),
    }
)
"""Kinds of field that say by themselves who somebody is; a whole IP address does too."""


def section(charter: Charter, language: Language) -> Section:
    """Say the rights that follow from the bases of the charter, then how they are used."""
    cells = tuple(
        Cell(title=say(f"notice.rights.{right}", language), words=(_words(charter, right, language),))
        for right in rights_of(charter)
    )
    blocks: list[Block] = [
        Cells(cells=cells),
        Heading(id="rights-use", title=say("notice.rights.use", language)),
        Pairs(pairs=_use(charter, language)),
    ]
    if _nobody_named(charter):
        blocks.append(Paragraph(words=phrase("notice.rights.unknown", language)))
    if any(purpose.as_ is Stance.PROCESSOR for purpose in charter.purposes.values()):
        blocks.append(Paragraph(words=phrase("notice.rights.client", language), voice="note"))
    blocks.append(Paragraph(words=phrase("notice.rights.not-proved", language), voice="note"))
    if charter.rights and Regime.CALIFORNIA in charter.rights.regimes:
        text, delay = phrase("notice.california.text", language), phrase("notice.california.delay", language)
        blocks += [
            Heading(id="california", title=say("notice.california.title", language)),
            Paragraph(words=joined([*text, " ", *delay])),
        ]
    return Section(id="rights", title=say("notice.rights.title", language), blocks=tuple(blocks))


def rights_of(charter: Charter) -> tuple[str, ...]:
    """Return the rights that the law gives on the bases of a charter (LANGUAGE §7); objecting is told apart."""
    bases = {purpose.basis for purpose in own_purposes(charter).values()}
    found = [*ALWAYS]
    if bases & {Basis.CONSENT, Basis.CONTRACT}:
        found.append("portability")
    if Basis.CONSENT in bases:
        found.append("withdrawal")
    if any(purpose.decides for purpose in charter.purposes.values()):
        found.append("decisions")
    if charter.organisation.country == "FR" or (charter.rights and charter.rights.after_death):
        found.append("after-death")
    return (*found, "complaint")


def _words(charter: Charter, right: str, language: Language) -> Phrase:
    """Say one right; withdrawing, contesting and complaining lead somewhere."""
    key = f"notice.rights.{right}-text"
    if right == "withdrawal":
        return phrase(key, language, link=Link(text=say("notice.rights.withdrawal-link", language), href="#consents"))
    if right == "decisions":
        return phrase(key, language, link=Link(text=say("notice.rights.decisions-link", language), href="#decisions"))
    if right == "complaint":
        return phrase(key, language, authority=authority(charter, language))
    if right == "erasure":
        return _erasure(charter, language)
    if right == "after-death" and charter.rights and charter.rights.after_death:
        return phrase(f"notice.rights.after-death-{charter.rights.after_death}", language)
    return phrase(key, language)


def _erasure(charter: Charter, language: Language) -> Phrase:
    """Say what erasure leaves: the purposes that a law demands, by name."""
    kept = [name for name, purpose in own_purposes(charter).items() if purpose.basis is Basis.LEGAL_OBLIGATION]
    if not kept:
        return phrase("notice.rights.erasure-text", language)
    if len(kept) > FEW_DUTIES:
        link = Link(text=say("notice.rights.erasure-many-link", language), href="#data")
        return phrase("notice.rights.erasure-many", language, n=len(kept), link=link)
    return phrase("notice.rights.erasure-some", language, purposes=quoted_purposes(charter, kept, language))


def _use(charter: Charter, language: Language) -> tuple[tuple[str, Phrase], ...]:
    """Say where to ask, how long it takes, what it costs, how doubts are settled, what stays of the request."""
    rights = charter.rights
    facts: dict[str, Phrase] = {}
    if rights:
        facts["where"] = (begun_large(channel_words(charter, rights.by, language)),)
    facts["write"] = (mail(charter),)
    delay = duration_words(rights.reply, language) if rights else say("unit.month", language, n=1)
    facts["delay"] = (begun_large(say("notice.rights.delay-text", language, duration=delay)),)
    facts["price"] = (begun_large(say("notice.rights.price-text", language)),)
    facts["identity"] = (begun_large(_identity(charter, language)),)
    if rights:
        trace = say(
            "notice.rights.trace-text",
            language,
            category=category_name(charter, rights.requests, language),
            keep=_kept(charter, rights.requests, language),
        )
        facts["trace"] = (begun_large(trace),)
    facts["refused"] = (begun_large(say("notice.rights.refused-text", language)),)
    return tuple((say(f"notice.rights.{fact}", language), words) for fact, words in facts.items())


def _identity(charter: Charter, language: Language) -> str:
    """Say how a doubt about who asks is settled, and where a document waits."""
    rights = charter.rights
    if rights is None:
        return say("notice.rights.identity-doubt", language)
    ways = [say(f"identity-by.{one}", language) for one in rights.identity.by]
    means = reduce(lambda first, then: say("notice.rights.identity-else", language, first=first, then=then), ways)
    text = say("notice.rights.identity-text", language, means=means)
    if rights.identity.proof is None:
        return text
    return say(
        "notice.rights.identity-proof",
        language,
        text=text,
        category=category_name(charter, rights.identity.proof, language),
        keep=_kept(charter, rights.identity.proof, language),
    )


def _kept(charter: Charter, category: str, language: Language) -> str:
    """Return how long a category is kept, for every reason it serves."""
    keeps = [keep_words(charter.purposes[name].keep, language) for name in purposes_using(charter, category)]
    return say("keep.separator", language).join(dict.fromkeys(keeps))


def _nobody_named(charter: Charter) -> bool:
    """Tell whether no field says by itself who somebody is (Art. 11)."""
    fields = [field for category in charter.categories.values() for field in category.fields.values()]
    return not any(
        field.kind in DIRECT or (field.kind is FieldKind.IP and field.only is not Only.FIRST_HALF) for field in fields
    )
