"""The walls of the house, and the sabotages that show each wall can fall."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {
    path.stem for path in (ROOT / "src/etanche").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
}


def lint(tree: Path) -> str:
    """Run import-linter on a tree and return what it printed."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [linter, "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "src"), "PATH": "/usr/bin:/bin", "TERM": "dumb", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def broken(report: str) -> set[str]:
    """Return the numbers of the walls that a report calls broken."""
    return set(re.findall(r"^(\d)\..* BROKEN", report, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house that may be sabotaged."""
    tree = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def test_every_wall_stands() -> None:
    """No room imports upward, sideways or past its wall."""
    report = lint(ROOT)

    assert "Contracts: 6 kept, 0 broken." in report, report


SABOTAGES = [
    ("1", {"room_nobody_placed.py": "x = 1"}),
    (
        "1",
        {
            "gate/decision.py": "from etanche import vault",
            "charter/plan.py": "from etanche import keyring",
            "journal/__init__.py": "from etanche import standing",
            "exchange/__init__.py": "from etanche import journal",
            "notice/__init__.py": "from etanche import store",
            "vault/__init__.py": "from etanche import accounts",
        },
    ),
    ("2", {"vault/__init__.py": "import sqlite3", "proof/__init__.py": "import sqlalchemy"}),
    (
        "3",
        {
            "vault/__init__.py": "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
            "web/__init__.py": "import hmac",
        },
    ),
    ("4", {"intake/__init__.py": "import http.client", "proof/__init__.py": "import smtplib"}),
    (
        "5",
        {
            "intake/__init__.py": "from etanche.store import records",
            "journal/__init__.py": "from etanche.store import records",
        },
    ),
    ("6", {"web/__init__.py": "from etanche import keyring", "cli/__init__.py": "from etanche import store"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("wall", "lines"), SABOTAGES)
def test_a_sabotage_is_caught_by_its_wall(house: Path, wall: str, lines: dict[str, str]) -> None:
    """Imports hidden inside functions, or a room nobody placed, are each caught by exactly the wall that should."""
    before = {name: target.read_text(encoding="utf-8") for name in lines if (target := inside(house, name)).exists()}
    for name, line in lines.items():
        hidden = f"\n\ndef _sabotage() -> None:\n    {line}\n" if name in before else line + "\n"
        inside(house, name).write_text(before.get(name, "") + hidden, encoding="utf-8")
    try:
        report = lint(house)
    finally:
        for name in lines:
            if name in before:
                inside(house, name).write_text(before[name], encoding="utf-8")
            else:
                inside(house, name).unlink()

    assert {wall} == broken(report), report
    assert {dotted(name) for name in lines} == set(re.findall(r"^- +(\S+)", report, flags=re.MULTILINE)), report


def inside(house: Path, module: str) -> Path:
    """Return the file of a module."""
    return house / "src/etanche" / module


def dotted(module: str) -> str:
    """Return what a module is called by those who import it."""
    return f"etanche.{module.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"


def test_every_room_is_inside_every_wall() -> None:
    """A room placed in the layers stands in the source list of each wall that keeps rooms from something."""
    contracts = {
        c["id"]: c for c in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }
    placed = {name.strip() for layer in contracts["down"]["layers"] for name in layer.split("|")}
    excused = {"sql": {"store"}, "cryptography": {"keyring"}, "network": {"outbound"}}

    assert placed == ROOMS - {"__init__"}
    for wall, free in excused.items():
        assert placed - free == {name.removeprefix("etanche.") for name in contracts[wall]["source_modules"]}, wall
