"""What the settings say of keys: read with care, held against the charter, obeyed or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE, TOKEN_PIN, MakeInstance

from etanche.charter import Duration, Unit
from etanche.clock import FixedClock
from etanche.errors import OutOfReach
from etanche.instance import ApplyRefused, Instance, KeysDisagree, KeySettingsUnreadable
from etanche.instance.copies import Times, horizon
from etanche.instance.providers import KeySettings
from etanche.keyring import ProviderOutOfReach
from etanche.outbound import AwsKeys
from etanche.proof import State

days = st.integers(0, 400)


@given(epoch=days, snapshots=days, deletion=days, promised=days)
def test_copies_of_keys_never_outlive_the_promise(epoch: int, snapshots: int, deletion: int, promised: int) -> None:
    """The three times are allowed exactly when their sum is within what the charter promises."""
    found = horizon(
        Times(epoch=epoch, snapshots=snapshots, deletion=deletion), Duration(number=promised, unit=Unit.DAY)
    )

    assert (found.refused is None) is (epoch + snapshots + deletion <= promised)


@given(promised=st.integers(2, 400))
def test_without_settings_the_times_fit_the_charter(promised: int) -> None:
    """Whoever configures nothing has an epoch of at most a week, and copies that die in time."""
    found = horizon(Times(), Duration(number=promised, unit=Unit.DAY))

    assert found.refused is None
    assert 1 <= found.epoch <= 7


def test_months_are_as_short_as_february() -> None:
    """A month promised is 28 days: what fits in March must fit in February."""
    assert horizon(Times(epoch=14, snapshots=14), Duration(number=1, unit=Unit.MONTH)).refused is None
    assert horizon(Times(epoch=14, snapshots=15), Duration(number=1, unit=Unit.MONTH)).refused is not None


def test_a_charter_without_copies_has_no_snapshot() -> None:
    """Where a charter promises that there are no copies, nothing is refused and no snapshot is kept."""
    assert (None, 0) == (horizon(Times(), None).refused, horizon(Times(), None).snapshots)


@pytest.mark.parametrize(
    "found",
    [
        [],
        {"epoch-days": "7"},
        {"epoch-days": True},
        {"epoch-days": -1},
        {"pin": "1234"},
        {"vault": {}},
        {"pkcs11": {"library": "x", "token": "t", "key": "k"}},
        {"pkcs11": {"library": "x", "token": "t", "key": "k", "pin-file": "p", "pin-fd": 3}},
        {"pkcs11": {"library": "x", "token": "t", "key": "k", "pin": "1234"}},
        {"pkcs11": {"library": "x", "token": "", "key": "k", "pin-file": "p"}},
        {"cloud-kms": {"region": "eu-west-3"}},
        {"own": {"somebody": {}}},
        {"own": {"00" * 16: {"file": {}}}},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(found: object) -> None:
    """A name that is not known, a PIN in clear, a value of another kind: each is refused with a hint, its value unsaid."""
    with pytest.raises(KeySettingsUnreadable) as refused:
        KeySettings.of(found)

    assert refused.value.hint
    assert "1234" not in f"{refused.value}{refused.value.hint}"


def test_a_services_waiting_time_counts_and_is_long_when_unsaid() -> None:
    """A cloud keeps a key for a while after it was told to destroy it: thirty days, unless the settings say less."""
    section = {"region": "eu-west-3", "key": "k"}

    assert 30 == KeySettings.of({"cloud-kms": section}).times.deletion
    assert 7 == KeySettings.of({"cloud-kms": {**section, "deletion-days": 7}}).times.deletion


def _charter(tmp_path: Path, vault: str, *, day: str | None = None) -> Path:
    """Write the sample charter with something more about its vault."""
    text = BOOKSHOP.read_text(encoding="utf-8")
    assert "\nvault:\n" in text
    text = text.replace("\nvault:\n", f"\nvault:\n{vault}")
    if day is not None:
        text = text.replace("\nversions:\n", f"\nversions:\n  {day}: {{comment: {{fr: des clés, en: keys}}}}\n")
    path = tmp_path / "charter.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_instance_whose_settings_lack_the_charters_provider_does_not_open(
    make_instance: MakeInstance, tmp_path: Path, clock: FixedClock
) -> None:
    """A charter that says keys are in a hardware module, over settings that have none, is refused at start, nothing is made, and it is said how to name one before there is an `instance.toml`."""
    with pytest.raises(KeysDisagree, match="pkcs11") as refused:
        make_instance(tmp_path / "data", charter=_charter(tmp_path, "  keys: pkcs11\n"))

    assert "--keys" in refused.value.hint
    assert "instance.toml" not in refused.value.hint
    assert not (tmp_path / "data").exists()


def test_a_charter_that_names_another_provider_is_not_applied(make_instance: MakeInstance, tmp_path: Path) -> None:
    """Applying it would leave an instance that does not open: it is refused first, and says what to write."""
    with pytest.raises(ApplyRefused, match="cloud-kms") as refused:
        make_instance().propose(_charter(tmp_path, "  keys: cloud-kms\n", day="2026-11-21"))

    assert "[keys.cloud-kms]" in refused.value.hint


def test_copies_that_would_outlive_the_charter_are_refused_at_init_and_apply(
    make_instance: MakeInstance, tmp_path: Path, clock: FixedClock
) -> None:
    """Epoch, snapshots and the provider's deletion longer than `backups`: no instance is made, no charter applied."""
    (tmp_path / "keys.toml").write_text("[keys]\nepoch-days = 20\nsnapshot-days = 11\n")
    sound = _charter(tmp_path, "  backups: {keep: 30 days}\n")
    with pytest.raises(ApplyRefused, match="31 days"):
        Instance.create(
            tmp_path / "data",
            charter=sound,
            passphrase=PASSPHRASE,
            clock=clock,
            kdf=CHEAP_KDF,
            keys=tmp_path / "keys.toml",
        )
    instance = make_instance()
    with (instance.folder / "instance.toml").open("a") as file:
        file.write("\n[keys]\nepoch-days = 31\n")
    again = make_instance(instance.folder)

    with pytest.raises(ApplyRefused, match="promises 30"):
        again.propose(_charter(tmp_path, "  backups: {keep: 30 days}\n", day="2026-11-21"))


