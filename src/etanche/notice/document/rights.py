"""Your rights: what the law gives on these bases, and how people answer; nothing here is a checked promise."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.notice.document.blocks import Block, Cell, Cells, Paragraph, Section
from etanche.notice.document.who import authority, mail
from etanche.notice.naming import is_direct
from etanche.terms import Language
from etanche.words import Link, Phrase, phrase, say

ALWAYS = ("access", "rectification", "erasure", "restriction")


def section(charter: Charter, language: Language) -> Section:
    """Say the rights that follow from the bases of the charter, then how they are used."""
    cells = tuple(
        Cell(title=say(f"notice.rights.{right}", language), words=(_words(charter, right, language),))
        for right in rights_of(charter)
    )
    blocks: list[Block] = [
        Cells(cells=cells),
        Paragraph(words=phrase("notice.rights.how", language, email=mail(charter))),
    ]
    if _nobody_named(charter):
        blocks.append(Paragraph(words=phrase("notice.rights.unknown", language)))
    blocks.append(Paragraph(words=phrase("notice.rights.not-proved", language)))
    return Section(id="rights", title=say("notice.rights.title", language), blocks=tuple(blocks))


def rights_of(charter: Charter) -> tuple[str, ...]:
    """Return the rights that the law gives on the bases of a charter (LANGUAGE §7)."""
    bases = {purpose.basis for purpose in charter.purposes.values()}
    found = [*ALWAYS]
    if bases & {"consent", "contract"}:
        found.append("portability")
    if bases & {"legitimate-interest", "public-task"}:
        found.append("objection")
    if "consent" in bases:
        found.append("withdrawal")
    if charter.organisation.country == "FR":
        found.append("after-death")
    return (*found, "complaint")


def _words(charter: Charter, right: str, language: Language) -> Phrase:
    """Say one right; objecting and complaining lead somewhere."""
    key = f"notice.rights.{right}-text"
    if right == "objection":
        return phrase(key, language, link=Link(text=say("notice.rights.objection-link", language), href="#refusals"))
    if right == "complaint":
        return phrase(key, language, authority=authority(charter, language))
    return phrase(key, language)


def _nobody_named(charter: Charter) -> bool:
    """Tell whether no field says by itself who somebody is (Art. 11)."""
    fields = [field for category in charter.categories.values() for field in category.fields.values()]
    return not any(is_direct(field.kind, field.only) for field in fields)
