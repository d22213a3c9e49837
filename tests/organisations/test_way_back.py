"""Going back from an organisation's own key: killed anywhere it opens and is done again; beside a module of the instance's both open what they sealed."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import CHEAP_KDF, PASSPHRASE, TOKEN_PIN, Tell, forked
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import made, opened, written

from etanche.clock import FixedClock
from etanche.errors import OutOfReach
from etanche.instance import Instance, Site, providers
from etanche.keyring import HardwareProvider, Module, Root, Rotation
from etanche.keyring.provider import CLOUD_KMS, MemoryProvider
from etanche.keyring.secret import Secret

OWN = '\n[keys.own.{}.cloud-kms]\nregion = "eu-west-3"\nkey = "theirs"\ndeletion-days = 7\n'
STEPS = [(Root, "begin"), (Rotation, "reseal"), (Root, "end")]


def turned(room: Path, clock: FixedClock, end: str) -> None:
    """Turn over to what each charter names, as a charter with another end of its versions is applied."""
    with opened(room, clock) as instance:
        house = instance.organisation(LIGHTHOUSE)
        house.apply(house.propose(room / f"{end}.yaml"), by="Ann")
        house.renew()
        instance.keys.rotate("provider", by="Ann")


@pytest.fixture(params=[False, True], ids=["beside", "placed"])
def brought(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, str]:
    """A room with a lighthouse behind a service of its own, played in memory; and the section that says so."""
    played = MemoryProvider(CLOUD_KMS, Secret(bytes(32)))
    monkeypatch.setattr(providers, "_provider", lambda *_: played)
    written(tmp_path)
    with made(tmp_path, clock) as instance:
        at = Site(folder=tmp_path / LIGHTHOUSE) if request.param else None
        number = instance.create_organisation(tmp_path / "phare.yaml", by="operator", at=at).organisation_id.hex()
    text = (tmp_path / "phare.yaml").read_text()
    day = "\nversions:\n  {}: {{comment: {{fr: des clés, en: keys}}}}\n"
    own = text.replace("\nversions:\n", day.format("2026-11-20"))
    (tmp_path / "own.yaml").write_text(own.replace("  region: vannes\n", "  region: vannes\n  keys: cloud-kms\n"))
    (tmp_path / "back.yaml").write_text(own.replace("\nversions:\n", day.format("2026-11-21")))
    with (tmp_path / "data" / "instance.toml").open("a") as settings:
        settings.write(OWN.format(number))
    clock.advance(timedelta(hours=1))
    turned(tmp_path, clock, "own")
    clock.advance(timedelta(hours=1))
    return tmp_path, OWN.format(number)


@pytest.mark.clause("G12")
@pytest.mark.parametrize(("where", "what"), STEPS, ids=[what for _, what in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_way_back_that_is_killed_opens_and_is_done_again(
    brought: tuple[Path, str], clock: FixedClock, where: type, what: str, after: bool
) -> None:
    """Before and after each thing that the rotation does: the organisation opens, the same command ends it, and the section can go."""
    room, section = brought

    def act(_: Tell) -> None:
        real = getattr(where, what)

        def dies(*told: object, **more: object) -> None:
            if after:
                real(*told, **more)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(where, what, dies)
        turned(room, clock, "back")

    child, said = forked(act)
    assert signal.SIGKILL == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1
    said.close()

    with opened(room, clock) as instance:
        assert "file" == instance.organisation(LIGHTHOUSE).keys.listed().wanted
        instance.keys.rotate("provider", by="Ann")
    settings = room / "data" / "instance.toml"
    settings.write_text(settings.read_text().replace(section, ""))
    with opened(room, clock) as instance:
        listed = instance.organisation(LIGHTHOUSE).keys.listed()
        assert ("file", False, True) == (listed.provider, listed.own, listed.well)
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact
        assert 1 == instance._ground.root.generations


@pytest.mark.clause("G12")
def test_a_module_of_its_own_beside_the_instances(tmp_path: Path, clock: FixedClock, softhsm: Path) -> None:
    """Its section is there and its key still behind the instance's module: it opens, and once its own seals, its own opens alone."""

    def section(token: str, own: str = "") -> str:
        pin = tmp_path / f"{token}.pin"
        pin.touch(mode=0o600)
        pin.write_bytes(TOKEN_PIN)
        said = f'library = "{softhsm}"\ntoken = "{token}"\nkey = "{token}-hall"\npin-file = "{pin}"\n'
        return f"\n[keys{own}.pkcs11]\n{said}"

    written(tmp_path)
    for name in ("shop", "phare"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(file.read_text().replace("  region: vannes\n", "  region: vannes\n  keys: pkcs11\n"))
    (tmp_path / "keys.toml").write_text(section("etanche"))
    with Instance.create(
        tmp_path / "data",
        charter=tmp_path / "shop.yaml",
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP_KDF,
        keys=tmp_path / "keys.toml",
    ) as instance:
        number = instance.create_organisation(tmp_path / "phare.yaml", by="operator").organisation_id.hex()
    with (tmp_path / "data" / "instance.toml").open("a") as settings:
        settings.write(section("phare", f".own.{number}"))

    with opened(tmp_path, clock) as instance:
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact
        HardwareProvider(Module(library=softhsm, token="phare", key="phare-hall"), lambda: TOKEN_PIN).make()
        instance.keys.rotate("provider", by="Ann")
    (tmp_path / "phare.pin").unlink()
    with opened(tmp_path, clock) as instance:
        assert instance.journal.verify().intact
        with pytest.raises(OutOfReach, match="the PIN of the token `phare`"):
            instance.organisation(LIGHTHOUSE)
