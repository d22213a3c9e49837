"""
What an instance gives to somebody outside, so that they need not believe it: heads, bundles of evidence, certificates.
"""

from __future__ import annotations

from collections.abc import Sequence

from etanche import proof
from etanche.instance.anchoring import Anchoring
from etanche.instance.carrying import Carrying
from etanche.instance.keys import Keys
from etanche.instance.telling import key_story
from etanche.journal import Receipt
from etanche.proof import DrillResult, Run
from etanche.proof.evidence import bundle, certify
from etanche.vault import Erasure


class Witnessing(Carrying):
    """The part of an instance that bears witness."""

    @property
    def anchoring(self) -> Anchoring:
        """Has the head of the journal stamped by an authority outside."""
        return Anchoring(self._ground.home.folder, journal=self.journal, http=self.http)

    @property
    def keys(self) -> Keys:
        """The keys, to be listed and turned over."""
        return Keys(self._ground, journal=self.journal, charter=self.charter)

    def keep_drills(self, results: Sequence[DrillResult]) -> None:
        """Remember when each check was last seen to be awake, for evidence; a drill by itself touches nothing here."""
        proof.keep_drills(self.bench, results)

    def evidence(self, run: Run, *, by: str, nonce: str = "", receipts: Sequence[Receipt] = ()) -> bytes:
        """
        Return a bundle of evidence about a run of checks, for somebody who has no access to this house.

        Raises:
            NonceUnreadable: the nonce is too long, or no line of text.
            RunInPart: the run left promises out.
        """
        told = key_story(self.keys.listed(), self.journal, self.public_key)
        return bundle(self.bench, run, keys=told, by=by, nonce=nonce, receipts=receipts)

    def certificate(self, person: bytes, *, by: str, erasure: Erasure | None = None) -> bytes:
        """
        Return a certificate for a person who was erased; with what the erasure just told, it lists the ids of its keys.

        Raises:
            NotErased: nobody of that id was erased, as far as the journal remembers.
        """
        return certify(self.bench, person, by=by, erasure=erasure)
