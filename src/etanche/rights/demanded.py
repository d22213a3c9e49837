"""
What an authority demands of somebody who asks to be erased: no demand keeps anything by itself, and somebody has to know before they decide.

A demand that is examined, and not given yet, is no hold. It is told to whoever answers the request, with the line that places one, and to
nobody else: the law may forbid that the person learns of it.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from etanche.rights.around import Around
from etanche.rights.facts import Right
from etanche.rights.filed import Filed

if TYPE_CHECKING:
    from etanche.rights.clerk import Clerk

DESTROYING: Final = frozenset({Right.ERASURE, Right.DELETE, Right.AFTER_DEATH})
"""The rights by which somebody may be erased."""

LOOKED_AT_AGAIN: Final = timedelta(days=30)
"""After so long a hold that is placed by the line that we tell is looked at again."""


@dataclass(frozen=True, kw_only=True)
class Demanded:
    """A demand that may be about somebody, and that no hold answers yet."""

    name: str
    named: bool
    """Whether it names them; else nobody is named in it yet."""

    about: str
    """Whom it may be about."""

    hold: str
    """The line that places a hold because of it; the reason is asked for."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"demand": self.name, "named": self.named, "hold": self.hold}


def demanded(around: Around, filed: Filed, clerk: Clerk) -> tuple[Demanded, ...]:
    """Return the demands that a request might leave nothing to give to, and that were not answered by a hold of their name."""
    if filed.request.right not in DESTROYING or not filed.is_open:
        return ()
    about = filed.about or filed.person
    group = around.vault.group_of(about)
    found = around.demanded(group)
    held = {one.case for one in around.vault.holds() if one.about in group} if found else set()
    review = (around.today() + LOOKED_AT_AGAIN).isoformat()
    who = shlex.quote(clerk.actor)
    return tuple(
        Demanded(
            name=name,
            named=named,
            about=about.hex(),
            hold=f"{around.command} hold {about.hex()} --case {name} --owner {who} --review {review} --actor {who}",
        )
        for name, named in found.items()
        if name not in held
    )
