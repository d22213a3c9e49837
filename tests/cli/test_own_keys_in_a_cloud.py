"""The way to an organisation's own key in a cloud's key service and back, typed command by command, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Said
from tests.keyservice import CREDENTIALS, KeyService, served
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import BACKUPS, made, written

from etanche.clock import FixedClock, SystemClock
from etanche.instance import Site

KEYED = "--data data --passphrase-file secret"
PHARE = f"{KEYED} --organisation {LIGHTHOUSE}"
READ = f"{PHARE} read --role dpo --purpose watching --actor ann"
FIELDS = {"name": "Ysée Keradec", "email": "ysee@example.org", "lamp": "north"}
OUT_OF_REACH = 5
Run = Callable[[str], Said]


@pytest.fixture
def service() -> Iterator[KeyService]:
    """A cloud's key service."""
    with served() as one:
        yield one


@pytest.fixture
def run(room: Path) -> Run:
    """Start a command as a process of its own, with the credentials where AWS's library looks for them."""
    etanche = str(Path(sys.executable).parent / "etanche")
    env = {**os.environ, **{name.upper(): value for name, value in CREDENTIALS.items()}}

    def typed(line: str) -> Said:
        done = subprocess.run([etanche, *line.split()], cwd=room, env=env, capture_output=True, text=True, check=False)
        return Said(code=done.returncode, out=done.stdout, err=" ".join(done.stderr.split()))

    return typed


@pytest.fixture
def phare(room: Path) -> str:
    """The number of the lighthouse, which has a place of its own and its key in a file; the charters of its way beside it."""
    written(room)
    clock = FixedClock(SystemClock().now())
    with made(room, clock) as instance:
        house = instance.create_organisation(room / "phare.yaml", by="operator", at=Site(folder=room / LIGHTHOUSE))
    day, text = clock.now().date(), (room / "phare.yaml").read_text()
    for name, keys, year in (("cloud", "  keys: cloud-kms\n", 1), ("back", "", 0)):
        version = f"\nversions:\n  {day.replace(year=day.year - year)}: {{comment: {{fr: clés, en: keys}}}}\n"
        text = text.replace("\nversions:\n", version)
        (room / f"{name}.yaml").write_text(text.replace(BACKUPS, keys + BACKUPS))
    (room / "fields.json").write_text(json.dumps(FIELDS))
    return house.organisation_id.hex()


@pytest.fixture
def setting(room: Path, phare: str) -> Callable[..., None]:
    """Writes sections into the settings, in the place of those it wrote before."""
    file = room / "data" / "instance.toml"
    first = file.read_text()

    def write(*sections: str) -> None:
        file.write_text(first + "".join(sections))

    return write


@pytest.fixture
def story(run: Run, phare: str) -> Callable[[], tuple[str, bool, int]]:
    """Tells behind what the key of the lighthouse is, whether that is its own, and how the command ended."""

    def told() -> tuple[str, bool, int]:
        said = run(f"{PHARE} keys --json")
        found = json.loads(said.out)
        return found["provider"], found["own"], said.code

    return told


@pytest.fixture
def turned(run: Run, phare: str) -> Callable[..., None]:
    """Applies a charter of the lighthouse if one is named, and turns keys over to what is named."""

    def turn(charter: str = "") -> None:
        if charter:
            assert 0 == run(f"{PHARE} apply {charter}.yaml --yes --actor Ann").code
        assert 0 == run(f"{KEYED} keys rotate --provider --actor Ann").code

    return turn


@pytest.fixture
def read(run: Run, phare: str) -> Callable[[], Said]:
    """Reads a record that was put at the first call."""
    refs: list[str] = []

    def reading() -> Said:
        if not refs:
            put = run(f"{PHARE} put ledger --channel desk --actor ann --fields fields.json --json")
            assert 0 == put.code, put.err
            refs.append(json.loads(put.out)["ref"])
        return run(f"{READ} {refs[0]} --json")

    return reading


@pytest.mark.slow
@pytest.mark.clause("C2", "G12")
def test_the_way_to_a_key_of_its_own_in_the_same_service_and_back_to_a_file(
    run: Run,
    phare: str,
    service: KeyService,
    setting: Callable[..., None],
    story: Callable[[], tuple[str, bool, int]],
    turned: Callable[..., None],
    read: Callable[[], Said],
) -> None:
    """
    From the instance's key to its own, which shuts it alone while it is disabled, and back to a file: each command ends well.

    Whose key it is, is told by what sealed it: the section alone does not make it the organisation's own.
    """
    ours, theirs = service.key(), service.key()
    setting(service.section(ours))
    turned("cloud")
    assert ("cloud-kms", False, 0) == story()
    assert FIELDS == json.loads(read().out)[0]["fields"]

    setting(service.section(ours), service.section(theirs, phare))
    said = run(f"{PHARE} keys")
    assert (1, True) == (said.code, "behind the instance’s provider of the kind `cloud-kms`" in said.out)
    assert "names another key of this kind: run `etanche keys rotate --provider`" in said.out
    turned()
    assert ("cloud-kms", True, 0) == story()

    service.disable(theirs)
    shut = read()
    assert (OUT_OF_REACH, True, True) == (
        shut.code,
        f"`{theirs}` (DisabledException)" in shut.err,
        f"`[keys.own.{phare}.cloud-kms]`" in shut.err,
    )
    assert 0 == run(f"{KEYED} journal verify").code
    service.enable(theirs)
    service.disable(ours)
    assert FIELDS == json.loads(read().out)[0]["fields"]

    turned("back")
    assert ("file", False, 0) == story()
    setting()
    service.disable(theirs)
    asked = len(service.asked)
    assert FIELDS == json.loads(read().out)[0]["fields"]
    assert 0 == run(f"{PHARE} journal verify").code
    assert asked == len(service.asked)
