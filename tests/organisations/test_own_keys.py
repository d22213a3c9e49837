"""An organisation that brought its own key takes it away: it opens no more, and everybody else goes on."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE, TOKEN_PIN
from tests.organisations.conftest import LIGHTHOUSE, lighthouse

from etanche.cli.rounds import Rounds
from etanche.clock import FixedClock, stopwatch
from etanche.errors import OutOfReach
from etanche.instance import ApplyRefused, Instance, Site, brought, founding
from etanche.instance.providers import KeySettings, KeySettingsUnreadable
from etanche.keyring import HardwareProvider, Module
from etanche.outbound import AwsKeys
from etanche.standing import Standing
from etanche.vault import Arrival

PIN = TOKEN_PIN.decode()
SECTION = '[keys{own}.cloud-kms]\nregion = "eu-west-3"\nkey = "{key}"\ndeletion-days = 7\n'


def soon(true: Callable[[], bool], *, within: float = 20.0) -> bool:
    """Wait until something is true, for a bounded time."""
    ends = stopwatch() + within
    while not true() and stopwatch() < ends:
        time.sleep(0.05)
    return true()


def take_away(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the account of the cloud use a key no more; the double of the service does not know how."""
    real = AwsKeys.decrypt

    def decrypt(self: AwsKeys, asked: str, sealed: bytes, context: Mapping[str, str]) -> bytes | None:
        if asked == key:
            raise OutOfReach("not this account's")
        return real(self, asked, sealed, context)

    monkeypatch.setattr(AwsKeys, "decrypt", decrypt)


