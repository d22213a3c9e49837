"""
A change of controller, as frozen nouns: announced to everybody, left by who wants to, then taken over.

What happens is only added to. The charter of the new controller is in the announcement, by its digest: what people were told is what comes into force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from etanche.incidents.story import NAME, Happening


class What(StrEnum):
    """What happened in a change of controller."""

    ANNOUNCED = "announced"
    TOLD = "told"
    """Some of the people were written to; the last time, all of them."""

    APPLIED = "applied"
    """The charter of the new controller waits for its day."""

    KEYS = "keys"
    """What opens is new: nothing of before opens it."""

    PEOPLE = "people"
    """Whoever worked for the old controller, and its programs, have no way in; the new office was invited."""

    DONE = "done"
    CALLED_OFF = "called-off"


Step = Happening[What]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One change of controller, as it stands."""

    id: bytes
    old: str
    new: str
    """The names of both controllers."""

    officer: str
    """Whom the office is offered to: an address of mail."""

    role: str
    """Which role of the new charter is its office."""

    on: date
    """The day from which the new one answers for the data."""

    digest: str
    text: str
    """The charter of the new one, as it was written."""

    announced: datetime
    told_upto: bytes = b""
    """How far the people have been gone through who are being told now, in the order of their ids."""

    telling_until: datetime | None = None
    """Those who came before that moment are being told; nothing while nobody is."""

    told_until: datetime | None = None
    """Those who came before that moment were told, if they can be: who came later is a newcomer."""

    lettered: datetime | None = None
    """When somebody was written to last, of the announcement."""

    everybody: bool = False
    letters: int = 0
    unreached: int = 0
    applied: bool = False
    keys: bool = False
    people: bool = False
    done: Step | None = None
    called_off: Step | None = None
    unsaid: bool = False
    """Whether everybody was told that it was called off."""

    story: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """What commands and the journal call it."""
        return f"{PREFIX}{self.id.hex()[:NAME]}"

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.done is not None or self.unsaid


PREFIX: Final = "transfer-"


def folded(id_: bytes, story: Iterable[Step]) -> Transfer | None:
    """Return what a change of controller is after all that happened in it; nothing without its beginning."""
    found: Transfer | None = None
    for one in story:
        if one.what is What.ANNOUNCED:
            said = one.said
            found = Transfer(
                id=id_,
                old=said["old"],
                new=said["new"],
                officer=said["officer"],
                role=said["role"],
                on=date.fromisoformat(said["on"]),
                digest=said["digest"],
                text=one.words,
                announced=one.at,
            )
        elif found is not None:
            found = replace(found, **_after(found, one))  # type: ignore[arg-type]  # by their names
        if found is not None:
            found = replace(found, story=(*found.story, one))
    return found


def _after(transfer: Transfer, one: Step) -> Mapping[str, object]:
    if one.what is What.TOLD:
        last = one.said.get("all") == "yes"
        upto = b"" if last else bytes.fromhex(one.said["upto"])
        if transfer.called_off is not None:
            return {"told_upto": upto, "unsaid": last}
        letters, unreached = (one.numbers.get(name, 0) for name in ("letters", "unreached"))
        until = datetime.fromisoformat(one.said["until"]) if "until" in one.said else one.at
        return {
            "told_upto": upto,
            "telling_until": None if last else until,
            "told_until": until if last else transfer.told_until,
            "lettered": one.at if letters else transfer.lettered,
            "everybody": transfer.everybody or last,
            "letters": transfer.letters + letters,
            "unreached": transfer.unreached + unreached,
        }
    changes: dict[What, Mapping[str, object]] = {
        What.APPLIED: {"applied": True},
        What.KEYS: {"keys": True},
        What.PEOPLE: {"people": True},
        What.DONE: {"done": one},
        What.CALLED_OFF: {
            "called_off": one,
            "told_upto": b"",
            "telling_until": None,
            "unsaid": not (transfer.letters or transfer.told_upto),
        },
    }
    return changes.get(one.what, {})
