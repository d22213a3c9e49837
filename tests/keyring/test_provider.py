"""
Organisations' keys behind other providers than a file: a hardware module (SoftHSM2, one in software), a cloud's key service.

The cloud here is moto, a double: it answers as the service does, on this machine, and proves nothing of the service itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TOKEN_PIN

from etanche.clock import FixedClock
from etanche.errors import OutOfReach
from etanche.keyring import (
    CLOUD_KMS,
    FILE,
    PKCS11,
    CloudProvider,
    HardwareProvider,
    Kdf,
    Keyring,
    MemoryRoot,
    Module,
    Others,
    Provider,
    ProviderMissing,
    ProviderOutOfReach,
    Root,
    RootFile,
    Rotation,
    SealBroken,
)
from etanche.keyring.secret import Secret
from etanche.outbound import AwsKeys
from etanche.store import Shelf, Tombstones
from etanche.terms import OrganisationId, new_id

PIN = TOKEN_PIN
DAY, CATEGORY = "2026-05-25", 7
PASSPHRASE = b"six random words will always do"


@pytest.fixture(scope="module")
def module(softhsm: Path) -> Module:
    """A token with one key that never leaves it."""
    found = Module(library=softhsm, token="etanche", key="organisations")
    HardwareProvider(found, lambda: PIN).make()
    return found


@pytest.fixture
def hardware(module: Module) -> HardwareProvider:
    """A hardware module."""
    return HardwareProvider(module, lambda: PIN)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The double of a cloud's key service; what it is asked behind our back goes to the client returned."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-tests")
    import boto3
    from moto import mock_aws

    with mock_aws():
        yield boto3.client("kms", region_name="eu-west-3")


@pytest.fixture
def cloud(aws: Any) -> CloudProvider:
    """A key in the double."""
    return CloudProvider(AwsKeys("eu-west-3"), aws.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(params=[PKCS11, CLOUD_KMS])
def kind(request: pytest.FixtureRequest) -> str:
    """A kind of provider."""
    return str(request.param)


@pytest.fixture
def provider(kind: str, request: pytest.FixtureRequest) -> Provider:
    """A provider of each kind."""
    found: Provider = request.getfixturevalue({PKCS11: "hardware", CLOUD_KMS: "cloud"}[kind])
    return found


def test_a_provider_opens_what_it_sealed_and_nothing_changed_or_moved(provider: Provider) -> None:
    """What is sealed opens bound to the same; with a bit changed anywhere, or bound to something else, it never does."""
    sealed = provider.seal(b"k" * 32, b"to")

    assert b"k" * 32 == provider.open(sealed, b"to")
    with pytest.raises(SealBroken):
        provider.open(sealed, b"elsewhere")
    for at in (len(sealed) - 1, len(sealed) - 20):
        with pytest.raises(SealBroken):
            provider.open(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], b"to")
    for junk in (sealed[:1], sealed[:2], sealed[:1] + b"\0"):
        with pytest.raises(SealBroken):
            provider.open(junk, b"to")


def test_no_key_shows_in_what_a_provider_sealed(provider: Provider) -> None:
    """The sealed bytes do not hold the key in clear, and two seals of the same share nothing secret."""
    one, other = provider.seal(b"k" * 32, b"to"), provider.seal(b"k" * 32, b"to")

    assert b"k" * 8 not in one
    assert one[-32:] != other[-32:]


@pytest.fixture
def make_root(tmp_path: Path, cheap: Kdf, kind: str, provider: Provider) -> Callable[..., Root]:
    """Open the root of one folder, with or without the provider configured."""

    def make(*, configured: bool = True) -> Root:
        folder = tmp_path / "root"
        if not folder.exists():
            RootFile.create(folder, PASSPHRASE, cheap)
        return RootFile.open(folder, PASSPHRASE, others=Others({kind: provider} if configured else {}, {}))

    return make


def _sealed(ring: Keyring, organisation: bytes) -> bytes:
    key = ring.day_key(organisation, CATEGORY, DAY, create=True)
    assert key is not None
    return key.seal(b"text", b"")


def _opened(ring: Keyring, organisation: bytes, sealed: bytes) -> bytes:
    key = ring.day_key(organisation, CATEGORY, DAY, create=False)
    assert key is not None
    return key.open(sealed, b"")


def test_keys_move_to_another_provider_and_back_while_nothing_is_rewritten(
    make_root: Callable[..., Root],
    kind: str,
    shelf: Shelf,
    tombstones: Tombstones,
    clock: FixedClock,
    organisation: OrganisationId,
    tmp_path: Path,
) -> None:
    """From a file to the provider: the file's key is destroyed, what was sealed opens, and nothing opens without the provider."""
    sealed = _sealed(Keyring(make_root(configured=False), shelf, tombstones, clock), organisation)
    root = make_root()
    root.choose(kind)
    Rotation(root, shelf, tombstones, clock).provider()

    assert [] == list((tmp_path / "root").glob("provider*"))
    assert b"text" == _opened(Keyring(make_root(), shelf, tombstones, clock), organisation, sealed)
    root = make_root()
    root.choose(FILE)
    Rotation(root, shelf, tombstones, clock).provider()

    assert b"text" == _opened(Keyring(make_root(configured=False), shelf, tombstones, clock), organisation, sealed)