@pytest.mark.clause("C2", "G12")
def test_a_key_taken_away_shuts_one_organisation_and_no_other(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its provider's key revoked, the society opens for nobody; the bookshop is read, and its rounds are made."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-tests")
    import boto3
    from moto import mock_aws

    said = "  region: vannes\n  keys: cloud-kms\n  backups: {keep: 30 days}\n"
    for name, text in (("shop", BOOKSHOP.read_text(encoding="utf-8")), ("phare", lighthouse())):
        (tmp_path / f"{name}.yaml").write_text(text.replace("  region: vannes\n", said), encoding="utf-8")
    with mock_aws():
        client = boto3.client("kms", region_name="eu-west-3")
        ours, theirs = (client.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
        (tmp_path / "keys.toml").write_text(SECTION.format(own="", key=ours))
        folder = tmp_path / "data"
        with Instance.create(
            folder,
            charter=tmp_path / "shop.yaml",
            passphrase=PASSPHRASE,
            clock=clock,
            kdf=CHEAP_KDF,
            keys=tmp_path / "keys.toml",
        ) as instance:
            theirs_id = instance.create_organisation(tmp_path / "phare.yaml", by="operator").organisation_id
        settings = folder / "instance.toml"
        settings.write_text(settings.read_text() + SECTION.format(own=f".own.{theirs_id.hex()}", key=theirs))
        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            instance.keys.rotate("provider", by="operator")
            assert instance.organisation(LIGHTHOUSE).keys.listed().own
        take_away(theirs, monkeypatch)

        with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            with pytest.raises(OutOfReach):
                instance.organisation(LIGHTHOUSE)
            door = instance.vault.door("site-visits", actor="test")
            assert 1 == door.put_many("visit", [Arrival(at=clock.now(), fields={"page": "/"}, who="x")]).stored
            with Rounds(instance):
                assert soon(lambda: instance.verdicts().at is not None)
                assert soon(lambda: instance.journal.verify().unsealed == 0)
    assert "sweep:" in capfd.readouterr().err


@pytest.fixture
def shop(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an instance whose keys are in a file, beside the charter of a society that wants its own in a cloud."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-the-tests")
    folder = tmp_path / "data"
    Instance.create(folder, charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF).close()
    said = "  region: vannes\n  keys: cloud-kms\n  backups: {keep: 30 days}\n"
    (tmp_path / "phare.yaml").write_text(lighthouse().replace("  region: vannes\n", said), encoding="utf-8")
    (tmp_path / "file.yaml").write_text(lighthouse(), encoding="utf-8")
    return folder


def test_an_organisation_brings_its_keys_before_it_is_made(
    shop: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its first moment it is behind its own provider, without a key turned over: taken away, it opens for nobody."""
    import boto3
    from moto import mock_aws

    with mock_aws():
        key = boto3.client("kms", region_name="eu-west-3").create_key()["KeyMetadata"]["KeyId"]
        (shop.parent / "keys.toml").write_text(SECTION.format(own="", key=key))
        with (
            brought(shop, shop.parent / "keys.toml") as drawn,
            Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        ):
            made = instance.create_organisation(shop.parent / "phare.yaml", by="operator", drawn=drawn)
            assert drawn == made.organisation_id
        with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            assert instance.organisation(LIGHTHOUSE).keys.listed().own
        take_away(key, monkeypatch)
        with (
            Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
            pytest.raises(OutOfReach),
        ):
            instance.organisation(LIGHTHOUSE)


@pytest.mark.parametrize(
    ("said", "charter"),
    [
        (SECTION.format(own="", key="a"), "file.yaml"),
        ("[keys]\nepoch-days = 30\n", "phare.yaml"),
        ("[mail]\nfrom = 'a@example.org'\n", "phare.yaml"),
        (SECTION.format(own=f".own.{'0' * 32}", key="a"), "phare.yaml"),
    ],
)
def test_the_settings_stay_as_they_were_when_nothing_is_made(
    shop: Path, clock: FixedClock, said: str, charter: str
) -> None:
    """A charter that wants keys elsewhere than they are brought, and a file that brings none: refused, and no line is left."""
    before = (shop / "instance.toml").read_bytes()
    (shop.parent / "keys.toml").write_text(said)
    with (
        pytest.raises((ApplyRefused, KeySettingsUnreadable)),
        brought(shop, shop.parent / "keys.toml") as drawn,
        Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
    ):
        instance.create_organisation(shop.parent / charter, by="operator", drawn=drawn)

    assert before == (shop / "instance.toml").read_bytes()


@pytest.mark.parametrize(("where", "what"), [(founding, "agree"), (Standing, "begin")])
def test_whoever_did_not_come_to_the_end_goes_on_with_the_same_file(
    shop: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, where: object, what: str
) -> None:
    """Its service away once its name is taken, or a disk full once it is there: the settings still say what its keys are behind, and nothing is made twice."""
    import boto3
    from moto import mock_aws

    def fails(*_: object, **__: object) -> None:
        raise OutOfReach("the key service is away", hint="wait")

    with mock_aws():
        key = boto3.client("kms", region_name="eu-west-3").create_key()["KeyMetadata"]["KeyId"]
        (shop.parent / "keys.toml").write_text(SECTION.format(own="", key=key))

        def made() -> tuple[bytes, bytes]:
            """Make it; return the id drawn, and the one that it has."""
            with (
                brought(shop, shop.parent / "keys.toml") as drawn,
                Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
            ):
                house = instance.create_organisation(shop.parent / "phare.yaml", by="operator", drawn=drawn)
                return drawn or b"", house.organisation_id

        with monkeypatch.context() as broken:
            broken.setattr(where, what, fails)
            with pytest.raises(OutOfReach):
                made()
        said = (shop / "instance.toml").read_text()
        with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
            there = LIGHTHOUSE in [one.name for one in instance.roster.listed()]
            lines = instance.journal.entries(act="organisation-created")
            if there:
                assert instance.organisation(LIGHTHOUSE).keys.listed().own
        drawn, organisation = made() if not there else (b"", b"")

    assert 1 == said.count("[keys.own.")
    assert int(there) == len(lines)
    assert there is (where is Standing)
    assert drawn == organisation
    assert (shop / "instance.toml").read_text() == said
    assert drawn.hex() in said


@pytest.fixture
def brings(shop: Path, softhsm: Path) -> Callable[[str, str], str]:
    """Returns the section of a key of a label in that token, for an organisation or for a file; its PIN is in the file `pin`."""
    pin = shop.parent / "pin"
    pin.touch(mode=0o600)
    pin.write_text(PIN)
    charter = shop.parent / "phare.yaml"
    later = "\nversions:\n  2026-11-21: {comment: {fr: des clés, en: keys}}\n"
    text = charter.read_text().replace("keys: cloud-kms", "keys: pkcs11")
    charter.write_text(text.replace("\nversions:\n", later))

    def section(own: str, key: str) -> str:
        return f'\n[keys{own}.pkcs11]\nlibrary = "{softhsm}"\ntoken = "phare"\nkey = "{key}"\npin-file = "{pin}"\n'

    return section


@pytest.mark.clause("C2", "G12")
@pytest.mark.parametrize("placed", [False, True])
def test_an_organisation_that_is_there_brings_its_own_key_and_takes_it_away(
    shop: Path, clock: FixedClock, brings: Callable[[str, str], str], placed: bool
) -> None:
    """Section, charter, rotation, as the page says, each step open; its PIN then gone, it alone is shut, wherever its stores are."""
    room = shop.parent
    at = Site(folder=room / "phare") if placed else None
    with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        made = instance.create_organisation(room / "file.yaml", by="operator", at=at)
        with pytest.raises(ApplyRefused) as refused:
            made.propose(room / "phare.yaml")
        assert f"[keys.own.{made.organisation_id.hex()}.pkcs11]" in refused.value.hint
    label = f"late-{placed}"
    module = Module(library=Path(brings("", label).split('"')[1]), token="phare", key=label)
    HardwareProvider(module, PIN.encode).make()
    settings = shop / "instance.toml"
    settings.write_text(settings.read_text() + brings(f".own.{made.organisation_id.hex()}", label))

    found = []
    with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        house = instance.organisation(LIGHTHOUSE)
        instance.keys.rotate("provider", by="operator")
        found.append(house.keys.listed())
        clock.advance(timedelta(minutes=1))
        house.apply(house.propose(room / "phare.yaml"), by="Ann")
        house.renew()
        found.append(house.keys.listed())
        instance.keys.rotate("provider", by="operator")
        found.append(house.keys.listed())
    assert [("file", False, True), ("file", False, False), ("pkcs11", True, True)] == [
        (one.provider, one.own, one.well) for one in found
    ]

    (room / "pin").unlink()
    with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        assert instance.journal.verify().intact
        with pytest.raises(OutOfReach, match="the PIN of the token `phare`"):
            instance.organisation(LIGHTHOUSE)
    (room / "pin").touch(mode=0o600)
    (room / "pin").write_text(PIN)
    with Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact


def test_a_key_that_is_brought_is_made_in_its_module_or_nothing_is(
    shop: Path, clock: FixedClock, brings: Callable[[str, str], str]
) -> None:
    """Without the PIN no name is taken and no line is left in the settings; with it the token has the key, and the organisation is behind it."""
    file, pin = shop.parent / "keys.toml", shop.parent / "pin"
    file.write_text(brings("", "brought"))
    before = (shop / "instance.toml").read_bytes()

    def made() -> bool:
        with (
            brought(shop, file) as drawn,
            Instance.open(shop, passphrase=lambda: PASSPHRASE, clock=clock) as instance,
        ):
            house = instance.create_organisation(shop.parent / "phare.yaml", by="operator", drawn=drawn)
            return house.keys.listed().own

    pin.rename(shop.parent / "away")
    with pytest.raises(OutOfReach) as refused:
        made()
    assert "[keys.own." in refused.value.hint
    assert before == (shop / "instance.toml").read_bytes()
    (shop.parent / "away").rename(pin)

    assert made()


@pytest.mark.parametrize("kind", ["pkcs11", "cloud-kms"])
def test_a_name_of_a_key_that_no_seal_can_hold_is_none(brings: Callable[[str, str], str], kind: str) -> None:
    """Its length stands in one byte: 255 bytes are a name, and one more are not, counted as they are written; the words say so."""

    def said(key: str) -> object:
        text = brings("", key) if kind == "pkcs11" else SECTION.format(own="", key=key)
        return tomllib.loads(text)["keys"]

    assert KeySettings.of(said("é" * 127 + "e")).instance
    with pytest.raises(KeySettingsUnreadable, match=rf"keys\.{kind}\.key") as refused:
        KeySettings.of(said("é" * 128))
    assert "at most 255 bytes" in refused.value.hint
