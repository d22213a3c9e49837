"""
A root that is in no folder, for sandboxes.
"""

from __future__ import annotations

from etanche.keyring.provider import FILE, FORMATS, MemoryProvider, Provider
from etanche.keyring.root import Root
from etanche.keyring.secret import Secret


class MemoryRoot(Root):
    """A root for a sandbox: random, never on any disk, gone with the process; it plays whatever provider a charter names."""

    __slots__ = ()

    def __init__(self) -> None:
        """Make its keys."""
        played: dict[str, Provider] = {kind: MemoryProvider(kind, Secret.random()) for kind in FORMATS if kind != FILE}
        super().__init__(epochs={1: Secret.random()}, provider=Secret.random(), others=played)