def test_what_is_behind_a_provider_says_so_when_it_is_not_configured(
    shelf: Shelf, tombstones: Tombstones, clock: FixedClock, organisation: OrganisationId, kind: str, provider: Provider
) -> None:
    """Without its provider an organisation's key is out of reach, and the hint names the section to write."""
    epoch = Secret.random()
    root = Root(epochs={1: epoch}, provider=None, others={kind: provider})
    root.choose(kind)
    Keyring(root, shelf, tombstones, clock).organisation(organisation)

    with pytest.raises(ProviderMissing, match=kind) as refused:
        Keyring(Root(epochs={1: epoch}, provider=Secret.random()), shelf, tombstones, clock).organisation(organisation)
    assert f"[keys.{kind}]" in refused.value.hint


class Taken:
    """A provider that can be taken away, as an organisation may do with its own."""

    def __init__(self, inner: Provider) -> None:
        """Begin within reach."""
        self.inner = inner
        self.away = False
        self.asked = 0

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal, while within reach."""
        return self._reached().seal(plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Open, while within reach."""
        return self._reached().open(sealed, bound)

    def names(self, sealed: bytes) -> bool:
        """Tell it, within reach or not: nobody is asked."""
        return self.inner.names(sealed)

    def _reached(self) -> Provider:
        self.asked += 1
        if self.away:
            raise ProviderOutOfReach("taken away", hint="")
        return self.inner


@pytest.fixture
def own(cloud: CloudProvider) -> Taken:
    """A provider of an organisation's own, in its own cloud."""
    return Taken(cloud)


@pytest.fixture
def brought(
    own: Taken, shelf: Shelf, tombstones: Tombstones, clock: FixedClock, organisation: OrganisationId
) -> Keyring:
    """A keyring in which one organisation brought its own key, and another did not."""
    root = Root(epochs={1: Secret.random()}, provider=Secret.random(), own={organisation: {CLOUD_KMS: own}})
    return Keyring(root, shelf, tombstones, clock)


def test_a_key_taken_back_takes_everything_along_within_the_lease(
    brought: Keyring, own: Taken, clock: FixedClock, organisation: OrganisationId
) -> None:
    """Thirty seconds after an organisation takes its key back nothing of it is lent, however lately it was opened; others go on."""
    other = new_id()
    sealed = _sealed(brought, organisation)
    theirs = _sealed(brought, other)
    clock.advance(timedelta(seconds=25))
    # Opened anew shortly before: a lease of its own would run until second 55.
    for day in ("2026-06-01", "2026-06-02"):
        brought.day_key(organisation, CATEGORY, day, create=True)
    brought.marker(organisation, 1)
    own.away = True
    clock.advance(timedelta(seconds=5))

    for use in (
        lambda: _opened(brought, organisation, sealed),
        lambda: brought.day_key(organisation, CATEGORY, "2026-06-01", create=False),
        lambda: brought.day_key(organisation, CATEGORY, "2026-06-03", create=True),
        lambda: brought.mark(organisation, 1, "value"),
        lambda: brought.signer(organisation),
    ):
        with pytest.raises(OutOfReach):
            use()
    assert b"text" == _opened(brought, other, theirs)


def test_an_organisation_that_gives_its_key_back_goes_on(
    brought: Keyring, own: Taken, clock: FixedClock, organisation: OrganisationId
) -> None:
    """Taken away and given back, the key opens what it did: nothing was lost."""
    sealed = _sealed(brought, organisation)
    own.away = True
    clock.advance(timedelta(seconds=31))
    with pytest.raises(OutOfReach):
        _opened(brought, organisation, sealed)
    own.away = False

    assert b"text" == _opened(brought, organisation, sealed)


