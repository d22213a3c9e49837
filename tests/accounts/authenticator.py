"""A device that holds one passkey, in a few lines: packed by hand, so that the library which verifies does not verify itself."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Authenticator:
    """Holds a key; counts its uses; says what it is told to say."""

    host: str
    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    id: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    holder: str = ""
    """For whom it made the key, as it was told, to be said with each answer; a device that keeps no names says nothing."""

    def make(self, options: str) -> str:
        """Answer a question for a new passkey."""
        self.holder = json.loads(options)["user"]["id"]
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cose
        data = self._data(self.flags | ATTESTED) + attested
        told = self._told("webauthn.create", options)
        response = {
            "clientDataJSON": _encoded(told),
            "attestationObject": _encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response)

    def show(self, options: str) -> str:
        """Answer a question for a passkey."""
        self.count += 1
        data, told = self._data(self.flags), self._told("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": _encoded(told),
            "authenticatorData": _encoded(data),
            "signature": _encoded(signed),
        }
        if self.holder:
            response["userHandle"] = self.holder
        return self._answer(response)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _told(self, kind: str, options: str) -> bytes:
        asked: dict[str, Any] = json.loads(options)
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = _encoded(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
