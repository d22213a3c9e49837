"""The examples in docstrings cannot lie: those that are whole are run, and the calls of the others are calls that there are."""

from __future__ import annotations

import ast
import builtins
import doctest
import importlib
import inspect
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

ROOT = Path(__file__).parent.parent
VALUE = object()
"""What stands for an argument: only its place, or its name, counts here."""


def docstrings(source: str) -> Iterator[str]:
    """Yield the docstrings of a file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def examples(text: str) -> Iterator[str]:
    """Yield the code of a docstring: what stands after prompts, and the indented paragraphs that can be read as code."""
    if shown := "".join(one.source for one in doctest.DocTestParser().get_examples(text)):
        yield shown
        return
    for indented, some in groupby(text.splitlines(), key=lambda line: line.startswith("    ") or not line.strip()):
        code = dedent("\n".join(some))
        if indented and "(" in code:
            with suppress(SyntaxError):
                ast.parse(code)
                yield code


def module_of(path: Path) -> ModuleType:
    """Return the module that a file is."""
    name = ".".join(path.relative_to(path.parents[len(path.parts) - path.parts.index("src") - 2]).with_suffix("").parts)
    return importlib.import_module(name.removesuffix(".__init__"))


SHOWN = {
    module_of(path): [code for text in docstrings(source) for code in examples(text)]
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "clients/python/src").rglob("*.py")])
    if "migrations" not in path.parts and "\n    " in (source := path.read_text(encoding="utf-8"))
    if any(code for text in docstrings(source) for code in examples(text))
}


def is_whole(code: str, module: ModuleType) -> bool:
    """Tell whether an example uses no name that neither it nor its module has."""
    names = [one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Name)]
    own = {one.id for one in names if isinstance(one.ctx, ast.Store)}
    own |= {one.asname or one.name for one in ast.walk(ast.parse(code)) if isinstance(one, ast.alias)}
    return {one.id for one in names} <= own | vars(module).keys() | vars(builtins).keys()


def called_so(module: ModuleType, call: ast.Call) -> list[object]:
    """Return what an example may mean by a call: a function or a class of its module, or a method of one of its classes."""
    ours = [
        one
        for one in vars(module).values()
        if (inspect.isfunction(one) or inspect.isclass(one)) and one.__module__.startswith("etanche")
    ]
    if isinstance(call.func, ast.Name):
        found = vars(module).get(call.func.id)
        return [found] if found in ours else []
    methods = (
        inspect.getattr_static(one, getattr(call.func, "attr", ""), None) for one in ours if inspect.isclass(one)
    )
    return [one for one in methods if one is not None]


def takes(called: object, call: ast.Call) -> bool:
    """Tell whether something can be called as an example does."""
    names: Mapping[str, object] = {one.arg: VALUE for one in call.keywords if one.arg is not None}
    values = [VALUE for _ in call.args]
    if isinstance(call.func, ast.Attribute) and not isinstance(called, staticmethod):
        values = [VALUE, *values]
    meant = called.__func__ if isinstance(called, classmethod | staticmethod) else called
    if not callable(meant):
        return True
    try:
        inspect.signature(meant).bind(*values, **names)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize("module", SHOWN, ids=lambda module: module.__name__)
def test_what_an_example_shows_is_what_happens(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever types an example that needs nothing else reads what stands under it."""
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner()
    for shown in doctest.DocTestFinder(exclude_empty=True).find(module):
        if shown.examples and is_whole("".join(one.source for one in shown.examples), module):
            assert runner.run(shown).failed == 0


@pytest.mark.parametrize("module", SHOWN, ids=lambda module: module.__name__)
def test_what_an_example_calls_takes_these_arguments(module: ModuleType) -> None:
    """A call in an example of a docstring is one that a function, a class or a method of that name takes, as far as its module knows one."""
    calls = [one for code in SHOWN[module] for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Call)]

    assert [
        ast.unparse(one) for one in calls if (meant := called_so(module, one)) and not any(takes(m, one) for m in meant)
    ] == []