def test_destruction_never_needs_the_provider(
    brought: Keyring, own: Taken, clock: FixedClock, organisation: OrganisationId, shelf: Shelf, tombstones: Tombstones
) -> None:
    """With the provider out of reach keys are destroyed all the same, and the provider is not even asked."""
    _sealed(brought, organisation)
    own.away = True
    clock.advance(timedelta(hours=1))
    asked = own.asked
    destroyed = brought.destroy_days(organisation, [(CATEGORY, DAY)])

    assert destroyed.final
    assert asked == own.asked
    assert destroyed.key_ids[0] in tombstones
    assert shelf.bucket(organisation, CATEGORY, DAY) is None


def test_an_epoch_ends_without_any_provider(
    brought: Keyring, own: Taken, clock: FixedClock, organisation: OrganisationId, shelf: Shelf, tombstones: Tombstones
) -> None:
    """Old copies of the shelf die on their day though an organisation's provider is out of reach."""
    sealed = _sealed(brought, organisation)
    own.away = True
    Rotation(brought._root, shelf, tombstones, clock).epoch()
    own.away = False

    assert (2,) == brought._root.epochs
    assert b"text" == _opened(Keyring(brought._root, shelf, tombstones, clock), organisation, sealed)


def test_an_organisation_brings_its_own_key_to_what_there_is(
    shelf: Shelf, tombstones: Tombstones, clock: FixedClock, organisation: OrganisationId, own: Taken
) -> None:
    """After a rotation of providers the instance's own provider opens nothing of an organisation that brought its key."""
    epoch, ours = Secret.random(), Secret.random()
    sealed = _sealed(Keyring(Root(epochs={1: epoch}, provider=ours), shelf, tombstones, clock), organisation)
    root = Root(epochs={1: epoch}, provider=ours, own={organisation: {CLOUD_KMS: own}})
    ring = Keyring(root, shelf, tombstones, clock)

    assert b"text" == _opened(ring, organisation, sealed)
    Rotation(root, shelf, tombstones, clock).provider()
    assert b"text" == _opened(Keyring(root, shelf, tombstones, clock), organisation, sealed)
    with pytest.raises(OutOfReach):
        Keyring(Root(epochs={1: epoch}, provider=ours), shelf, tombstones, clock).organisation(organisation)


@pytest.mark.parametrize("called", ["another", "organisations"])
def test_an_own_provider_of_the_same_kind_is_told_from_the_instances_by_what_sealed(
    module: Module,
    hardware: HardwareProvider,
    shelf: Shelf,
    tombstones: Tombstones,
    clock: FixedClock,
    organisation: OrganisationId,
    called: str,
) -> None:
    """A module of its own makes no key its own until it seals, also when both modules call their key the same; then it does, and a new label asks for a rotation."""
    theirs = Module(library=module.library, token="phare", key=called)
    HardwareProvider(theirs, lambda: PIN).make()
    epoch, others = Secret.random(), {PKCS11: hardware}

    def ring(own: Module | None) -> tuple[Keyring, Root]:
        brought: dict[bytes, dict[str, Provider]] = {}
        if own is not None:
            brought[organisation] = {PKCS11: HardwareProvider(own, lambda: PIN)}
        root = Root(epochs={1: epoch}, provider=None, others=others, own=brought)
        root.choose(PKCS11)
        return Keyring(root, shelf, tombstones, clock), root

    def found(own: Module | None) -> tuple[bool, bool]:
        behind = ring(own)[0].guard(organisation)
        return behind.own, behind.settled

    ring(None)[0].organisation(organisation)
    assert ((False, True), (False, False)) == (found(None), found(theirs))
    Rotation(ring(theirs)[1], shelf, tombstones, clock).provider()

    assert (True, True) == found(theirs)
    assert (True, False) == found(replace(theirs, key="a later label"))


def test_a_key_of_the_cloud_that_is_refused_is_out_of_reach(aws: Any, cloud: CloudProvider) -> None:
    """The service's refusal is told in its own word, with a hint, and is not taken for damage."""
    sealed = cloud.seal(b"k" * 32, b"to")
    # The double enforces no disabling: a key that is not there stands for every refusal.
    gone = cloud._name[:-4] + "0000"
    named = sealed.replace(cloud._name.encode(), gone.encode())

    with pytest.raises(OutOfReach, match="NotFoundException") as refused:
        cloud.open(named, b"to")
    assert "[keys.cloud-kms]" in refused.value.hint


