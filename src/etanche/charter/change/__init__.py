"""
What changed between two charters, and which of it people have to be told, or asked again.

    changes = diff(old, new)       each Change has a path, how it changed, and what it needs
    material(changes)              the changes that wait for the announced time

It compares what two charters mean: layout, comments, order and defaults written out are no changes,
and a thing that says `was: old-name` is the same thing.
"""

from etanche.charter.change.change import Change, How, Need, material
from etanche.charter.change.diff import diff
from etanche.charter.change.renaming import ASIDE, Renamed, inside, renamed
from etanche.charter.change.terms import compared
from etanche.charter.change.weight import Weight, place, weights

__all__ = [
    "ASIDE",
    "Change",
    "How",
    "Need",
    "Renamed",
    "Weight",
    "compared",
    "diff",
    "inside",
    "material",
    "place",
    "renamed",
    "weights",
]
