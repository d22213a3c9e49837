"""The documents cannot lie: what the program has stands in them, and what they show can be run."""

from __future__ import annotations

import importlib
import pkgutil
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import etanche
from etanche.cli.app import app
from etanche.errors import EtancheError

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
NOUNS = [
    "instance",
    "organisation",
    "charter",
    "promise",
    "plan",
    "verdict",
    "person",
    "account",
    "role",
    "category",
    "field",
    "purpose",
    "basis",
    "keep",
    "standing",
    "record",
    "key",
    "shelf",
    "region",
    "recipient",
    "entry",
    "attestation",
    "clause",
    "check",
    "drill",
    "canary",
    "sandbox",
    "gate",
    "journal",
    "notice",
    "sweep",
]


def every_error() -> list[type[EtancheError]]:
    """Return every class of error of the package."""
    for module in pkgutil.walk_packages(etanche.__path__, "etanche."):
        if ".migrations" not in module.name:  # alembic runs these itself
            importlib.import_module(module.name)
    found: list[type[EtancheError]] = []
    waiting = [EtancheError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return [kind for kind in found if kind.__module__.startswith("etanche")]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_a_heading_in_the_glossary(noun: str) -> None:
    """A word of the house is defined once, in the glossary."""
    assert len(re.findall(rf"^## {noun}$", GLOSSARY, flags=re.MULTILINE)) == 1


def test_every_command_and_option_stands_in_the_reference() -> None:
    """A command or option that the program has is described in docs/commands.md."""
    missing = []
    root = get_command(app)
    waiting = [("etanche", root)]
    while waiting:
        name, command = waiting.pop()
        waiting.extend((f"{name} {word}", child) for word, child in getattr(command, "commands", {}).items())
        if f"`{name}" not in REFERENCE:
            missing.append(name)
        missing += [
            f"{name} {opt}"
            for param in command.params
            for opt in param.opts
            if opt.startswith("--") and f"`{opt}" not in REFERENCE
        ]

    assert missing == []


def commands_named(text: str) -> set[tuple[str, ...]]:
    """Return what a page says to type: the words after `etanche`, in a code span or on a line of a block, options of the whole left out."""
    typed = [
        *re.findall(r"`etanche ([^`\n]+)`", text),
        *re.findall(r"^(?: {4})?etanche ([^\n]+)", text, flags=re.MULTILINE),
    ]
    left = (re.sub(r"--(?:data|passphrase-file|passphrase-fd|organisation) \S+ ?", "", one) for one in typed)
    return {tuple(one.split()[:2]) for one in left if re.match(r"[a-z]", one)}


def test_every_command_that_a_page_names_exists() -> None:
    """Whoever types what the pages of today say meets a command of that name, and no way that is gone or was never there."""
    root = get_command(app)
    commands: dict[str, object] = getattr(root, "commands", {})
    lost = []
    for page in PAGES:
        if page.parent.name == "decisions" or page.name == "CHANGELOG.md":
            continue
        for named in commands_named(page.read_text(encoding="utf-8")):
            command = commands.get(named[0])
            below: dict[str, object] = getattr(command, "commands", {})
            # A word in capitals, or of a command that may be left out, is an argument.
            wrong = below and len(named) == 2 and re.fullmatch(r"[a-z-]+", named[1]) and named[1] not in below
            if command is None or (wrong and not getattr(command, "invoke_without_command", False)):
                lost.append(f"{page.name}: etanche {' '.join(named)}")

    assert sorted(lost) == []


def lines_to_copy(text: str) -> list[str]:
    """Return the lines of blocks by which a page shows what to type, one that goes on below as one."""
    return re.findall(r"^(?: {4})?etanche ([^\n]+)", re.sub(r"\s*\\\n\s*", " ", text), flags=re.MULTILINE)


def options_amiss(line: str, exported: set[str]) -> list[str]:
    """Return the options that a line gives and its command does not have, and those it has to have and neither the line nor the environment gives."""
    words = [one for one in re.split(r"\s(?:[|<>#]|&&)\s|\s{2,}", line)[0].split() if one != "etanche"]
    command: Any = get_command(app)
    lacking, known = list[str](), set[str]()
    for word in words:
        below = getattr(command, "commands", {})
        command = below.get(word, command)
        # A group has what each of its commands has: the word of one may be left out.
        for one in (command, *getattr(command, "commands", {}).values()):
            known |= {opt for param in one.params for opt in (*param.opts, *param.secondary_opts)}
    given = {one.split("=")[0] for one in words if re.match(r"--[a-z]", one)}
    lacking = [
        param.opts[0]
        for param in command.params
        if param.required and param.param_type_name == "option"
        if given.isdisjoint(param.opts) and param.envvar not in exported
    ]
    return sorted(given - known - {"--help"}) + lacking


@pytest.mark.parametrize("page", [one for one in PAGES if one.parent.name != "decisions"], ids=lambda page: page.name)
def test_what_a_page_says_to_type_is_taken(page: Path) -> None:
    """A line to copy gives a command options that it has, and those that it asks for."""
    text = page.read_text(encoding="utf-8")
    exported = set(re.findall(r"^export (\w+)=", text, flags=re.MULTILINE))
    lines = [] if page.name in {"commands.md", "CHANGELOG.md"} else lines_to_copy(text)
    wrong = {line: amiss for line in lines if (amiss := options_amiss(line, exported))}

    assert wrong == {}


def test_every_error_says_how_it_ends() -> None:
    """Each error has a sentence, an exit code of the contract and an HTTP status, and stands in docs/errors.md."""
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    for kind in every_error():
        assert kind.__doc__, kind
        assert kind.exit_code in {1, 2, 3, 4, 5, 70}, kind
        assert 400 <= kind.http_status <= 599, kind
        assert f"`{kind.__name__}`" in page, kind


def test_every_link_between_pages_leads_somewhere() -> None:
    """A relative link in a document points to a file that exists."""
    lost = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert lost == []


@pytest.mark.parametrize("script", ["docs/clauses.py", "docs/reference.py", "docs/rules.py"])
def test_generated_pages_are_what_their_script_writes(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page made by a script says what the script would say today; if it does not, the script exits with a word."""
    monkeypatch.setattr(sys, "argv", [script, "--check"])

    runpy.run_path(str(ROOT / script), run_name="__main__")


def test_nothing_committed_names_a_machine() -> None:
    """No file names a path of a developer's machine, a registry or a session."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    # Written backwards, so that this file names none of them either.
    backwards = ("/niam/krow/", "/toor/", "gro.ipyp", "detsohnohtyp", "smjpn.yrtsiger", "naibed.bed")
    pattern = re.compile("|".join(re.escape(name[::-1]) for name in backwards), re.IGNORECASE)
    named = [
        name
        for name in listed
        if (ROOT / name).is_file() and pattern.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert named == []
