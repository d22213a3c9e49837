"""
Organisations' keys behind a hardware module, by PKCS#11: its key never leaves it, and we never see it.

    byte 0 format 2 · 1 byte of length · the label of the module's key · 12 bytes of nonce · AES-256-GCM

The label stands beside what it sealed, so that after a rotation the old key still opens what it sealed; it is bound in.
A key that the module would hand out is refused: it could be anywhere.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from etanche.errors import MissingExtra
from etanche.keyring.binding import bind
from etanche.keyring.faults import PassphraseUnreadable, ProviderOutOfReach, SealBroken
from etanche.keyring.nonces import NONCE_BYTES, nonces
from etanche.keyring.provider import FORMATS, PKCS11, name_beside
from etanche.keyring.sealing import TAG_BYTES

_TAG_BITS = TAG_BYTES * 8
_FORMAT = bytes([FORMATS[PKCS11]])


@dataclass(frozen=True, kw_only=True)
class Module:
    """Where a module's key is; where its PIN comes from is another's matter."""

    library: Path
    """The module's own library."""

    token: str
    """The label of the token."""

    key: str
    """The label of the AES key in it."""

    section: str = f"keys.{PKCS11}"
    """Where the settings say so."""


class HardwareProvider:
    """A key in a hardware module; every call logs in and out again, so that a PIN taken back is felt at once."""

    def __init__(self, module: Module, pin: Callable[[], bytes]) -> None:
        """Remember where the key is; `pin` is asked at each use, and nothing of it is kept."""
        self._module = module
        self._pin = pin

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """
        Seal with the module's key.

        Raises:
            ProviderOutOfReach: the module, the token or the key is not there, the PIN is wrong, or the key can be taken out.
        """
        label, nonce = self._module.key.encode(), nonces.one()
        with self._key(self._module.key) as (key, pkcs11):
            sealed = key.encrypt(plain, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce, label, bound))
        return _FORMAT + bytes([len(label)]) + label + nonce + bytes(sealed)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Open with the module's key that sealed it.

        Raises:
            SealBroken: it, or what it is bound to, is not what it was.
            ProviderOutOfReach: as `seal`.
        """
        label = name_beside(sealed)
        rest = sealed[2 + len(label) :]
        if not label or len(rest) < NONCE_BYTES + TAG_BYTES:
            raise SealBroken
        nonce, text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        with self._key(label.decode("utf-8", "replace")) as (key, pkcs11):
            try:
                return bytes(
                    key.decrypt(text, mechanism=pkcs11.Mechanism.AES_GCM, mechanism_param=_gcm(nonce, label, bound))
                )
            except (
                pkcs11.exceptions.EncryptedDataInvalid,
                pkcs11.exceptions.GeneralError,
                pkcs11.exceptions.EncryptedDataLenRange,
            ):
                raise SealBroken from None

    def names(self, sealed: bytes) -> bool:
        """Tell whether a key of the label that seals here sealed it, in this token or another; the module is not asked."""
        return name_beside(sealed) == self._module.key.encode()

    def make(self) -> None:
        """
        Make the key in the module, one that never leaves it, if there is none of its label yet.

        Raises:
            ProviderOutOfReach: as `seal`.
        """
        with self._session() as (session, pkcs11):
            if any(True for _ in session.get_objects(_search(pkcs11, self._module.key))):
                return
            session.generate_key(
                pkcs11.KeyType.AES,
                256,
                label=self._module.key,
                store=True,
                template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )

    def __repr__(self) -> str:
        """Show the labels, which are no secret."""
        return f"<HardwareProvider {self._module.token}/{self._module.key}>"

    @contextmanager
    def _key(self, label: str) -> Iterator[tuple[Any, Any]]:
        """Give the module's key of a label."""
        with self._session() as (session, pkcs11):
            found = list(session.get_objects(_search(pkcs11, label)))
            if len(found) != 1:
                raise ProviderOutOfReach(
                    f"the token `{self._module.token}` has {len(found)} keys of the label `{label}`",
                    hint=f"make one there, AES of 256 bits, sensitive and not extractable, or check `[{self._module.section}]`",
                )
            if found[0][pkcs11.Attribute.EXTRACTABLE] or not found[0][pkcs11.Attribute.SENSITIVE]:
                raise self._out_of_reach(
                    f"the key `{label}` of the token `{self._module.token}` can be taken out of it"
                )
            yield found[0], pkcs11

    @contextmanager
    def _session(self) -> Iterator[tuple[Any, Any]]:
        """Log in, and out again."""
        pkcs11 = _library()
        pin = self._said()
        # By its real name: a library that is loaded by two is set up twice, and refuses.
        library = os.path.realpath(self._module.library)
        with _turn(library):
            try:
                token = pkcs11.lib(library).get_token(token_label=self._module.token)
                with token.open(user_pin=pin, rw=True) as session:
                    yield session, pkcs11
            except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
                # The library's own text could quote what it was given: its kind is enough.
                raise self._out_of_reach(
                    f"the token `{self._module.token}` does not answer ({type(error).__name__})"
                ) from None
            finally:
                del pin

    def _said(self) -> str:
        """Return the PIN; whoever takes it away takes their own key away, and nobody else's."""
        try:
            return self._pin().decode("utf-8", "replace")
        except PassphraseUnreadable:
            raise ProviderOutOfReach(
                f"the PIN of the token `{self._module.token}` cannot be had",
                hint=f"the section `[{self._module.section}]` of `instance.toml` says where it comes from: "
                "a file that only its owner can read, or a descriptor",
            ) from None

    def _out_of_reach(self, what: str) -> ProviderOutOfReach:
        return ProviderOutOfReach(
            what, hint=f"check the section `[{self._module.section}]` of `instance.toml`, the module and its PIN"
        )


_turns: dict[str, threading.Lock] = {}
os.register_at_fork(after_in_child=_turns.clear)


def _turn(library: str) -> threading.Lock:
    """
    Return what lets one thread at a time use a module's library, whichever token and key of it.

    A login is the whole process's: who logs out takes the session of every other one along, and a library may not survive that.
    """
    return _turns.setdefault(library, threading.Lock())


def _library() -> Any:
    """Return the binding, which this installation may be without."""
    try:
        return import_module("pkcs11")
    except ImportError:
        raise MissingExtra("a hardware module is not spoken to by this installation", extra="hsm") from None


def _search(pkcs11: Any, label: str) -> dict[Any, Any]:
    """Return what describes the key of a label."""
    return {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY,
        pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.AES,
        pkcs11.Attribute.LABEL: label,
    }


def _gcm(nonce: bytes, label: bytes, bound: bytes) -> Any:
    """Bind what is bound, and the label under which it is sealed."""
    return import_module("pkcs11.mechanisms").GCMParams(nonce, bind("pkcs11", label, bound), _TAG_BITS)