def test_an_epoch_that_lasted_its_time_is_due(make_instance: MakeInstance, clock: FixedClock) -> None:
    """After a week the listing asks for a rotation; after the rotation it does not."""
    instance = make_instance()
    assert instance.keys.listed().well
    clock.advance(timedelta(days=7))
    assert instance.keys.listed().due
    instance.keys.rotate("epoch", by="test")

    assert (2, 0, True) == ((now := instance.keys.listed()).epoch, now.age, now.well)


@pytest.mark.slow
def test_an_instance_behind_a_hardware_module(tmp_path: Path, clock: FixedClock, softhsm: Path) -> None:
    """From init to proof with SoftHSM2: no provider's key in the folder, the promise kept; without the PIN nothing opens."""
    pin = tmp_path / "pin"
    pin.touch(mode=0o600)
    pin.write_bytes(TOKEN_PIN)
    (tmp_path / "keys.toml").write_text(
        f'[keys.pkcs11]\nlibrary = "{softhsm}"\ntoken = "etanche"\nkey = "hall"\npin-file = "{pin}"\n'
    )
    with Instance.create(
        tmp_path / "data",
        charter=_charter(tmp_path, "  keys: pkcs11\n"),
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP_KDF,
        keys=tmp_path / "keys.toml",
    ) as instance:
        verdict = next(one for one in instance.prove().verdicts if one.id == "sealed:keys")
        assert ("pkcs11", True) == ((found := instance.keys.listed()).provider, found.well)
    assert State.KEPT == verdict.state
    assert not (tmp_path / "data" / "root" / "provider").exists()
    Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING)).close()
    pin.write_text("another")

    with pytest.raises(ProviderOutOfReach):
        Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=FixedClock(MORNING))


@pytest.mark.slow
def test_an_instance_behind_a_clouds_key_service_and_then_behind_its_own_key(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From init to an organisation's own key with moto, a double: each key opens what it guards, and the other is not needed."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-tests")
    import boto3
    from moto import mock_aws

    section = '[keys{own}.cloud-kms]\nregion = "eu-west-3"\nkey = "{key}"\ndeletion-days = 7\n'
    with mock_aws():
        client = boto3.client("kms", region_name="eu-west-3")
        ours, theirs = (client.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
        (tmp_path / "keys.toml").write_text(section.format(own="", key=ours))
        with Instance.create(
            tmp_path / "data",
            charter=_charter(tmp_path, "  keys: cloud-kms\n  backups: {keep: 30 days}\n"),
            passphrase=PASSPHRASE,
            clock=clock,
            kdf=CHEAP_KDF,
            keys=tmp_path / "keys.toml",
        ) as instance:
            first = instance.keys.listed()
            organisation = instance.organisation_id
        settings = tmp_path / "data/instance.toml"
        settings.write_text(settings.read_text() + section.format(own=f".own.{organisation.hex()}", key=theirs))
        with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            instance.keys.rotate("provider", by="test")
        settings.write_text(settings.read_text().replace(ours, "another"))
        with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            last = instance.keys.listed()
        settings.write_text(settings.read_text().partition("[keys.own")[0].replace("another", ours))
        with pytest.raises(OutOfReach):
            _without(theirs, monkeypatch, tmp_path / "data", clock)

    assert ("cloud-kms", False, 23) == (first.provider, first.own, first.horizon.epoch + first.horizon.snapshots)
    assert ("cloud-kms", True) == (last.provider, last.own)


def _without(key: str, monkeypatch: pytest.MonkeyPatch, folder: Path, clock: FixedClock) -> None:
    """Open an instance whose account of the cloud may not use a key."""
    real = AwsKeys.decrypt

    def decrypt(self: AwsKeys, asked: str, sealed: bytes, context: Mapping[str, str]) -> bytes | None:
        if asked == key:
            raise OutOfReach("not this account's")
        return real(self, asked, sealed, context)

    monkeypatch.setattr(AwsKeys, "decrypt", decrypt)
    Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)
