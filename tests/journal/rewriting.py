"""What root can do to a journal, on the files of a test: the saboteur's own hand, and the head on the shelf put right after it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from etanche.keyring import Signer
from etanche.proof.rewriting import CULPRIT
from etanche.proof.rewriting import rewrite as rewrite_lines
from etanche.store import Store

__all__ = ["CULPRIT", "rewrite"]


def rewrite(store: Store, shelf: Path, signer: Signer, organisation: bytes) -> None:
    """Write the journal anew, the head on the shelf too."""
    with store.writing() as connection:
        end = rewrite_lines(connection, signer, organisation)
    with sqlite3.connect(shelf) as file:
        file.execute("UPDATE heads SET link = ? WHERE position = ?", (end.link, end.position))
    file.close()
