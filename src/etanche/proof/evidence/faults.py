"""
Why evidence is not believed: a key of the catalogue (`evidence.rejected.<why>`), and what fills its blanks.

Never a text of the file itself: who makes a false one would be heard by its reader.
"""

from __future__ import annotations


class Rejected(Exception):  # an answer on its way out, not an error of whoever asked
    """Evidence cannot be believed, and why."""

    def __init__(self, why: str, /, **blanks: str | int) -> None:
        """Keep the key of the sentence and its blanks: numbers, names of our own, hex digits."""
        super().__init__(why)
        self.why = why
        self.blanks = blanks
