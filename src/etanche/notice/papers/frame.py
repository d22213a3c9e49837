"""
What all papers have in common: the head, the line that dates them, the way to the others, the promises they rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from etanche import __version__
from etanche.charter import Charter, compile_plan, digest
from etanche.notice.document.blocks import Block, Paper, Paragraph, PromiseGroup, Promises, SaidPromise, Section
from etanche.notice.document.promises import promise_groups
from etanche.terms import Language, PromiseId
from etanche.words import Inline, Link, fine, phrase, say

NOTICE, OPT_OUT = "notice", "opt-out"
_DIGEST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Called:
    """An address that an instance calls because its settings say so: a database, a service of keys."""

    use: str
    """`data-store`, `shelf-store`, `key-service` or `mail-server`."""

    address: str
    port: int


@dataclass(frozen=True, kw_only=True)
class Setting:
    """For whom a paper is made, and where the other pages stand."""

    charter: Charter
    language: Language
    places: Mapping[str, str] = field(default_factory=dict)
    """Name of a page → its address; a page without one is named and not led to."""

    unchecked: Container[PromiseId] = frozenset()
    """The promises that this version of Étanche cannot check, for a paper that shows no verdicts."""

    called: tuple[Called, ...] = ()
    """What the settings of the instance name, beside what the charter declares."""

    def say(self, key: str, **blanks: object) -> str:
        """Return words of the papers in the language of this one."""
        return say(f"paper.{key}", self.language, **blanks)

    def link(self, page: str, words: str, anchor: str = "") -> Inline:
        """Return words that lead to another page, or the words alone where nobody knows its address."""
        at = self.places.get(page)
        return words if at is None else Link(text=words, href=f"{at}{'#' if anchor else ''}{anchor}")


def framed(setting: Setting, name: str, *sections: Section | None, lead: str = "", numbered: bool = True) -> Paper:
    """Return a paper of some parts; those the charter has nothing of are left out."""
    charter, language = setting.charter, setting.language
    organisation = fine(charter.organisation.name, language)
    return Paper(
        name=name,
        language=language,
        title=setting.say(f"{name}.title"),
        organisation=organisation,
        heading=setting.say(f"{name}.heading"),
        lead=lead or setting.say(f"{name}.lead"),
        version=phrase(
            "paper.version",
            language,
            paper=setting.say(f"{name}.title"),
            organisation=organisation,
            date=max(charter.versions),
            notice=setting.link(NOTICE, setting.say("notice-link")),
        ),
        sections=tuple(section for section in sections if section is not None),
        numbered=numbered,
        imprint=say("notice.made-by", language, version=__version__, digest=digest(charter)[:_DIGEST_SHOWN]),
        zone=compile_plan(charter).zone,
    )


def part(setting: Setting, key: str, *blocks: Block) -> Section:
    """Return a part whose title is under its key and whose anchor is the last word of it."""
    return Section(id=key.rpartition(".")[2], title=setting.say(f"{key}.title"), blocks=blocks)


def promised(setting: Setting, wanted: Callable[[SaidPromise], bool]) -> Section | None:
    """Return the promises that a paper rests on, each with its name; none, and there is no such part."""
    groups = tuple(
        PromiseGroup(kind=group.kind, title=group.title, promises=kept, folded=group.folded)
        for group in promise_groups(setting.charter, setting.language, unchecked=setting.unchecked)
        if (kept := tuple(said for said in group.promises if wanted(said)))
    )
    if not groups:
        return None
    count = sum(len(group.promises) for group in groups)
    text = Paragraph(words=phrase("paper.promises.text", setting.language, n=count))
    return part(setting, "promises", text, listed(setting, groups))


def listed(setting: Setting, groups: tuple[PromiseGroup, ...]) -> Promises:
    """Return promises as a block; those that this version cannot check are marked."""
    return Promises(groups=groups, not_checked=say("notice.promises.not-checked", setting.language))
