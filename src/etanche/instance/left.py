"""
Places that are not an instance's any more, or never became so: what a move left behind, and what one that was killed had begun.
"""

from __future__ import annotations

import fcntl
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from etanche.clock import Clock
from etanche.errors import EtancheError, Fault
from etanche.instance.holding import alone
from etanche.instance.settings import Settings, write_private
from etanche.instance.stores import DATA, SHELF, Stores
from etanche.journal import Entry, Journal
from etanche.store import Address, StoreForeign, StoreMissing, Tree, files, leaving

MOVE_TO: Final = "move.to"
MOVED_FROM: Final = "moved.from"


@dataclass(frozen=True, kw_only=True)
class Left:
    """Stores in places that are to be left."""

    stores: Stores
    trees: tuple[Tree, ...]
    by: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    organisations: tuple[bytes, ...] = ()
    """Those whose rows are in these places beside the first one's."""

    @classmethod
    def of(
        cls,
        stores: Stores,
        trees: tuple[Tree, ...],
        *,
        by: str = "",
        rows: Mapping[str, int] | None = None,
        digests: Mapping[str, str] | None = None,
        organisations: tuple[bytes, ...] = (),
    ) -> Self:
        """Return the places of some of the stores."""
        return cls(
            stores=stores, trees=trees, by=by, rows=rows or {}, digests=digests or {}, organisations=organisations
        )

    @classmethod
    def read(cls, file: Path) -> Self:
        """
        Read what was written.

        Raises:
            Fault: it is damaged.
        """
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8"))
            return cls(
                stores=Stores.read(found.get("stores", {})),
                trees=tuple(Tree(name) for name in found["trees"]),
                by=bytes.fromhex(found["by"]).decode(),
                rows=found.get("rows", {}),
                digests=found.get("digests", {}),
                organisations=tuple(map(bytes.fromhex, found.get("organisations", []))),
            )
        except (OSError, ValueError, KeyError, TypeError):
            raise Fault(f"`{file.name}` cannot be read", hint="see docs/stores.md for what a move leaves") from None

    def write(self, file: Path) -> None:
        """Write it, durable on return."""
        names = ", ".join(f'"{tree}"' for tree in self.trees)
        lines = [f"trees = [{names}]", f'by = "{self.by.encode().hex()}"']
        lines += [f"organisations = {[one.hex() for one in self.organisations]}", *self.stores.lines()]
        lines += ["", "[rows]", *(f"{name} = {rows}" for name, rows in self.rows.items())]
        lines += ["", "[digests]", *(f'{name} = "{digest}"' for name, digest in self.digests.items())]
        file.unlink(missing_ok=True)
        write_private(file, ("\n".join(lines) + "\n").encode())
        files.sync(file.parent)

    def places(self, folder: Path) -> dict[Tree, Path | Address]:
        """Return where they are."""
        both: dict[Tree, Path | Address] = {
            Tree.DATA: self.stores.data or folder / DATA,
            Tree.SHELF: self.stores.shelf or folder / SHELF,
        }
        return {tree: both[tree] for tree in self.trees}

    def leave(self, folder: Path, settings: Settings) -> None:
        """Destroy what is in these places, unless it is where the settings say that the instance is."""
        here = Left.of(settings.stores, tuple(Tree)).places(folder)
        for tree, where in self.places(folder).items():
            if where != here[tree]:
                leaving.leave(where, tree, {settings.organisation, *self.organisations})


def undo(folder: Path, settings: Settings) -> None:
    """Take away what a move that was never decided had made; one that was decided leaves its note to be taken away."""
    note = folder / MOVE_TO
    if not note.exists():
        return
    left = Left.read(note)
    for tree, where in left.places(folder).items():
        # Files of a move that was never decided lay in `restore.begun`, and are gone with it.
        if isinstance(where, Address):
            # The databases were empty when the note was written: what is not ours came since, and stays.
            with suppress(StoreForeign, StoreMissing):
                Left.of(left.stores, (tree,), organisations=left.organisations).leave(folder, settings)
    note.unlink()
    files.sync(folder)


def undo_killed(folder: Path, settings: Settings) -> None:
    """Undo, if nobody has the instance open and the other place answers, what a killed move had begun; else somebody does it later."""
    if (folder / MOVE_TO).exists():
        with suppress(EtancheError), alone(folder):
            undo(folder, settings)


def end_move(folder: Path, settings: Settings, journal: Journal, clock: Clock) -> str | None:
    """
    Destroy the place that the instance was moved from, and say so in the journal; done by whoever opens it first in the new one.

    Returns:
        Why it could not be done: it is tried again at the next opening.
    """
    note = folder / MOVED_FROM
    if not note.exists():
        return None
    held = os.open(note, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if not files.lock(held, fcntl.LOCK_EX) or not note.exists():
            return None
        left = Left.read(note)
        try:
            left.leave(folder, settings)
        except (StoreForeign, StoreMissing) as error:
            why = error.what
        except EtancheError as error:
            return error.what
        else:
            why = ""
        journal.note(_line(folder, settings, left, clock, why))
        note.unlink()
        return why or None
    finally:
        os.close(held)


def _line(folder: Path, settings: Settings, left: Left, clock: Clock, why: str) -> Entry:
    """Return the line that tells of a move: names of places, and never what is in them."""
    here = Left.of(settings.stores, left.trees).places(folder)
    told: dict[str, str | int] = {"left": "kept" if why else "destroyed"}
    for tree, where in left.places(folder).items():
        told |= {
            f"{tree}-from": where.name,
            f"{tree}-to": here[tree].name,
            f"{tree}-rows": left.rows.get(tree.value, 0),
            f"{tree}-digest": left.digests.get(tree.value, ""),
        }
    return Entry(
        organisation=settings.organisation,
        at=clock.now(),
        actor=left.by,
        act="moved",
        object="stores",
        decision="done",
        facts=dict(told),
    )
