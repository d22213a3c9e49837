"""
Writes docs/clauses.md: the hundred promises of the five source documents, and the tests that prove each.

`python docs/clauses.py` writes; `python docs/clauses.py --check` only says whether the page is what it would write.
A test proves a clause when it carries `@pytest.mark.clause("C5")`.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/clauses.md"
HEAD = """# The hundred clauses

Written by `docs/clauses.py` from `docs/clauses.yaml` and the marks in `tests/`. Do not edit.

Every promise made in the five source documents, in our own words, and the tests that prove it here.
A clause without a test is not kept yet.
"""


def marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (clause, test) for every marked test function of a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
                for clause in mark.args:
                    yield str(ast.literal_eval(clause)), node.name


def proofs() -> dict[str, list[str]]:
    """Return clause → tests, as `path::name`, in path order."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for clause, test in marked(ast.parse(path.read_text(encoding="utf-8"))):
            found[clause].append(f"{path.relative_to(ROOT)}::{test}")
    return found


def page() -> str:
    """Return the page as it should be."""
    sources = YAML(typ="safe").load((ROOT / "docs/clauses.yaml").read_text(encoding="utf-8"))
    found = proofs()
    known = {clause["id"] for source in sources for clause in source["clauses"]}
    if stray := sorted(set(found) - known):
        sys.exit(f"tests are marked with clauses that do not exist: {', '.join(stray)}")
    lines = [HEAD, f"Proved here: {len(found)} of {len(known)}.\n"]
    for source in sources:
        lines.append(f"## {source['source']}: {source['title']}\n")
        for clause in source["clauses"]:
            lines.append(f"**{clause['id']}** ({clause['kind']}) — {clause['says']}\n")
            lines.extend(f"- `{test}`" for test in found.get(clause["id"], ["(no test yet)"]))
            lines.append("")
    return "\n".join(lines).replace("`(no test yet)`", "no test yet").rstrip() + "\n"


def main() -> None:
    """Write the page, or say that it is out of date."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/clauses.md is out of date: run `python docs/clauses.py`")


if __name__ == "__main__":
    main()
