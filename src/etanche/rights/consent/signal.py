"""
Global Privacy Control as an act of somebody who is known: an objection to what the charter lets be refused at once.

A word that they said themselves prevails over what their browser says by itself, and a signal takes nothing back that they gave.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.notice import signalled
from etanche.rights.consent.evidence import How
from etanche.rights.consent.keeping import Consents
from etanche.terms import Language
from etanche.vault import Said


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the signal of somebody comes to now, by purpose."""

    refused: tuple[str, ...] = ()
    """Objected to, by the signal or before it."""

    stands: tuple[str, ...] = ()
    """Where they took an objection back themselves."""


def heed(consents: Consents, person: bytes, language: Language) -> Heard:
    """Take a signal as the objections that it is; where nothing is new, nothing is written down."""
    wanted = signalled(consents.around.charter)
    if not wanted:
        return Heard()
    found = {one.purpose: one for one in consents.choices(person)}
    refused, stands = [], []
    for purpose in (one for one in wanted if one in found):
        choice = found[purpose]
        if choice.said is Said.YES and choice.since is not None:
            stands.append(purpose)
            continue
        if choice.said is Said.YES:
            # A signal is sent whatever is shown: nobody can say that the words were read.
            consents.say(person, purpose, yes=False, language=language, how=How.SIGNAL, seen="")
        refused.append(purpose)
    return Heard(refused=tuple(refused), stands=tuple(stands))
