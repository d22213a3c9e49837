"""
The keyring: every key, and the only room that knows cryptography.

    key = keyring.day_key(organisation, category, "2026-05-25", create=True)
    sealed = key.seal(plain, bind("record", 1, organisation, category, "2026-05-25", record_id))

A key opens what must be forgotten together: destroy it, and every copy of what it sealed is noise.
What it does *not* do: know a table (it takes a `KeyShelf`), a record, or when a day is due.
"""

from etanche.keyring.binding import bind
from etanche.keyring.cloud import CloudProvider, KeyService
from etanche.keyring.daykey import DayKey
from etanche.keyring.faults import (
    KeyBroken,
    KeyGone,
    KeysBusy,
    KitUnreadable,
    PassphraseUnreadable,
    ProviderMissing,
    ProviderOutOfReach,
    RootBroken,
    RootOutOfReach,
    SealBroken,
)
from etanche.keyring.holding import NOBODY, Holding, holding, knows_nobody
from etanche.keyring.hooks import hook_mark, hook_signer, new_hook_secret
from etanche.keyring.hsm import HardwareProvider, Module
from etanche.keyring.kdf import PRODUCTION_KDF, Kdf
from etanche.keyring.kit import Kit
from etanche.keyring.mailkey import MailKey
from etanche.keyring.marks import Marker, digest, digest_of, new_salt, pseudonym
from etanche.keyring.memoryroot import MemoryRoot
from etanche.keyring.passphrase import read_passphrase
from etanche.keyring.persons import PersonKeys
from etanche.keyring.ports import Graves, KeyShelf, Rewritable
from etanche.keyring.provider import CLOUD_KMS, FILE, PKCS11, Guards, Provider
from etanche.keyring.publishing import PublicKeyUnreadable, fingerprint_of, pem_of, read_fingerprint
from etanche.keyring.ring import Destroyed, Keyring
from etanche.keyring.root import Root
from etanche.keyring.rootfile import Others, RootFile
from etanche.keyring.rotation import Rotation, Turned
from etanche.keyring.sealing import SealingKey
from etanche.keyring.signing import Signer, verify
from etanche.keyring.slots import Slot
from etanche.keyring.stamping import (
    AuthorityUnreadable,
    StampRefused,
    StampUnreadable,
    authorities,
    stamp_request,
    stamped_at,
)

__all__ = [
    "CLOUD_KMS",
    "FILE",
    "NOBODY",
    "PKCS11",
    "PRODUCTION_KDF",
    "AuthorityUnreadable",
    "CloudProvider",
    "DayKey",
    "Destroyed",
    "Graves",
    "Guards",
    "HardwareProvider",
    "Holding",
    "Kdf",
    "KeyBroken",
    "KeyGone",
    "KeyService",
    "KeyShelf",
    "Keyring",
    "KeysBusy",
    "Kit",
    "KitUnreadable",
    "MailKey",
    "Marker",
    "MemoryRoot",
    "Module",
    "Others",
    "PassphraseUnreadable",
    "PersonKeys",
    "Provider",
    "ProviderMissing",
    "ProviderOutOfReach",
    "PublicKeyUnreadable",
    "Rewritable",
    "Root",
    "RootBroken",
    "RootFile",
    "RootOutOfReach",
    "Rotation",
    "SealBroken",
    "SealingKey",
    "Signer",
    "Slot",
    "StampRefused",
    "StampUnreadable",
    "Turned",
    "authorities",
    "bind",
    "digest",
    "digest_of",
    "fingerprint_of",
    "holding",
    "hook_mark",
    "hook_signer",
    "knows_nobody",
    "new_hook_secret",
    "new_salt",
    "pem_of",
    "pseudonym",
    "read_fingerprint",
    "read_passphrase",
    "stamp_request",
    "stamped_at",
    "verify",
]
