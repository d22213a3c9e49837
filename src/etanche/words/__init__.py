"""
Every word that people read, in two languages, and how each language writes numbers, dates and lists.

    say("keep.after", "en", duration="180 days", event="collection")   phrase(…)   knows(key, language)

The texts stand in `fr/*.toml` and `en/*.toml`, one file for each part of the house, with the same keys in both;
all files of a language are one catalogue. A room above may say anything; nobody writes words elsewhere.
"""

from etanche.words.catalogue import WordsFault, entry, knows, phrase, quoted, say, words
from etanche.words.figures import (
    begun_large,
    begun_small,
    country_words,
    date_words,
    day_words,
    enumerated,
    hour_words,
    list_words,
    month_words,
    number_words,
)
from etanche.words.inline import Code, Inline, Link, Phrase, Strong, joined, plain
from etanche.words.typography import fine

__all__ = [
    "Code",
    "Inline",
    "Link",
    "Phrase",
    "Strong",
    "WordsFault",
    "begun_large",
    "begun_small",
    "country_words",
    "date_words",
    "day_words",
    "entry",
    "enumerated",
    "fine",
    "hour_words",
    "joined",
    "knows",
    "list_words",
    "month_words",
    "number_words",
    "phrase",
    "plain",
    "quoted",
    "say",
    "words",
]
