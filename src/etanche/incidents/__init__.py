"""
Incidents: what is done when something goes wrong. Access is stopped and begins again (`Halter`).

What this room does *not* do: decide who may stop access or let it go on (doors and hall do), or refuse anything itself: every transaction of
the vault reads the word that this room says.
"""

from etanche.incidents.halting import Factor, Halter, NothingHalted, halt, resume

__all__ = [
    "Factor",
    "Halter",
    "NothingHalted",
    "halt",
    "resume",
]
