"""The ways to an organisation's own key and back from it, typed as docs/keys.md has them, on a module in software."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import ROOT, TOKEN_PIN
from tests.organisations.conftest import LIGHTHOUSE
from tests.organisations.test_places import BACKUPS, made, opened, written

from etanche.clock import FixedClock, SystemClock
from etanche.instance import Site
from etanche.keyring import HardwareProvider, Module

PAGE = (ROOT / "docs/keys.md").read_text(encoding="utf-8").partition("## A key of the organisation's own")[2]
KEYED = "--data data --passphrase-file secret"
OUT_OF_REACH = 5
Swap = Callable[..., None]


def typed(way: str) -> list[str]:
    """Return the commands of the page below a word in bold, with where this instance is."""
    lines = PAGE.partition(f"**{way}**")[2].partition("\n\n    ")[2].partition("\n\n")[0].splitlines()
    return [re.sub("^ *etanche", KEYED, line) for line in lines]


@pytest.fixture(params=[False, True], ids=["beside", "placed"])
def phare(request: pytest.FixtureRequest, room: Path) -> str:
    """The number of the lighthouse, made behind the instance's file, with the two charters of the page beside it."""
    written(room)
    clock = FixedClock(SystemClock().now())
    with made(room, clock) as instance:
        at = Site(folder=room / LIGHTHOUSE) if request.param else None
        number = instance.create_organisation(room / "phare.yaml", by="operator", at=at).organisation_id.hex()
    text, day = (room / "phare.yaml").read_text(), clock.now().date()
    first = f"\nversions:\n  {day.replace(year=day.year - 1)}: {{comment: {{fr: des clés, en: keys}}}}\n"
    own = text.replace("\nversions:\n", first)
    (room / "phare-own.yaml").write_text(own.replace(BACKUPS, f"  keys: pkcs11\n{BACKUPS}"))
    last = f"\nversions:\n  {day}: {{comment: {{fr: retour, en: back}}}}\n"
    (room / "phare-back.yaml").write_text(own.replace("\nversions:\n", last))
    return number


@pytest.fixture
def section(room: Path, phare: str, softhsm: Path) -> Swap:
    """Puts the section of the organisation's own module into the settings, or takes it out again."""
    pin = room / "pin"
    pin.touch(mode=0o600)
    pin.write_bytes(TOKEN_PIN)
    HardwareProvider(Module(library=softhsm, token="phare", key="back"), lambda: TOKEN_PIN).make()
    settings = room / "data" / "instance.toml"
    where = f'library = "{softhsm}"\ntoken = "phare"\nkey = "back"\npin-file = "{pin}"\n'
    text = f"\n[keys.own.{phare}.pkcs11]\n{where}"

    def swap(*, there: bool) -> None:
        said = settings.read_text().replace(text, "")
        settings.write_text(said + text if there else said)

    return swap


@pytest.mark.clause("C2", "G12")
def test_the_page_leads_to_an_own_key_and_back_again(run: Run, room: Path, phare: str, section: Swap) -> None:
    """Every command ends well and every state opens; without the section and the module the organisation goes on in the end."""

    def provider() -> tuple[str, bool, int]:
        said = run(f"{KEYED} --organisation {LIGHTHOUSE} keys --json")
        found = json.loads(said.out)
        return found["provider"], found["own"], said.code

    section(there=True)
    there, back = typed("brings one"), typed("goes back")
    assert [3, 3] == [len(there), len(back)]
    assert [0, 0, 0] == [run(line).code for line in there]
    assert ("pkcs11", True, 0) == provider()
    assert 0 == run(back[0]).code
    assert ("pkcs11", True, 1) == provider()
    assert [0, 0] == [run(line).code for line in back[1:]]
    assert ("file", False, 0) == provider()
    section(there=False)
    (room / "pin").unlink()

    assert ("file", False, 0) == provider()
    assert 0 == run(f"{KEYED} --organisation {LIGHTHOUSE} journal verify").code


@pytest.mark.clause("G12")
def test_a_section_taken_out_too_early_shuts_its_organisation_and_says_what_to_do(
    run: Run, room: Path, phare: str, section: Swap
) -> None:
    """Before the charter, after it, and before a key was ever behind it: it alone is shut, the words lead back, and it opens again."""
    asked = f"{KEYED} --organisation {LIGHTHOUSE} keys"
    section(there=True)
    there, back = typed("brings one"), typed("goes back")
    for step in (there[0], there[1], back[0]):
        assert 0 == run(step).code
        section(there=False)
        refused = run(asked)
        assert OUT_OF_REACH == refused.code
        assert f"put the section `[keys.pkcs11]` or `[keys.own.{phare}.pkcs11]` back" in " ".join(refused.err.split())
        assert 0 == run(f"{KEYED} keys").code
        assert OUT_OF_REACH == run(f"{KEYED} keys rotate --provider").code
        section(there=True)
        assert run(asked).code in {0, 1}

    with opened(room, FixedClock(SystemClock().now())) as instance:
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact
