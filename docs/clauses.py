"""
Writes docs/clauses.md: the hundred promises of the five source documents, where each stands, and the tests that prove it.

`python docs/clauses.py` writes; `python docs/clauses.py --check` only says whether the page is what it would write.
A test proves a clause when it carries `@pytest.mark.clause("C5")`.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from etanche.charter import load
from etanche.proof import Clause, clauses

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/clauses.md"
HEAD = """# The hundred clauses

Written by `docs/clauses.py` from `docs/clauses.yaml` and the marks in `tests/`. Do not edit.

Every promise made in the five source documents, in our own words; the promises of a charter that carry it, how much of each
this version checks, and by how many drills the check is shown to be awake (`etanche carries` says the same of any charter);
and the tests that prove it here. *Checked in part*: what the check sees is judged, and the promise stays unproven.
A clause of which nothing is checked, and that has no test, is not kept yet.
"""


def marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (clause, test) for every marked test function of a module, be it marked itself or as one of the module."""
    whole: list[ast.expr] = []
    for line in tree.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "pytestmark":
            whole += line.value.elts if isinstance(line.value, ast.List) else [line.value]
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in (*node.decorator_list, *(whole if node.name.startswith("test_") else ())):
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


STANDS = {"none": "said only", "part": "checked in part", "whole": "checked"}


def carried() -> dict[str, tuple[str, Clause]]:
    """Return clause → (charter, where it stands there); of two charters that carry a clause, the first one that is not the sample."""
    found: dict[str, tuple[str, Clause]] = {}
    for path in sorted((ROOT / "charters").glob("*.yaml"), key=lambda path: (path.stem == "bookshop", path.stem)):
        for clause in clauses(load(path)):
            found.setdefault(clause.id, (path.stem, clause))
    return found


def stands(name: str, clause: Clause) -> Iterator[str]:
    """Yield the lines that say where a clause stands."""
    yield f"{STANDS[clause.stands].capitalize()}, by the charter `{name}`:\n"
    for one in clause.carriers:
        drills = f", {one.drills} drill{'s' if one.drills > 1 else ''}" if one.drills else ""
        yield f"- `{one.promise}`: {STANDS[one.sight]}{drills}"
    yield ""


def page() -> str:
    """Return the page as it should be."""
    sources = YAML(typ="safe").load((ROOT / "docs/clauses.yaml").read_text(encoding="utf-8"))
    found = proofs()
    known = {clause["id"] for source in sources for clause in source["clauses"]}
    if stray := sorted(set(found) - known):
        sys.exit(f"tests are marked with clauses that do not exist: {', '.join(stray)}")
    held = carried()
    if lost := sorted(known - held.keys()):
        sys.exit(f"clauses that no charter carries: {', '.join(lost)}")
    tally: Counter[str] = Counter(clause.stands for _, clause in held.values())
    counted = ", ".join(f"{tally[sight]} {STANDS[sight]}" for sight in ("whole", "part", "none"))
    lines = [HEAD, f"Of {len(known)} clauses: {counted}. With tests of their own: {len(found)}.\n"]
    for source in sources:
        lines.append(f"## {source['source']}: {source['title']}\n")
        for clause in source["clauses"]:
            lines.append(f"**{clause['id']}** ({clause['kind']}) — {clause['says']}\n")
            lines.extend(stands(*held[clause["id"]]))
            if tests := found.get(clause["id"]):
                lines += ["Tests:\n", *(f"- `{test}`" for test in tests), ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write the page, or say that it is out of date."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/clauses.md is out of date: run `python docs/clauses.py`")


if __name__ == "__main__":
    main()
