"""
What guards an organisation's key: a provider seals it and opens it, and never hands out its own key if it can help it.

    file         a key in the folder of the root, behind the passphrase; the default
    pkcs11       a key that never leaves a hardware module (`hsm`)
    cloud-kms    a key that never leaves a cloud's key service (`cloud`)

The first byte of what a provider sealed says which kind it was, so that keys can move from one to another while the
instance runs: all that are configured open, the one that the charter names seals.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn, Protocol

from etanche.errors import OutOfReach
from etanche.keyring.faults import ProviderMissing, SealBroken
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret

FILE = "file"
PKCS11 = "pkcs11"
CLOUD_KMS = "cloud-kms"

FORMATS: Mapping[str, int] = MappingProxyType({FILE: 1, PKCS11: 2, CLOUD_KMS: 3})
"""The first byte of what each kind seals."""


class Provider(Protocol):
    """Seals and opens organisations' keys, bound to what they are."""

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """
        Return it sealed, the byte of the provider's kind first.

        Raises:
            OutOfReach: the provider cannot be had.
        """

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Return what was sealed.

        Raises:
            SealBroken: it, or what it is bound to, is not what it was.
            OutOfReach: the provider cannot be had, or refuses.
        """

    def names(self, sealed: bytes) -> bool:
        """Tell whether what a provider of this kind sealed names the key that seals here now; nobody is asked."""


class FileProvider:
    """Keys in the folder of the root, by generation: the newest seals, all open."""

    __slots__ = ("keys",)

    def __init__(self, generations: Mapping[int, Secret]) -> None:
        """Hold them; there may be none, when everything is behind another provider."""
        self.keys = {number: SealingKey(id=b"provider", secret=secret) for number, secret in generations.items()}

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """
        Seal under the newest.

        Raises:
            ProviderMissing: there is none.
        """
        if not self.keys:
            raise missing(FILE)
        return self.keys[max(self.keys)].seal(plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Open under whichever sealed it.

        Raises:
            SealBroken: none of them did.
        """
        for number in sorted(self.keys, reverse=True):
            try:
                return self.keys[number].open(sealed, bound)
            except SealBroken:
                continue
        raise SealBroken

    def names(self, sealed: bytes) -> bool:  # noqa: ARG002 - a key in a file has no name
        """Say so: which of two generations sealed is what an unfinished rotation tells."""
        return True


class MemoryProvider:
    """A key in memory that stands in, in a sandbox, for a provider of any kind."""

    __slots__ = ("_format", "_key")

    def __init__(self, kind: str, secret: Secret) -> None:
        """Play a kind."""
        self._format = bytes([FORMATS[kind]])
        self._key = SealingKey(id=b"provider", secret=secret)

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal, and say which kind is played."""
        return self._format + self._key.seal(plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Open what was sealed here."""
        return self._key.open(sealed[1:], bound)

    def names(self, sealed: bytes) -> bool:  # noqa: ARG002 - what is played has one key
        """Say so: there is one key."""
        return True


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Behind what an organisation's key really lies, by what it was sealed with."""

    kind: str
    own: bool
    """Whether that is the organisation's own provider; a section that seals nothing yet makes none."""

    settled: bool
    """Whether it is the very key with which the provider of this kind seals now; a rotation of the provider settles it."""


