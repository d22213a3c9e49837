"""What a person sees of keys: how many and how old, never one; and no secret passes where others can read it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE, TOKEN_PIN

from etanche.clock import SystemClock
from etanche.keyring import HardwareProvider, Module, RootFile
from etanche.keyring import rootfile as rootfile_module

KEYED = "--passphrase-file secret"
NEW = "a new passphrase of the tests"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}")


@pytest.fixture
def cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess at a passphrase set by a kit costs nothing here; tests/keyring asserts what production uses."""
    real = RootFile.recover
    monkeypatch.setattr(rootfile_module.RootFile, "recover", lambda folder, kit, new: real(folder, kit, new, CHEAP_KDF))


@pytest.fixture
def secrets(room: Path) -> Path:
    """A file with the new passphrase."""
    (room / "new").touch(mode=0o600)
    (room / "new").write_text(NEW + "\n")
    return room / "new"


def test_init_prints_a_recovery_kit_in_both_languages(run: Run) -> None:
    """The kit is a code and what to do with it, in the language of the terminal and in the other."""
    said = run(f"{KEYED} init --charter charter.yaml")

    assert CODE.search(said.out)
    assert said.out.index("RECOVERY KIT") < said.out.index("FICHE DE SECOURS")


def test_keys_are_counted_by_kind_and_none_is_shown(made: Run, room: Path) -> None:
    """The listing names provider, epoch, its age and counts; for programs the same, and nothing of any key."""
    said = made(f"{KEYED} keys")
    for_programs = made(f"{KEYED} keys --json")
    found = json.loads(for_programs.out)

    assert 0 == said.code == for_programs.code
    assert "`file`" in said.out
    assert {"number": 1, "days": 0, "due": False} == {key: found["epoch"][key] for key in ("number", "days", "due")}
    assert {"living": 1, "destroyed": 0} == found["keys"]["organisation"]
    assert not re.search(r"[0-9a-f]{32}", said.out + for_programs.out)


@pytest.mark.parametrize("way", ["", "--epoch", "--organisation", "--provider"])
def test_keys_are_rotated_and_the_journal_says_so(made: Run, way: str) -> None:
    """Each rotation ends well, is a line in the journal with the name of who decided it, and leaves all well."""
    said = made(f"{KEYED} keys rotate {way} --actor Rosa")

    assert 0 == said.code
    assert "rewritten" in said.out
    assert re.search(r"Rosa\s+keys-rotated\s+keys\s+done", made(f"{KEYED} journal").out)
    assert 0 == made(f"{KEYED} keys").code
    assert 0 == made(f"{KEYED} journal verify").code


def test_two_rotations_at_once_are_refused(made: Run) -> None:
    """One rotation at a time: exit 2, and nothing was done."""
    assert 2 == made(f"{KEYED} keys rotate --epoch --provider").code
    assert 1 == json.loads(made(f"{KEYED} keys --json").out)["epoch"]["number"]


def test_a_rotation_that_is_not_due_is_left(made: Run) -> None:
    """With `--if-due`, as a timetable runs it, a young epoch is left as it is."""
    said = made(f"{KEYED} keys rotate --if-due")

    assert "nothing was done" in said.out
    assert 1 == json.loads(made(f"{KEYED} keys --json").out)["epoch"]["number"]


def test_a_timetable_ends_no_young_epoch_because_of_another_provider(made: Run, room: Path, softhsm: Path) -> None:
    """While the key waits to go behind what the charter names, `--if-due` leaves the epoch: that wait no new epoch ends."""
    pin = room / "pin"
    pin.touch(mode=0o600)
    pin.write_bytes(TOKEN_PIN)
    section = f'\n[keys.pkcs11]\nlibrary = "{softhsm}"\ntoken = "etanche"\nkey = "due"\npin-file = "{pin}"\n'
    HardwareProvider(Module(library=softhsm, token="etanche", key="due"), lambda: TOKEN_PIN).make()
    with (room / "etanche-data" / "instance.toml").open("a") as settings:
        settings.write(section)
    version = f"\nversions:\n  {SystemClock().now():%Y-%m-%d}: {{comment: {{fr: des clés, en: keys}}}}\n"
    text = (room / "charter.yaml").read_text(encoding="utf-8").replace("\nversions:\n", version)
    (room / "charter.yaml").write_text(text.replace("\nvault:\n", "\nvault:\n  keys: pkcs11\n"), encoding="utf-8")
    assert 0 == made(f"{KEYED} apply charter.yaml --yes --actor Rosa").code

    assert 1 == made(f"{KEYED} keys").code
    assert "nothing was done" in made(f"{KEYED} keys rotate --if-due").out
    assert 0 == made(f"{KEYED} keys rotate --provider").code
    assert 0 == made(f"{KEYED} keys").code


