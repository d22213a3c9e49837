"""
The map of the data as a page: the drawing, and the same in words, category by category.
"""

from __future__ import annotations

from etanche.charter import builtin
from etanche.notice.document.blocks import Paper, Paragraph, Row, Table
from etanche.notice.document.telling import people_words
from etanche.notice.drawing import datamap
from etanche.notice.drawing.svg import map_svg
from etanche.notice.keeping import keep_words
from etanche.notice.naming import place_words, purpose_title, purposes_using, told
from etanche.notice.papers.frame import Setting, framed, part
from etanche.words import begun_large, country_words, fine, list_words, phrase

NAME = "map"

COLUMNS = ("head", "of", "why", "where", "given")


def paper(setting: Setting) -> Paper:
    """Return the map of a charter."""
    return framed(
        setting,
        NAME,
        part(
            setting,
            "map.drawing",
            Paragraph(words=phrase("paper.map.drawing.text", setting.language)),
            datamap(setting.charter, setting.language),
        ),
        part(setting, "map.words", words(setting)),
        numbered=False,
    )


def words(setting: Setting) -> Table:
    """Say the whole map: for each category whose it is, why it is there and how long, where it is, who else gets it."""
    charter = setting.charter
    return Table(
        caption=setting.say("map.caption", n=len(charter.categories)),
        head=tuple(setting.say(f"map.{column}") for column in COLUMNS),
        rows=(*(_row(setting, name) for name in charter.categories), *_own(setting)),
    )


def _row(setting: Setting, name: str) -> Row:
    """Say one category."""
    charter, language = setting.charter, setting.language
    category = charter.categories[name]
    return Row(
        id=f"map-{name}",
        head=begun_large(told(category.title, language)),
        cells=(
            (begun_large(people_words(charter, category.of, language)),),
            (" ".join(_reason(setting, purpose) for purpose in purposes_using(charter, name)),),
            (begun_large(list_words([_store(setting, store) for store in category.in_], language)),),
            (begun_large(list_words(_given(setting, name), language) or setting.say("map.nobody")),),
        ),
    )


def _reason(setting: Setting, purpose: str) -> str:
    """Say one purpose with its basis and its time."""
    found = setting.charter.purposes[purpose]
    basis = setting.say(f"map.basis.{found.basis}") if found.basis else setting.say("map.legend.client")
    return setting.say(
        "map.reason",
        purpose=purpose_title(setting.charter, purpose, setting.language),
        basis=basis,
        keep=keep_words(found.keep, setting.language),
    )


def _store(setting: Setting, store: str) -> str:
    """Say where a store is."""
    charter, language = setting.charter, setting.language
    if store in charter.estates:
        estate = charter.estates[store]
        return setting.say(
            "map.in-estate", estate=told(estate.title, language), place=place_words(charter, estate.region, language)
        )
    place = place_words(charter, charter.vault.region, language)
    if store == "vault" and charter.vault.replica:
        return setting.say("map.in-two", place=place, other=place_words(charter, charter.vault.replica, language))
    return setting.say(f"map.in-{store}", place=place)


def _given(setting: Setting, category: str) -> list[str]:
    """Name those who receive a category, each with its country."""
    charter, language = setting.charter, setting.language
    return [
        setting.say("map.given-in", name=fine(found.name, language), country=country_words(found.country, language))
        if found.country
        else fine(found.name, language)
        for found in charter.recipients.values()
        if category in found.receives
    ]


def _own(setting: Setting) -> list[Row]:
    """Say what Étanche itself keeps, which the drawing shows as one box."""
    charter, language = setting.charter, setting.language
    rows = []
    for number, held in enumerate(builtin(charter)):
        reason = setting.say(
            "map.reason",
            purpose=begun_large(told(held.why, language)),
            basis=setting.say(f"map.basis.{held.basis}"),
            keep=keep_words(held.keep, language),
        )
        rows.append(
            Row(
                id="map-own" if number == 0 else f"map-own-{held.name}",
                head=begun_large(told(held.title, language)),
                cells=(
                    (begun_large(people_words(charter, held.of, language, staff=held.staff)),),
                    (reason,),
                    (begun_large(_store(setting, "vault")),),
                    (begun_large(setting.say("map.nobody")),),
                ),
            )
        )
    return rows


def as_svg(setting: Setting) -> str:
    """Return the drawing as a file of its own."""
    return map_svg(datamap(setting.charter, setting.language))