class Guards:
    """The providers of an organisation: one seals, every one opens what it sealed."""

    __slots__ = ("_beneath", "_chosen", "_like", "_providers", "_whose")

    def __init__(
        self,
        providers: Mapping[str, Provider],
        chosen: str | None = FILE,
        *,
        beneath: Guards | None = None,
        like: Guards | None = None,
        whose: bytes | None = None,
    ) -> None:
        """
        Hold providers by kind.

        Args:
            providers: those that are configured.
            chosen: the kind that seals; None for the one that is chosen there.
            beneath: the instance's own, which open what was sealed before an organisation brought its own key, and seal until
                its charter names a kind that it brought.
            like: the guards whose choice is followed until another one is made.
            whose: the organisation's, if they are of one.
        """
        self._providers = dict(providers)
        self._beneath = beneath
        self._chosen = chosen
        self._like = like
        self._whose = whose

    @property
    def chosen(self) -> str:
        """The kind that seals."""
        if self._chosen is not None:
            return self._chosen
        return FILE if self._like is None else self._like.chosen

    @chosen.setter
    def chosen(self, kind: str) -> None:
        """Let another kind seal from now on."""
        self._chosen = kind

    def shared(self, whose: bytes) -> Guards:
        """Return the same providers for an organisation, of which another one can be chosen; until then the same one is."""
        return Guards(self._providers, None, beneath=self._beneath, like=self, whose=whose)

    def has(self, kind: str) -> bool:
        """Tell whether a provider of a kind is configured, here or beneath."""
        return kind in self._providers or (self._beneath is not None and self._beneath.has(kind))

    @property
    def own(self) -> tuple[Provider, ...]:
        """Return those that are configured here."""
        return tuple(self._providers.values())

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """
        Seal with the chosen one.

        Raises:
            ProviderMissing: it is not configured.
            OutOfReach: it cannot be had.
        """
        return self.of(self.chosen).seal(plain, bound)

    def of(self, kind: str) -> Provider:
        """
        Return the provider of a kind, from here or from beneath.

        Raises:
            ProviderMissing: it is not configured.
        """
        found = self._providers.get(kind)
        if found is not None:
            return found
        if self._beneath is None or not self._beneath.has(kind):
            raise missing(kind, self._whose)
        return self._beneath.of(kind)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Open with the one that sealed it: here, or else beneath, where another one of that kind may be.

        Raises:
            SealBroken: nobody here sealed it like this.
            ProviderMissing: the one that sealed it is not configured.
            OutOfReach: it cannot be had.
        """
        kind = kind_of(sealed)
        if kind not in self._providers:
            if self._beneath is None or not self._beneath.has(kind):
                raise missing(kind, self._whose)
            return self._beneath.open(sealed, bound)
        try:
            return self._providers[kind].open(sealed, bound)
        except (SealBroken, OutOfReach):
            if self._beneath is None or not self._beneath.has(kind):
                raise
            with suppress(SealBroken, OutOfReach):
                return self._beneath.open(sealed, bound)
            raise

    def behind(self, sealed: bytes, bound: bytes) -> Behind:
        """
        Tell with what an organisation's key was sealed; nobody is asked, unless two providers of its kind are there.

        Raises:
            SealBroken: none of ours did it.
        """
        kind = kind_of(sealed)
        brought = self._beneath is not None and kind in self._providers
        own = brought and self._is_own(kind, sealed, bound)
        settled = own is brought and self.has(kind) and self.of(kind).names(sealed)
        return Behind(kind=kind, own=own, settled=settled)

    def _is_own(self, kind: str, sealed: bytes, bound: bytes) -> bool:
        """Tell whether the provider that sealed is the organisation's own, where it brought one and the instance may have another of the same kind."""
        mine, beneath = self._providers[kind], self._beneath
        if beneath is None or not beneath.has(kind):
            return True
        theirs = beneath.of(kind)
        own = mine.names(sealed) or not theirs.names(sealed)
        try:
            # Two keys may have one name, in two modules: that it opens tells.
            (mine if own else theirs).open(sealed, bound)
        except SealBroken:
            return not own
        except OutOfReach:
            # With its own away, whoever has it open all the same has it from the instance's.
            return own and not theirs.names(sealed)
        return own

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a provider is not pickled")


def name_beside(sealed: bytes) -> bytes:
    """Return the name of a module's or a service's key, as it stands beside what it sealed: the first byte of the two is its length."""
    return sealed[2 : 2 + sealed[1]] if len(sealed) > 1 else b""


def kind_of(sealed: bytes) -> str:
    """
    Return the kind of the provider that sealed an organisation's key.

    Raises:
        SealBroken: none of ours did.
    """
    for kind, number in FORMATS.items():
        if sealed[:1] == bytes([number]):
            return kind
    raise SealBroken


def missing(kind: str, whose: bytes | None = None) -> ProviderMissing:
    """Say which provider is needed, and by whom if that is known."""
    return ProviderMissing(
        f"the organisation's key is behind a provider of kind `{kind}`, and none is configured",
        hint="put a copy of `root/` back, or take a charter that names another provider"
        if kind == FILE
        else f"write its section `[keys.{kind}]` into `instance.toml`"
        if whose is None
        else f"put the section `[keys.{kind}]` or `[keys.own.{whose.hex()}.{kind}]` back into `instance.toml`; "
        "it can go once another charter is applied and keys are rotated",
    )
