"""An organisation that brought its own key takes it away: it opens no more, and everybody else goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, lighthouse

from etanche.cli.rounds import Rounds
from etanche.clock import FixedClock, stopwatch
from etanche.errors import OutOfReach
from etanche.instance import ApplyRefused, Instance, brought, founding
from etanche.instance.providers import KeySettingsUnreadable
from etanche.outbound import AwsKeys
from etanche.standing import Standing
from etanche.vault import Arrival

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
