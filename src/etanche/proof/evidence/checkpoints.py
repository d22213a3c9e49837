"""
The checkpoints of a journal in a bundle: a line each, six words with a space between.

    position  link  moment  position-before  link-before  signature

A journal has many: the newest are told, the last of each day, and those whose positions somebody asked for.
Each can be checked by itself, because it says which place it names as the one before.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from etanche.journal import BEGINNING, Head
from etanche.journal.chain import checkpoint_message
from etanche.keyring import verify
from etanche.proof.evidence.faults import Rejected
from etanche.store import CheckpointRow, CutRow

NEWEST: Final = 2_000

_LINE: Final = re.compile(
    rb"([0-9]{1,18}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00) "
    rb"([0-9]{1,18}) ([0-9a-f]{64}) ([0-9a-f]{128})\n"
)
_DAY: Final = len("2026-11-21")


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A signed place of the chain, and the one it names as before it."""

    row: CheckpointRow
    before: Head

    def line(self) -> str:
        """Return it as it is written."""
        row, before = self.row, self.before
        words = (row.position, row.link.hex(), row.at, before.position, before.link.hex(), row.signature.hex())
        return " ".join(map(str, words)) + "\n"

    def holds(self) -> bool:
        """Tell whether the key that it names signed it."""
        return verify(self.row.public, self.row.signature, checkpoint_message(self.row, self.before))


def named(rows: Iterable[CheckpointRow], cuts: Sequence[CutRow]) -> Iterator[Checkpoint]:
    """Yield checkpoints with the place that each names as before it: the checkpoint before, or the end of a cut or gap between."""
    ends = sorted((Head(position=cut.last, link=cut.link) for cut in cuts), key=lambda end: end.position)
    before = BEGINNING
    for row in rows:
        while ends and ends[0].position < row.position:
            end = ends.pop(0)
            before = max(before, end, key=lambda place: place.position)
        yield Checkpoint(row=row, before=before)
        before = Head(position=row.position, link=row.link)


def told(found: Iterable[Checkpoint], *, upto: int, wanted: Container[int]) -> tuple[int, bytes]:
    """Return how many checkpoints there are up to a position, and the lines of those that are told."""
    newest: deque[Checkpoint] = deque(maxlen=NEWEST)
    chosen: dict[int, Checkpoint] = {}
    last: Checkpoint | None = None
    count = 0
    for one in found:
        if one.row.position > upto:
            break
        count += 1
        if last is not None and last.row.at[:_DAY] != one.row.at[:_DAY]:
            chosen[last.row.position] = last
        if one.row.position in wanted:
            chosen[one.row.position] = one
        newest.append(one)
        last = one
    chosen |= {one.row.position: one for one in newest}
    return count, "".join(chosen[position].line() for position in sorted(chosen)).encode("ascii")


def read(data: bytes, *, organisation: bytes, public: bytes) -> tuple[Checkpoint, ...]:
    """
    Return the checkpoints of a bundle, every signature checked, and that those which touch name each other.

    Raises:
        Rejected: a line is none, a signature does not fit, or one names another place than the one before it.
    """
    found: list[Checkpoint] = []
    for line in data.splitlines(keepends=True):
        one = _checkpoint(line, organisation, public)
        last = found[-1] if found else None
        if one.line().encode("ascii") != line or (last is not None and one.row.position <= last.row.position):
            raise Rejected("not-canonical")
        touches = last is not None and one.before.position == last.row.position
        skips = last is not None and one.before.position < last.row.position
        if skips or (touches and last is not None and one.before.link != last.row.link) or not one.holds():
            raise Rejected("checkpoint", position=one.row.position)
        found.append(one)
    return tuple(found)


def _checkpoint(line: bytes, organisation: bytes, public: bytes) -> Checkpoint:
    said = _LINE.fullmatch(line)
    if said is None:
        raise Rejected("not-canonical")
    position, link, at, before, before_link, signature = (part.decode("ascii") for part in said.groups())
    row = CheckpointRow(
        organisation=organisation,
        position=int(position),
        link=bytes.fromhex(link),
        at=at,
        signature=bytes.fromhex(signature),
        public=public,
    )
    return Checkpoint(row=row, before=Head(position=int(before), link=bytes.fromhex(before_link)))
