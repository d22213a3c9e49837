"""
What is told of an instance's keys to somebody outside: the public half, kinds and numbers, and when they were turned over.
"""

from __future__ import annotations

from etanche.instance.keys import Listing
from etanche.journal import Journal
from etanche.keyring import fingerprint_of
from etanche.proof.evidence import shapes
from etanche.store import moment_text


def key_story(listed: Listing, journal: Journal, public: bytes) -> shapes.Keys:
    """Return it, with every rotation that the journal still knows of."""
    turns = [
        shapes.Turn(at=moment_text(line.at), what=str(line.facts["what"]), epoch=int(line.facts["epoch"]))
        for line in journal.entries(act="keys-rotated")
    ]
    return shapes.Keys(
        signing=public.hex(),
        fingerprint=fingerprint_of(public),
        provider=listed.provider,
        epoch=listed.epoch,
        began=listed.began.isoformat(),
        kinds={
            kind: shapes.Living(living=living, destroyed=dead) for kind, (living, dead) in sorted(listed.kinds.items())
        },
        turns=turns,
    )