def test_nothing_that_names_anybody_is_told_to_the_cloud(cloud: CloudProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service is told a digest of what a key is bound to, so that its log names no organisation."""
    told: list[Mapping[str, str]] = []
    real = cloud._service.encrypt

    def encrypt(key: str, plain: bytes, context: Mapping[str, str]) -> bytes:
        told.append(context)
        return real(key, plain, context)

    monkeypatch.setattr(cloud._service, "encrypt", encrypt)
    cloud.seal(b"k" * 32, b"organisation 17")

    assert [{"etanche"}] == [set(context) for context in told]
    assert "organisation" not in str(told)


@pytest.mark.parametrize("change", ["pin", "token", "key", "library"])
def test_a_module_that_cannot_be_had_is_told_without_its_pin(module: Module, change: str, tmp_path: Path) -> None:
    """A wrong PIN, token, key or library is told with a hint; the PIN stands in neither."""
    wrong = {
        "pin": (module, b"some other pin"),
        "token": (Module(library=module.library, token="another", key=module.key), PIN),
        "key": (Module(library=module.library, token=module.token, key="another"), PIN),
        "library": (Module(library=tmp_path / "none.so", token=module.token, key=module.key), PIN),
    }[change]
    with pytest.raises(ProviderOutOfReach) as refused:
        HardwareProvider(wrong[0], lambda: wrong[1]).seal(b"k" * 32, b"")

    assert refused.value.hint
    for pin in (PIN, b"some other pin"):
        assert pin.decode() not in f"{refused.value} {refused.value.hint} {HardwareProvider(module, lambda: PIN)!r}"


def test_a_key_that_the_module_would_hand_out_is_refused(module: Module) -> None:
    """A key that can be taken out of the module guards nothing: it could be anywhere."""
    import pkcs11

    with (
        pkcs11.lib(str(module.library))
        .get_token(token_label=module.token)
        .open(user_pin=PIN.decode(), rw=True) as session
    ):
        session.generate_key(
            pkcs11.KeyType.AES, 256, label="loose", store=True, template={pkcs11.Attribute.EXTRACTABLE: True}
        )

    with pytest.raises(ProviderOutOfReach, match="taken out"):
        HardwareProvider(Module(library=module.library, token=module.token, key="loose"), lambda: PIN).seal(b"k", b"")


def test_making_the_modules_key_twice_makes_one(module: Module, hardware: HardwareProvider) -> None:
    """The key that is there stays, and what it sealed opens."""
    sealed = hardware.seal(b"k" * 32, b"")
    hardware.make()

    assert b"k" * 32 == hardware.open(sealed, b"")


def test_after_the_label_changes_the_old_key_still_opens(module: Module, hardware: HardwareProvider) -> None:
    """A module's key is replaced by configuring another label and rotating: what the old one sealed opens until then."""
    sealed = hardware.seal(b"k" * 32, b"to")
    later = HardwareProvider(Module(library=module.library, token=module.token, key="organisations-2"), lambda: PIN)
    later.make()

    assert b"k" * 32 == later.open(sealed, b"to")
    assert b"organisations-2" in later.seal(b"k" * 32, b"to")


def test_the_root_in_memory_plays_any_provider(
    shelf: Shelf, tombstones: Tombstones, clock: FixedClock, organisation: OrganisationId, kind: str
) -> None:
    """A sandbox of a charter that names a provider needs none: its root plays it, and shows which."""
    root = MemoryRoot()
    root.choose(kind)
    ring = Keyring(root, shelf, tombstones, clock)
    sealed = _sealed(ring, organisation)

    assert kind == ring.guard(organisation).kind
    assert b"text" == _opened(Keyring(root, shelf, tombstones, clock), organisation, sealed)


def test_two_keys_of_one_module_are_used_at_once(module: Module, tmp_path: Path) -> None:
    """An organisation's own key in the module of the instance's, or called by another name: neither login ends the other's session."""
    (tmp_path / "by-another-name.so").symlink_to(module.library)
    both = [
        HardwareProvider(module, lambda: PIN),
        HardwareProvider(replace(module, library=tmp_path / "by-another-name.so", key="own"), lambda: PIN),
    ]
    both[1].make()
    sealed = [one.seal(b"k" * 32, b"to") for one in both]
    failed: list[str] = []

    def use(provider: HardwareProvider, text: bytes) -> None:
        try:
            failed.extend("other bytes" for _ in range(30) if provider.open(text, b"to") != b"k" * 32)
        except OutOfReach as error:
            failed.append(error.what)

    threads = [threading.Thread(target=use, args=pair) for pair in zip(both, sealed, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failed
