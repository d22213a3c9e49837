"""
What an organisation marks, signs and knows again with: keys derived from its own, which live as long as it does.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.clock import Clock
from etanche.keyring import marks
from etanche.keyring.derive import derive
from etanche.keyring.lease import Leases
from etanche.keyring.marks import Marker
from etanche.keyring.opening import Opening, Slot, gone
from etanche.keyring.parents import SEED
from etanche.keyring.ports import Graves, KeyShelf
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.signing import Signer

_SIGNER = "signer"


class Marking(Opening):
    """The half of a keyring by which values, files and words are known again."""

    def __init__(self, root: Root, shelf: KeyShelf, tombstones: Graves, clock: Clock) -> None:
        """Hold what opens and keeps keys; nothing is opened yet."""
        super().__init__(root, shelf, tombstones, clock)
        self._markers: Leases[Slot, Marker] = Leases(clock)
        self._signers: Leases[bytes, Signer] = Leases(clock)

    def marker(self, organisation: bytes, field: int) -> Marker:
        """Lend the marker of a field, by its stable number: for marking many values."""
        slot = (organisation, "mark", field, "")
        held = self._lent(self._markers, slot)
        if held is not None:
            return held
        ticket = self._markers.begin()
        return self._markers.put(slot, Marker(self._derived(organisation, "mark", field)), ticket)

    def mark(self, organisation: bytes, field: int, value: str) -> bytes:
        """Return the 16 bytes by which a value of a field is found again."""
        return self.marker(organisation, field).mark(value)

    def fingerprint(self, organisation: bytes, chunks: Iterable[bytes]) -> bytes:
        """Return 32 bytes that know a file again, read in pieces, and say nothing of it without the key."""
        return marks.fingerprint(self._derived(organisation, "fingerprint", None), chunks)

    def sign_word(self, organisation: bytes, use: str, body: bytes) -> bytes:
        """Return 32 bytes by which we know what we handed out ourselves, for one use: links in letters, tokens of forms."""
        return marks.sign(self._derived(organisation, f"word/{use}", None), body)

    def ledger_key(self, organisation: bytes, label: str) -> SealingKey:
        """Lend the key of one use of an organisation's ledger: it lives as long as the organisation, whoever is erased."""
        return SealingKey(id=label.encode(), secret=self._derived(organisation, f"ledger/{label}", None))

    def signer(self, organisation: bytes) -> Signer:
        """Lend the signer of an organisation."""
        held = self._signers.get(organisation)
        if held is not None:
            return held
        ticket = self._signers.begin()
        secret = self._named(organisation, _SIGNER, create=True)
        if secret is None:
            raise gone("signing")
        return self._signers.put(organisation, Signer(secret), ticket)

    def _derived(self, organisation: bytes, label: str, number: int | None) -> Secret:
        """Return the key for one use of an organisation's key."""
        # The organisation's key first: one that was replaced left its secret as a seed in the same moment.
        secret = self._parent(organisation).secret
        seed = self._named(organisation, SEED, create=False)
        return derive(seed or secret, label, organisation, number)