@pytest.mark.usefixtures("cheap_guesses")
def test_a_lost_passphrase_is_replaced_with_the_kit(made: Run, secrets: Path, room: Path) -> None:
    """The kit sets a new passphrase; the lost one opens nothing; the journal says who did it; a second kit ends the first."""
    first = CODE.search(made(f"{KEYED} keys kit").out)
    assert first is not None
    (room / "kit").touch(mode=0o600)
    (room / "kit").write_text(first[0].lower())
    said = made("keys recover --kit-file kit --new-passphrase-file new --actor Rosa")

    assert (0, "") == (said.code, said.err)
    assert "Rosa" in made("--passphrase-file new journal").out
    assert 5 == made(f"{KEYED} keys").code
    made("--passphrase-file new keys kit")
    assert 5 == made("keys recover --kit-file kit --new-passphrase-file new").code


def test_a_slip_of_the_pen_is_told_without_repeating_it(made: Run, secrets: Path, room: Path) -> None:
    """A code with a slip is refused as unreadable, and is not printed back."""
    (room / "kit").touch(mode=0o600)
    (room / "kit").write_text("1T95-BJWX-AREM-8GT5-ATDZ-YF7G-5RXJ-5G63-YDAT")
    said = made("keys recover --kit-file kit --new-passphrase-file new")

    assert 2 == said.code
    assert "slip of the pen" in said.err
    assert "1T95" not in said.out + said.err


def test_a_new_passphrase_is_set(made: Run, secrets: Path) -> None:
    """The new passphrase opens, the old one does not."""
    said = made(f"{KEYED} keys passphrase --new-passphrase-file new")

    assert 0 == said.code
    assert 0 == made("--passphrase-file new keys").code
    assert 5 == made(f"{KEYED} keys").code


def test_no_option_takes_a_secret_itself() -> None:
    """Whatever stands for a secret among the options of the whole program is a file or a descriptor."""
    from typer.main import get_command

    from etanche.cli.app import app

    waiting, named = [get_command(app)], []
    while waiting:
        command = waiting.pop()
        waiting.extend(getattr(command, "commands", {}).values())
        named += [opt for param in command.params for opt in param.opts if re.search("passphrase|kit|pin|secret", opt)]

    assert named
    assert all(re.search(r"-(file|fd)$", opt) for opt in named)


def test_no_secret_is_in_arguments_environment_output_or_files(made: Run, room: Path, secrets: Path) -> None:
    """A real process that recovers an instance is looked at while it waits for the code: no secret is where others can read."""
    code = CODE.search(made(f"{KEYED} keys kit").out)
    assert code is not None
    argv = [
        sys.executable,
        "-c",
        "from etanche.cli import main; main()",
        "keys",
        "recover",
        "--new-passphrase-file",
        "new",
    ]
    with subprocess.Popen(argv, stdin=-1, stdout=-1, stderr=-1, env={**os.environ, "ETANCHE_TRACE": "1"}) as process:
        about = Path(f"/proc/{process.pid}")
        seen = (about / "cmdline").read_bytes() + (about / "environ").read_bytes()
        out, err = process.communicate(code[0].encode())
        seen += out + err
    everything = seen + b"".join(path.read_bytes() for path in (room / "etanche-data").rglob("*") if path.is_file())

    assert 0 == process.returncode
    for secret in (code[0].encode(), code[0].replace("-", "").encode(), NEW.encode(), PASSPHRASE):
        assert secret not in everything
