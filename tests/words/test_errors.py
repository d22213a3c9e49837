"""Errors in French: the sentences that are raised, with what they name, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from etanche.words.errors import BLANK, sentences, told_in

SOURCE = Path(__file__).parents[2] / "src/etanche"


def raised() -> Iterator[str]:
    """Yield every text of the sources, with a blank wherever something is named."""
    for _, node in nodes():
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield from spelled(node)


def test_every_sentence_is_one_that_is_raised() -> None:
    """No French sentence is left over: each has its English one in the sources."""
    known = set(raised())

    assert [] == [one for one in sentences() if one not in known]


def test_what_is_named_in_one_language_is_named_in_the_other() -> None:
    """Each blank of a sentence is filled in both, and what stands between backticks and holds no blank is the same in both."""
    blanks = {one: (one.count(BLANK), len(re.findall(r"\{\d?\}", said))) for one, said in sentences().items()}
    shown = {
        one: {name for name in re.findall(r"`([^`]*)`", one) if not re.search(r"\{\}|[A-Z]{3}|<", name)}
        for one in sentences()
    }

    assert {} == {one: pair for one, pair in blanks.items() if pair[0] != pair[1]}
    assert [] == [one for one, said in sentences().items() if not all(name in said for name in shown[one])]


def test_no_french_sentence_has_straight_marks_or_a_final_stop() -> None:
    """One lower-case line, without a stop, with the marks of French."""
    said = {one: re.sub(r"`[^`]*`", "`", french) for one, french in sentences().items()}

    assert {} == {one: text for one, text in said.items() if "'" in text or text.endswith(".") or "..." in text}


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("there is no such person", "il n’y a pas de telle personne"),
        ("there is no file `it's.json`", "il n’y a pas de fichier `it's.json`"),
        ("`a` cannot be read (OSError)", "`a` ne peut pas être lu (OSError)"),
        ("a sentence that nobody wrote", "a sentence that nobody wrote"),
        ("", ""),
    ],
)
def test_an_error_is_told_with_what_it_names(english: str, french: str) -> None:
    """The names go over as they were typed; what has no French stays English."""
    assert (french, english) == (told_in(english, "fr"), told_in(english, "en"))


SEEN_BY_NOBODY = {
    "proof": "what checks and drills say to each other, inside a sandbox",
    "words": "a mistake of ours in the catalogues, found when they are loaded",
}
"""Room → why what goes wrong in it needs no French."""

IN_PIECES = {
    "`{}` is no {}": "the word that the command line was given for a closed list, with the list",
    "{}; {}": "the first finding of a charter and its hint; findings have a catalogue of their own",
    "`{}` {}": "the name of a store, before what its server says of itself",
    "cannot be read": "the end of a sentence about the list of leaked passwords, told at the start of the server",
    "is not one of SHA-1 digests in order": "as above",
    "no sentence for promises of kind `{}`": "a promise that this version cannot say: a mistake of ours",
}
"""Sentences without French, and where they are read."""


def errors_of_ours() -> set[str]:
    """Return the names of every class of error that tells people what and how."""
    classes = [node for _, node in nodes() if isinstance(node, ast.ClassDef)]
    found, before = {"EtancheError"}, set[str]()
    while found != before:
        before = set(found)
        found |= {one.name for one in classes if {base.id for base in one.bases if isinstance(base, ast.Name)} & before}
    return found


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    """Return what these tests look at in every source, with the file it stands in; each is read and walked once."""
    kinds = (ast.Constant, ast.JoinedStr, ast.ClassDef, ast.Call, ast.AnnAssign)
    return [
        (path, node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, kinds)
    ]


def spelled(node: ast.expr) -> Iterator[str]:
    """Yield what may be said in a place, with a blank wherever something is named."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else BLANK for one in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from spelled(one)
            yield from spelled(other)


def told() -> Iterator[tuple[str, str]]:
    """Yield (room, sentence) for everything that an error says: what went wrong, and what to do; titles of problems of the API too."""
    saying = errors_of_ours() | {"answer"}
    for path, node in nodes():
        room = path.relative_to(SOURCE).parts[0]
        if isinstance(node, ast.Call):
            for said in handed_on(path, node, saying):
                named = constants(path).get(said.id, said) if isinstance(said, ast.Name) else said
                yield from ((room, one) for one in spelled(named) if " " in one)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict) and is_of_titles(path, node):
            yield from (("web", one) for value in node.value.values for one in spelled(value))


def handed_on(path: Path, call: ast.Call, saying: set[str]) -> Iterator[ast.expr]:
    """Yield what a call gives to an error to be said: of an error itself, of its base, or of a function of the file that makes one."""
    name = (
        call.func.id
        if isinstance(call.func, ast.Name)
        else call.func.attr
        if isinstance(call.func, ast.Attribute)
        else ""
    )
    places = (0,) if name in saying else helpers(path).get(name, ())
    yield from (call.args[place] for place in places if place < len(call.args))
    yield from (one.value for one in call.keywords if one.arg in {"hint", "title", "detail"})


@cache
def helpers(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the functions of a file that are given a hint to hand on, and at which places a hint, and what went wrong beside it."""
    found: dict[str, tuple[int, ...]] = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            given = [one.arg for one in node.args.args if one.arg not in {"self", "cls"}]
            if "hint" in given:
                found[node.name] = tuple(given.index(one) for one in ("what", "hint") if one in given)
    return found


@cache
def constants(path: Path) -> dict[str, ast.expr]:
    """Return what the names of a file stand for, the last of each."""
    return {
        target.id: node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def is_of_titles(path: Path, node: ast.AnnAssign) -> bool:
    """Tell whether these are the titles that a status of the API has."""
    return (
        path.parts[-2:] == ("api", "problems.py") and isinstance(node.target, ast.Name) and node.target.id == "_TITLES"
    )


def test_every_sentence_that_is_raised_has_its_french() -> None:
    """Whoever raises a new one writes it in both languages, for pages, for the command line and for programs; or says who reads it."""
    said = set(told())
    lacking = {(room, one) for room, one in said if one not in sentences() and one not in IN_PIECES}

    assert len({one for room, one in said if room == "web"}) > 30
    assert set() == {(room, one) for room, one in lacking if room not in SEEN_BY_NOBODY}
    assert set() == IN_PIECES.keys() - {one for _, one in said}
