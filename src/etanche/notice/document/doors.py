"""The doors by which data come in: what each is, who gives, and what it brings."""

from __future__ import annotations

from etanche.charter import Channel, Charter
from etanche.notice.document.blocks import Block, Fold, Folds, Heading, Row, Table
from etanche.notice.document.telling import category_links
from etanche.notice.keeping import every_words
from etanche.notice.naming import told
from etanche.terms import Language
from etanche.words import Phrase, begun_large, phrase, say

FEW = 3
"""So many doors are shown open; more are folded."""

COLUMNS = ("door", "door-kind", "door-giver", "door-brings")


def doors(charter: Charter, language: Language) -> list[Block]:
    """List every door; what comes by no door listed here is refused."""
    rows = tuple(
        Row(
            id=f"channel-{name}",
            head=begun_large(told(channel.title, language)),
            cells=(
                (begun_large(_kind(charter, channel, language)),),
                (begun_large(_giver(channel, language)),),
                _brings(charter, name, language),
            ),
        )
        for name, channel in charter.channels.items()
    )
    table = Table(
        caption=say("notice.categories.doors-caption", language, n=len(rows)),
        head=tuple(say(f"notice.categories.{column}", language) for column in COLUMNS),
        rows=rows,
    )
    title = say("notice.categories.doors", language)
    if len(rows) <= FEW:
        return [Heading(id="doors", title=title), table]
    note = say("notice.categories.doors-count", language, n=len(rows))
    return [Folds(folds=(Fold(id="doors", title=title, note=note, blocks=(table,)),))]


def _kind(charter: Charter, channel: Channel, language: Language) -> str:
    """Say what a door is, and of which application where it is one's."""
    if channel.every:
        kind = say("notice.channel.self-report-every", language, every=every_words(channel.every, language))
    else:
        kind = say(f"notice.channel.{channel.kind}", language)
    if channel.application is None:
        return kind
    application = told(charter.applications[channel.application].title, language)
    return say("notice.channel.of-application", language, kind=kind, application=application)


def _giver(channel: Channel, language: Language) -> str:
    """Say who gives: the source by its name where there is one."""
    return told(channel.source, language) if channel.source else say(f"given-by.{channel.given_by}", language)


def _brings(charter: Charter, name: str, language: Language) -> Phrase:
    """Name the categories that come in by a door."""
    brought = [category for category, found in charter.categories.items() if name in found.from_]
    if not brought:
        return phrase("notice.categories.door-nothing", language)
    return category_links(charter, brought, language)
