"""
Changes of one expression, and the code of the function with each of them.

What is outside functions (fields of classes, tables, defaults of arguments) is read once, at import, and not changed here.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

SOURCES = Path(__file__).parents[2] / "src"
TOLD = 140


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One function with one expression changed."""

    name: str
    """The function and a digest of the change: the same for as long as the function has this expression."""

    room: str
    file: Path
    function: str
    """Its qualified name in the module."""

    nth: int
    """Which of its function it was drawn as."""

    at: int
    """The line of the expression, and its last line."""

    until: int
    lines: tuple[int, int]
    """First and last line of the function."""

    was: str
    now: str
    code: CodeType

    @property
    def about(self) -> str:
        """Return the name of the function, with its module."""
        return self.name.partition("~")[0]


class Drawing(NamedTuple):
    """By what is drawn, and what need not be made."""

    seed: str
    names: Container[str] = ()


class Sample(NamedTuple):
    """What was drawn of a module."""

    names: list[str]
    mutants: list[Mutant]
    """Those of them that are not known yet."""

    there_are: int


def sample(room: str, file: Path, *, most: int | None, known: Drawing) -> Sample:
    """Draw of each function of a module so many mutants, or all, by the seed."""
    source = file.read_text(encoding="utf-8")
    module = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module.visit(visitor)
    where = module.resolve(PositionProvider)
    names = dict(_functions(module.module.body))
    codes = dict(_codes(compile(source, file, "exec", dont_inherit=True)))
    spans = dict(_spans(ast.parse(source).body))
    drawn: dict[str, list[Mutation]] = {}
    for mutation in visitor.mutations:
        within = mutation.contained_by_top_level_function
        function = None if within is None else names.get(within)
        if function in codes:
            drawn.setdefault(function, []).append(mutation)
    found = Sample([], [], sum(map(len, drawn.values())))
    for function, mutations in drawn.items():
        make = _Making(room, file, source, module.module, function, codes[function], spans[function])
        for name, mutant in make.some(mutations, where, most=most, known=known):
            found.names.append(name)
            if mutant is not None:
                found.mutants.append(mutant)
    return found


@dataclass(frozen=True)
class _Making:
    room: str
    file: Path
    source: str
    module: cst.Module
    function: str
    code: CodeType
    lines: tuple[int, int]

    def some(
        self, mutations: Sequence[Mutation], where: Mapping[cst.CSTNode, CodeRange], *, most: int | None, known: Drawing
    ) -> Iterator[tuple[str, Mutant | None]]:
        """Draw so many; what is known already by its name is not made again."""
        drawn = 0
        for name, was, now, mutation in self._in_order(mutations, known.seed):
            if drawn == most:
                return
            if name in known.names:
                drawn += 1
                yield name, None
                continue
            place = where.get(mutation.original_node)
            code = self._changed(mutation, place)
            if code is None or code == self.code or code.co_freevars != self.code.co_freevars:
                continue
            at, until = (place.start.line, place.end.line) if place else self.lines
            yield (
                name,
                Mutant(
                    name=name,
                    room=self.room,
                    nth=drawn,
                    file=self.file,
                    function=self.function,
                    at=at,
                    until=until,
                    lines=self.lines,
                    was=_differing(was, now),
                    now=_differing(now, was),
                    code=code,
                ),
            )
            drawn += 1

    def _in_order(self, mutations: Sequence[Mutation], seed: str) -> list[tuple[str, str, str, Mutation]]:
        """Return the changes with their names, in the order that the seed gives them."""
        about = f"{'.'.join(self.file.relative_to(SOURCES / 'etanche').with_suffix('').parts)}.{self.function}"
        seen: dict[tuple[str, str], int] = {}
        named: list[tuple[str, str, str, Mutation]] = []
        for mutation in mutations:
            nodes = (mutation.original_node, mutation.mutated_node)
            was, now = (" ".join(self.module.code_for_node(node).split()) for node in nodes)
            nth = seen[was, now] = seen.get((was, now), 0) + 1
            digest = hashlib.sha256(f"{was}\0{now}\0{nth}".encode()).hexdigest()[:6]
            named.append((f"{about}~{digest}", was, now, mutation))
        return sorted(named, key=lambda one: hashlib.sha256(f"{seed}{one[0]}".encode()).digest())

    def _changed(self, mutation: Mutation, place: CodeRange | None) -> CodeType | None:
        """Return the function's code with the change; nothing, where it is no program."""
        changed = self._in_place(mutation, place)
        if changed is None:
            tree = self.module.deep_replace(mutation.original_node, mutation.mutated_node)
            assert isinstance(tree, cst.Module)
            changed = tree.code
        try:
            return dict(_codes(compile(changed, self.file, "exec", dont_inherit=True)))[self.function]
        except SyntaxError:
            return None

    def _in_place(self, mutation: Mutation, place: CodeRange | None) -> str | None:
        """Return the source with the change, by its place in the text: ten times as quick as writing the tree anew."""
        if place is None:
            return None
        lines = self.source.splitlines(keepends=True)
        before = "".join(lines[: place.start.line - 1]) + lines[place.start.line - 1][: place.start.column]
        after = lines[place.end.line - 1][place.end.column :] + "".join(lines[place.end.line :])
        middle = self.source[len(before) : len(self.source) - len(after)]
        if middle != self.module.code_for_node(mutation.original_node):
            return None
        return before + self.module.code_for_node(mutation.mutated_node) + after


def _differing(text: str, other: str) -> str:
    """Return a text, where it is long only what differs from the other and a little before."""
    if len(text) <= TOLD:
        return text
    same = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    begin = max(0, min(same - TOLD // 2, len(text) - TOLD))
    return ("…" if begin else "") + text[begin : begin + TOLD] + ("…" if begin + TOLD < len(text) else "")


def _functions(body: Sequence[cst.CSTNode], within: str = "") -> Iterator[tuple[cst.CSTNode, str]]:
    for node in body:
        if isinstance(node, cst.FunctionDef):
            yield node, within + node.name.value
        elif isinstance(node, cst.ClassDef) and isinstance(node.body, cst.IndentedBlock) and not within:
            yield from _functions(node.body.body, f"{node.name.value}.")


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """Find the functions and methods of a module; of two of one name, as a property has, the first."""
    found: dict[str, CodeType] = {}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            inner = [one, *(each for each in one.co_consts if isinstance(each, CodeType))]
            for each in inner:
                found.setdefault(each.co_qualname, each)
    yield from found.items()


def _spans(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield within + node.name, (node.lineno, node.end_lineno or node.lineno)
        elif isinstance(node, ast.ClassDef) and not within:
            yield from _spans(node.body, f"{node.name}.")
