"""
Archives: everything that is held of somebody, gathered from every room that holds something of people, and what they can take elsewhere.
"""

from etanche.rights.archive.cards import MOST_LOOKS, Card, Seen, cards_of, record_values
from etanche.rights.archive.making import access, access_files, portable, portable_files
from etanche.rights.archive.parts import About, Keeper, Part
from etanche.rights.archive.writing import zipped

__all__ = [
    "MOST_LOOKS",
    "About",
    "Card",
    "Keeper",
    "Part",
    "Seen",
    "access",
    "access_files",
    "cards_of",
    "portable",
    "portable_files",
    "record_values",
    "zipped",
]
